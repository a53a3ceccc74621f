import { readBase } from '../../src/baseline/load.ts';
import { NO_BASE } from '../../src/baseline/match-plans.ts';
import { readBaseline } from '../../src/cli/baseline.ts';
import { ACTION_WORDS, loadPlanFiles } from '../../src/files/load-plans.ts';
import { workspaceFiles } from '../../src/files/workspace.ts';
import { parseHere } from '../../src/plan/parse-yaml.ts';
import type { Load, Loaded } from './run-case.ts';

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

/** The same for `check --baseline`, which reads the workspace and the objects of Git. */
export async function loadOnCommandLine(
  workspace: string,
  ref: string,
  lines: readonly string[],
  hasCeiling: boolean,
): Promise<Loaded> {
  const signal = AbortSignal.timeout(60_000);
  const loaded = await loadPlanFiles(lines, { source: workspaceFiles(workspace), words: ACTION_WORDS, redact, signal });
  const options = { workspace, ref, hasCeiling, parse: parseHere, redact, signal };
  return {
    plans: loaded.plans,
    problems: loaded.diagnostics,
    base: (heads) => readBaseline(loaded, heads, options),
  };
}
