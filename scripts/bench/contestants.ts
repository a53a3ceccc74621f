/** Who runs: the gate, what people write today, and Node with nothing to do, each as a process as a runner starts it. */
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { defaultKey } from '../../sandbox/babysea/index.ts';
import { defaultToken } from '../../sandbox/github/index.ts';
import { runStep } from '../../sandbox/runner.ts';
import type { Seen } from './sides.ts';
import type { Stage } from './stage.ts';
import { linesOf, planOf, type Size } from './workload.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const PLAN = 'generation-plan.yml';
/** The gate's default. */
export const CONCURRENCY = 8;
/** For the time that it takes, the plain script runs up to so many lines. */
const MOST_PLAIN_LINES = 100;
const KILL_AFTER_MS = 300_000;

export const CONTESTANTS = ['node', 'gate', 'gateWithoutAdvice', 'plain'] as const;
export type Contestant = (typeof CONTESTANTS)[number];

export interface Course extends Size {
  readonly hasPullRequest: boolean;
}

/** One run of one contestant. */
export interface Run extends Seen {
  /** From the start of the process until it has ended, in milliseconds. */
  readonly wallMs: number;
  /** Of all threads, in user and system mode, in milliseconds. */
  readonly cpuMs: number;
  /** The most that the process held in memory at any time. */
  readonly peakMiB: number;
  /** From the start of the process until its first request arrived, in milliseconds; NaN where none did. */
  readonly firstMs: number;
}

/** Whether a contestant runs over a course at all. */
export function takesPart(contestant: Contestant, { lines }: Size): boolean {
  return contestant !== 'plain' || lines <= MOST_PLAIN_LINES;
}

/** Writes the plan of a size into the folder that all contestants run in. */
export async function layOut(folder: string, size: Size): Promise<void> {
  const lines = linesOf(size);
  await writeFile(join(folder, PLAN), planOf(lines));
  await writeFile(join(folder, 'plan.json'), JSON.stringify(lines));
  await writeFile(join(folder, 'nothing.cjs'), '');
}

/** Runs a contestant once. Throws where it does not come to its result: a gate that fails early would be quick. */
export async function run(
  contestant: Contestant,
  { course, folder, stage, latencyMs }: { course: Course; folder: string; stage: Stage; latencyMs: number },
): Promise<Run> {
  // The base branch has the plan with another count, so that there is a difference to tell.
  const base = { [PLAN]: planOf(linesOf(course)).replace('count: 3', 'count: 2') };
  const scene = await stage.begin({ latencyMs, hasPullRequest: course.hasPullRequest, base });
  const usage = join(folder, 'usage.json');
  const step = await runStep({
    entry: entryOf(contestant, folder),
    inputs: {
      'api-key': defaultKey,
      'base-url': scene.babyseaUrl,
      'github-token': defaultToken,
      concurrency: String(CONCURRENCY),
      // The others are left at their defaults.
      ...(contestant === 'gateWithoutAdvice' && { alternatives: 'false' }),
    },
    workspace: folder,
    ...scene.started,
    env: {
      ...scene.started.env,
      NODE_OPTIONS: `--require ${JSON.stringify(join(import.meta.dirname, 'usage.cjs'))}`,
      BENCH_USAGE: usage,
    },
    killAfterMs: KILL_AFTER_MS,
  });
  const seen = await stage.end();
  if (step.exitCode !== 0) throw new Error(`${contestant} failed:\n${step.stdout}\n${step.stderr}`);
  const { cpuMs, peakKiB }: { cpuMs: number; peakKiB: number } = JSON.parse(await readFile(usage, 'utf8'));
  const firstMs = seen.firstAt === null ? Number.NaN : seen.firstAt - step.startedAt;
  return { ...seen, wallMs: step.durationMs, cpuMs, peakMiB: peakKiB / 1024, firstMs };
}

function entryOf(contestant: Contestant, folder: string): string {
  if (contestant === 'node') return join(folder, 'nothing.cjs');
  if (contestant === 'plain') return join(import.meta.dirname, 'plain-script.mjs');
  return join(ROOT, 'dist/index.js');
}
