import type { BabySeaApi } from '../babysea/api.ts';
import { describeError, type ErrorDescription } from '../babysea/error-messages.ts';
import { type LibraryModel, librarySchema, parseResponse } from '../babysea/responses.ts';
import type { Settings } from '../plan/plan.ts';
import type { Result } from '../shared/helpers.ts';
import { prose } from '../shared/message.ts';
import { Usd } from '../shared/money.ts';

/** Every model that BabySea offers, by its identifier; `undefined` if its entry could not be read. */
export type ModelLibrary = ReadonlyMap<string, LibraryModel | undefined>;

export type LibraryResult = Result<ModelLibrary, ErrorDescription>;

/** Never rejects. */
export async function fetchModelLibrary(api: BabySeaApi, region: string): Promise<LibraryResult> {
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
 * The listed prices in USD that match the settings: of an image, or of one second of a video. The library lists one price,
 * or several by resolution (`720p`), or by resolution and sound (`720p_audio`, `720p_noaudio`). A setting that is left out
 * matches all.
 */
export function listedPrices(model: LibraryModel, { resolution, audio }: Omit<Settings, 'duration'>): readonly Usd[] {
  const pricing = model.model_pricing;
  if (pricing === undefined || pricing === null) return [];
  if (pricing instanceof Usd) return [pricing];
  return Object.entries(pricing).flatMap(([key, price]) => (isPriceOf(key, resolution, audio) ? [price] : []));
}

function isPriceOf(key: string, resolution: string | undefined, audio: boolean | undefined): boolean {
  const [listedResolution, sound] = key.split('_');
  if (resolution !== undefined && listedResolution !== resolution) return false;
  return audio === undefined || sound === undefined || sound === (audio ? 'audio' : 'noaudio');
}

/**
 * The listed price of one output in USD. `undefined` if it is not certain which price applies: an image with prices by
 * resolution, a video whose duration or resolution is unknown, several prices that match.
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

/** The fields that a request body for this model may have: the common ones and the model's own. */
export function fieldsOf(model: LibraryModel): string[] {
  return [...COMMON_FIELDS, ...(model.specific_schema ?? [])];
}

/** The values that a model accepts in a field of the request body; `undefined` if the library lists none. */
export function valuesOf(model: LibraryModel, field: string): readonly string[] | undefined {
  if (field === 'generation_ratio') return model.schema.generation_ratio ?? undefined;
  return field === 'generation_output_format' ? (model.schema.generation_output_format ?? undefined) : undefined;
}

/** Whether a model has a field of the request body, with any value. Any field that is not `generation_*` passes. */
export function hasField(model: LibraryModel, field: string): boolean {
  if (!field.startsWith('generation_')) return true;
  if (field === 'generation_input_file') return model.schema.generation_input_file !== false;
  return fieldsOf(model).includes(field) && valuesOf(model, field)?.length !== 0;
}

/** Whether a model has a field of the request body, and accepts that value in it. */
export function acceptsParam(model: LibraryModel, field: string, value: unknown): boolean {
  const values = valuesOf(model, field);
  return hasField(model, field) && (values === undefined || (typeof value === 'string' && values.includes(value)));
}
