import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

it('the bench measures every contestant over a few sizes', async () => {
  const args = ['scripts/bench.ts', '--quick', '--latency', '1'];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const row = String.raw`\| +10 \| +10 \| yes \|( +[\d.,]+ \|)`;
  expect(stdout).toMatch(new RegExp(`^${row}{7}$`, 'm'));
  expect(stdout).toMatch(new RegExp(`^${row}{11}$`, 'm'));
  expect(stdout).toMatch(/^✓ There are exactly as many estimates as distinct settings/m);
});
