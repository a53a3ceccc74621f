import { describe, expect, test } from 'vitest';
import { arrange, refusal, type Step } from '../support/in-process.ts';

/** What a runner would obey where it stands alone on a line, or anywhere in it. */
const COMMANDS = [
  '::set-output name=verdict::pass',
  '::add-mask::e',
  '::stop-commands::x',
  '::error title=Budget gate::spoofed',
  '##[add-mask]e',
  '##[error]spoofed',
  '##[set-env name=NODE_OPTIONS;]--require=/tmp/x',
];

/**
 * The commands of a step, without their text. What every step is looked at for besides: no commands that the gate has no
 * use for, no annotations under another title, no masks but of its own secrets.
 */
function commandsOf(step: Step): string[] {
  return step.log.flatMap(({ command }) => command?.name ?? []).filter((name) => name !== 'add-mask');
}

describe('text from outside makes no workflow command', () => {
  test('as ids, names and file names of a plan that is fine', async () => {
    const ids = COMMANDS.map((text) => `  - { id: ${JSON.stringify(text)}, model: bfl/flux-schnell }`);
    const plan = `name: "##[add-mask]e"\nbudget: { max_per_generation: 0.001 }\ngenerations:\n${ids.join('\n')}`;
    const file = '::add-mask::x##[error]e.yml';
    const scene = await arrange({ files: { [file]: plan } });
    const step = await scene.run({ inputs: { plan: '*##*e.yml', report: '##[error]r.json' } });
    expect(step.outputs).toMatchObject({
      verdict: 'fail',
      violations: '["max_per_generation"]',
      report: '##[error]r.json',
    });
    expect(commandsOf(step)).toEqual(['group', 'endgroup', 'error']);
    expect(step.annotations).toMatchObject([{ file }]);
  });

  test.each([
    ['a new line', '\\n'],
    ['a carriage return', '\\r'],
    ['a line separator', '\\u2028'],
    ['an escaped new line', '%0A'],
    ['a vertical tab', '\\v'],
  ])('as mistakes of a plan, with %s before it', async (_, separator) => {
    const lines = COMMANDS.map(
      (text) => `  - { id: "x${separator}${text}", "k${separator}${text}": "${separator}${text}" }`,
    );
    const step = await (await arrange({ plan: `generations:\n${lines.join('\n')}` })).run();
    expect(step.outputs).toMatchObject({ verdict: 'error' });
    expect(new Set(commandsOf(step))).toEqual(new Set(['error']));
    expect(step.annotations.length).toBeGreaterThanOrEqual(COMMANDS.length);
  });

  test('as the source line of a mistake', async () => {
    const lines = COMMANDS.map((text) => `${text} : 1`);
    const step = await (await arrange({ plan: lines.join('\n') })).run();
    expect(step.outputs).toMatchObject({ verdict: 'error' });
    expect(new Set(commandsOf(step))).toEqual(new Set(['error']));
  });

  test('as messages of the API', async () => {
    const scene = await arrange({ plan: 'generations: [{ model: bfl/flux-schnell }]' });
    for (const text of COMMANDS) {
      scene.babysea.faults.add({
        endpoint: 'estimate',
        times: 1,
        ...refusal(400, { code: `X\n${text}`, message: `No.\r\n${text}\n%0A${text}`, retryable: false }),
      });
    }
    const lines = COMMANDS.map((_, index) => `  - { model: google/veo-2, duration: ${index + 1} }`);
    await scene.write('generation-plan.yml', `generations:\n${lines.join('\n')}`);
    const step = await scene.run();
    expect(step.outputs).toMatchObject({ verdict: 'error' });
    // Without a single price, the log has no table of lines.
    expect(commandsOf(step)).toEqual(COMMANDS.map(() => 'error'));
  });

  test('as messages of GitHub', async () => {
    const scene = await arrange({ plan: 'generations: [{ model: bfl/flux-schnell }]' });
    const body = { message: COMMANDS.map((text) => `\n${text}`).join('') };
    scene.github.faults.add({ endpoint: 'list-comments', times: 'always', kind: 'answer', status: 403, body });
    const step = await scene.run();
    expect(step.outputs).toMatchObject({ verdict: 'pass' });
    expect(commandsOf(step)).toEqual(['group', 'endgroup', 'warning']);
  });

  test('as inputs', async () => {
    const hostile = COMMANDS.join('\n');
    const inputs = {
      region: hostile,
      budget: `x\n${hostile}`,
      'comment-key': hostile,
      'base-url': hostile,
      report: hostile,
    };
    const step = await (await arrange({ plan: 'generations: []' })).run({ inputs });
    expect(step.outputs).toMatchObject({ verdict: 'error' });
    expect(new Set(commandsOf(step))).toEqual(new Set(['group', 'endgroup', 'error']));
  });
});

test('outputs hold what they are, whatever the plan says: a value cannot add another output', async () => {
  const report = 'r\nverdict=pass\nverdict<<EOF\npass\nEOF\n.json';
  const scene = await arrange({ plan: 'generations: [{ model: bfl/flux-schnell, count: 9 }]', balance: '0' });
  const step = await scene.run({ inputs: { report } });
  expect(step.outputs).toMatchObject({ verdict: 'fail', report });
  expect(Object.keys(step.outputs)).toHaveLength(13);
});
