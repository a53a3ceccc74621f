/** Each endpoint that the gate calls, and a scene in which it matters. */
import type { BabySeaEndpoint } from '../../sandbox/babysea/index.ts';
import { addComment, addLabel, type GitHubEndpoint, pushEvent, workflowToken } from '../../sandbox/github/index.ts';
import { PLAN, type RunOptions, type Scene } from '../support/step.ts';

/** What an endpoint is asked for, and so what is lost where it does not answer. */
export type Rank =
  | 'price'
  | 'balance'
  | 'catalogue'
  | 'advice'
  | 'health'
  | 'limits'
  | 'approval'
  | 'comment'
  | 'earlier comment'
  | 'status';

export interface Row {
  readonly endpoint: BabySeaEndpoint | GitHubEndpoint;
  readonly side: 'BabySea' | 'GitHub';
  readonly rank: Rank;
  /** How its requests are known before they are sent. */
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: RegExp;
  /** How its answer is read: at once, as a stream of bytes, or by its status alone. */
  readonly answer: 'json' | 'bytes' | 'status';
  /** Whether a second try may be made. */
  readonly isTriedAgain: boolean;
  /** The verdict without any fault. */
  readonly healthy: 'pass' | 'warn' | 'fail';
  /** Makes the scene what it has to be. */
  readonly prepare: (scene: Scene) => void;
  readonly run: (scene: Scene) => RunOptions;
  /** Makes a real answer one to another question, where that can be told. */
  readonly anothers?: (answer: object) => object;
}

export const COST = '0.520';
export const BALANCE = '12.480';
const LINES = 'generations:\n  - {id: hero, model: bfl/flux-1.1-pro, count: 10}\n';
/** What the pull request brings. */
export const OPEN = `name: Spring campaign\n${LINES}`;
/** Limits that the plan does not keep. */
const LIMITED = `name: Spring campaign\nbudget: {max_total: 0.300}\n${LINES}`;
const LABEL = 'cost-approved';
const REPOSITORY = 'sample-studio/catalogue';
const MARKER = '<!-- babysea-budget-gate: -->';
const mona = { login: 'mona', type: 'User' } as const;

function files(scene: Scene, base: Readonly<Record<string, string>>, head = OPEN): void {
  scene.repo.files[scene.repo.defaultBranch] = { ...base };
  scene.repo.files[scene.pull.head.sha] = { [PLAN]: head };
}

function openBase(scene: Scene): void {
  files(scene, { [PLAN]: OPEN });
}

function limitedBase(scene: Scene): void {
  files(scene, { [PLAN]: LIMITED });
}

function withEarlierComment(scene: Scene): void {
  openBase(scene);
  const { login, type } = workflowToken;
  addComment(scene.repo, { issue: 7, body: `${MARKER}\nEarlier.`, user: { login, type } }, scene.github.ticker);
}

function withLabel(scene: Scene): void {
  files(scene, { [PLAN]: LIMITED }, LIMITED);
  scene.repo.collaborators['mona'] = 'maintain';
  addLabel(scene.repo, 7, LABEL, mona, scene.github.ticker);
}

const onPull =
  (inputs: Readonly<Record<string, string>> = {}) =>
  (): RunOptions => ({ inputs });
const on =
  (event: NonNullable<RunOptions['on']>, inputs: Readonly<Record<string, string>> = {}) =>
  (): RunOptions => ({
    on: event,
    inputs,
  });

const babysea = { side: 'BabySea', method: 'GET', answer: 'json', healthy: 'pass', prepare: openBase } as const;
const github = { side: 'GitHub', method: 'GET', answer: 'json', isTriedAgain: true } as const;
const limits = { ...github, rank: 'limits', healthy: 'fail', prepare: limitedBase } as const;
const comment = { ...github, rank: 'comment', healthy: 'pass' } as const;
const approval = { ...github, rank: 'approval', healthy: 'warn', prepare: withLabel } as const;

export const ROWS: readonly Row[] = [
  {
    ...babysea,
    endpoint: 'estimate',
    rank: 'price',
    path: /^\/v1\/estimate\//,
    isTriedAgain: true,
    run: onPull({ alternatives: 'false' }),
    anothers: (answer) => withData(answer, { model_identifier: 'google/veo-2' }),
  },
  { ...babysea, endpoint: 'billing', rank: 'balance', path: /^\/v1\/user\/billing/, isTriedAgain: true, run: onPull() },
  { ...babysea, endpoint: 'library', rank: 'catalogue', path: /^\/v1\/library\//, isTriedAgain: true, run: onPull() },
  {
    ...babysea,
    endpoint: 'usage',
    rank: 'advice',
    path: /^\/v1\/usage/,
    isTriedAgain: false,
    run: onPull({ 'usage-days': '30' }),
  },
  {
    ...babysea,
    endpoint: 'content',
    rank: 'advice',
    path: /^\/v1\/content\//,
    isTriedAgain: false,
    run: onPull({ 'usage-days': '30' }),
  },
  { ...babysea, endpoint: 'health', rank: 'health', path: /^\/v1\/health\//, isTriedAgain: false, run: onPull() },
  { ...limits, endpoint: 'get-commit', path: /\/commits\/(?!.*\/pulls)/, run: onPull() },
  { ...limits, endpoint: 'get-blob', path: /\/git\/blobs\//, run: on('pull_request_target') },
  { ...limits, endpoint: 'get-contents', path: /\/contents\//, run: onPull() },
  {
    ...limits,
    endpoint: 'pull-files',
    path: /\/pulls\/7\/files/,
    // The plan comes in the place of another, whose limits judge it.
    prepare: (scene) => files(scene, { 'old-plan.yml': LIMITED }),
    run: onPull(),
  },
  {
    ...limits,
    endpoint: 'get-pull',
    path: /\/pulls\/7$/,
    run: on('issue_comment'),
    anothers: (answer) => ({ ...answer, number: 8 }),
  },
  {
    ...limits,
    endpoint: 'commit-pulls',
    path: /\/commits\/.*\/pulls/,
    run: ({ github, pull }) => ({ on: pushEvent(github, REPOSITORY, pull.head.ref, pull.head.sha) }),
  },
  { ...limits, endpoint: 'list-pulls', path: /\/pulls\?/, run: on('workflow_run') },
  { ...limits, endpoint: 'get-tree', path: /\/git\/trees\//, run: on('pull_request_target', { plan: '*.yml' }) },
  {
    ...approval,
    endpoint: 'list-events',
    path: /\/issues\/7\/events/,
    run: onPull({ 'override-label': LABEL }),
  },
  {
    ...approval,
    endpoint: 'permission',
    path: /\/collaborators\/mona\/permission/,
    run: onPull({ 'override-label': LABEL }),
  },
  {
    ...comment,
    endpoint: 'list-comments',
    path: /\/issues\/7\/comments/,
    prepare: (scene) => {
      openBase(scene);
      addComment(scene.repo, { issue: 7, body: 'Looks good.', user: mona }, scene.github.ticker);
    },
    run: onPull(),
  },
  {
    ...comment,
    endpoint: 'graphql',
    method: 'POST',
    path: /\/graphql$/,
    prepare: withEarlierComment,
    run: onPull(),
  },
  {
    ...comment,
    endpoint: 'create-comment',
    method: 'POST',
    path: /\/issues\/7\/comments$/,
    // It may stand already, and would then stand twice.
    isTriedAgain: false,
    prepare: openBase,
    run: onPull(),
  },
  {
    ...comment,
    endpoint: 'update-comment',
    method: 'PATCH',
    path: /\/issues\/comments\//,
    prepare: withEarlierComment,
    run: onPull(),
    anothers: (answer) => ({ ...answer, id: 1 }),
  },
  {
    ...comment,
    endpoint: 'delete-comment',
    rank: 'earlier comment',
    method: 'DELETE',
    path: /\/issues\/comments\//,
    answer: 'status',
    prepare: withEarlierComment,
    run: onPull({ 'comment-mode': 'recreate' }),
  },
  {
    ...github,
    endpoint: 'create-status',
    rank: 'status',
    method: 'POST',
    path: /\/statuses\//,
    healthy: 'pass',
    prepare: openBase,
    run: on('workflow_run'),
    anothers: (answer) => ({ ...answer, context: 'lint' }),
  },
];

function withData(answer: object, fields: object): object {
  return {
    ...answer,
    data: { ...('data' in answer && typeof answer.data === 'object' ? answer.data : {}), ...fields },
  };
}
