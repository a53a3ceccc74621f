import type { Diagnostic } from '../shared/diagnostic.ts';
import { prose, say } from '../shared/message.ts';
import type { PlanDocument, PlanPath } from './document.ts';

/** The most lines of a plan after expansion; the contract's limit. */
const MAX_LINES = 10_000;
/** The most combinations that are built to see what `exclude` leaves of them. */
const MAX_COMBINATIONS = 100_000;

/**
 * The refusal of a plan with too many lines by their computed number: they are never built. Looks at the data before it
 * is checked, so that a matrix that explodes is one clear mistake whatever its keys. What has an `exclude`, or an `include`
 * that may fit what is there, is counted by {@link linesProblem}, unless it is too much to be built.
 */
export function sizeProblem(data: object, document: PlanDocument): Diagnostic | undefined {
  const generations: unknown = 'generations' in data ? data.generations : [];
  if (!Array.isArray(generations)) return undefined;
  const sizes = generations.map(sizeOf);
  const certain = sumOf(sizes.map(({ size, isCertain }) => (isCertain ? size : 0)));
  const built = sumOf(sizes.map(({ size }) => size));
  if (certain <= MAX_LINES && built <= MAX_COMBINATIONS) return undefined;
  if (certain === built || certain > MAX_LINES) return tooMany(certain, sizes, document);
  return {
    ...tooMany(built, sizes, document),
    message: say`This plan has ${built} combinations before its ${'exclude'}; ${MAX_COMBINATIONS} are the most.`,
  };
}

/** The refusal of a plan with too many lines, by those that it has. */
export function linesProblem(
  lines: readonly { readonly path: PlanPath }[],
  document: PlanDocument,
): Diagnostic | undefined {
  if (lines.length <= MAX_LINES) return undefined;
  const sizes: Size[] = [];
  for (const { path } of lines) {
    const at = Number(path[1]);
    sizes[at] = { size: (sizes[at]?.size ?? 0) + 1, isCertain: true };
  }
  return tooMany(
    lines.length,
    Array.from(sizes, (size) => size ?? NONE),
    document,
  );
}

/** The lines that an entry makes. */
interface Size {
  readonly size: number;
  /** Whether they are as many, for all that it says. */
  readonly isCertain: boolean;
}

const NONE: Size = { size: 0, isCertain: true };

function sumOf(sizes: readonly number[]): number {
  return sizes.reduce((sum, size) => sum + size, 0);
}

function tooMany(total: number, sizes: readonly Size[], document: PlanDocument): Diagnostic {
  const largest = sizes.reduce((most, { size }, index) => (size > (sizes[most]?.size ?? 0) ? index : most), 0);
  const ofMatrix = (sizes[largest] ?? NONE).size > 1;
  return {
    severity: 'error',
    message: say`This plan would have ${total} lines; ${MAX_LINES} are the most.`,
    help: ofMatrix
      ? prose('Shorten the lists of this matrix, or split the plan into several files.')
      : say`Put generations that are alike into one line with a ${'count'}, or split the plan into several files.`,
    place: document.placeOfKey(ofMatrix ? ['generations', largest, 'matrix'] : ['generations']),
  };
}

/** The lines of one entry: of a matrix, the product of its lists before `exclude`, and every `include`. */
function sizeOf(generation: unknown): Size {
  if (typeof generation !== 'object' || generation === null || !('matrix' in generation)) return ONE;
  const { matrix } = generation;
  if (typeof matrix !== 'object' || matrix === null) return ONE;
  const { include, exclude, ...lists } = { include: [], exclude: [], ...matrix };
  const lengths = Object.values(lists).flatMap((list: unknown) => (Array.isArray(list) ? [list.length] : []));
  const product = lengths.length === 0 ? 0 : lengths.reduce((size, length) => size * length, 1);
  const added = Array.isArray(include) ? include.length : 0;
  const taken = Array.isArray(exclude) ? exclude.length : 0;
  return { size: product + added, isCertain: taken === 0 && (added === 0 || product === 0) };
}

const ONE: Size = { size: 1, isCertain: true };
