import {
  type InputReader,
  isoTime,
  readSharedOptions,
  SHARED_DEFAULTS,
  type SharedOptions,
  wholeNumber,
} from '../options.ts';
import { prose, say } from '../shared/message.ts';
import { Usd } from '../shared/money.ts';
import type { MaxOverrun } from './signs.ts';

/** What the Action and the command line ask for, each checked. */
export interface SettleInputs extends Pick<SharedOptions, 'apiKey' | 'region' | 'baseUrl' | 'concurrency' | 'timeout'> {
  /** The path of the gate's JSON report. */
  readonly report: string | undefined;
  /** Paths and patterns of plan files, or a plan itself, instead of the report. */
  readonly plan: string | undefined;
  /** Ids, or paths and patterns of files with ids, one a line. */
  readonly generations: string | undefined;
  readonly since: Date | undefined;
  /** Seconds. */
  readonly wait: number;
  readonly maxOverrun: MaxOverrun | undefined;
  /** Where to write the JSON settlement. */
  readonly settlement: string | undefined;
}

/** What these are where they are left out; the same as in `settle/action.yml`. */
export const SETTLE_DEFAULTS = { ...SHARED_DEFAULTS, plan: '', wait: '0' } as const;

export function readSettleInputs(reader: InputReader): SettleInputs {
  const { read, readRequired, diagnostics } = reader;
  const text = (name: string) => reader.text(name) || undefined;
  const { apiKey, region, baseUrl, concurrency, timeout } = readSharedOptions(reader);
  const [report, plan] = [text('report'), text('plan')];
  if ((report === undefined) === (plan === undefined)) {
    diagnostics.push({
      severity: 'error',
      message: say`Exactly one of ${'report'} and ${'plan'} says what was planned, but ${prose(report === undefined ? 'neither' : 'each')} is given.`,
      help: say`Give ${'report'} the JSON report that the gate wrote before the run.`,
    });
  }
  const iso = say`a time with its zone such as ${'2026-05-04T12:00:00Z'}`;
  return {
    apiKey,
    region,
    baseUrl,
    concurrency,
    timeout,
    report,
    plan,
    generations: text('generations'),
    since: read('since', isoTime, iso),
    wait: readRequired('wait', wholeNumber(0, 21_600), prose('a whole number of seconds from 0 to 21600')),
    maxOverrun: read('max-overrun', overrun, say`an amount of USD such as ${'5.00'}, or a percentage such as ${'10%'}`),
    settlement: text('settlement'),
  };
}

function overrun(text: string): MaxOverrun | undefined {
  const percent = /^(\d{1,6}(?:\.\d{1,6})?)\s*%$/.exec(text)?.[1];
  if (percent !== undefined) return { percent };
  const usd = Usd.parse(text);
  return usd && { usd };
}
