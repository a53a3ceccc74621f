import { loadPlanFiles } from '../files/load-plans.ts';
import { workspaceFiles } from '../files/workspace.ts';
import { inputReader, oneOf } from '../options.ts';
import { waitLog } from '../pricing/progress.ts';
import { settleInputs } from '../settle.ts';
import { readSettleInputs, SETTLE_DEFAULTS } from '../settlement/inputs.ts';
import { type Settlement, settlementJson } from '../settlement/schema.ts';
import { renderSettlement, renderSettlementText, settlementLog } from '../settlement/views.ts';
import { list } from '../shared/message.ts';
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
  const { workspace, patternOf, pathOf } = findWorkspace(shell.folder);
  const { redact } = shell;
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
  await show(settlement);
  return EXIT_CODES[settlement.verdict];

  async function show(shown: Settlement): Promise<void> {
    switch (format) {
      case 'json':
        return shell.out.write(settlementJson(shown));
      case 'markdown':
        return shell.out.write(renderSettlement(shown, { api: inputs.baseUrl ?? inputs.region }));
      case 'github': {
        const { writeLog } = await import(/* webpackMode: "eager" */ '../report/annotations.ts');
        return writeLog(settlementLog(shown), redact);
      }
      default:
        return shell.out.write(renderSettlementText(shown, mediumOf(shell.out, pathOf)));
    }
  }
}
