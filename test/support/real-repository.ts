import { execFileSync } from 'node:child_process';
import { chmodSync, lstatSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { type Entry, foldersAbove, pathBytes, shownPath, type Tree } from './tree.ts';

/** The commits of a pull request: the head and the base branch go back to the branch point. */
export interface Commits {
  readonly base: Tree;
  readonly head: Tree;
  /** The base itself if it is left out. */
  readonly branchPoint?: Tree | undefined;
}

/** A repository on disk, with `main` as the base branch and `change` as the head. */
export interface RealRepository {
  /** Absolute; the head is checked out there. */
  readonly folder: string;
  /** Full SHAs. */
  readonly base: string;
  readonly head: string;
  readonly branchPoint: string;
  /** Runs Git in the folder; gives what it says. */
  git(...args: string[]): string;
}

/** Git without what the machine or the person has set. */
const ENVIRONMENT = {
  ...process.env,
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Mona',
  GIT_AUTHOR_EMAIL: 'mona@example.com',
  GIT_COMMITTER_NAME: 'Mona',
  GIT_COMMITTER_EMAIL: 'mona@example.com',
};

/** The commit that a submodule stands at; there is none of that name anywhere. */
const SUBMODULE_COMMIT = '5'.repeat(40);

export function runGit(folder: string, args: readonly string[], input?: Buffer): string {
  return execFileSync('git', ['-C', folder, ...args], {
    env: ENVIRONMENT,
    ...(input && { input }),
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

/**
 * Makes a repository of plain data by Git itself, links, submodules and names that are not UTF-8 included, and checks the
 * head out.
 *
 * @param folder absolute; there is nothing yet, or an empty folder
 * @param origin the address of the remote `origin`; without it there is none
 */
export function makeRepository(folder: string, commits: Commits, origin?: string): RealRepository {
  const { base, head, branchPoint = base } = commits;
  mkdirSync(folder, { recursive: true });
  const git = (...args: string[]) => runGit(folder, args).trim();
  git('init', '--quiet', '--initial-branch=main');
  if (origin !== undefined) git('remote', 'add', 'origin', origin);
  const stream = Buffer.concat([
    commitOf(1, 'refs/heads/main', branchPoint),
    ...(branchPoint === base ? [] : [commitOf(2, 'refs/heads/main', base, 1)]),
    commitOf(3, 'refs/heads/change', head, 1),
  ]);
  runGit(folder, ['fast-import', '--quiet', '--date-format=now'], stream);
  git('update-ref', 'refs/remotes/origin/main', 'refs/heads/main');
  git('checkout', '--quiet', '--force', 'change');
  for (const [path, entry] of Object.entries(head)) {
    if (entry.kind === 'submodule') checkOutSubmodule(folder, path, entry.checkedOut);
  }
  const shas = { base: git('rev-parse', 'main'), head: git('rev-parse', 'change') };
  return { folder, ...shas, branchPoint: git('merge-base', 'main', 'change'), git };
}

/** A commit in the format of `git fast-import`, with all of its files (git-scm.com: git-fast-import). */
function commitOf(mark: number, branch: string, tree: Tree, parent?: number): Buffer {
  const lines = [
    `commit ${branch}`,
    `mark :${mark}`,
    'committer Mona <mona@example.com> now',
    'data 6',
    'Change',
    ...(parent === undefined ? [] : [`from :${parent}`]),
    'deleteall',
  ];
  return Buffer.concat([
    Buffer.from(`${lines.join('\n')}\n`),
    ...Object.entries(tree).map(fileModify),
    Buffer.from('\n'),
  ]);
}

function fileModify([path, entry]: [string, Entry]): Buffer {
  const name = quoted(path);
  switch (entry.kind) {
    case 'file':
      return inline('100644', name, entry.text);
    case 'link':
      return inline('120000', name, entry.target);
    case 'submodule':
      return Buffer.from(`M 160000 ${SUBMODULE_COMMIT} ${name}\n`);
    default:
      throw new Error(`Git keeps no ${entry.kind}: ${path}`);
  }
}

function inline(mode: string, name: string, content: string): Buffer {
  const bytes = Buffer.from(content);
  return Buffer.concat([Buffer.from(`M ${mode} inline ${name}\ndata ${bytes.length}\n`), bytes, Buffer.from('\n')]);
}

/** A path as a C string of bytes in octal, as `git fast-import` takes any. */
function quoted(path: string): string {
  return `"${[...pathBytes(path)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('')}"`;
}

/** A submodule is a repository of its own in its folder. */
function checkOutSubmodule(folder: string, path: string, tree: Tree | undefined): void {
  if (tree === undefined) return;
  const place = `${folder}/${path}`;
  mkdirSync(place, { recursive: true });
  runGit(place, ['init', '--quiet']);
  runGit(place, ['remote', 'add', 'origin', 'https://github.com/somebody/else.git']);
  writeTree(place, tree);
}

/**
 * Writes files over what is in a folder, as a step would: what is in the way is removed.
 *
 * @returns what gives all folders their permissions back, so that they can be removed
 */
export function writeTree(folder: string, tree: Tree): () => void {
  mkdirSync(folder, { recursive: true });
  const closed: Buffer[] = [];
  for (const [path, entry] of Object.entries(tree)) {
    const at = Buffer.concat([Buffer.from(`${folder}/`), pathBytes(path)]);
    for (const above of foldersAbove(path)) makeFolder(Buffer.concat([Buffer.from(`${folder}/`), pathBytes(above)]));
    rmSync(at, { recursive: true, force: true });
    switch (entry.kind) {
      case 'file':
        writeFileSync(at, entry.text);
        break;
      case 'link':
        symlinkSync(entry.target, at);
        break;
      case 'submodule':
      case 'empty-folder':
        mkdirSync(at);
        break;
      case 'unreadable-folder':
        mkdirSync(at);
        chmodSync(at, 0);
        closed.push(at);
        break;
    }
  }
  return () => {
    for (const at of closed) chmodSync(at, 0o700);
  };
}

function makeFolder(at: Buffer): void {
  try {
    mkdirSync(at);
  } catch {
    // Either there is such a folder, or a file is in the way.
    if (isFolder(at)) return;
    rmSync(at, { force: true });
    mkdirSync(at);
  }
}

function isFolder(at: Buffer): boolean {
  return lstatSync(at).isDirectory();
}

/** Nothing is closed to the user `root`, so that a folder cannot be made unreadable for it. */
export const CAN_CLOSE_FOLDERS = process.getuid?.() !== 0;

/** The files of a tree as the sandbox for GitHub takes them. GitHub tells names in JSON, where there are no raw bytes. */
export function sandboxFiles(tree: Tree): Record<string, string | { symlink: string } | { submodule: string }> {
  return Object.fromEntries(Object.entries(tree).map(([path, entry]) => [shownPath(path), sandboxFile(path, entry)]));
}

function sandboxFile(path: string, entry: Entry) {
  switch (entry.kind) {
    case 'file':
      return entry.text;
    case 'link':
      return { symlink: entry.target };
    case 'submodule':
      return { submodule: 'https://github.com/somebody/else.git' };
    default:
      throw new Error(`Git keeps no ${entry.kind}: ${path}`);
  }
}
