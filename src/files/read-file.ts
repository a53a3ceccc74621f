import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import type { Explanation } from '../shared/diagnostic.ts';
import { type Message, prose, say } from '../shared/message.ts';
import { isGitFolder } from './plan-patterns.ts';
import { type FileSource, type FolderEntry, UnreadableError } from './source.ts';

/** The purpose of a file: its name in messages, and its maximum size. */
export interface FileRole {
  /** `The plan file`, as the beginning of a sentence. */
  readonly name: Message;
  readonly maxMiB: number;
  readonly ifTooLarge: Message;
}

export const PLAN_FILE: FileRole = {
  name: prose('The plan file'),
  maxMiB: 1,
  ifTooLarge: prose('Split it into several plan files.'),
};

export const DATA_FILE: FileRole = {
  name: prose('The data file'),
  maxMiB: 10,
  ifTooLarge: prose('Split it into several files, and the line into several lines.'),
};

/** What is at a path. A path below a link or a submodule is reported as that link or submodule. */
export type Located =
  | { readonly kind: 'file' }
  | { readonly kind: 'folder' | 'other' | 'link' | 'submodule'; readonly at: string }
  | { readonly kind: 'missing'; readonly similar: string | undefined };

/**
 * Looks a path up name by name, so that no link on the way is missed and upper and lower case count on every file system.
 *
 * @param onFolder receives the entries of every folder on the way
 * @throws UnreadableError
 */
export async function locate(
  source: FileSource,
  path: string,
  onFolder: (folder: string, entries: readonly FolderEntry[]) => void = () => undefined,
): Promise<Located> {
  const names = path.split('/');
  let folder = '';
  for (const [index, name] of names.entries()) {
    const entries = await source.list(folder);
    if (entries === undefined) return { kind: 'missing', similar: undefined };
    onFolder(folder, entries);
    const entry = entries.find((candidate) => candidate.name === name);
    const at = posix.join(folder, name);
    // A name that is not UTF-8 is listed with U+FFFD in it, so it is unknown.
    if (entry === undefined || name.includes('\ufffd')) return { kind: 'missing', similar: similarName(name, entries) };
    const isLast = index === names.length - 1;
    if (entry.kind === 'file') return isLast ? { kind: 'file' } : { kind: 'missing', similar: undefined };
    if (entry.kind !== 'folder' || isLast) return { kind: entry.kind, at };
    folder = at;
  }
  return { kind: 'folder', at: path };
}

/** A name that differs only in case or in how its accents are encoded. */
function similarName(name: string, entries: readonly FolderEntry[]): string | undefined {
  const simplified = (text: string) => text.normalize('NFC').toLowerCase();
  return entries.find((entry) => simplified(entry.name) === simplified(name))?.name;
}

/** Why a path cannot be used as a file; `undefined` for a regular file. */
export function refusalOf(role: FileRole, path: string, located: Located, ifMissing: Message): Explanation | undefined {
  switch (located.kind) {
    case 'file':
      return undefined;
    case 'missing': {
      const similar =
        located.similar === undefined ? undefined : say` There is ${located.similar}, which is spelled differently.`;
      return { message: say`${role.name} ${path} does not exist.${similar}`, help: ifMissing };
    }
    case 'folder':
      return { message: say`${role.name} ${path} is a folder, not a file.`, help: prose('Name the file itself.') };
    case 'link':
      return {
        message:
          located.at === path
            ? say`${role.name} ${path} is a symbolic link. The gate does not follow links.`
            : say`${role.name} ${path} lies behind the symbolic link ${located.at}. The gate does not follow links.`,
        help: prose('Name the file by its own path.'),
      };
    case 'submodule':
      return {
        message: say`${role.name} ${path} belongs to the submodule ${located.at}, which cannot be read here.`,
        help: prose('Name a file of the repository itself.'),
      };
    case 'other':
      return { message: say`${role.name} ${path} is not a regular file.`, help: prose('Name a regular file.') };
  }
}

/**
 * The text of a plan file that {@link locate} found: UTF-8, without its byte order mark.
 *
 * @throws UnreadableError
 */
export async function readPlanFile(
  source: FileSource,
  path: string,
): Promise<{ readonly text: string; readonly blobs: readonly string[] } | Explanation> {
  const bytes = await source.read(path, PLAN_FILE.maxMiB * 1024 * 1024);
  if (bytes === 'too-large') return tooLarge(PLAN_FILE, path);
  if (isLfsPointer(bytes)) return lfsPointer(PLAN_FILE, path);
  if (isUtf8(bytes)) return { text: new TextDecoder().decode(bytes), blobs: blobIdsOf(bytes) };
  return { message: say`${PLAN_FILE.name} ${path} is not UTF-8 text.`, help: prose('Save it as UTF-8.') };
}

/** On Windows, Git may check text files out with CRLF. */
function blobIdsOf(bytes: Uint8Array): string[] {
  const unix = Buffer.from(bytes).toString('latin1').replaceAll('\r\n', '\n');
  return [gitBlobId(bytes), gitBlobId(Buffer.from(unix, 'latin1'))];
}

/** The id that Git gives to a file with these bytes. */
export function gitBlobId(bytes: Uint8Array, algorithm: 'sha1' | 'sha256' = 'sha1'): string {
  return createHash(algorithm).update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

const IF_DATA_MISSING = say`A ${'count_from'} is a path relative to the plan that names it. Check the path, and that the file is there before the gate runs.`;

/**
 * The bytes of a data file.
 *
 * @param root the folder of the repository that the plan belongs to, with `/` at its end; empty for the workspace. The file may not lie outside.
 */
export async function readDataFile(
  source: FileSource,
  path: string,
  root: string,
): Promise<{ readonly bytes: Uint8Array } | Explanation> {
  const normal = posix.normalize(path);
  if (normal.startsWith('../') || posix.isAbsolute(normal) || !normal.startsWith(root)) return outside(path);
  if (normal.split('/').some(isGitFolder)) return gitFolder(path);
  try {
    let inner = root;
    const located = await locate(source, normal, (folder, entries) => {
      const isCheckout = folder !== '' && `${folder}/` !== root && entries.some(({ name }) => isGitFolder(name));
      if (isCheckout && `${folder}/`.startsWith(root)) inner = `${folder}/`;
    });
    if (inner !== root) return outside(path);
    const refusal = refusalOf(DATA_FILE, path, located, IF_DATA_MISSING);
    if (refusal !== undefined) return refusal;
    const bytes = await source.read(normal, DATA_FILE.maxMiB * 1024 * 1024);
    if (bytes === 'too-large') return tooLarge(DATA_FILE, path);
    return isLfsPointer(bytes) ? lfsPointer(DATA_FILE, path) : { bytes };
  } catch (error) {
    if (error instanceof UnreadableError) return { message: error.said, help: error.help };
    throw error;
  }
}

function outside(path: string): Explanation {
  return {
    message: say`${DATA_FILE.name} ${path} is outside the repository of its plan.`,
    help: prose('Name a file of the same repository.'),
  };
}

/** Git keeps credentials there. */
function gitFolder(path: string): Explanation {
  return {
    message: say`${DATA_FILE.name} ${path} is in Git’s own folder.`,
    help: prose('Name a file of the repository.'),
  };
}

function tooLarge(role: FileRole, path: string): Explanation {
  return { message: say`${role.name} ${path} has more than ${role.maxMiB} MiB.`, help: role.ifTooLarge };
}

/** The names under which Git LFS has known its pointers (git-lfs.com: docs/spec.md; git-lfs: lfs/pointer.go). */
const LFS_VERSION = /^version\s+\S*(?:git-lfs|hawser|git-media)/;
/** Git LFS reads no more of a file to see whether it is a pointer. */
const MAX_POINTER_BYTES = 1024;

/** Whether Git LFS would take these bytes for a pointer: it ignores white space around them and CR before LF. */
export function isLfsPointer(bytes: Uint8Array): boolean {
  const beginning = new TextDecoder().decode(bytes.subarray(0, MAX_POINTER_BYTES));
  return LFS_VERSION.test(beginning.trimStart());
}

function lfsPointer(role: FileRole, path: string): Explanation {
  return {
    message: say`${role.name} ${path} is a Git LFS pointer, not the file itself.`,
    help: say`Fetch it with ${'git lfs pull'}, or with ${'lfs: true'} in ${'actions/checkout'}. From a commit, the gate cannot read LFS files: keep plans and their data files out of LFS if the gate compares with a base branch.`,
  };
}
