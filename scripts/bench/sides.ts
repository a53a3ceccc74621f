/**
 * The other side of a run, in a process of its own so that what it works is counted to nobody: both stand-ins, made anew
 * for every run. Started by `startSides` of `stage.ts`, which it speaks with in JSON.
 */
import { startBabySea } from '../../sandbox/babysea/index.ts';
import { pullRequestEvent, pushEvent, type StepEvent, startGitHub } from '../../sandbox/github/index.ts';
import { longestChain } from './figures.ts';
import { models } from './workload.ts';

const REPOSITORY = 'sample-studio/catalogue';
const PULL_REQUEST = 7;

/** Sets the stage for one run, or, where it is empty, asks what came of it. */
export interface Cue {
  readonly scene?: {
    readonly latencyMs: number;
    readonly hasPullRequest: boolean;
    /** The files of the base branch. */
    readonly base: Readonly<Record<string, string>>;
  };
}

/** Where the stand-ins listen, and what starts the step. */
export interface Scene {
  readonly babyseaUrl: string;
  readonly started: StepEvent;
}

/** What the stand-ins saw of a run. */
export interface Seen {
  readonly estimates: number;
  /** All requests to BabySea, estimates too. */
  readonly babysea: number;
  readonly github: number;
  readonly chain: number;
  /** When the first request came, in milliseconds since 1970; null where none came. */
  readonly firstAt: number | null;
}

let finish: (() => Promise<Seen>) | undefined;

process.on('message', async (message) => {
  const { scene }: Cue = JSON.parse(String(message));
  process.send?.(JSON.stringify(scene === undefined ? await finish?.() : await begin(scene)));
});
process.on('disconnect', () => process.exit());

async function begin({ latencyMs, hasPullRequest, base }: NonNullable<Cue['scene']>): Promise<Scene> {
  // Both stand-ins count time from when they are started.
  const epochs = { babysea: now(), github: 0 };
  const babysea = await startBabySea({ balance: '1000000.000', models, latencyMs });
  epochs.github = now();
  const github = await startGitHub({ latencyMs });
  const files = { main: base };
  github.addRepo(REPOSITORY, { files, pulls: [{ number: PULL_REQUEST, title: 'Spring campaign' }] });
  finish = async () => {
    await Promise.all([babysea.close(), github.close()]);
    const intervals = [
      ...babysea.requests.map((request) => intervalOf(request, epochs.babysea)),
      ...github.requests.map((request) => intervalOf(request, epochs.github)),
    ];
    return {
      estimates: babysea.requestsTo('estimate').length,
      babysea: babysea.requests.length,
      github: github.requests.length,
      chain: longestChain(intervals),
      firstAt: intervals.length === 0 ? null : Math.min(...intervals.map(({ from }) => from)),
    };
  };
  const started = hasPullRequest ? pullRequestEvent(github, REPOSITORY, PULL_REQUEST) : pushEvent(github, REPOSITORY);
  return { babyseaUrl: babysea.url, started };
}

function intervalOf({ at, answeredAt }: { at: number; answeredAt: number | undefined }, epoch: number) {
  return { from: epoch + at, to: epoch + (answeredAt ?? Number.POSITIVE_INFINITY) };
}

function now(): number {
  return performance.timeOrigin + performance.now();
}
