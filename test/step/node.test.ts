import { execFileSync } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { expect, test } from 'vitest';
import { arrange } from '../support/step.ts';

/** Every Node that can be started here: the one that runs the tests, and those of the path. */
function nodes(): { node: string; version: string }[] {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return [process.execPath, ...folders.map((folder) => join(folder, 'node'))].flatMap((node) => {
    try {
      return [{ node, version: execFileSync(node, ['--version'], { encoding: 'utf8' }).trim() }];
    } catch {
      return [];
    }
  });
}

test('the bundle runs on the oldest Node that is here: runners of one’s own may be behind', async () => {
  const [oldest] = nodes().toSorted((a, b) => a.version.localeCompare(b.version, 'en', { numeric: true }));
  const scene = await arrange({ plan: 'generations: [{ model: bfl/flux-1.1-pro, count: 500 }]', balance: '12.480' });
  const step = await scene.run({ node: oldest?.node ?? process.execPath, inputs: { report: 'report.json' } });
  expect(step.outputs).toMatchObject({
    verdict: 'fail',
    shortfall: '13.520',
    'comment-id': String(scene.comment().id),
  });
  expect(step.stderr).toBe('');
});
