import { expect, test } from 'vitest';
import { oldestNode } from '../support/nodes.ts';
import { arrange } from '../support/step.ts';

test('the bundle runs on the oldest Node that is here: runners of one’s own may be behind', async () => {
  const scene = await arrange({ plan: 'generations: [{ model: bfl/flux-1.1-pro, count: 500 }]', balance: '12.480' });
  const step = await scene.run({ node: oldestNode(), inputs: { report: 'report.json' } });
  expect(step.outputs).toMatchObject({
    verdict: 'fail',
    shortfall: '13.520',
    'comment-id': String(scene.comment().id),
  });
  expect(step.stderr).toBe('');
});
