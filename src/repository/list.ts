import * as v from 'valibot';
import { parseResponse } from '../github/believed.ts';
import type { GitHub } from '../github/client.ts';
import { say } from '../shared/message.ts';
import type { Redact } from '../shared/redact.ts';
import { apiTrouble } from './api-trouble.ts';
import type { CommitOnGitHub } from './through-api.ts';
import { UnreadableCommit } from './unreadable.ts';

const treeSchema = v.object({
  truncated: v.boolean(),
  tree: v.array(v.object({ type: v.string(), path: v.pipe(v.string(), v.minLength(1)) })),
});

/**
 * The paths of all files of a commit. Rejects with UnreadableCommit, also where there are more than GitHub lists at once
 * (100,000, or 7 MB of them; docs.github.com: rest/git/trees).
 */
export async function listFiles(
  github: GitHub,
  { owner, repo, ref }: CommitOnGitHub,
  redact: Redact,
): Promise<readonly string[]> {
  const what = say`The list of files of the commit ${ref}`;
  try {
    const { data } = await github.rest.git.getTree({ owner, repo, tree_sha: ref, recursive: '1' });
    const { truncated, tree } = parseResponse(treeSchema, data);
    if (!truncated) return tree.flatMap(({ type, path }) => (type === 'blob' ? path : []));
  } catch (error) {
    throw apiTrouble(error, what, redact);
  }
  throw new UnreadableCommit(
    say`${what} is longer than GitHub tells at once.`,
    say`Name the plan files in the input ${'plan'} by their paths, without patterns.`,
  );
}
