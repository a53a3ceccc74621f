import type { LibraryModel } from '../babysea/responses.ts';
import { readSharedOptions } from '../options.ts';
import { matchesAny } from '../plan/plan.ts';
import { nearestWord } from '../plan/suggest.ts';
import { acceptsAudio, fetchModelLibrary, type ModelLibrary } from '../pricing/model-library.ts';
import { type Medium, stylesOf, widthOf } from '../report/terminal.ts';
import { table, wrapWords } from '../report/texts.ts';
import type { Diagnostic } from '../shared/diagnostic.ts';
import { list, plural, say } from '../shared/message.ts';
import { Usd } from '../shared/money.ts';
import { printable } from '../shared/redact.ts';
import { print, refuse, type Shell } from './console.ts';
import {
  connect,
  connectionDiagnostics,
  deadlineAfter,
  EXIT,
  MODELS_FORMATS,
  type OptionTexts,
  optionReader,
  readFormat,
} from './options.ts';

/** `budget-gate models [pattern]`: lists models with prices and accepted settings. Returns the exit code. */
export async function models(pattern: string | undefined, given: OptionTexts, shell: Shell): Promise<number> {
  const reader = optionReader('models', given, shell.env);
  // Those that `models` has no option for have their defaults.
  const inputs = readSharedOptions(reader);
  const format = readFormat(reader, MODELS_FORMATS);
  const invalid = reader.diagnostics.length > 0 ? reader.diagnostics : connectionDiagnostics(inputs);
  if (invalid.length > 0) return refuse(shell, invalid);
  const region = inputs.baseUrl ?? inputs.region;
  const library = await fetchModelLibrary(connect(inputs, deadlineAfter(inputs.timeout)), region);
  if ('error' in library) return refuse(shell, [{ severity: 'error', ...library.error }]);
  const found = findModels(library.value, pattern);
  if (found.length === 0) return refuse(shell, [noMatch(library.value, pattern)]);
  const views: Record<typeof format, () => string> = {
    table: () => modelTable(found, shell.out),
    json: () => `${JSON.stringify({ schema_version: 1, region, models: found }, null, 2)}\n`,
  };
  print(views[format](), shell);
  return EXIT.pass;
}

/** A model as `--format json` writes it. What the library does not say, or says in another shape, is `null`. */
export interface ListedModel {
  readonly model: string;
  readonly type: 'image' | 'video' | null;
  /** Accepted durations in seconds; empty if the model takes none. */
  readonly durations: readonly number[] | null;
  /** Accepted resolutions; empty if the model takes none. */
  readonly resolutions: readonly string[] | null;
  /** Whether the model accepts `audio: true`. */
  readonly audio: boolean | null;
  /** The most outputs of one generation. */
  readonly max_outputs: number | null;
  /** In the order of the library; empty if it lists none. */
  readonly prices: readonly ListedPrice[];
}

export interface ListedPrice {
  /** The resolution that it applies to; `null` for every one. */
  readonly resolution: string | null;
  /** Whether it applies with or without sound; `null` for both. */
  readonly audio: boolean | null;
  readonly usd: Usd;
  readonly per: 'image' | 'second';
}

/**
 * The models that a pattern matches, by name.
 *
 * @param pattern as in `allowed_models` if it has a `*`; else a part of the name, in upper or lower case; all if left out
 */
export function findModels(library: ModelLibrary, pattern = '*'): ListedModel[] {
  const part = pattern.toLowerCase();
  const isMatch = (model: string) =>
    pattern.includes('*') ? matchesAny(model, [pattern]) : model.toLowerCase().includes(part);
  return [...library]
    .filter(([identifier]) => isMatch(identifier))
    .map(([identifier, model]) => listed(identifier, model))
    .sort((a, b) => (a.model < b.model ? -1 : 1));
}

function listed(identifier: string, model: LibraryModel | undefined): ListedModel {
  if (model === undefined) {
    const unknown = { type: null, durations: null, resolutions: null, audio: null, max_outputs: null };
    return { model: identifier, ...unknown, prices: [] };
  }
  const { schema } = model;
  return {
    model: identifier,
    type: model.model_type,
    durations: schema.generation_duration ?? [],
    resolutions: schema.generation_resolution ?? [],
    audio: acceptsAudio(model),
    max_outputs: schema.generation_output_number ?? null,
    prices: pricesOf(model),
  };
}

function pricesOf({ model_type: type, model_pricing: pricing }: LibraryModel): ListedPrice[] {
  const per = type === 'image' ? 'image' : 'second';
  if (pricing === undefined || pricing === null) return [];
  if (pricing instanceof Usd) return [{ resolution: null, audio: null, usd: pricing, per }];
  return Object.entries(pricing).map(([key, usd]) => {
    const [resolution = key, sound] = key.split('_');
    return { resolution, audio: sound === undefined ? null : sound === 'audio', usd, per };
  });
}

function noMatch(library: ModelLibrary, pattern = '*'): Diagnostic {
  const nearest = nearestModels([...library.keys()], pattern);
  const help =
    nearest.length > 0
      ? say`Did you mean ${list(nearest, 'or')}?`
      : say`${'budget-gate models'} lists all ${plural(library.size, 'model')}. A pattern is a part of a name, such as ${'flux'}, or has a ${'*'}: ${'bfl/*'}.`;
  return { severity: 'error', message: say`No model of BabySea’s library matches ${pattern}.`, help };
}

const MAX_NEAREST = 5;

/** The models whose whole name, last part or lab is spelled much like the pattern. */
function nearestModels(known: readonly string[], pattern: string): string[] {
  const word = pattern.replaceAll('*', '').replace(/\/$/, '');
  if (word === '') return [];
  const parts = [
    (model: string) => model,
    (model: string) => model.slice(model.indexOf('/') + 1),
    (model: string) => model.slice(0, Math.max(0, model.indexOf('/'))),
  ];
  for (const partOf of parts) {
    const nearest = nearestWord(word, known.map(partOf));
    if (nearest) return known.filter((model) => partOf(model) === nearest).slice(0, MAX_NEAREST);
  }
  return [];
}

const COLUMNS = ['model', 'resolution', 'audio', 'seconds', 'outputs', 'price'];

/** A row for each price. */
export function modelTable(found: readonly ListedModel[], medium: Medium): string {
  const { dim } = stylesOf(medium);
  const rows = found.flatMap(rowsOf).map((row) => row.map(printable));
  const [head = '', ...body] = table([COLUMNS, ...rows], 1, medium.columns, widthOf);
  const note = `${plural(found.length, 'model')}, with the prices that BabySea’s library lists. A video costs its price a second × its duration. What a plan costs: budget-gate check.`;
  return `${[dim(head), ...body, '', ...wrapWords(note, medium.columns)].join('\n')}\n`;
}

function rowsOf(model: ListedModel): string[][] {
  const { durations, max_outputs: outputs } = model;
  const prices = model.prices.length > 0 ? model.prices : [undefined];
  return prices.map((price) => [
    model.model,
    price?.resolution ?? model.resolutions?.join(', ') ?? '?',
    audioText(price?.audio ?? model.audio, price?.audio ?? null),
    durations?.join(', ') ?? '?',
    outputs === null ? '?' : `1${outputs > 1 ? `–${outputs}` : ''}`,
    priceText(price),
  ]);
}

/** @param priced what a price is for; `null` for both */
function audioText(accepted: boolean | null, priced: boolean | null): string {
  if (priced !== null) return priced ? 'yes' : 'no';
  return accepted === null ? '?' : accepted ? 'yes, no' : '';
}

function priceText(price: ListedPrice | undefined): string {
  if (price === undefined) return 'not listed';
  return `${price.usd.format()} ${price.per === 'image' ? 'an image' : 'a second'}`;
}
