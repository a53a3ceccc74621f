import { REAL_CLOCK } from '../babysea/rate-limiter.ts';
import { loadPlanFiles } from '../files/load-plans.ts';
import { workspaceFiles } from '../files/workspace.ts';
import { inputReader } from '../options.ts';
import { boundedParser } from '../plan/parse-in-worker.ts';
import { waitLog } from '../pricing/progress.ts';
import { pricePlansNow, runSettle } from '../settle.ts';
import { loadGenerationIds } from '../settlement/generation-ids.ts';
import { renderSettlement } from '../settlement/markdown.ts';
import { loadGateReport, readSettleInputs, SETTLE_DEFAULTS, type SettleInputs } from '../settlement/options.ts';
import type { Planned } from '../settlement/planned.ts';
import { throttled } from '../settlement/progress.ts';
import { type Settlement, settlementJson } from '../settlement/schema.ts';
import { renderSettlementText } from '../settlement/terminal.ts';
import { type Diagnostic, hasErrors } from '../shared/diagnostic.ts';
import { list } from '../shared/message.ts';
import { oneOf } from '../shared/option-checks.ts';
import { EXIT_CODES } from './check.ts';
import { connect, connectionDiagnostics, deadlineAfter } from './connect.ts';
import { mediumOf, printDiagnostics, type Shell } from './console.ts';
import {
  CHECK_FORMATS,
  DEFAULT_FORMAT,
  EXIT,
  emptyOptionDiagnostics,
  inputWords,
  KEY_VARIABLE,
  type OptionTexts,
  PLAN_WORDS,
} from './options.ts';
import { findWorkspace } from './workspace.ts';

/** `budget-gate settle`: compares what was generated with what was planned, as the step does. Gives the exit code. */
export async function settle(given: OptionTexts, shell: Shell): Promise<number> {
  const get = (name: string) => (name === 'api-key' ? shell.env[KEY_VARIABLE] : given[name]) ?? '';
  const reader = inputReader(get, { ...SETTLE_DEFAULTS, format: DEFAULT_FORMAT }, inputWords('settle'));
  const inputs = readSettleInputs(reader);
  const format = reader.readRequired('format', oneOf(CHECK_FORMATS), list(CHECK_FORMATS, 'or'));
  const wrong = [...emptyOptionDiagnostics('settle', given), ...reader.diagnostics];
  if (wrong.length > 0) {
    printDiagnostics(shell, wrong);
    return EXIT.error;
  }
  const { region, baseUrl, concurrency, timeout, wait } = inputs;
  const { workspace, patternOf, pathOf } = findWorkspace(shell.folder);
  const deadline = deadlineAfter(timeout + wait);
  const { signal } = deadline;
  const { redact } = shell;
  const log = (line: string) => shell.err.write(`${line}\n`);
  const api = connect(inputs, deadline, redact, waitLog(log));
  const asked = { api, region: baseUrl ?? region, concurrency };
  const problems = connectionDiagnostics(inputs);
  const loaded = hasErrors(problems) ? { error: [] } : await loadPlanned(inputs);
  if ('error' in loaded) problems.push(...loaded.error);
  const generations = inputs.generations?.split('\n').map((line) => (/[/\\.*?]/.test(line) ? patternOf(line) : line));
  const found = generations && (await loadGenerationIds(generations.join('\n'), [workspace]));
  const settlement = await runSettle({
    ...asked,
    planned: 'value' in loaded ? loaded.value : undefined,
    problems: [...problems, ...(found?.problems ?? [])],
    ids: found?.ids,
    since: inputs.since,
    waitMs: wait * 1000,
    maxOverrun: inputs.maxOverrun,
    clock: REAL_CLOCK,
    signal,
    onProgress: throttled(log, Date.now),
  });
  await show(settlement, format, asked.region);
  return EXIT_CODES[settlement.verdict];

  async function loadPlanned({
    report,
    plan = '',
  }: SettleInputs): Promise<{ readonly value: Planned } | { readonly error: readonly Diagnostic[] }> {
    if (report !== undefined) {
      const read = await loadGateReport(shell.folder, report);
      return 'value' in read ? read : { error: [read.error] };
    }
    const source = workspaceFiles(workspace);
    const plans = await loadPlanFiles(plan.split('\n').map(patternOf), { source, words: PLAN_WORDS, redact, signal });
    const parse = boundedParser(signal);
    return pricePlansNow({ ...asked, ...plans, parse, diagnostics: plans.diagnostics, now: new Date() });
  }

  async function show(settlement: Settlement, format: (typeof CHECK_FORMATS)[number], api: string): Promise<void> {
    switch (format) {
      case 'json':
        return shell.out.write(settlementJson(settlement));
      case 'markdown':
        return shell.out.write(renderSettlement(settlement, { api }));
      case 'github': {
        const { writeSettlementLog } = await import(/* webpackMode: "eager" */ '../settlement/write-log.ts');
        return writeSettlementLog(settlement, redact);
      }
      default:
        return shell.out.write(renderSettlementText(settlement, mediumOf(shell.out, pathOf)));
    }
  }
}
