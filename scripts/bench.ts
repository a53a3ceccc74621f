/**
 * `npm run bench`: how the built gate does against the physical limit and against what people write today, over plans of
 * all sizes; writes `docs/performance.md`. It never fails for being slow.
 *
 * `--runs N` (5) of each contestant, whose medians count; `--latency MS` (50) of every answer; `--quick`: a few sizes, run
 * once, and no page written.
 */
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { checksOf, type Measured } from './bench/checks.ts';
import { CONTESTANTS, type Contestant, type Course, layOut, type Run, run, takesPart } from './bench/contestants.ts';
import { costTable, markOf, pageOf, timeTable } from './bench/page.ts';
import { type Result, resultOf } from './bench/results.ts';
import { startStage } from './bench/stage.ts';
import { sizes } from './bench/workload.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const PAGE = 'docs/performance.md';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '5' },
    latency: { type: 'string', default: '50' },
    quick: { type: 'boolean', default: false },
  },
});
const runs = values.quick ? 1 : numberOf('--runs', values.runs);
const latencyMs = numberOf('--latency', values.latency);
const courses: Course[] = values.quick
  ? [1, 10].map((count) => ({ lines: count, settings: count, hasPullRequest: true }))
  : sizes.flatMap((size) => [true, false].map((hasPullRequest) => ({ ...size, hasPullRequest })));

const [load = 0] = loadavg();
if (load > 0.5) {
  console.error(
    `This machine is busy (its load is ${load.toFixed(1)}): times will come out longer, and not all alike.`,
  );
}
const folder = await mkdtemp(path.join(tmpdir(), 'bench-'));
const stage = startStage();
try {
  const results: Result[] = [];
  for (const course of courses) results.push(await compete(course));
  const measured = { latencyMs, results, indexBytes: (await stat(path.join(ROOT, 'dist/index.js'))).size };
  await tell(measured);
} finally {
  stage.close();
  await rm(folder, { recursive: true });
}

/** Has all contestants run over a course in turns, so that whatever else the machine does befalls them alike. */
async function compete(course: Course): Promise<Result> {
  await layOut(folder, course);
  const of: Record<Contestant, Run[]> = { node: [], gate: [], gateWithoutAdvice: [], plain: [] };
  for (let turn = 0; turn < runs; turn += 1) {
    for (const contestant of CONTESTANTS.filter((each) => takesPart(each, course))) {
      of[contestant].push(await run(contestant, { course, folder, stage, latencyMs }));
    }
  }
  const result = resultOf(course, of);
  const { lines, settings, hasPullRequest } = course;
  const where = hasPullRequest ? 'on a pull request' : 'without a pull request';
  console.error(`${lines} lines, ${settings} settings, ${where}: ${Math.round(result.of.gate?.wallMs ?? 0)} ms`);
  return result;
}

async function tell(measured: Measured): Promise<void> {
  const checks = checksOf(measured);
  console.log(`\nTime, in milliseconds\n\n${timeTable(measured.results, latencyMs)}`);
  console.log(`\nWhat it takes\n\n${costTable(measured.results)}\n`);
  for (const check of checks) console.log(`${markOf(check)} ${check.promise}: ${check.found}`);
  if (values.quick) return;
  const machine = { cpu: cpus()[0]?.model ?? 'unknown', cores: availableParallelism(), node: process.version };
  const page = pageOf(measured, checks, { machine, runs, distBytes: await loadableBytes() });
  await writeFile(path.join(ROOT, PAGE), page);
  console.log(`\nWrote ${PAGE}`);
}

async function loadableBytes(): Promise<number> {
  const dist = path.join(ROOT, 'dist');
  const files = (await readdir(dist)).filter((file) => /\.c?js$/.test(file));
  const sizesOfFiles = await Promise.all(files.map(async (file) => (await stat(path.join(dist, file))).size));
  return sizesOfFiles.reduce((sum, size) => sum + size, 0);
}

function numberOf(name: string, text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || (name === '--runs' && number === 0)) throw new Error(`${name} takes a whole number.`);
  return number;
}
