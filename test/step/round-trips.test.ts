import { expect, test } from 'vitest';
import { arrange, PLAN, type Scene } from '../support/step.ts';

/** A plan on the pull request with four prices. */
function plan(count: number): string {
  const lines = [3, 4, 5, 6].map((duration) => `  - { model: a/dear, duration: ${duration}, count: ${count} }\n`);
  return `generations:\n${lines.join('')}`;
}

/** The same plan on the base, which has one more price. */
const BASE = `${plan(1)}  - { model: a/dear, duration: 7 }\n`;

const video = { type: 'video', durations: [3, 4, 5, 6, 7], resolutions: ['720p'] } as const;
const babysea = {
  models: [
    { ...video, identifier: 'a/dear', price: { '720p': '0.050' } },
    { ...video, identifier: 'b/cheap', price: { '720p': '0.010' } },
  ],
};

const AT_ONCE = [
  'billing',
  'library',
  'health',
  ...Array.from({ length: 4 }, () => 'estimate'),
  'get-pull',
  'list-comments',
  'graphql',
  'pull-files',
  'get-commit',
  'get-tree',
  'get-contents',
];

/**
 * Answers no request of a round before all of them have come: a request that waits for another answer of its round would
 * never come. Returns the rounds so far.
 */
function inRounds(scene: Scene, sizes: readonly number[]): string[][] {
  const rounds: string[][] = [];
  let open: { readonly endpoints: string[]; readonly done: Promise<void>; readonly finish: () => void } | undefined;
  const until = async ({ endpoint }: { readonly endpoint: string | undefined }) => {
    if (open === undefined) {
      let finish = () => {};
      const done = new Promise<void>((resolve) => {
        finish = resolve;
      });
      open = { endpoints: [], done, finish };
      rounds.push(open.endpoints);
    }
    const { endpoints, done, finish } = open;
    endpoints.push(String(endpoint));
    if (endpoints.length === sizes[rounds.length - 1]) {
      open = undefined;
      finish();
    }
    await done;
  };
  const held = { endpoint: '*', times: 'always', kind: 'held', until } as const;
  scene.babysea.faults.add(held);
  scene.github.faults.add(held);
  return rounds;
}

test.each([
  { title: 'two round trips where all prices are those of the plan', base: plan(1), alternatives: 'false', second: 0 },
  { title: 'three with the advice', base: plan(1), alternatives: 'true', second: 4 },
  { title: 'three with the advice and a price of the baseline alone', base: BASE, alternatives: 'true', second: 5 },
])('$title', async ({ base, alternatives, second }) => {
  const scene = await arrange({ plan: plan(3), base: { [PLAN]: base }, balance: '1000', babysea });
  const between = second === 0 ? [] : [Array.from({ length: second }, () => 'estimate')];
  const expected = [AT_ONCE, ...between, ['create-comment']];
  const rounds = inRounds(
    scene,
    expected.map(({ length }) => length),
  );
  const step = await scene.run({ inputs: { alternatives, timeout: '30' } });
  expect(rounds.map((round) => round.sort())).toEqual(expected.map((round) => round.toSorted()));
  expect(step.outputs).toMatchObject({ verdict: 'pass' });
});
