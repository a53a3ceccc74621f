import {
  DATA_FILES,
  type Entry,
  IMAGE_MODELS,
  type Matrix,
  type Settings,
  type Shape,
  type Spread,
  type SpreadKey,
} from './plan-shapes.ts';
import { resolved } from './plan-texts.ts';

/** A line as the format's description has it, for the sums. */
export interface ExpectedLine {
  readonly model: string;
  /** Seconds. */
  readonly duration: number | undefined;
  readonly outputs: bigint;
}

/**
 * Expands a plan by the letter of the format's description, without a thought for speed, places or messages; `undefined`
 * where a line has no model.
 *
 * @param leavesOut whether images take no duration, so that one from the defaults is left out for them
 */
export function expand(shape: Shape, leavesOut: boolean): ExpectedLine[] | undefined {
  const lines = resolved(shape).flatMap((entry) =>
    combinations(entry.matrix).map((combination): ExpectedLine | undefined => {
      const own = { ...settingsOf(entry), ...combination };
      const { model, duration, count = 1, outputs = 1 } = { ...settingsOf(shape.defaults ?? {}), ...own };
      if (model === undefined) return undefined;
      const isLeftOut = leavesOut && IMAGE_MODELS.includes(model) && own.duration === undefined;
      const generations = entry.count_from === undefined ? count : (DATA_FILES[entry.count_from] ?? 0);
      return { model, duration: isLeftOut ? undefined : duration, outputs: BigInt(generations) * BigInt(outputs) };
    }),
  );
  const known = lines.filter((line) => line !== undefined);
  return known.length === lines.length ? known : undefined;
}

function settingsOf({ model, count, outputs, duration, resolution, audio, params = {} }: Settings | Entry): Spread {
  const { generation_duration: seconds, generation_output_number: number, generation_resolution: size } = params;
  return {
    ...(typeof seconds === 'number' && { duration: seconds }),
    ...(typeof number === 'number' && { outputs: number }),
    ...(typeof size === 'string' && { resolution: size }),
    ...(model !== undefined && { model }),
    ...(count !== undefined && { count }),
    ...(outputs !== undefined && { outputs }),
    ...(duration !== undefined && { duration }),
    ...(resolution !== undefined && { resolution }),
    ...(audio !== undefined && { audio }),
  };
}

const KEYS: readonly SpreadKey[] = ['model', 'count', 'outputs', 'duration', 'resolution', 'audio'];

function combinations(matrix: Matrix | undefined): Spread[] {
  if (matrix === undefined) return [{}];
  const { lists, exclude = [], include = [] } = matrix;
  const vectors = KEYS.filter((key) => lists[key] !== undefined);
  let product: Spread[] = vectors.length === 0 ? [] : [{}];
  for (const key of vectors) {
    product = product.flatMap((combination) => (lists[key] ?? []).map((value) => ({ ...combination, [key]: value })));
  }
  const matches = (entry: Spread, combination: Spread, keys: readonly SpreadKey[]) =>
    keys.every((key) => entry[key] === undefined || entry[key] === combination[key]);
  product = product.filter((combination) => !exclude.some((entry) => matches(entry, combination, KEYS)));
  const extended = product.map((original) => ({ original, now: original }));
  const added: Spread[] = [];
  for (const entry of include) {
    const fitting = extended.filter(({ original }) => matches(entry, original, vectors));
    for (const combination of fitting) combination.now = { ...combination.now, ...entry };
    if (fitting.length === 0) added.push(entry);
  }
  return [...extended.map(({ now }) => now), ...added];
}
