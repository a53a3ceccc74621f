import type { BabySeaApi } from '../babysea/api.ts';
import { describeError, type ErrorDescription } from '../babysea/error-messages.ts';
import { type LibraryModel, librarySchema, parseResponse } from '../babysea/responses.ts';
import type { Settings } from '../plan/plan.ts';
import { prose } from '../shared/message.ts';
import { Usd } from '../shared/money.ts';
import type { Result } from '../shared/result.ts';

/** Every model that BabySea offers, by its identifier; `undefined` where what it takes could not be read. */
export type ModelLibrary = ReadonlyMap<string, LibraryModel | undefined>;

/** Asks for the model library. Never rejects. */
export async function fetchModelLibrary(
  api: BabySeaApi,
  region: string,
): Promise<Result<ModelLibrary, ErrorDescription>> {
  try {
    return { value: parseResponse(librarySchema, await api.library.models()).models };
  } catch (error) {
    return { error: describeError(error, prose('the model library'), region) };
  }
}

/** The fields of a request body that every model has (docs.babysea.ai: setup/generations). */
const COMMON_FIELDS = [
  'generation_prompt',
  'generation_ratio',
  'generation_output_format',
  'generation_output_number',
  'generation_input_file',
  'generation_duration',
  'generation_resolution',
  'generation_generate_audio',
  'generation_provider_order',
];

/**
 * The prices of a model, in USD, that its settings may mean: one for an image, or for a second of a video. The library
 * lists one price, or several by resolution (`720p`), or by resolution and sound (`720p_audio`, `720p_noaudio`). Settings
 * that are left open match all.
 */
export function listedPrices(model: LibraryModel, { resolution, audio }: Omit<Settings, 'duration'>): readonly Usd[] {
  const pricing = model.model_pricing;
  if (pricing === undefined || pricing === null) return [];
  if (pricing instanceof Usd) return [pricing];
  return Object.entries(pricing).flatMap(([key, price]) => (isPriceOf(key, resolution, audio) ? [price] : []));
}

function isPriceOf(key: string, resolution: string | undefined, audio: boolean | undefined): boolean {
  const [of, sound] = key.split('_');
  if (resolution !== undefined && of !== resolution) return false;
  return audio === undefined || sound === undefined || sound === (audio ? 'audio' : 'noaudio');
}

/**
 * USD that one output costs by the library, or `undefined` where it is not certain which price is meant: an image with
 * prices by resolution, a video whose duration or resolution is unknown, several prices that match.
 */
export function listedUnitCost(model: LibraryModel, settings: Settings): Usd | undefined {
  const [price, ...others] = listedPrices(model, settings);
  if (price === undefined || others.length > 0) return undefined;
  const isOnePrice = model.model_pricing instanceof Usd;
  if (model.model_type === 'image') return isOnePrice ? price : undefined;
  if (settings.duration === undefined || (!isOnePrice && settings.resolution === undefined)) return undefined;
  return price.times(settings.duration);
}

export function acceptsAudio(model: LibraryModel): boolean {
  return model.schema.generation_generate_audio === true;
}

/** The fields of a request body that a model knows: the common ones and its own. */
export function fieldsOf(model: LibraryModel): string[] {
  return [...COMMON_FIELDS, ...(model.specific_schema ?? [])];
}

/** What a model accepts in a field of the body that has a list of values; `undefined` where it has none. */
export function valuesOf(model: LibraryModel, field: string): readonly string[] | undefined {
  if (field === 'generation_ratio') return model.schema.generation_ratio ?? undefined;
  return field === 'generation_output_format' ? (model.schema.generation_output_format ?? undefined) : undefined;
}

/** Whether a model has a field of the request body at all, whatever the values that it takes. */
export function hasField(model: LibraryModel, field: string): boolean {
  if (!field.startsWith('generation_')) return true;
  if (field === 'generation_input_file') return model.schema.generation_input_file !== false;
  return fieldsOf(model).includes(field) && valuesOf(model, field)?.length !== 0;
}

/** Whether a model takes a field of the request body with that value. Fields that are not `generation_*` are its own. */
export function acceptsParam(model: LibraryModel, field: string, value: unknown): boolean {
  if (!field.startsWith('generation_')) return true;
  if (!fieldsOf(model).includes(field)) return false;
  if (field === 'generation_input_file') return model.schema.generation_input_file !== false;
  const values = valuesOf(model, field);
  return values === undefined || (typeof value === 'string' && values.includes(value));
}
