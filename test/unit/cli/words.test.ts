import { existsSync, readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';

const SRC = resolve(import.meta.dirname, '../../../src');

/** What there is at the Action's door alone. */
const OF_THE_ACTION = /\b(?:the|this) (?:step|runner|job|input|workflow|pull request|secret)\b/i;

/** Sentences of a room that both doors use, and that the command line does not say. */
const NEVER_SAID_HERE: readonly string[] = [
  // The command line hands in words of its own.
  'doors/plans.ts: The input ',
  'doors/plans.ts: the input ',
  'workspace/read.ts: Check the input ',
  'workspace/read.ts:  runs before this step.',
  // Only on a pull request.
  'budget/judge-plan.ts: Leave the input ',
  // Only where GitHub lists the files.
  'doors/base.ts: The pull request changes ',
  // For editors.
  'plan/schema.ts: How often a month the workflow runs this plan; shows the monthly cost.',
  'plan/schema.ts: What the workflow is going to generate. An empty list costs nothing.',
  'report/schema.ts: The override label on the pull request, where it counts; null where there is none.',
  'report/schema.ts: Limits of the base branch that the pull request changes: they count after the merge.',
  // `init` writes a workflow, and says what it needs.
  'cli/init.ts:  check\n\nThen store the key as the secret ',
  'cli/templates.ts: # yaml-language-server',
  'cli/templates.ts: # Prices the generation plan',
];

test('no sentence that the command line can say speaks of a step, a job, an input or a pull request', () => {
  const said = [...modulesFrom(resolve(SRC, 'cli/main.ts'))].flatMap((file) =>
    sentencesIn(file)
      .filter((sentence) => OF_THE_ACTION.test(sentence))
      .map((sentence) => `${relative(SRC, file)}: ${sentence}`),
  );
  const isKnown = (sentence: string) => NEVER_SAID_HERE.some((known) => sentence.startsWith(known));
  expect(said.filter((sentence) => !isKnown(sentence))).toEqual([]);
  const gone = NEVER_SAID_HERE.filter((known) => !said.some((sentence) => sentence.startsWith(known)));
  expect(gone).toEqual([]);
});

/** All files that a file imports, be it by way of others, and itself. */
function modulesFrom(entry: string, found = new Set<string>()): Set<string> {
  if (found.has(entry) || !entry.startsWith(SRC) || !existsSync(entry)) return found;
  found.add(entry);
  for (const { fileName } of ts.preProcessFile(readFileSync(entry, 'utf8')).importedFiles) {
    if (fileName.startsWith('.')) modulesFrom(resolve(dirname(entry), fileName), found);
  }
  return found;
}

/** The texts that stand in a file, comments left out; the parts of a template one by one. */
function sentencesIn(file: string): string[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest);
  const texts: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) {
      texts.push(node.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return texts;
}
