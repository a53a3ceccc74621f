/** Runs one cell of the matrix, and holds it to what must hold in each. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { RecordedRequest } from '../../sandbox/http/server.ts';
import { arrange, type OnFinished, PLAN, type Scene, type Step, temporaryFolder } from '../support/step.ts';
import { elsewhere, expiredCertificate, REFUSING } from './elsewhere.ts';
import type { Outcome, Times } from './expected.ts';
import type { Fault } from './faults.ts';
import { BALANCE, COST, OPEN, type Row } from './rows.ts';

/** Seconds for everything; few where they are going to be used up, beside those that the way to the fault takes. */
const TIMEOUT = { usual: 60, slow: 5 };
/** Seconds past it in which the step has to end. */
const GRACE = 5;
const MOST_MEMORY_KIB = 256 * 1024;
const USAGE = join(import.meta.dirname, '../../scripts/bench/usage.cjs');
const MISDIRECT = join(import.meta.dirname, 'misdirect.cjs');

/** What the step said of the fault. */
export interface Observed {
  readonly outcome: Outcome;
  readonly sentence: string | undefined;
  /** What came to the stand-ins, for whoever looks into a cell that failed. */
  readonly requests: readonly string[];
  readonly durationMs: number;
}

/**
 * @param fault none for the scene as it is
 * @param usual milliseconds that a step takes on this machine in any case
 * @param usualNow the same, as busy as the machine is just now
 */
export async function runCell(
  row: Row,
  fault: Fault | undefined,
  times: Times,
  usual: number,
  usualNow: Promise<number> | number,
  onFinished: OnFinished,
): Promise<Observed> {
  const scene = await arrange({ plan: OPEN, balance: BALANCE }, onFinished);
  row.prepare(scene);
  const head = scene.repo.files[scene.pull.head.sha]?.[PLAN];
  if (typeof head === 'string') await scene.write(PLAN, head);
  const other = await elsewhere(onFinished);
  const { env, spoilt } =
    fault === undefined
      ? { env: { NODE_OPTIONS: required(USAGE) }, spoilt: [] }
      : await commit(scene, row, fault, times, other.origin, onFinished);
  const seconds = fault?.isSlow ? TIMEOUT.slow + Math.ceil(usual / 1000) : TIMEOUT.usual;
  const { inputs, on, env: eventEnv } = row.run(scene);
  const usage = join(await temporaryFolder(onFinished), 'usage.json');
  const step = await scene.run({
    ...(on !== undefined && { on }),
    inputs: { timeout: String(seconds), ...inputs },
    env: { ...eventEnv, ...env, BENCH_USAGE: usage },
    killAfterMs: 2 * TIMEOUT.usual * 1000,
  });

  expect(step.durationMs).toBeLessThan((seconds + GRACE) * 1000 + 2 * (await usualNow));
  expect(Object.keys(step.outputs)).toEqual(expect.arrayContaining(['verdict', 'total-cost', 'balance', 'violations']));
  expect(other.credentials()).toEqual([]);
  if (fault !== undefined) expectStruck(scene, row, fault, times, spoilt);
  // A number of a request to GitHub is none of one to BabySea.
  expectKnown(scene, step, row.side === 'GitHub' || fault?.isHarmless ? [] : spoilt);
  const { peakKiB }: { peakKiB: number } = JSON.parse(await readFile(usage, 'utf8'));
  expect(peakKiB).toBeLessThan(MOST_MEMORY_KIB);
  const requests = [...scene.babysea.requests, ...scene.github.requests].map(
    ({ method, path, status }) => `${method} ${path}: ${status}`,
  );
  return { ...observed(step), requests, durationMs: step.durationMs };
}

/** Has the fault committed; gives the variables that it takes, and the numbers of the requests that it strikes. */
async function commit(
  { babysea, github }: Scene,
  row: Row,
  { how }: Fault,
  times: Times,
  elsewhereOrigin: string,
  onFinished: OnFinished,
): Promise<{ env: Record<string, string>; spoilt: readonly number[] }> {
  const { side, endpoint, method, path } = row;
  if (typeof how !== 'string') {
    const spoilt: number[] = [];
    const when = (request: RecordedRequest) => {
      const strikes = request.endpoint === endpoint && (times === 'always' || spoilt.length === 0);
      if (strikes) spoilt.push(request.order);
      return strikes;
    };
    const fault = { ...how(row, `${elsewhereOrigin}/elsewhere`), endpoint: '*', times: 'always', when } as const;
    if (side === 'BabySea') babysea.faults.add(fault);
    else github.faults.add(fault);
    return { env: { NODE_OPTIONS: required(USAGE) }, spoilt };
  }
  const { origin, trusted } = how === 'refused' ? REFUSING : await expiredCertificate(onFinished);
  const env = {
    NODE_OPTIONS: `${required(USAGE)} ${required(MISDIRECT)}`,
    MISDIRECT: JSON.stringify({ method, path: path.source, to: origin, times }),
    ...(trusted !== undefined && { NODE_EXTRA_CA_CERTS: trusted }),
  };
  // What goes astray is not among the sandbox's requests.
  return { env, spoilt: [] };
}

/** The fault was met: one that nothing was asked of would say nothing. What goes astray never comes to the stand-in. */
function expectStruck(
  { babysea, github }: Scene,
  row: Row,
  { how }: Fault,
  times: Times,
  spoilt: readonly number[],
): void {
  if (typeof how !== 'string') {
    expect(spoilt).not.toEqual([]);
  } else if (times === 'always') {
    const { requests }: { requests: readonly RecordedRequest[] } = row.side === 'BabySea' ? babysea : github;
    expect(requests.filter(({ endpoint }) => endpoint === row.endpoint)).toEqual([]);
  }
}

function required(file: string): string {
  return `--require ${JSON.stringify(file)}`;
}

/**
 * Nothing but an error without every price and the balance: what the gate says is what the sandbox has, and the sandbox
 * answered it, unspoilt, at least in an estimate, which tells both.
 */
function expectKnown({ babysea }: Scene, { outputs }: Step, spoilt: readonly number[]): void {
  if (outputs['verdict'] === 'error') return;
  expect(outputs).toMatchObject({ 'total-cost': COST, balance: BALANCE });
  const isOfSandbox = ({ order, status }: RecordedRequest) => status === 200 && !spoilt.includes(order);
  expect(babysea.requestsTo('estimate').filter(isOfSandbox)).not.toEqual([]);
}

/** What the summary says in the place of advice that could not be had. */
const SKIPPED = /^- ((?:BabySea|The gate|The time|Unexpected|Asking).* (?:usage of the last|list of generations).*)$/m;

/** What of the step tells of the fault: violations of the budget do not. */
function observed(step: Step): Pick<Observed, 'outcome' | 'sentence'> {
  const verdict = verdictOf(step.outputs['verdict']);
  const own = step.annotations.filter(({ title }) => title === 'Budget gate');
  for (const level of ['error', 'warning', 'notice'] as const) {
    const messages = own.filter((annotation) => annotation.level === level).map(({ message }) => message);
    if (messages.length > 0) return { outcome: { verdict, told: level }, sentence: messages.join('\n') };
  }
  const skipped = SKIPPED.exec(step.summary)?.[1];
  if (skipped !== undefined) return { outcome: { verdict, told: 'advice' }, sentence: skipped };
  return { outcome: { verdict, told: 'nowhere' }, sentence: undefined };
}

function verdictOf(text: string | undefined): Outcome['verdict'] {
  if (text === 'pass' || text === 'warn' || text === 'fail' || text === 'error') return text;
  throw new Error(`There is no verdict ${text}.`);
}
