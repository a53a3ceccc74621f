import * as v from 'valibot';
import { budgetSchema, defaultsSchema, generationSchema, matrixSchema, type PlanData } from './schema.ts';

/** A model that is always there, in place of one that cannot be read. */
const ANY_MODEL = 'any/model';

/**
 * What of a plan with mistakes can be read, so that what does not fit together there is told with the rest. What cannot
 * is filled in such that nothing is said of it twice; entries keep their numbers, by which their places are found.
 */
export function soundPart(data: object): PlanData {
  const raw: { readonly budget?: unknown; readonly defaults?: unknown; readonly generations?: unknown } = data;
  const generations: readonly unknown[] = Array.isArray(raw.generations) ? raw.generations : [];
  const budget = v.safeParse(budgetSchema, raw.budget);
  const defaults = v.safeParse(v.optional(defaultsSchema), raw.defaults);
  return {
    ...(budget.success && { budget: budget.output }),
    // Whatever its value, it is there.
    ...('runs_per_month' in data && { runs_per_month: 1 }),
    defaults: defaults.success ? (defaults.output ?? {}) : { model: ANY_MODEL },
    generations: generations.map((given) => {
      const generation = v.safeParse(generationSchema, given);
      // An unknown key may be a known one misspelt: what lacks then is not told twice.
      if (generation.success) {
        const { matrix, ...entry } = generation.output;
        if (hasUnknownKey(given, generationSchema)) return { model: ANY_MODEL, ...generation.output };
        return hasUnknownKey(matrixOf(given), matrixSchema) ? { model: ANY_MODEL, ...entry } : generation.output;
      }
      const named = v.safeParse(v.object({ id: v.string() }), given);
      return { model: ANY_MODEL, ...(named.success && { id: named.output.id }) };
    }),
  };
}

function hasUnknownKey(data: unknown, { entries }: { readonly entries: object }): boolean {
  return typeof data === 'object' && data !== null && Object.keys(data).some((key) => !Object.hasOwn(entries, key));
}

function matrixOf(generation: unknown): unknown {
  return typeof generation === 'object' && generation !== null && 'matrix' in generation
    ? generation.matrix
    : undefined;
}
