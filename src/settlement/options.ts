import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { GATE_DEFAULTS, type GateInputs, type InputReader, readGateInputs } from '../options.ts';
import type { Diagnostic } from '../shared/diagnostic.ts';
import { prose, say } from '../shared/message.ts';
import { Usd } from '../shared/money.ts';
import { wholeNumber } from '../shared/option-checks.ts';
import type { Result } from '../shared/result.ts';
import { type Planned, parseGateReport } from './planned.ts';
import type { MaxOverrun } from './signs.ts';

/** What the Action and the command line ask for, each checked. */
export interface SettleInputs extends Pick<GateInputs, 'apiKey' | 'region' | 'baseUrl' | 'concurrency' | 'timeout'> {
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
export const SETTLE_DEFAULTS = { ...GATE_DEFAULTS, plan: '', wait: '0' } as const;

export function readSettleInputs(reader: InputReader): SettleInputs {
  const { read, readRequired, diagnostics } = reader;
  const text = (name: string) => reader.text(name) || undefined;
  const { apiKey, region, baseUrl, concurrency, timeout } = readGateInputs(reader);
  const [report, plan] = [text('report'), text('plan')];
  if ((report === undefined) === (plan === undefined)) {
    diagnostics.push({
      severity: 'error',
      message: say`Exactly one of ${'report'} and ${'plan'} says what was planned, but ${prose(report === undefined ? 'neither' : 'each')} is given.`,
      help: say`Give ${'report'} the JSON report that the gate wrote before the run.`,
    });
  }
  const iso = say`a time such as ${'2026-05-04T12:00:00Z'}`;
  return {
    apiKey,
    region,
    baseUrl,
    concurrency,
    timeout,
    report,
    plan,
    generations: text('generations'),
    since: read('since', time, iso),
    wait: readRequired('wait', wholeNumber(0, 21_600), prose('a whole number of seconds from 0 to 21600')),
    maxOverrun: read('max-overrun', overrun, say`an amount of USD such as ${'5.00'}, or a percentage such as ${'10%'}`),
    settlement: text('settlement'),
  };
}

/** ISO 8601 with a time zone: a time without one means another moment on every machine. */
function time(text: string): Date | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/.test(text)) return undefined;
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

function overrun(text: string): MaxOverrun | undefined {
  const percent = /^(\d{1,6}(?:\.\d{1,6})?)\s*%$/.exec(text)?.[1];
  if (percent !== undefined) return { percent };
  const usd = Usd.parse(text);
  return usd && { usd };
}

/** The most MiB of a report: that of 10,000 lines has about five. */
const MAX_REPORT_MIB = 64;

/** Reads the gate's report from a file; a relative path is one of the folder. Never rejects. */
export async function loadGateReport(folder: string, path: string): Promise<Result<Planned, Diagnostic>> {
  try {
    await using file = await open(resolve(folder, path));
    const { size } = await file.stat();
    if (size > MAX_REPORT_MIB * 1024 * 1024) return unreadable(path, say`it has more than ${MAX_REPORT_MIB} MiB`);
    return parseGateReport(await file.readFile('utf8'), path);
  } catch (error) {
    return unreadable(path, say`${error instanceof Error && 'code' in error ? String(error.code) : String(error)}`);
  }
}

function unreadable(path: string, reason: ReturnType<typeof say>): Result<Planned, Diagnostic> {
  const message = say`The report ${path} cannot be read (${reason}).`;
  const help = say`Have the gate write it with its input ${'report'}; where another job settles, pass the file on as an artifact.`;
  return { error: { severity: 'error', message, help } };
}
