import { posix } from 'node:path';
import type { Diagnostic } from '../shared/diagnostic.ts';
import { type Message, prose, say } from '../shared/message.ts';
import type { ParsedPlan, PlanDraft } from './parse.ts';
import type { Line, Plan } from './plan.ts';
import { MAX_GENERATIONS } from './schema.ts';

/** How many records a data file has, or why that cannot be told. */
export type RecordCount = { readonly count: number } | { readonly message: Message; readonly help: Message };

/** The data files that a plan counts, relative to the workspace, each once. */
export function dataFilesOf({ draft }: ParsedPlan): string[] {
  return [
    ...new Set(draft?.lines.flatMap(({ countFrom }) => (countFrom === undefined ? [] : pathOf(draft, countFrom)))),
  ];
}

/**
 * The plan with the number of records in place of every `count_from`; there is one only where nothing is wrong.
 *
 * @param counts of the files that {@link dataFilesOf} names
 */
export function completePlan(
  { draft, problems }: ParsedPlan,
  counts: ReadonlyMap<string, RecordCount>,
): { plan: Plan | undefined; problems: readonly Diagnostic[] } {
  if (draft === undefined) return { plan: undefined, problems: problems.toArray() };
  const uncounted: Diagnostic[] = [];
  const lines = draft.lines.map((line): Line => {
    const { countFrom } = line;
    if (countFrom === undefined) return { ...line, countFrom };
    const path = pathOf(draft, countFrom);
    const counted = counts.get(path) ?? UNREAD;
    const trouble = 'count' in counted ? tooMany(counted.count) : counted;
    if (trouble !== undefined) {
      const place = draft.document.placeOf([...line.path, 'count_from']);
      uncounted.push({ severity: 'error', ...trouble, place });
    }
    return { ...line, count: 'count' in counted ? counted.count : 0, countFrom: path };
  });
  const all = problems.with(uncounted);
  return { plan: all.hasErrors ? undefined : { ...draft, lines }, problems: all.toArray() };
}

const UNREAD: RecordCount = { message: prose('This data file was not read.'), help: prose('Run the gate again.') };

/**
 * A data file is named relative to the plan that names it; a plan in the workflow stands at the workspace's root, as a file
 * of its name would.
 */
function pathOf({ file }: PlanDraft, countFrom: string): string {
  return posix.join(posix.dirname(file), countFrom);
}

function tooMany(count: number): { message: Message; help: Message } | undefined {
  if (count <= MAX_GENERATIONS) return undefined;
  return {
    message: say`The data file has ${count} records; ${MAX_GENERATIONS} are the most of one line.`,
    help: prose('Split it into several files, and the line into several lines.'),
  };
}
