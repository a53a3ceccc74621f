import type { Answer } from '../http/answer.ts';
import { conversation, type RepoInput, type RepoRoute } from './endpoint.ts';
import { paginate } from './paginate.ts';
import { notFound, refusal } from './refusals.ts';
import { commentShape, eventShape, labelShape, pullShape, userShape } from './shapes.ts';
import type { Pull, Repo } from './state.ts';

const readPulls = { anyOf: ['pull_requests'], level: 'read' } as const;
const readConversation = { anyOf: conversation, level: 'read' } as const;

/** Pull requests, and what hangs on them: labels, events, the pull requests of a commit. */
export const pullRoutes: readonly RepoRoute[] = [
  {
    endpoint: 'get-pull',
    method: 'GET',
    path: '/repos/{owner}/{repo}/pulls/{number}',
    handle: {
      needs: readPulls,
      answer: withPull(({ repo, links }, pull) => ({ status: 200, body: pullShape(repo, pull, links) })),
    },
  },
  {
    endpoint: 'list-labels',
    method: 'GET',
    path: '/repos/{owner}/{repo}/issues/{number}/labels',
    handle: {
      needs: readConversation,
      answer: withPull(({ request, repo, links }, pull) =>
        paginate(
          pull.labels.map((label) => labelShape(repo, label, links)),
          request,
          links,
        ),
      ),
    },
  },
  {
    endpoint: 'list-events',
    method: 'GET',
    path: '/repos/{owner}/{repo}/issues/{number}/events',
    handle: {
      needs: readConversation,
      answer: withPull(({ request, repo, links }, pull) => paginate(events(repo, pull, links), request, links)),
    },
  },
  {
    endpoint: 'list-timeline',
    method: 'GET',
    path: '/repos/{owner}/{repo}/issues/{number}/timeline',
    handle: {
      needs: readConversation,
      answer: withPull(({ request, repo, links }, pull) => paginate(timeline(repo, pull, links), request, links)),
    },
  },
  {
    endpoint: 'commit-pulls',
    method: 'GET',
    path: '/repos/{owner}/{repo}/commits/{sha}/pulls',
    handle: { needs: readPulls, answer: pullsOfCommit },
  },
];

/** Looks the pull request up first; 404 where there is none of that number. */
function withPull(answer: (input: RepoInput, pull: Pull) => Answer) {
  return (input: RepoInput): Answer => {
    const pull = input.repo.pulls.find(({ number }) => String(number) === input.parameter('number'));
    return pull === undefined ? notFound() : answer(input, pull);
  };
}

function events(repo: Repo, pull: Pull, links: RepoInput['links']) {
  return repo.events.filter(({ issue }) => issue === pull.number).map((event) => eventShape(repo, event, links));
}

/** Events and comments together, by time. */
function timeline(repo: Repo, pull: Pull, links: RepoInput['links']) {
  const comments = repo.comments
    .filter(({ issue }) => issue === pull.number)
    .map((comment) => ({
      ...commentShape(repo, comment, links),
      event: 'commented',
      actor: userShape(comment.user, links),
    }));
  return [...events(repo, pull, links), ...comments].sort((a, b) => (a.created_at < b.created_at ? -1 : 1));
}

function pullsOfCommit({ request, parameter, repo, links }: RepoInput): Answer {
  const sha = parameter('sha');
  const pulls = repo.pulls.filter((pull) => [pull.head.sha, pull.mergeCommitSha, ...pull.commits].includes(sha));
  const known = pulls.length > 0 || sha in repo.files || Object.values(repo.branches).includes(sha);
  if (!known) return refusal(422, `No commit found for SHA: ${sha}`);
  return paginate(
    pulls.map((pull) => pullShape(repo, pull, links)),
    request,
    links,
  );
}
