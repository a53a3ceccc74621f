/** A pull request with another plan at each place, so that a test sees which of them was judged, and by which limits. */
import { type CommitStatus, pullRequestEvent } from '../../sandbox/github/index.ts';
import { asDelivered } from './events.ts';
import { type Arrangement, arrange, PLAN, type Scene, type Step } from './in-process.ts';

export const REPOSITORY = 'sample-studio/catalogue';

/** A plan of so many generations at $0.052, and its budget. */
export function planOf(count: number, maxTotal: string): string {
  return `budget: { max_total: ${maxTotal} }\ngenerations: [{ model: bfl/flux-1.1-pro, count: ${count} }]\n`;
}

/** What the places hold: all but the base branch would let anything through. */
export const SIDES = {
  workspace: { plan: planOf(10, '100'), cost: '0.520' },
  head: { plan: planOf(11, '100'), cost: '0.572' },
  base: { plan: planOf(5, '0.500'), cost: '0.260' },
} as const;

/** The workspace, the head of pull request 7, and `main` each with a plan of its own. */
export async function arrangeSides(arrangement: Arrangement = {}): Promise<Scene> {
  const scene = await arrange({ plan: SIDES.workspace.plan, balance: '12.480', ...arrangement });
  scene.repo.files['main'] = { [PLAN]: SIDES.base.plan };
  scene.repo.files[scene.pull.head.sha] = { [PLAN]: SIDES.head.plan };
  return scene;
}

/** What was judged, against what, who got the comment, and which status was set. */
export function facts({ outputs }: Step, { repo }: Scene) {
  return {
    verdict: outputs['verdict'],
    cost: outputs['total-cost'],
    baseline: outputs['baseline-cost'],
    violations: JSON.parse(outputs['violations'] ?? 'null'),
    comments: repo.comments.map(({ issue }) => issue).sort((a, b) => a - b),
    statuses: repo.statuses.map(statusFacts),
  };
}

function statusFacts({ sha, state, context }: CommitStatus) {
  return { sha, state, context };
}

/** Judged by the base branch, whose limit of $0.500 does not hold. */
export function failsBy(place: 'workspace' | 'head') {
  const baseline = SIDES.base.cost;
  return { verdict: 'fail', cost: SIDES[place].cost, baseline, violations: ['max_total'], statuses: [] };
}

/** Judged by its own limits, compared with nothing. */
export const ALONE = { baseline: '', violations: [], statuses: [] };

/** An activity on the scene's pull request, as GitHub would deliver it. */
export function activity(scene: Scene, action: string, eventName?: 'pull_request' | 'pull_request_target') {
  const label = action.includes('label') ? { label: 'budget' } : {};
  const options = { action, ...label, ...(eventName !== undefined && { eventName }) };
  return asDelivered(pullRequestEvent(scene.github, REPOSITORY, scene.pull.number, options), REPOSITORY);
}
