import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import ts from 'typescript';

/** A text of the source for people. */
export interface Sentence {
  /** The file, and the line. */
  readonly place: string;
  /** `…` stands for each thing that is put into it. */
  readonly text: string;
  /** Whether it is the `message` of a problem, or says why a commit cannot be read. */
  readonly isMessage: boolean;
}

/** All texts of the sources under a folder. */
export async function sentencesIn(folder: string): Promise<Sentence[]> {
  const sentences: Sentence[] = [];
  for (const file of globSync(`${folder}/**/*.ts`).sort()) {
    const source = ts.createSourceFile(file, await readFile(file, 'utf8'), ts.ScriptTarget.Latest, true);
    const visit = (node: ts.Node, isMessage: boolean): void => {
      if (ts.isStringLiteral(node) || ts.isTemplateLiteral(node)) {
        const { line } = source.getLineAndCharacterOfPosition(node.getStart());
        sentences.push({ place: `${file}:${line + 1}`, text: textOf(node), isMessage: isMessage && isText(node) });
      }
      // What is put into a sentence is none of its own.
      const isPut = ts.isTemplateSpan(node);
      ts.forEachChild(node, (child) => visit(child, !isPut && (isMessage || holdsMessage(node, child))));
    };
    visit(source, false);
  }
  return sentences;
}

/** Whether a text is one for people, by `say` or `prose`. */
function isText({ parent }: ts.Node): boolean {
  if (ts.isTaggedTemplateExpression(parent)) return parent.tag.getText() === 'say';
  return ts.isCallExpression(parent) && parent.expression.getText() === 'prose';
}

function holdsMessage(node: ts.Node, child: ts.Node): boolean {
  if (ts.isPropertyAssignment(node) || ts.isVariableDeclaration(node)) {
    return node.name.getText() === 'message' && node.initializer === child;
  }
  return ts.isNewExpression(node) && node.expression.getText() === 'UnreadableCommit' && node.arguments?.[0] === child;
}

function textOf(node: ts.StringLiteral | ts.TemplateLiteral): string {
  if (!ts.isTemplateExpression(node)) return node.text;
  const spans = node.templateSpans.map(({ expression, literal }) => {
    const filled = ts.isStringLiteral(expression) ? `\`${expression.text}\`` : '…';
    return `${filled}${literal.text}`;
  });
  return [node.head.text, ...spans].join('');
}
