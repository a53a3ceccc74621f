import { basename, dirname, resolve } from 'node:path';
import * as v from 'valibot';
import { UnreadableError } from '../files/source.ts';
import { workspaceFiles } from '../files/workspace.ts';
import { isoTime } from '../options.ts';
import type { Settings } from '../plan/plan.ts';
import { sumOf } from '../pricing/price-plan.ts';
import type { Diagnostic } from '../shared/diagnostic.ts';
import { parsed, parseJson, type Result } from '../shared/helpers.ts';
import { type Message, prose, say } from '../shared/message.ts';
import { Usd } from '../shared/money.ts';

/** A line of a plan as the gate priced it. */
export interface PlannedLine {
  /** The plan file. */
  readonly plan: string;
  readonly id: string;
  readonly model: string;
  readonly settings: Settings;
  /** Generations; each makes `outputs` outputs. */
  readonly count: number;
  readonly outputs: number;
  /** USD for one output. */
  readonly unitCost: Usd;
  /** USD for the whole line. */
  readonly cost: Usd;
}

/** What was planned: the part of the gate's report that the settlement needs. */
export interface Planned {
  /** When the gate ran; `undefined` if the plan was priced just now. */
  readonly time: Date | undefined;
  /** USD before the run; `undefined` if unknown. */
  readonly balance: Usd | undefined;
  /** USD for all lines. */
  readonly cost: Usd;
  readonly lines: readonly PlannedLine[];
}

const USD = 'an amount of USD';
const amount = parsed(v.string(USD), Usd.parse, USD);
/** A time in ISO 8601 with its zone. */
export const timeSchema = parsed(v.string('a time with its zone'), isoTime, 'a time with its zone');
const count = v.pipe(v.number('a count'), v.safeInteger('a count'), v.minValue(0, 'a count'));

/** The fields of the gate's report that are read; the others may change. */
const reportSchema = v.object(
  {
    schema_version: v.literal(1, 'the schema version 1'),
    time: timeSchema,
    total_cost: v.nullable(amount),
    balance: v.nullable(amount),
    plans: v.array(
      v.object({
        file: v.string('a path'),
        lines: v.array(
          v.object({
            id: v.string('an id'),
            model: v.string('a model'),
            duration: v.nullable(v.number('seconds, or null')),
            resolution: v.nullable(v.string('a resolution, or null')),
            audio: v.nullable(v.boolean('true, false or null')),
            count,
            outputs: count,
            unit_cost: v.nullable(amount),
          }),
          'a list of lines',
        ),
      }),
      'a list of plans',
    ),
  },
  'a JSON object',
);

/** The most MiB of a report: that of 10,000 lines has about four, and ten with a baseline. */
const MAX_REPORT_MIB = 16;

/** Reads the gate's report from a file; a relative path is one of the folder. Never rejects. */
export async function loadGateReport(folder: string, path: string): Promise<Result<Planned, Diagnostic>> {
  const full = resolve(folder, path);
  try {
    const bytes = await workspaceFiles(dirname(full)).read(basename(full), MAX_REPORT_MIB * 1024 * 1024);
    if (bytes !== 'too-large') return parseGateReport(new TextDecoder().decode(bytes), path);
    return unreadable(path, say`It has more than ${MAX_REPORT_MIB} MiB.`);
  } catch (error) {
    if (!(error instanceof UnreadableError)) throw error;
    return unreadable(path, error.said);
  }
}

function unreadable(path: string, reason: Message): Result<Planned, Diagnostic> {
  return wrong(
    say`The report ${path} cannot be used: ${reason}`,
    say`Have the gate write it with its input ${'report'}; where another job settles, pass the file on as an artifact.`,
  );
}

/**
 * Reads what was planned from the gate's JSON report.
 *
 * @param name the path of the report, for messages
 */
export function parseGateReport(text: string, name: string): Result<Planned, Diagnostic> {
  const result = v.safeParse(reportSchema, parseJson(text), { abortEarly: true });
  if (!result.success) {
    const [issue] = result.issues;
    const at = v.getDotPath(issue);
    const isMissing = at !== null && issue.received === 'undefined';
    const expected = isMissing
      ? say`${at} in it`
      : say`${prose(issue.message)}${at === null ? undefined : say` at ${at}`}`;
    return wrong(
      say`${name} is not a report of the gate that this version reads: expected ${expected}.`,
      say`Give ${'report'} the file that the gate wrote with its input ${'report'}, and use one version of the gate and of ${'settle'}.`,
    );
  }
  const { time, total_cost: total, balance, plans } = result.output;
  const lines: PlannedLine[] = [];
  for (const { file, lines: ofPlan } of plans) {
    for (const { id, model, duration, resolution, audio, count, outputs, unit_cost: unitCost } of ofPlan) {
      if (unitCost === null) return withoutPrice(name);
      const settings = {
        duration: duration ?? undefined,
        resolution: resolution ?? undefined,
        audio: audio ?? undefined,
      };
      const cost = unitCost.times(count).times(outputs);
      lines.push({ plan: file, id, model, settings, count, outputs, unitCost, cost });
    }
  }
  const cost = sumOf(lines.map((line) => line.cost));
  if (total === null || cost === undefined) return withoutPrice(name);
  if (cost.compare(total) !== 0) {
    return wrong(
      say`${name} contradicts itself: its lines cost ${cost}, and its total cost is ${total}.`,
      prose('Give the file as the gate wrote it.'),
    );
  }
  return { value: { time, balance: balance ?? undefined, cost, lines } };
}

function withoutPrice(name: string): Result<Planned, Diagnostic> {
  return wrong(
    say`${name} lacks prices: the gate could not price the whole plan, so there is nothing to compare with.`,
    prose('Correct what the gate names in that report, and run it again before generating.'),
  );
}

function wrong(message: Message, help: Message): Result<Planned, Diagnostic> {
  return { error: { severity: 'error', message, help } };
}
