import type { Problem } from '../problem.ts';
import { prose, say } from '../text.ts';
import type { PlanDocument } from './document.ts';

/** The most lines of a plan after expansion; the contract's limit. */
const MOST_LINES = 10_000;

/**
 * The refusal of a plan with too many lines, by their computed number: they are never built. Looks at the data before it
 * is checked, so that a matrix that explodes is one clear mistake whatever its keys.
 */
export function sizeProblem(data: object, document: PlanDocument): Problem | undefined {
  const generations: unknown = 'generations' in data ? data.generations : [];
  if (!Array.isArray(generations)) return undefined;
  const sizes = generations.map(sizeOf);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (total <= MOST_LINES) return undefined;
  const largest = sizes.indexOf(sizes.reduce((most, size) => Math.max(most, size), 0));
  const path = ['generations', largest, 'matrix'];
  const isMatrix = (sizes[largest] ?? 0) > 1;
  return {
    severity: 'error',
    message: say`This plan would have ${total} lines; ${MOST_LINES} are the most.`,
    help: isMatrix
      ? prose('Shorten the lists of this matrix, or split the plan into several files.')
      : say`Put generations that are alike into one line with a ${'count'}, or split the plan into several files.`,
    place: document.placeOfKey(isMatrix ? path : ['generations']),
  };
}

/** The lines of one entry: of a matrix, the product of its lists before `exclude`, and every `include`. */
function sizeOf(generation: unknown): number {
  if (typeof generation !== 'object' || generation === null || !('matrix' in generation)) return 1;
  const { matrix } = generation;
  if (typeof matrix !== 'object' || matrix === null) return 1;
  const { include, exclude: _, ...lists } = { include: [], exclude: [], ...matrix };
  const lengths = Object.values(lists).flatMap((list: unknown) => (Array.isArray(list) ? [list.length] : []));
  const product = lengths.length === 0 ? 0 : lengths.reduce((size, length) => size * length, 1);
  return product + (Array.isArray(include) ? include.length : 0);
}
