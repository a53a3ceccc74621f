import { expect, test } from 'vitest';
import { traced } from '../../src/trace.ts';

test('a stack without source maps beside it is left as it is', async () => {
  const stack = `Error: no\n    at run (file:///nowhere/index.js:3:14)\n    at node:internal/process:1:2`;
  expect(await traced(stack)).toBe(stack);
});
