import { type Message, prose, say } from '../shared/message.ts';
import { type FileKind, mostBytes, nameOf } from './kind.ts';

/** Why a file cannot be had or used, and what to do about it. */
export interface Refusal {
  readonly message: Message;
  readonly help: Message;
}

export function liesOutside(kind: FileKind, path: string): Refusal {
  const message = say`${nameOf(kind, path)} lies outside of the workspace.`;
  return { message, help: prose('Name a file of the repository.') };
}

/** Git keeps credentials there, and a plan that cannot be read is quoted. */
export function isGitsOwn(kind: FileKind, path: string): Refusal {
  return { message: say`${nameOf(kind, path)} is Git’s own.`, help: prose('Name a file of the repository.') };
}

export function isNoFile(kind: FileKind, path: string): Refusal {
  return { message: say`${nameOf(kind, path)} is no file.`, help: prose('Name the file itself.') };
}

/** What stands there is Git LFS's note of a file, not the file; its records or lines would be counted as if they were. */
export function isLfsPointer(kind: FileKind, path: string): Refusal {
  return {
    message: say`${nameOf(kind, path)} is kept in Git LFS: what stands there is the pointer to it, not the file.`,
    help: say`Have it fetched into the workspace by ${'git lfs pull'}, or by ${'actions/checkout'} with ${'lfs: true'}; as part of a commit it cannot be read, so keep it out of LFS where the gate compares with a base branch.`,
  };
}

/** @param bytes where it is known how many there are */
export function isTooLarge(kind: FileKind, path: string, bytes?: number): Refusal {
  const size = bytes === undefined ? say`more than ${mostBytes(kind)}` : say`${bytes}`;
  const message = say`${nameOf(kind, path)} has ${size} bytes; ${kind.largest} MiB is the most.`;
  return { message, help: kind.ifTooLarge };
}
