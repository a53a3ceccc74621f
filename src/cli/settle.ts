import { waitLog } from '../babysea/rate-limiter.ts';
import { loadPlanFiles } from '../files/load-plans.ts';
import { workspaceFiles } from '../files/workspace.ts';
import type { StepLog } from '../report/log.ts';
import { settleInputs } from '../settle.ts';
import { readSettleInputs } from '../settlement/inputs.ts';
import { settlementJson } from '../settlement/schema.ts';
import { renderSettlement, renderSettlementText, settlementLog } from '../settlement/views.ts';
import { print, refuse, type Shell } from './console.ts';
import {
  CHECK_FORMATS,
  connect,
  connectionDiagnostics,
  deadlineAfter,
  EXIT,
  type OptionTexts,
  optionReader,
  PLAN_WORDS,
  readFormat,
} from './options.ts';

/** `budget-gate settle`: compares what was generated with what was planned, as the step does. Gives the exit code. */
export async function settle(given: OptionTexts, shell: Shell): Promise<number> {
  const reader = optionReader('settle', given, shell.env);
  const inputs = readSettleInputs(reader);
  const format = readFormat(reader, CHECK_FORMATS);
  if (reader.diagnostics.length > 0) return refuse(shell, reader.diagnostics);
  const { workspace, patternOf, redact } = shell;
  const deadline = deadlineAfter(inputs.timeout + inputs.wait);
  const { signal } = deadline;
  const log = (line: string) => shell.err.write(`${line}\n`);
  const source = workspaceFiles(workspace);
  // Paths are relative to the current folder; an id is no path.
  const fromRoot = (line: string) => (/[/\\.*?]/.test(line) ? patternOf(line) : line);
  const generations = inputs.generations?.split('\n').map(fromRoot).join('\n');
  const settlement = await settleInputs(
    { ...inputs, generations },
    {
      api: connect(inputs, deadline, waitLog(log)),
      diagnostics: connectionDiagnostics(inputs),
      folder: shell.folder,
      roots: [workspace],
      loadPlans: (plan) =>
        loadPlanFiles(plan.split('\n').map(patternOf), { source, words: PLAN_WORDS, redact, signal }),
      signal,
      log,
    },
  );
  const views: Record<typeof format, () => string | StepLog> = {
    table: () => renderSettlementText(settlement, shell.out),
    markdown: () => renderSettlement(settlement, { api: inputs.baseUrl ?? inputs.region }),
    json: () => settlementJson(settlement),
    github: () => settlementLog(settlement),
  };
  print(views[format](), shell);
  return EXIT[settlement.verdict];
}
