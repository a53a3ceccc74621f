import * as v from 'valibot';
import { findPlanFiles } from '../files/find-plan-files.ts';
import { parsePlanPatterns } from '../files/plan-patterns.ts';
import { UnreadableError } from '../files/source.ts';
import { workspaceFiles } from '../files/workspace.ts';
import type { Diagnostic } from '../shared/diagnostic.ts';
import { type Message, prose, say } from '../shared/message.ts';

/** The most ids of one run: each is a request. */
const MAX_IDS = 10_000;
/** The most MiB of a file of ids. */
const MAX_MIB = 10;

/** The ids of a run's generations, each once, and what could not be read. */
export interface GenerationIds {
  readonly ids: readonly string[];
  readonly problems: readonly Diagnostic[];
}

const ID = /^\w[\w.:-]{0,199}$/;

const withId = v.union([
  v.pipe(v.string(), v.regex(ID)),
  v.pipe(
    v.object({ generation_id: v.pipe(v.string(), v.regex(ID)) }),
    v.transform(({ generation_id: id }) => id),
  ),
  // The answer of the API as it is.
  v.pipe(
    v.object({ data: v.object({ generation_id: v.pipe(v.string(), v.regex(ID)) }) }),
    v.transform(({ data }) => data.generation_id),
  ),
]);

/**
 * The ids that a text lists: one a line, as a JSON array, or as JSON lines. An object has `generation_id`, or it is the
 * API's answer with `data.generation_id`.
 *
 * @param name where the text comes from, for messages
 */
export function parseGenerationIds(text: string, name: string): GenerationIds {
  const whole = jsonOf(text);
  if (typeof whole === 'object' && whole !== null) {
    const items = Array.isArray(whole) ? whole : [whole];
    return gather(items.map((item, index) => ({ item, at: say`entry ${index + 1} of ${name}` })));
  }
  const lines = text.split('\n').map((line, index) => ({ line: line.trim(), at: say`line ${index + 1} of ${name}` }));
  return gather(
    lines
      .filter(({ line }) => line !== '')
      .map(({ line, at }) => ({ item: /^[{"]/.test(line) ? jsonOf(line) : line, at })),
  );
}

function gather(items: readonly { readonly item: unknown; readonly at: Message }[]): GenerationIds {
  const ids = new Set<string>();
  const wrong: Message[] = [];
  for (const { item, at } of items) {
    const result = v.safeParse(withId, item);
    if (result.success) ids.add(result.output);
    else wrong.push(at);
  }
  const [first, ...others] = wrong;
  if (first === undefined) return { ids: [...ids], problems: [] };
  const also = others.length > 0 ? say` Nor do ${others.length} more.` : undefined;
  const problem: Diagnostic = {
    severity: 'error',
    message: say`The ${first} does not name a generation.${also}`,
    help: say`Write an id a line, or JSON: ids, or objects with ${'generation_id'}.`,
  };
  return { ids: [...ids], problems: [problem] };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
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
  const paths = lines.filter((line) => line !== '' && isPath(line));
  const parts = [parseGenerationIds(lines.map((line) => (isPath(line) ? '' : line)).join('\n'), 'generations')];
  const [workspace = '', ...others] = roots;
  for (const root of roots) {
    const isOther = (line: string) => others.some((other) => line.startsWith(other) && !line.startsWith(workspace));
    const own = paths.filter((line) => (root === workspace ? !isOther(line) : isOther(line) && line.startsWith(root)));
    if (own.some((line) => !line.startsWith('!'))) parts.push(await idsOfFiles(own, root));
  }
  const ids = [...new Set(parts.flatMap((part) => part.ids))];
  const problems = parts.flatMap((part) => part.problems);
  if (ids.length > MAX_IDS) {
    const message = say`The input ${'generations'} names ${ids.length} ids, and at most ${MAX_IDS} are looked up.`;
    return {
      ids: [],
      problems: [{ severity: 'error', message, help: say`Leave it out: then all records since ${'since'} are read.` }],
    };
  }
  if (ids.length === 0 && problems.length === 0) {
    const message = say`The input ${'generations'} names no id, so no record is looked at.`;
    problems.push({ severity: 'warning', message, help: prose('Check that the jobs which generate save their ids.') });
  }
  return { ids, problems };
}

async function idsOfFiles(paths: readonly string[], root: string): Promise<GenerationIds> {
  const { patterns, diagnostics } = parsePlanPatterns(paths, root);
  if (diagnostics.length > 0) return { ids: [], problems: paths.slice(0, 1).map((path) => unusable(path)) };
  const source = workspaceFiles(root);
  try {
    const { files, unmatched, refused } = await findPlanFiles(source, patterns, prose(''));
    const parts: GenerationIds[] = [
      ...[...unmatched, ...refused.map(({ path }) => path)].map((path) => ({ ids: [], problems: [unusable(path)] })),
    ];
    for (const { path } of files) {
      const bytes = await source.read(path, MAX_MIB * 1024 * 1024);
      if (bytes === 'too-large') parts.push({ ids: [], problems: [unusable(path)] });
      else parts.push(parseGenerationIds(new TextDecoder().decode(bytes), path));
    }
    return { ids: parts.flatMap(({ ids }) => ids), problems: parts.flatMap(({ problems }) => problems) };
  } catch (error) {
    if (!(error instanceof UnreadableError)) throw error;
    return { ids: [], problems: [{ severity: 'error', message: error.said, help: error.help }] };
  }
}

function unusable(path: string): Diagnostic {
  return {
    severity: 'error',
    message: say`The input ${'generations'} names ${path}, which cannot be read as a file of ids.`,
    help: say`Name files of the workspace or of the runner’s temporary folder, up to ${MAX_MIB} MiB each, and no links. An id has no ${'/'} and no ${'.'}.`,
  };
}
