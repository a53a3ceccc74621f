import { planText } from '../files/content.ts';
import { PLAN_FILE } from '../files/kind.ts';
import type { Diagnostic } from '../shared/diagnostic.ts';
import { say } from '../shared/message.ts';
import { useInside } from './open.ts';

/** A file's text, or why it cannot be had. */
export type FileText = { readonly text: string } | { readonly problem: Diagnostic };

const IF_MISSING = say`Check the input ${'plan'}, and that ${'actions/checkout'} runs before this step.`;

/** Reads a plan file of the workspace: UTF-8 text up to 1 MiB. */
export async function readPlanFile(workspace: string, path: string, ifMissing = IF_MISSING): Promise<FileText> {
  const read = await useInside(workspace, path, PLAN_FILE, ifMissing, async (file) =>
    planText(path, await file.readFile()),
  );
  return 'text' in read ? read : { problem: { severity: 'error', ...read } };
}
