import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

it('the bench measures every contestant, and writes three tables', async () => {
  const args = ['scripts/bench.ts', '--quick', '--against', 'HEAD'];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const rows = stdout.split('\n').filter((line) => line.startsWith('| 1 | 1 |'));
  expect(rows.map((row) => row.split('|').length - 2)).toEqual([9, 7, 10]);
  expect(rows.join('')).not.toContain('–');
  expect(stdout).toMatch(/^10 lines, once: \d+ ms of CPU/m);
});
