import { waitLog } from '../babysea/rate-limiter.ts';
import { runGate } from '../gate.ts';
import { readSharedOptions } from '../options.ts';
import { boundedParser } from '../plan/parse-in-worker.ts';
import { progressLog } from '../pricing/estimator.ts';
import { renderMarkdown } from '../report/comment.ts';
import { reportLog, type StepLog } from '../report/log.ts';
import { reportJson } from '../report/schema.ts';
import { renderReport } from '../report/terminal.ts';
import { prose } from '../shared/message.ts';
import { baselineDiagnostics, readBaseline } from './baseline.ts';
import { print, refuse, type Shell } from './console.ts';
import { loadNamedPlans } from './load-plans.ts';
import {
  CHECK_FORMATS,
  connect,
  connectionDiagnostics,
  deadlineAfter,
  EXIT,
  type OptionTexts,
  optionReader,
  readFormat,
} from './options.ts';

/** `budget-gate check`: prices and checks plans as the step does. Returns the exit code. */
export async function check(named: readonly string[], given: OptionTexts, shell: Shell): Promise<number> {
  const { workspace, redact } = shell;
  const reader = optionReader('check', given, shell.env);
  const inputs = readSharedOptions(reader);
  const format = readFormat(reader, CHECK_FORMATS);
  const ref = reader.read('baseline', revision, prose('a branch, a tag or a commit'));
  const invalid = reader.diagnostics.length > 0 ? reader.diagnostics : await baselineDiagnostics(named, workspace, ref);
  if (invalid.length > 0) return refuse(shell, invalid);

  const region = inputs.baseUrl ?? inputs.region;
  const deadline = deadlineAfter(inputs.timeout);
  const { signal } = deadline;
  const parse = boundedParser(signal);
  const loaded = await loadNamedPlans(named, shell, signal);
  const log = (line: string) => shell.err.write(`${line}\n`);
  const hasCeiling = inputs.budget !== undefined;
  const { report } = await runGate({
    ...inputs,
    plans: loaded.plans,
    parse,
    diagnostics: [...connectionDiagnostics(inputs), ...loaded.diagnostics],
    limits: inputs,
    base: (heads) => readBaseline(loaded, heads, { workspace, ref, hasCeiling, parse, redact, signal }),
    override: () => Promise.resolve(undefined),
    api: connect(inputs, deadline, waitLog(log)),
    onProgress: progressLog(log, Date.now),
    region,
    providerHealth: true,
    now: new Date(),
  });
  const views: Record<typeof format, () => string | StepLog> = {
    table: () => renderReport(report, shell.out),
    markdown: () => renderMarkdown(report, { api: region }),
    json: () => reportJson(report),
    github: () => reportLog(report),
  };
  print(views[format](), shell);
  return EXIT[report.verdict];
}

/** A revision such as `main~2` (git-scm.com: gitrevisions); never an option of Git. */
function revision(text: string): string | undefined {
  return /^(?!-)[^\p{C}\p{Z}]{1,250}$/u.test(text) ? text : undefined;
}
