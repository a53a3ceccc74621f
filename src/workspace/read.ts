import { isUtf8 } from 'node:buffer';
import type { Problem } from '../problem.ts';
import { prose, say } from '../text.ts';
import { type FileKind, type Refusal, useInside } from './open.ts';

/** A file's text, or why it cannot be had. */
export type FileText = { readonly text: string } | { readonly problem: Problem };

/** The size is the contract's limit. */
const PLAN_FILE: FileKind = {
  name: 'The plan file',
  largest: 1,
  ifTooLarge: prose('Split it into several plan files.'),
  ifMissing: say`Check the input ${'plan'}, and that ${'actions/checkout'} runs before this step.`,
};

/** Reads a plan file of the workspace: UTF-8 text up to 1 MiB. */
export async function readPlanFile(workspace: string, path: string): Promise<FileText> {
  const read = await useInside(workspace, path, PLAN_FILE, async (file): Promise<{ text: string } | Refusal> => {
    const bytes = await file.readFile();
    if (isUtf8(bytes)) return { text: new TextDecoder().decode(bytes) };
    return { message: say`The plan file ${path} is not UTF-8 text.`, help: prose('Save it as UTF-8.') };
  });
  return 'text' in read ? read : { problem: { severity: 'error', ...read } };
}
