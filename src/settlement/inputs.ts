import { resolve } from 'node:path';
import * as v from 'valibot';
import { findPlanFiles } from '../files/find-plan-files.ts';
import { parsePlanPatterns } from '../files/plan-patterns.ts';
import { UnreadableError } from '../files/source.ts';
import { isInside, workspaceFiles } from '../files/workspace.ts';
import {
  type InputReader,
  isoTime,
  readSharedOptions,
  SHARED_DEFAULTS,
  type SharedOptions,
  wholeNumber,
} from '../options.ts';
import { type AmountOrPercent, parseAmountOrPercent } from '../plan/schema.ts';
import { type Diagnostic, hasErrors } from '../shared/diagnostic.ts';
import { parseJson } from '../shared/helpers.ts';
import { listFirst, plural, prose, say } from '../shared/message.ts';

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
  readonly maxOverrun: AmountOrPercent | undefined;
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
      message:
        report === undefined
          ? say`Neither ${'report'} nor ${'plan'} is given, so it is unknown what was planned.`
          : say`Both ${'report'} and ${'plan'} are given; only one of them can say what was planned.`,
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
    maxOverrun: read(
      'max-overrun',
      parseAmountOrPercent,
      say`an amount of USD such as ${'5.00'}, or a percentage such as ${'10%'}`,
    ),
    settlement: text('settlement'),
  };
}

/** The most ids of one run: each may be a request. */
const MAX_IDS = 10_000;
/** The most MiB of a file of ids. */
const MAX_MIB = 10;

/** The ids of a run's generations, each once, and what could not be read. */
export interface GenerationIds {
  readonly ids: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

const ID = /^\w[\w.:-]{0,199}$/;
const object = v.object({ generation_id: v.string() });
/** The API's answer holds the object as `data`. */
const answer = v.object({ data: object });

/**
 * The ids that a text lists: one a line, as a JSON array, or as JSON lines. An object has `generation_id`, or it is the
 * API's answer with `data.generation_id`.
 *
 * @param name where the text comes from, for messages
 */
export function parseGenerationIds(text: string, name: string): GenerationIds {
  const whole = parseJson(text);
  const isJson = typeof whole === 'object' && whole !== null;
  const ids = new Set<string>();
  const wrong: number[] = [];
  for (const [index, item] of (isJson ? [whole].flat() : text.split('\n')).entries()) {
    const id = isJson ? idOf(item) : idOfLine(String(item).trim());
    if (id !== undefined && ID.test(id)) ids.add(id);
    else if (id !== '') wrong.push(index + 1);
  }
  const [first] = wrong;
  if (first === undefined) return { ids: [...ids], diagnostics: [] };
  const others = wrong.length - 1;
  const also = others > 0 ? say`, nor ${prose(others === 1 ? 'does' : 'do')} ${plural(others, 'other')}` : undefined;
  const message = say`${prose(isJson ? 'Entry' : 'Line')} ${first} of ${name} does not name a generation${also}.`;
  const help = say`Write one id on each line, or a JSON list of ids or of objects with ${'generation_id'}.`;
  return { ids: [...ids], diagnostics: [{ severity: 'error', message, help }] };
}

function idOfLine(line: string): string | undefined {
  return /^[{"]/.test(line) ? idOf(parseJson(line)) : line;
}

function idOf(item: unknown): string | undefined {
  if (typeof item === 'string') return item || undefined;
  if (v.is(object, item)) return item.generation_id || undefined;
  return v.is(answer, item) ? item.data.generation_id || undefined : undefined;
}

/**
 * The ids that the input `generations` means: ids, or paths and patterns of files that list them. What has a `/`, a `.` or
 * a wildcard is a path or pattern. Never rejects.
 *
 * @param roots the folders that files may lie in, the workspace first; paths are relative to it
 */
export async function loadGenerationIds(input: string, roots: readonly string[]): Promise<GenerationIds> {
  const lines = input.split('\n').map((line) => line.trim());
  const isPath = (line: string) => /^!|[/\\.*?]/.test(line);
  const parts = [parseGenerationIds(lines.map((line) => (isPath(line) ? '' : line)).join('\n'), 'generations')];
  const [workspace = ''] = roots;
  const rootOf = (line: string) =>
    roots.find((root) => isInside(root, resolve(workspace, line.replace(/^!/, '')))) ?? workspace;
  for (const root of roots) {
    const own = lines.filter((line) => isPath(line) && rootOf(line) === root);
    if (own.some((line) => !line.startsWith('!'))) parts.push(await idsOfFiles(own, root));
  }
  const ids = [...new Set(parts.flatMap((part) => part.ids))];
  const diagnostics = parts.flatMap((part) => part.diagnostics);
  if (ids.length > MAX_IDS) {
    const message = say`The input ${'generations'} names more than ${MAX_IDS} ids, and no more are looked up.`;
    const help = say`Leave it out: then all records since ${'since'} are read.`;
    return { ids: [], diagnostics: [{ severity: 'error', message, help }] };
  }
  if (ids.length === 0 && !hasErrors(diagnostics)) {
    const message = say`The input ${'generations'} names no id, so no record is looked at.`;
    return { ids, diagnostics: [{ severity: 'warning', message, help: IF_EMPTY }] };
  }
  return { ids, diagnostics };
}

const IF_EMPTY = prose('Check that the jobs which generate save their ids.');

async function idsOfFiles(paths: readonly string[], root: string): Promise<GenerationIds> {
  const ids = new Set<string>();
  const empty: string[] = [];
  const diagnostics: Diagnostic[] = [];
  const parsed = parsePlanPatterns(paths, root);
  if (parsed.diagnostics.length > 0) return { ids: [], diagnostics: paths.slice(0, 1).map(unusable) };
  const source = workspaceFiles(root);
  try {
    const { files, unmatched, refused } = await findPlanFiles(source, parsed.patterns, prose(''));
    diagnostics.push(...[...unmatched, ...refused.map(({ path }) => path)].map(unusable));
    for (const { path } of files) {
      const bytes = await source.read(path, MAX_MIB * 1024 * 1024);
      const read =
        bytes === 'too-large'
          ? { ids: [], diagnostics: [unusable(path)] }
          : parseGenerationIds(new TextDecoder().decode(bytes), path);
      diagnostics.push(...read.diagnostics);
      if (read.ids.length + read.diagnostics.length === 0) empty.push(path);
      for (const id of read.ids) ids.add(id);
      if (ids.size > MAX_IDS) break;
    }
    if (empty.length > 0) {
      const message = say`The input ${'generations'} names ${listFirst(empty, 5)}, which ${prose(empty.length === 1 ? 'holds' : 'hold')} no id.`;
      diagnostics.push({ severity: 'warning', message, help: IF_EMPTY });
    }
  } catch (error) {
    if (!(error instanceof UnreadableError)) throw error;
    diagnostics.push({ severity: 'error', message: error.said, help: error.help });
  }
  return { ids: [...ids], diagnostics };
}

function unusable(path: string): Diagnostic {
  const message = say`The input ${'generations'} names ${path}, which cannot be read as a file of ids.`;
  const help = say`Name files of the workspace or of the runner’s temporary folder, up to ${MAX_MIB} MiB each, and no links. An id has no ${'/'} and no ${'.'}.`;
  return { severity: 'error', message, help };
}
