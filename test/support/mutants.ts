import fc from 'fast-check';
import { afterEach, beforeEach } from 'vitest';

// For `npm run mutants`, where each test may run thousands of times, in a worker for each mutant.

// Properties are tried with fewer cases than else, and on every mutant with the same.
fc.configureGlobal({ numRuns: 20, seed: 1 });

// What is about large amounts of data is left out, and so is what looks at the clock.
const LARGE =
  /10,000 lines|as a file can hold|more lines than|long list of aliases|many-lines|thousand|larger product|explodes|looks at each (in|ex)clude|leaves out as much as a plan can name/;
beforeEach(({ task, skip }) => {
  if (LARGE.test(task.name)) skip();
});

// The first test that fails is enough: no other file is loaded after it.
const worker: typeof globalThis & { hasFailed?: boolean } = globalThis;
if (worker.hasFailed) throw new Error('A test has failed already.');
afterEach(({ task }) => {
  if (task.result?.state === 'fail') worker.hasFailed = true;
});
