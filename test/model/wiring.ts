import { readBase } from '../../src/baseline/load.ts';
import { NO_BASE } from '../../src/baseline/types.ts';
import { ACTION_WORDS, loadPlanFiles } from '../../src/files/load-plans.ts';
import { parseHere } from '../../src/plan/parse-yaml.ts';
import type { Load } from './run-case.ts';

const redact = (text: string) => text;

/** How the gate loads plans and their base: the one place where the model meets what it tries out. */
export const load: Load = async (situation) => {
  const { lines, source, base, changedFiles, isOtherRepository, hasCeiling } = situation;
  const { plans, files, checkouts, patterns, diagnostics } = await loadPlanFiles(lines, {
    source,
    words: ACTION_WORDS,
    redact,
  });
  const side = { name: 'main', files: base };
  return {
    plans,
    problems: diagnostics,
    base: async (heads) =>
      patterns === undefined
        ? NO_BASE
        : readBase({
            plans: files,
            heads,
            checkouts,
            patterns,
            limits: side,
            costs: side,
            changedFiles,
            head: source,
            isOtherRepository,
            hasCeiling,
            parse: parseHere,
            redact,
          }),
  };
};
