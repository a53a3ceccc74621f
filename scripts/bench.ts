/**
 * `npm run bench`: measures the built gate, and writes `docs/performance.md`. `--runs N` (5) of each contestant; `--against
 * REF`: the bundle of that commit (the last tag, or else HEAD); `--quick`: one size, once, and the page goes to the terminal.
 */
import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { defaultKey } from '../sandbox/babysea/index.ts';
import { defaultToken, type StepEvent } from '../sandbox/github/index.ts';
import { runStep } from '../sandbox/runner.ts';
import { linesOf, planOf } from './bench/plans.ts';

const ROOT = resolve(import.meta.dirname, '..');
const folder = await mkdtemp(join(tmpdir(), 'bench-'));
const ENTRIES = {
  node: join(folder, 'nothing.cjs'),
  gate: join(ROOT, 'dist/index.js'),
  withoutAdvice: join(ROOT, 'dist/index.js'),
  plain: join(ROOT, 'scripts/bench/plain-script.mjs'),
  other: join(folder, 'other/index.js'),
};
type Contestant = keyof typeof ENTRIES;
const CONTESTANTS: readonly Contestant[] = ['node', 'gate', 'withoutAdvice', 'plain', 'other'];
/** The gate's default. */
const CONCURRENCY = 8;

/** Milliseconds from start to end; milliseconds of the processor, on all threads; MiB. */
type Run = Readonly<Record<'wall' | 'cpu' | 'peak', number>>;

/** A figure of a result, for a column of a table. */
type Column = (result: Result) => number | undefined;
const of =
  (contestant: Contestant, value: keyof Run): Column =>
  (result) =>
    result.of[contestant]?.[value];
const ratio =
  (value: Column, base: Column): Column =>
  (result) =>
    (value(result) ?? 0) / (base(result) ?? 0);

/** `settings`: distinct ones, each of which needs an estimate. */
type Course = Readonly<Record<'lines' | 'settings' | 'latencyMs', number>>;

interface Result extends Course {
  readonly of: Readonly<Partial<Record<Contestant, Run>>>;
}

const options = { runs: { type: 'string', default: '5' }, quick: { type: 'boolean' } } as const;
const { values } = parseArgs({ options: { ...options, against: { type: 'string', default: lastTag() } } });
const runs = values.quick ? 1 : Number(values.runs);
const sizes = [1, 100, 1_000].map((lines) => ({ lines, settings: Math.min(100, Math.ceil(lines / 10)) }));
const courses = values.quick
  ? [{ lines: 1, settings: 1, latencyMs: 1 }]
  : [50, 250].flatMap((latencyMs) => sizes.map((size) => ({ ...size, latencyMs })));

const servers = fork(join(ROOT, 'scripts/bench/servers.ts'));
try {
  const [load = 0] = loadavg();
  await extractBundle(values.against);
  const results: Result[] = [];
  for (const course of courses) results.push(await measure(course, CONTESTANTS));
  const large = { lines: values.quick ? 10 : 10_000, settings: values.quick ? 1 : 100, latencyMs: 50 };
  const page = pageOf(results, await measure(large, ['gate'], 1), load);
  if (values.quick) console.log(page);
  else await writeFile(join(ROOT, 'docs/performance.md'), page);
} finally {
  servers.disconnect();
  await rm(folder, { recursive: true });
}

/** Runs the contestants in turns, so that whatever else the machine does affects them alike. */
async function measure(course: Course, contestants: readonly Contestant[], turns = runs): Promise<Result> {
  const lines = linesOf(course.lines, course.settings);
  // The base has another count, so that there is a change to show.
  const scene = { latencyMs: course.latencyMs, base: planOf(lines).replace('count: 3', 'count: 2') };
  await writeFile(join(folder, 'generation-plan.yml'), planOf(lines));
  await writeFile(join(folder, 'plan.json'), JSON.stringify(lines));
  const measured = new Map<Contestant, Run[]>();
  for (let turn = 0; turn < turns; turn += 1) {
    for (const contestant of contestants) {
      // A round trip for each line: 100 lines take up to 25 seconds, of which nearly all is waiting.
      if (contestant === 'plain' && course.lines > (turn === 0 ? 100 : 1)) continue;
      servers.send(scene);
      const [message] = await once(servers, 'message');
      measured.set(contestant, [...(measured.get(contestant) ?? []), await run(contestant, message)]);
    }
  }
  return { ...course, of: Object.fromEntries([...measured].map(([contestant, all]) => [contestant, medians(all)])) };
}

/** Runs a contestant once. Throws if it fails: a gate that fails early would be quick. */
async function run(contestant: Contestant, { babyseaUrl, ...event }: StepEvent & { babyseaUrl: string }): Promise<Run> {
  const alternatives = String(contestant !== 'withoutAdvice');
  const inputs = { 'api-key': defaultKey, 'base-url': babyseaUrl, 'github-token': defaultToken, alternatives };
  const NODE_OPTIONS = `--require ${JSON.stringify(join(ROOT, 'scripts/bench/usage.cjs'))}`;
  const env = { ...event.env, NODE_OPTIONS, BENCH_USAGE: join(folder, 'usage.json') };
  const step = await runStep({ entry: ENTRIES[contestant], inputs, workspace: folder, ...event, env });
  if (step.exitCode !== 0) throw new Error(`${contestant} failed:\n${step.stdout}\n${step.stderr}`);
  const used: { cpuMs: number; peakKiB: number } = JSON.parse(await readFile(join(folder, 'usage.json'), 'utf8'));
  return { wall: step.durationMs, cpu: used.cpuMs, peak: used.peakKiB / 1024 };
}

function lastTag(): string {
  const args = ['for-each-ref', '--sort=-creatordate', '--count=1', '--format=%(refname:short)', 'refs/tags'];
  return execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).trim() || 'HEAD';
}

/** The bundle is committed, so every commit has one. */
async function extractBundle(ref: string): Promise<void> {
  await mkdir(join(folder, 'other'));
  await writeFile(ENTRIES.node, '');
  const archive = join(folder, 'other.tar');
  execFileSync('git', ['archive', `--output=${archive}`, ref, 'dist'], { cwd: ROOT });
  execFileSync('tar', ['xf', archive, '-C', join(folder, 'other'), '--strip-components=1']);
}

function medians(all: readonly Run[]): Run {
  const of = (key: keyof Run) => all.map((run) => run[key]).sort((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0;
  return { wall: of('wall'), cpu: of('cpu'), peak: of('peak') };
}

/** Milliseconds that no program can save. */
function limitOf({ of, settings, latencyMs }: Result): number {
  return (of.node?.wall ?? 0) + latencyMs * (Math.ceil(settings / CONCURRENCY) + 1);
}

function table(results: readonly Result[], columns: Readonly<Record<string, Column>>): string {
  const heads = ['lines', 'latency', ...Object.keys(columns)];
  const figures = (result: Result) =>
    Object.entries(columns).map(([head, column]) => shown(column(result), head.includes('÷') ? 2 : 0));
  const rows = results.map((result) => [shown(result.lines, 0), String(result.latencyMs), ...figures(result)]);
  return [heads, heads.map(() => '--:'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function shown(value: number | undefined, digits: number): string {
  return value?.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits }) ?? '–';
}

function pageOf(results: readonly Result[], large: Result, load: number): string {
  const [wall, cpu, peak] = [of('gate', 'wall'), of('gate', 'cpu'), of('gate', 'peak')];
  const withoutAdvice = of('withoutAdvice', 'wall');
  const before = results.at(-1);
  return `# Performance

Made by \`npm run bench\` on ${cpus()[0]?.model ?? 'an unknown processor'}, ${availableParallelism()} cores, Node.js ${process.version}; load at the start: ${load.toFixed(1)}.
Figures are medians of ${runs} runs, with the contestants in turns: milliseconds from start to end (*wall*) and of the processor
(*CPU*). BabySea and GitHub are the sandbox, which takes the *latency* for each answer. 1 line has 1 distinct setting, 100 lines
have 10, more lines have 100. The runs are on a pull request whose base has the plan with another count. On a busy machine
times are longer: compare ratios.

## Against the physical limit

The limit is bare Node and the round trips that cannot be avoided: those for the distinct settings in ${CONCURRENCY} slots, and the
comment. The gate takes exactly these, and with advice (cheaper models) one more, which the limit does not include;
\`test/step/round-trips.test.ts\` checks this.

${table(results, {
  limit: limitOf,
  wall,
  'wall ÷ limit': ratio(wall, limitOf),
  'without advice': withoutAdvice,
  'without advice ÷ limit': ratio(withoutAdvice, limitOf),
  CPU: cpu,
  'CPU ÷ bare Node': ratio(cpu, of('node', 'cpu')),
})}

## Against the plain script

A script as teams write it requests the price of each line, one after the other, and posts a comment. It knows no limits, no base
and no retries. With 100 lines it ran once; with 1,000 it would take minutes.

${table(
  results.filter((result) => result.of.plain),
  {
    'wall of the script': of('plain', 'wall'),
    'of the gate': wall,
    'gate ÷ script': ratio(wall, of('plain', 'wall')),
    'CPU of the script': of('plain', 'cpu'),
    'CPU of the gate': cpu,
  },
)}

## Against the bundle of \`${values.against}\`

${table(results, {
  'wall then': of('other', 'wall'),
  'wall now': wall,
  'wall ÷ then': ratio(wall, of('other', 'wall')),
  'CPU then': of('other', 'cpu'),
  'CPU now': cpu,
  'CPU ÷ then': ratio(cpu, of('other', 'cpu')),
  'MiB then': of('other', 'peak'),
  'MiB now': peak,
})}

## A large plan

${shown(large.lines, 0)} lines, once: ${shown(cpu(large), 0)} ms of CPU, which is ${shown(ratio(cpu, () => before?.of.gate?.cpu)(large), 1)} times that of ${shown(before?.lines, 0)} lines, and ${shown(peak(large), 0)} MiB at the peak.
`;
}
