import fc from 'fast-check';
import { hostileId } from '../support/hostile.ts';

/** The six settings that a matrix may spread over. */
export interface Spread {
  readonly model?: string;
  readonly count?: number;
  readonly outputs?: number;
  readonly duration?: number;
  readonly resolution?: string;
  readonly audio?: boolean;
}

export type SpreadKey = keyof Spread;

export interface Settings extends Spread {
  readonly params?: Readonly<Record<string, unknown>>;
}

/** The lists of a matrix, with what it leaves out and adds. */
export interface Matrix {
  readonly lists: { readonly [Key in SpreadKey]?: readonly NonNullable<Spread[Key]>[] };
  readonly exclude?: readonly Spread[];
  readonly include?: readonly Spread[];
}

export interface Entry extends Settings {
  readonly id?: string;
  readonly count_from?: string;
  readonly matrix?: Matrix;
}

export type Budget = Readonly<Record<string, unknown>>;

/** A plan before it is written down; an entry may take in one of the templates by a merge key. */
export interface Shape {
  readonly name?: string;
  readonly runs_per_month?: number;
  readonly budget?: Budget;
  readonly defaults?: Settings;
  readonly templates: readonly Spread[];
  readonly entries: readonly { readonly template?: number; readonly own: Entry }[];
}

export const IMAGE_MODELS = ['bfl/flux-schnell', 'constructor/prototype', 'a/b'];
export const VIDEO_MODELS = ['kling/v1.5-pro', 'toString/valueOf'];
export const MODELS = [...IMAGE_MODELS, ...VIDEO_MODELS];
export const DURATIONS = [2.5, 5, 10];
export const RESOLUTIONS = ['720p', '1080p', 'A-._z'];
/** Data files and their records. */
export const DATA_FILES: Readonly<Record<string, number>> = { 'a.csv': 0, 'b é.csv': 3, 'c$`|.csv': 40_000 };

const model = fc.constantFrom(...MODELS);
const duration = fc.constantFrom(...DURATIONS);
const resolution = fc.constantFrom(...RESOLUTIONS);
const count = fc.oneof(
  { weight: 12, arbitrary: fc.integer({ min: 1, max: 40 }) },
  fc.integer({ min: 1, max: 1_000_000 }),
);
const outputs = fc.oneof({ weight: 12, arbitrary: fc.integer({ min: 1, max: 4 }) }, fc.integer({ min: 1, max: 1_000 }));
const spread = { model, count, outputs, duration, resolution, audio: fc.boolean() };
const { model: _, ...withoutModel } = spread;
const someSpread: fc.Arbitrary<Spread> = fc.record(spread, { requiredKeys: [] });

/** Values of a request body, keys that mean something to JavaScript among them. */
const params = fc.dictionary(
  fc.constantFrom('generation_prompt', 'constructor', 'toString', 'x', 'hasOwnProperty'),
  fc.oneof(hostileId, fc.integer(), fc.constant(null)),
  { maxKeys: 2 },
);
const standing = fc.record(
  { generation_duration: duration, generation_resolution: resolution, generation_output_number: outputs },
  { requiredKeys: [] },
);
const body: fc.Arbitrary<Readonly<Record<string, unknown>>> = fc
  .tuple(params, standing)
  .map(([rest, stood]) => ({ ...rest, ...stood }));

const listOf = <Value>(value: fc.Arbitrary<Value>) => fc.uniqueArray(value, { minLength: 1, maxLength: 3 });
const matrix: fc.Arbitrary<Matrix> = fc.record(
  {
    lists: fc.record(
      {
        model: listOf(model),
        count: listOf(count),
        outputs: listOf(outputs),
        duration: listOf(duration),
        resolution: listOf(resolution),
        audio: listOf(fc.boolean()),
      },
      { requiredKeys: [] },
    ),
    exclude: fc.array(someSpread, { maxLength: 2 }),
    include: fc.array(fc.oneof({ weight: 6, arbitrary: fc.record(withoutModel, { requiredKeys: [] }) }, someSpread), {
      maxLength: 2,
    }),
  },
  { requiredKeys: ['lists'] },
);

const entry: fc.Arbitrary<Entry> = fc
  .record(
    {
      ...spread,
      id: hostileId,
      params: body,
      count_from: fc.oneof(
        { weight: 30, arbitrary: fc.constantFrom(...Object.keys(DATA_FILES)) },
        fc.constant('gone.csv'),
      ),
      matrix,
    },
    { requiredKeys: ['model'] },
  )
  .map(tidy);

const IN_BODY: Readonly<Record<string, string>> = {
  duration: 'generation_duration',
  resolution: 'generation_resolution',
  outputs: 'generation_output_number',
};

/** Takes out what would contradict itself: such plans are mistakes, and there are enough of those. */
function tidy({ id, count_from, matrix, params = {}, ...own }: Entry): Entry {
  const set = new Set(
    matrix === undefined ? [] : [...Object.keys(matrix.lists), ...(matrix.include ?? []).flatMap(Object.keys)],
  );
  const kept = Object.entries(own).filter(
    ([key]) =>
      !set.has(key) && !Object.hasOwn(params, IN_BODY[key] ?? '') && !(key === 'count' && count_from !== undefined),
  );
  const body = Object.entries(params).filter(([key]) => !Object.values(IN_BODY).includes(key) || set.size === 0);
  return {
    ...(id !== undefined && { id }),
    ...Object.fromEntries(kept),
    ...(body.length > 0 && { params: Object.fromEntries(body) }),
    ...(count_from !== undefined && !set.has('count') && { count_from }),
    ...(matrix !== undefined && set.size > 0 && { matrix: { ...matrix, exclude: soundExcludes(matrix) } }),
  };
}

/** Entries of `exclude` that name lists of the matrix only, and two of them, so that they seldom leave nothing. */
function soundExcludes({ lists, exclude = [] }: Matrix): Spread[] {
  return exclude
    .map((given) => Object.fromEntries(Object.entries(given).filter(([key]) => Object.hasOwn(lists, key))))
    .filter((given) => Object.keys(given).length > 1);
}

const amount = fc
  .tuple(fc.integer({ min: 0, max: 100_000 }), fc.integer({ min: 0, max: 999_999 }), fc.boolean())
  .map(([whole, decimals, isText]) => {
    const text = `${whole}.${String(decimals).padStart(6, '0')}`;
    return isText ? text : Number(text);
  });
const percent = fc.integer({ min: 0, max: 300 }).map((value) => `${value}%`);
const patterns = fc.array(fc.constantFrom('bfl/*', '*', 'a/b', 'kling/v*', 'x/*'), { maxLength: 3 });

/** Limits that are valid in a plan that says how often it runs. */
export const anyBudget: fc.Arbitrary<Budget> = fc
  .record(
    {
      max_total: amount,
      max_per_generation: amount,
      max_increase: fc.oneof(amount, percent),
      max_generations: fc.integer({ min: 1, max: 10_000_000 }),
      max_monthly: amount,
      allowed_models: patterns,
      denied_models: patterns,
      warn_at: fc.oneof(amount, percent),
    },
    { requiredKeys: [] },
  )
  .map(({ warn_at, ...rest }) =>
    warn_at === undefined || (String(warn_at).endsWith('%') && rest.max_total === undefined)
      ? rest
      : { ...rest, warn_at },
  );

const template: fc.Arbitrary<Spread> = fc.record({ model, outputs, audio: fc.boolean() }, { requiredKeys: [] });

/** Plans that are valid but for some. */
export const anyShape: fc.Arbitrary<Shape> = fc
  .record(
    {
      name: hostileId,
      runs_per_month: fc.integer({ min: 1, max: 1_000 }),
      budget: anyBudget,
      defaults: fc.oneof(
        { weight: 4, arbitrary: fc.record({ ...spread, params: body }, { requiredKeys: ['model'] }).map(tidy) },
        someSpread,
        fc.constant({}),
      ),
      templates: fc.array(template, { maxLength: 2 }),
      entries: fc.array(
        fc.record({ template: fc.integer({ min: 0, max: 2 }), own: entry }, { requiredKeys: ['own'] }),
        { maxLength: 6 },
      ),
    },
    { requiredKeys: ['runs_per_month', 'defaults', 'templates', 'entries'] },
  )
  .map((shape) => ({ ...shape, entries: distinctIds(shape.entries) }));

/** Each id once, and no template for an entry with a matrix or a body, since both might set the same key. */
function distinctIds(entries: Shape['entries']): Shape['entries'] {
  const taken = new Set<string>();
  return entries.map(({ template, own: { id, ...rest } }) => {
    const isNew = id !== undefined && !taken.has(id);
    if (isNew) taken.add(id);
    return {
      ...(template !== undefined && rest.matrix === undefined && rest.params === undefined && { template }),
      own: isNew ? { id, ...rest } : rest,
    };
  });
}
