import * as v from 'valibot';
import { parsed } from '../shared/helpers.ts';
import { groupThousands, Usd } from '../shared/money.ts';

/**
 * The plan format. The messages are the `expected …` of the diagnostics, and `schema/generation-plan.schema.json` is made
 * from this schema.
 */

/**
 * An object that takes these keys only. The library's own strict objects report only the first unknown key, so
 * `unknownKeys` finds them all; the published schema forbids them.
 */
function strict<const Entries extends v.ObjectEntries>(entries: Entries) {
  return v.object(entries, 'a mapping');
}

/** What a key means, for people in an editor: the published schema shows it on hover and completion. */
function described<const Schema extends v.GenericSchema>(
  schema: Schema,
  description: string,
  ...examples: (string | number | boolean)[]
) {
  return v.pipe(schema, v.metadata({ description, ...(examples.length > 0 && { examples }) }));
}

const AMOUNT = 'an amount of USD such as 30.00';
const amountInput = v.union(
  [
    v.pipe(v.number(AMOUNT), v.minValue(0, AMOUNT)),
    v.pipe(v.string(AMOUNT), v.regex(/^\d{1,10}(\.\d{1,18})?$/, AMOUNT)),
  ],
  AMOUNT,
);

/** An exact amount of USD, written as a number or as decimal text. */
function amount(description: string, ...examples: (string | number)[]) {
  return parsed(described(amountInput, description, ...examples), Usd.parse, AMOUNT);
}

/** A limit that is an amount, or a share of another amount in percent, as decimal text. */
export type AmountOrPercent = { readonly usd: Usd } | { readonly percent: string };

export function parseAmountOrPercent(value: string | number): AmountOrPercent | undefined {
  const percent = /^(\d{1,6}(?:\.\d{1,6})?)\s*%$/.exec(String(value))?.[1];
  if (percent !== undefined) return { percent };
  const usd = Usd.parse(value);
  return usd && { usd };
}

const AMOUNT_OR_PERCENT = 'an amount of USD such as 24.00, or a percentage such as 80%';
const percentInput = v.pipe(v.string(AMOUNT_OR_PERCENT), v.regex(/^(\d{1,4}(?:\.\d{1,6})?) ?%$/, AMOUNT_OR_PERCENT));

function amountOrPercent(description: string, ...examples: (string | number)[]) {
  const input = v.union([amountInput, percentInput], AMOUNT_OR_PERCENT);
  return parsed(described(input, description, ...examples), parseAmountOrPercent, AMOUNT_OR_PERCENT);
}

function wholeNumber(largest: number) {
  const expected = `a whole number from 1 to ${groupThousands(largest)}`;
  return v.pipe(v.number(expected), v.integer(expected), v.minValue(1, expected), v.maxValue(largest, expected));
}

/** The largest `count` of a line. */
export const MAX_COUNT = 1_000_000;

const model = v.pipe(
  v.string('a model identifier such as bfl/flux-schnell'),
  v.regex(/^[A-Za-z0-9][A-Za-z0-9._-]*\/[A-Za-z0-9][A-Za-z0-9._-]*$/, 'a model identifier such as bfl/flux-schnell'),
  v.maxLength(100, 'a model identifier of up to 100 characters'),
);

const SECONDS = 'a length in seconds such as 5';
const duration = v.pipe(v.number(SECONDS), v.gtValue(0, SECONDS), v.maxValue(86_400, SECONDS));

const RESOLUTION = 'a resolution such as 720p';
const resolution = v.pipe(v.string(RESOLUTION), v.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/, RESOLUTION));

const audio = v.boolean('true or false');
const count = wholeNumber(MAX_COUNT);
const outputs = wholeNumber(1_000);

/** The request body. The four keys that decide the price are checked, the rest is kept as it is. */
export const paramsSchema = v.looseObject(
  {
    generation_duration: v.optional(described(duration, 'Stands for `duration`, in seconds.', 5)),
    generation_resolution: v.optional(described(resolution, 'Stands for `resolution`.', '720p')),
    generation_generate_audio: v.optional(described(audio, 'Stands for `audio`.')),
    generation_output_number: v.optional(described(outputs, 'Stands for `outputs`.', 1)),
  },
  'a mapping: the request body',
);

/** The six settings that a matrix may spread over, and that `defaults` may hold. */
const spread = {
  model: v.optional(described(model, 'The model, as `{lab}/{name}`.', 'bfl/flux-1.1-pro', 'kling/v1.5-pro')),
  count: v.optional(described(count, 'How many generations. Default: 1.', 500)),
  outputs: v.optional(described(outputs, 'Outputs of each generation. Default: 1.', 4)),
  duration: v.optional(described(duration, 'Length of a video, in seconds.', 5, 10)),
  resolution: v.optional(described(resolution, 'Resolution of a video.', '720p', '1080p')),
  audio: v.optional(described(audio, 'Whether a video has sound.')),
};

const settings = {
  ...spread,
  params: v.optional(described(paramsSchema, 'The request body that your pipeline sends to BabySea, unchanged.')),
};

/**
 * Text that a reviewer sees as it is: no line breaks, no marks that change the direction of text, no invisible characters (which
 * make two names look the same), and no stacked accents. Joiners are allowed only where they change what is shown: between
 * emoji, after a virama of an Indic script, and a non-joiner between Arabic letters (RFC 5892, appendix A).
 */
const VISIBLE = String.raw`[^\p{C}\p{Zl}\p{Zp}\p{DI}\u2800]`;
const VIRAMA = String.raw`[\u094D\u09CD\u0A4D\u0ACD\u0B4D\u0BCD\u0C4D\u0CCD\u0D4D\u0DCA]`;
export const JOINED = [
  String.raw`(?<=\p{ExtPict})\uFE0F`,
  String.raw`(?<=\p{ExtPict}\uFE0F?\p{EMod}?)\u200D(?=\p{ExtPict})`,
  String.raw`(?<=${VIRAMA})[\u200C\u200D]`,
  String.raw`(?<=\p{Script=Arabic})\u200C(?=\p{Script=Arabic})`,
];
const PRINTABLE = String.raw`(?!.*\p{M}{5})(?:${[VISIBLE, ...JOINED].join('|')}){1,100}`;
const ID = 'printable text of up to 100 characters, with no space around it';
const id = v.pipe(v.string(ID), v.regex(new RegExp(`^(?!\\s)${PRINTABLE}(?<!\\s)$`, 'u'), ID));

function listOf<const Schema extends v.GenericSchema>(schema: Schema, description: string) {
  const values = v.pipe(v.array(schema, 'a list of values'), v.minLength(1, 'a list of at least one value'));
  return v.optional(described(values, description));
}

export const combinationSchema = strict(spread);
const combinations = v.array(combinationSchema, 'a list of combinations');

export const matrixSchema = strict({
  model: listOf(model, 'One line for each of these models.'),
  count: listOf(count, 'One line for each of these counts.'),
  outputs: listOf(outputs, 'One line for each of these numbers of outputs.'),
  duration: listOf(duration, 'One line for each of these lengths in seconds.'),
  resolution: listOf(resolution, 'One line for each of these resolutions.'),
  audio: listOf(audio, 'One line with sound, one without.'),
  exclude: v.optional(
    described(
      combinations,
      'Combinations to leave out. An entry with only some of the keys leaves out every combination that matches it.',
    ),
  ),
  include: v.optional(described(combinations, 'Settings to add to the combinations that match, or new combinations.')),
});

const DATA_FILE = 'the path of a data file, relative to the plan, such as data/products.csv';
const dataFile = v.pipe(v.string(DATA_FILE), v.regex(/^(?![/\\]|[A-Za-z]:)[^\p{C}\p{Zl}\p{Zp}]{1,500}$/u, DATA_FILE));

export const generationSchema = strict({
  id: v.optional(
    described(id, 'Name of this line in the report; unique in its file. Made from the model if left out.', 'hero'),
  ),
  ...settings,
  count_from: v.optional(
    described(
      dataFile,
      'One generation for each record of this data file; a path relative to the plan (.csv .tsv .txt .jsonl .ndjson .json .yml).',
      'data/products.csv',
    ),
  ),
  matrix: v.optional(
    described(
      matrixSchema,
      'One line for each combination of these lists; `exclude` and `include` work as in `strategy.matrix` of a workflow.',
    ),
  ),
});

const MODEL_PATTERN = 'a model identifier in which * stands for any characters, such as bfl/*';
const modelPatterns = v.array(
  v.pipe(
    v.string(MODEL_PATTERN),
    v.regex(/^(?=.*[/*])[A-Za-z0-9*][A-Za-z0-9._*-]*(?:\/[A-Za-z0-9._*-]+)?$/, MODEL_PATTERN),
  ),
  'a list of model identifiers',
);

export const budgetSchema = strict({
  max_total: v.optional(amount('The most that this plan may cost, in USD.', 30)),
  max_per_generation: v.optional(amount('The most that one output may cost, in USD.', 1)),
  max_increase: v.optional(
    amountOrPercent(
      'The most that this plan may cost more than its baseline: USD, or a percentage of the baseline.',
      '20%',
      5,
    ),
  ),
  max_generations: v.optional(
    described(wholeNumber(10_000_000_000), 'The most outputs that this plan may make.', 1000),
  ),
  max_monthly: v.optional(
    amount('The most that this plan may cost a month, in USD: its cost × `runs_per_month`.', 120),
  ),
  allowed_models: v.optional(
    described(modelPatterns, 'The plan may use only these models; `*` stands for any characters.'),
  ),
  denied_models: v.optional(
    described(
      modelPatterns,
      'The plan may not use these models, even if they are allowed; `*` stands for any characters.',
    ),
  ),
  warn_at: v.optional(amountOrPercent('Warn from this cost on: USD, or a percentage of `max_total`.', '80%', 24)),
});

const NAME = 'text of up to 100 characters on one line';
const name = v.pipe(v.string(NAME), v.regex(new RegExp(`^${PRINTABLE}$`, 'u'), NAME));

export const defaultsSchema = strict(settings);

export const planSchema = strict({
  version: v.optional(described(v.literal(1, '1'), 'The version of this format. Default: 1.', 1)),
  name: v.optional(described(name, 'A name for this plan, shown in the report.', 'Spring catalogue')),
  runs_per_month: v.optional(
    described(
      wholeNumber(100_000),
      'How many times a month the workflow runs this plan. The report then shows the cost a month.',
      4,
    ),
  ),
  budget: v.optional(described(budgetSchema, 'The limits of this plan; each is optional.')),
  defaults: v.optional(
    described(
      defaultsSchema,
      'Settings for every generation that does not have its own. A setting that a model does not accept is left out for it.',
    ),
  ),
  generations: described(
    v.array(generationSchema, 'a list of generations'),
    'What the workflow will generate. An empty list costs nothing.',
  ),
});

export type PlanData = v.InferOutput<typeof planSchema>;
export type GenerationData = PlanData['generations'][number];
/** `defaults`, or the settings of one generation. */
export type SettingsData = NonNullable<PlanData['defaults']>;
/** The six settings that a matrix may spread over. */
export type SpreadData = Omit<SettingsData, 'params'>;
export type MatrixData = NonNullable<GenerationData['matrix']>;
export type Budget = NonNullable<PlanData['budget']>;
