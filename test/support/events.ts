/** The events that a step test runs on, made from real deliveries of GitHub's and fitted to the sandbox. */
import {
  type GitHubSandbox,
  issueCommentEvent,
  mergeGroupEvent,
  type Pull,
  pushEvent,
  type StepEvent,
  scheduleEvent,
  workflowDispatchEvent,
  workflowEnvironment,
  workflowRunEvent,
} from '../../sandbox/github/index.ts';
import { pullRequestPayload, pullRequestVariables } from './pull-request-event.ts';
import { webhookExample } from './webhook-example.ts';

/** An event by its name; what is bound to a pull request speaks of the scene's. */
export type EventName =
  | 'pull_request'
  | 'pull_request_target'
  | 'push'
  | 'merge_group'
  | 'workflow_dispatch'
  | 'workflow_run'
  | 'schedule'
  | 'issue_comment';

/** The event of this name, in the repository `fullName`, as GitHub would deliver it. */
export function eventNamed(name: EventName, github: GitHubSandbox, fullName: string, pull: Pull): StepEvent {
  switch (name) {
    case 'pull_request':
    case 'pull_request_target':
      return {
        eventName: name,
        event: pullRequestPayload(fullName, pull),
        env: { ...workflowEnvironment(github, fullName), ...pullRequestVariables(github, pull, name) },
      };
    case 'push':
      return asDelivered(pushEvent(github, fullName), fullName);
    case 'merge_group':
      return asDelivered(mergeGroupEvent(github, fullName, pull.number), fullName);
    case 'workflow_dispatch':
      return asDelivered(workflowDispatchEvent(github, fullName), fullName);
    case 'workflow_run':
      return asDelivered(workflowRunEvent(github, fullName, { pull: pull.number }), fullName);
    case 'schedule':
      return scheduleEvent(github, fullName); // no webhook, so no example
    case 'issue_comment':
      return asDelivered(issueCommentEvent(github, fullName, pull.number), fullName);
  }
}

/** The sandbox's event laid over GitHub's example of it, so that the payload has all that GitHub sends. */
export function asDelivered(started: StepEvent, fullName: string): StepEvent {
  // Some of the pushes are of tags; the sandbox's is of a branch.
  const isOfBranch = ({ ref }: { ref?: string }) => ref === undefined || ref.startsWith('refs/heads/');
  // The payloads of the two are the same.
  const name = started.eventName === 'pull_request_target' ? 'pull_request' : started.eventName;
  const example: object = JSON.parse(webhookExample(name, fullName, isOfBranch));
  return { ...started, event: laidOver(example, started.event) };
}

/** Objects are laid over each other key by key; any other value takes the place of the example's. */
function laidOver(under: object, over: object): object {
  const below = new Map<string, unknown>(Object.entries(under));
  const fitted = Object.entries(over).map(([key, value]) => {
    const example = below.get(key);
    return [key, isObject(example) && isObject(value) ? laidOver(example, value) : value];
  });
  return { ...under, ...Object.fromEntries(fitted) };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
