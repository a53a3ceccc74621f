import type { LibraryModel } from '../babysea/responses.ts';

/** Every model that BabySea offers, by its identifier; `undefined` where what it takes could not be read. */
export type ModelLibrary = ReadonlyMap<string, LibraryModel | undefined>;

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
