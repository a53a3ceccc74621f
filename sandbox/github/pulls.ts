import type { Answer } from '../http/answer.ts';
import { conversation, type RepoInput, type RepoRoute } from './endpoint.ts';
import { paginate } from './paginate.ts';
import { pullFileShapes } from './pull-files.ts';
import { listPulls } from './pull-list.ts';
import { notFound } from './refusals.ts';
import { eventShape, pullShape } from './shapes.ts';
import type { Pull, Repo } from './state.ts';

const readPulls = { anyOf: ['pull_requests'], level: 'read' } as const;
const readConversation = { anyOf: conversation, level: 'read' } as const;

/** Pull requests, and what hangs on them: files and events. */
export const pullRoutes: readonly RepoRoute[] = [
  {
    endpoint: 'list-pulls',
    method: 'GET',
    path: '/repos/{owner}/{repo}/pulls',
    handle: { needs: readPulls, answer: listPulls },
  },
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
    endpoint: 'pull-files',
    method: 'GET',
    path: '/repos/{owner}/{repo}/pulls/{number}/files',
    handle: {
      needs: readPulls,
      answer: withPull(({ request, repo, links }, pull) => paginate(pullFileShapes(repo, pull, links), request, links)),
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
