import type { GitHub } from './client.ts';

/** The comment that stands on the pull request. */
export interface StandingComment {
  readonly id: number;
  readonly url: string;
  readonly change: 'created' | 'updated' | 'unchanged';
}

/** Which pull request, and how the gate's comment is known on it. */
export interface CommentTarget {
  readonly owner: string;
  readonly repo: string;
  readonly pullRequest: number;
  /** The hidden line that the gate's comment has. */
  readonly marker: string;
  /** Whether two bodies say the same. */
  readonly saysTheSame: (standing: string, fresh: string) => boolean;
}

/**
 * Sees to it that one comment of the gate with this body stands on the pull request. One that says the same already is
 * left as it is, and so is any comment that carries the marker but was written by somebody else.
 */
export async function keepComment(github: GitHub, target: CommentTarget, body: string): Promise<StandingComment> {
  const { owner, repo, pullRequest: issue_number } = target;
  const standing = await findComment(github, target);
  if (standing === undefined) {
    // A creation that failed halfway may have taken place: trying it again could leave two.
    const request = { retries: 0 };
    const { data } = await github.rest.issues.createComment({ owner, repo, issue_number, body, request });
    return { id: data.id, url: data.html_url, change: 'created' };
  }
  const { id, url } = standing;
  if (target.saysTheSame(standing.body, body)) return { id, url, change: 'unchanged' };
  await github.rest.issues.updateComment({ owner, repo, comment_id: id, body });
  return { id, url, change: 'updated' };
}

async function findComment(github: GitHub, { owner, repo, pullRequest, marker }: CommentTarget) {
  const pages = github.paginate.iterator(github.rest.issues.listComments, {
    owner,
    repo,
    issue_number: pullRequest,
    per_page: 100,
  });
  let identity: string | undefined;
  for await (const { data } of pages) {
    for (const { id, html_url: url, body = '', user } of data) {
      if (!body.startsWith(marker)) continue;
      // Who we are is asked only once there is something that may be ours.
      identity ??= await ownLogin(github);
      if (user?.login === identity) return { id, url, body };
    }
  }
  return undefined;
}

/** The login that comments by this token carry. */
async function ownLogin(github: GitHub): Promise<string> {
  const { viewer } = await github.graphql<{ viewer: { login: string } }>('query { viewer { login } }');
  return viewer.login;
}
