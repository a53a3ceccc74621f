/**
 * `npm run try:act`: the workflows of README.md and examples/, run by nektos/act as they stand there, on pull requests of
 * the sandbox. Nothing but the input `base-url` is added to them. No container is made, and no network is needed.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'yaml';
import { play } from './act/play.ts';
import { type Trial, trials } from './act/trials.ts';
import { ROOT } from './bundle.ts';

try {
  await expectDeclaredNode();
  let failed = 0;
  for (const trial of trials) {
    if (!(await holds(trial))) failed += 1;
  }
  console.log(failed === 0 ? `All ${trials.length} hold.` : `${failed} of ${trials.length} do not hold: see above.`);
  process.exitCode = failed === 0 ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function holds(trial: Trial): Promise<boolean> {
  const started = performance.now();
  const outcome = await play(trial);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  try {
    trial.check(outcome);
    console.log(`✓ ${trial.title} (${seconds} s)`);
    return true;
  } catch (error) {
    console.log(`✗ ${trial.title} (${seconds} s)`);
    console.log(error instanceof Error ? error.message : error);
    console.log('What act said:');
    console.log(outcome.log);
    return false;
  }
}

/** act takes whatever Node it finds; it is this one that it finds. */
async function expectDeclaredNode(): Promise<void> {
  const { runs } = parse(await readFile(path.join(ROOT, 'action.yml'), 'utf8'));
  const running = `node${process.versions.node.split('.')[0]}`;
  if (runs.using !== running) throw new Error(`action.yml declares ${runs.using}, and this is ${running}.`);
  console.log(`Node ${process.versions.node}, as action.yml declares.`);
}
