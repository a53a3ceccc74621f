import * as v from 'valibot';
import type { GitHub } from './client.ts';
import type { Repository } from './pull-request.ts';
import { parseResponse } from './responses.ts';

/** A verdict on a commit, where branch protection sees it. */
export interface CommitStatus {
  readonly sha: string;
  readonly state: 'success' | 'failure' | 'error';
  readonly context: string;
  readonly description: string;
  readonly targetUrl: string | undefined;
}

/** GitHub takes no longer ones (docs.github.com: rest/commits/statuses). */
const MAX_DESCRIPTION_CHARACTERS = 140;

/** Sets a status on a commit. Needs `statuses: write`; rejects with Octokit's error. */
export async function setStatus(github: GitHub, { owner, repo }: Repository, status: CommitStatus): Promise<void> {
  const { sha, state, context, targetUrl: target_url } = status;
  const characters = [...status.description];
  const description =
    characters.length > MAX_DESCRIPTION_CHARACTERS
      ? `${characters.slice(0, MAX_DESCRIPTION_CHARACTERS - 1).join('')}…`
      : status.description;
  const url = target_url === undefined ? {} : { target_url };
  const { data } = await github.rest.repos.createCommitStatus({
    owner,
    repo,
    sha,
    state,
    context,
    description,
    ...url,
  });
  parseResponse(v.object({ state: v.literal(state), context: v.literal(context) }), data);
}
