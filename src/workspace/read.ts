import { readFile, realpath, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Problem } from '../problem.ts';
import { prose, say, type Text } from '../text.ts';
import { isInside } from './inside.ts';

/** The largest plan file, in bytes; the contract's limit. */
const LARGEST_PLAN = 1024 * 1024;

/** A file's text, or why it cannot be had. */
export type FileText = { readonly text: string } | { readonly problem: Problem };

/**
 * Reads a plan file of the workspace: a regular file of UTF-8 text up to 1 MiB, which does not lie outside, be it by
 * `..` or through a link.
 */
export async function readPlanFile(workspace: string, path: string): Promise<FileText> {
  const name = say`The plan file ${path}`;
  const full = resolve(workspace, path);
  try {
    const root = await realpath(workspace);
    const real = await realpath(full);
    if (!isInside(root, real)) {
      return failed(say`${name} lies outside of the workspace.`, prose('Name a file of the repository.'));
    }
    // Anything but a regular file may have no end: a pipe, a device.
    const stats = await stat(real);
    if (!stats.isFile()) return failed(say`${name} is no file.`, prose('Name the file itself.'));
    if (stats.size > LARGEST_PLAN) {
      return failed(
        say`${name} has ${stats.size} bytes; 1 MiB is the most.`,
        prose('Split it into several plan files.'),
      );
    }
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(await readFile(real)) };
  } catch (error) {
    return unreadable(name, error);
  }
}

function unreadable(name: Text, error: unknown): FileText {
  if (error instanceof TypeError) return failed(say`${name} is not UTF-8 text.`, prose('Save it as UTF-8.'));
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return failed(
      say`${name} does not exist.`,
      say`Check the input ${'plan'}, and that ${'actions/checkout'} runs before this step.`,
    );
  }
  return failed(say`${name} cannot be read (${code}).`, prose('Check its permissions.'));
}

function failed(message: Text, help: Text): FileText {
  return { problem: { severity: 'error', message, help } };
}
