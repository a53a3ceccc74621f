import * as core from '@actions/core';
import { escapeWorkflowCommand, writeEntries } from '../report/annotations.ts';
import type { Redact } from '../shared/redact.ts';
import type { Settlement } from './schema.ts';
import { settlementFigures, settlementFindings, settlementRows } from './terminal.ts';

/** Writes the settlement to the step's log, and what must be acted on as annotations. */
export function writeSettlementLog(settlement: Settlement, redact: Redact): void {
  const log = (line: string) => core.info(escapeWorkflowCommand(redact(line)));
  const wide = Number.POSITIVE_INFINITY;
  if (settlement.lines.length + settlement.others.length > 0) {
    core.startGroup('Planned and generated');
    settlementRows(settlement, wide).forEach(log);
    core.endGroup();
  }
  settlementFigures(settlement, wide).forEach(log);
  writeEntries(settlementFindings(settlement), redact);
  log(`Verdict: ${settlement.verdict}. ${settlement.headline}`);
}
