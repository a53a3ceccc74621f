import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { addPull, defaultToken, type GitHubSandbox } from '../../sandbox/github/index.ts';
import { readChangedFiles } from '../../src/action/pull-requests.ts';
import { filesFromGitHub } from '../../src/files/from-github.ts';
import { isSubmodule, originRepository, workspaceFiles } from '../../src/files/workspace.ts';
import { createGitHub } from '../../src/github/client.ts';
import { CAN_CLOSE_FOLDERS, makeRepository, runGit, sandboxFiles, writeTree } from '../support/real-repository.ts';
import { type Case, filesOnDisk, type Mode, patternsFor } from './case.ts';
import { judge, type Outcome } from './run-case.ts';
import { load, loadOnCommandLine } from './wiring.ts';

const OWN = { owner: 'seaside', repo: 'shop' };
const NUMBER = 7;

/** Whether a case can be had on disk: Git keeps no `.git` in a commit, and nothing is closed to the user `root`. */
export function canBeReal(given: Case): boolean {
  const hasClosed = Object.values(filesOnDisk(given)).some(({ kind }) => kind === 'unreadable-folder');
  return given.furtherChanges === 0 && given.isBaseUnreadable !== true && (CAN_CLOSE_FOLDERS || !hasClosed);
}

/** A case on disk and on GitHub. */
export interface RealCase {
  run(mode: Mode): Promise<Outcome>;
  /** Lets everything be removed. */
  release(): void;
}

/**
 * Makes a case real: a repository of Git's own, checked out in a workspace, and the same commits in the sandbox for GitHub.
 *
 * @param workspace absolute; an empty folder
 */
export async function makeReal(given: Case, workspace: string, sandbox: GitHubSandbox): Promise<RealCase> {
  const { base, head, branchPoint, ceiling } = given;
  const { folder, hasGit, others, extra } = given.workspace;
  const checkout = join(workspace, folder);
  const origin = (name: string) => `https://github.com/${name}`;
  const repository = makeRepository(checkout, { base, head, branchPoint }, origin(`${OWN.owner}/${OWN.repo}`));
  if (!hasGit) rmSync(join(checkout, '.git'), { recursive: true });
  for (const other of others) {
    const place = join(workspace, other.folder);
    writeTree(place, other.tree);
    if (other.hasGit) runGit(place, ['init', '--quiet']);
    if (other.hasGit && other.hasOrigin) runGit(place, ['remote', 'add', 'origin', origin('somebody/else')]);
  }
  const release = writeTree(workspace, extra);

  const repo = sandbox.addRepo(`${OWN.owner}/${OWN.repo}`, {
    branches: { main: repository.base },
    files: {
      [repository.base]: sandboxFiles(base),
      [repository.branchPoint]: sandboxFiles(branchPoint ?? base),
      [repository.head]: sandboxFiles(head),
    },
  });
  addPull(repo, {
    number: NUMBER,
    head: { sha: repository.head, ref: 'change' },
    base: { sha: repository.branchPoint, ref: 'main' },
  });
  const github = await createGitHub(defaultToken, OWN, () => AbortSignal.timeout(60_000), { apiUrl: sandbox.url });

  return {
    release,
    run: async (mode) => {
      const lines = patternsFor(given, mode);
      const hasCeiling = ceiling !== undefined;
      if (mode === 'cli') {
        return judge(given, await loadOnCommandLine(checkout, 'origin/main', lines, hasCeiling));
      }
      const situation = {
        mode,
        lines,
        source: mode === 'workspace' ? workspaceFiles(workspace) : filesFromGitHub(github, repository.head),
        base: filesFromGitHub(github, 'refs/heads/main'),
        changedFiles: () => readChangedFiles(github, NUMBER),
        isOtherRepository: async (place: string) => {
          if (mode === 'api') return false;
          if (place !== '' && (await isSubmodule(join(workspace, place)))) return true;
          const found = await originRepository(join(workspace, place));
          return found !== undefined && found !== `${OWN.owner}/${OWN.repo}`;
        },
        hasCeiling,
      };
      return judge(given, await load(situation));
    },
  };
}
