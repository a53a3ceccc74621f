import { describe, expect, test } from 'vitest';
import { cli, commitAll } from '../support/cli.ts';
import { nodesHere } from '../support/nodes.ts';
import { arrange } from '../support/step.ts';

/** What is promised, beside later ones; `.ci/run` sees to it that all of them are on the path. */
const PROMISED = [20, 22, 24];

const nodes = nodesHere().filter(({ major }) => major >= 20);
/** So long that a thread of the bundle's own parses it. */
const PLAN = `generations: [{ model: bfl/flux-1.1-pro, count_from: data.csv }]\n${'# A comment\n'.repeat(6_000)}`;
/** 500 records, which cost more than the balance. */
const DATA = `name\n${'x\n'.repeat(500)}`;

describe.each(nodes)('Node $version', ({ node }) => {
  test('runs the Action’s bundle: runners of one’s own may be behind', async () => {
    const scene = await arrange({ plan: PLAN, files: { 'data.csv': DATA }, balance: '12.480' });
    const step = await scene.run({ node, inputs: { report: 'report.json' } });
    expect(step.outputs).toMatchObject({
      verdict: 'fail',
      shortfall: '13.520',
      'comment-id': String(scene.comment().id),
    });
    expect(step.stderr).toBe('');
  });

  test('runs the command line', async () => {
    const scene = await arrange({ plan: PLAN, files: { 'data.csv': DATA, 'wrong.yml': 'x: 1' }, balance: '12.480' });
    const folder = scene.workspace;
    commitAll(folder);
    const call = (...args: string[]) => cli(args, { folder, node });
    expect(await call('--help')).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await call('validate')).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await call('validate', 'wrong.yml')).toMatchObject({ exitCode: 2, stderr: '' });
    const args = ['check', 'gen*.yml', '--base-url', scene.babysea.url, '--baseline', 'main', '--format', 'json'];
    const { exitCode, stdout, stderr } = await call(...args);
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ verdict: 'fail', shortfall: '13.520', cost_change: '0.000' });
  });
});

// Elsewhere, those are tried that are there.
if (process.env['CI']) {
  test('each Node that is promised was tried', () => {
    expect(nodes.map(({ major }) => major)).toEqual(expect.arrayContaining(PROMISED));
  });
}
