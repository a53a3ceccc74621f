import type { LibraryModel } from '../babysea/responses.ts';
import { isDefaulted, type Line, type Settings } from '../plan/plan.ts';
import type { Effective } from '../pricing/estimator.ts';
import { acceptsAudio, acceptsParam, fieldsOf, listedPrices } from '../pricing/model-library.ts';
import type { Usd } from '../shared/money.ts';

/**
 * The settings that a line is asked for with another model in the place of its own, or `undefined` where that model does
 * not do the same with it: it is of another type, or does not take a setting, a field or a provider that the line names.
 *
 * @param priced what the line was priced for. What the line leaves to its own model's default is asked for by name, since
 *   the other's default may be less.
 */
export function settingsWith(
  other: LibraryModel,
  line: Line,
  own: LibraryModel,
  priced: Effective,
): Settings | undefined {
  if (other.model_identifier === own.model_identifier || other.model_type !== own.model_type) return undefined;
  // Where a model says nothing of these, it is not taken for granted that it does as the line's own.
  if (own.schema.generation_prompt === true && other.schema.generation_prompt !== true) return undefined;
  if (line.outputs > (other.schema.generation_output_number ?? 1)) return undefined;
  if (!takesParams(other, line.params)) return undefined;
  const { duration, resolution } = priced;
  const isTaken =
    takesValue(duration, other.schema.generation_duration ?? [], isLeftOut(line, 'duration')) &&
    takesValue(resolution, other.schema.generation_resolution ?? [], isLeftOut(line, 'resolution'));
  // A video is priced by its duration, so without one there is nothing to ask for.
  if (!isTaken || (other.model_type === 'video' && duration === undefined)) return undefined;
  const sound = soundWith(other, line, own);
  return sound && { duration, resolution, ...sound };
}

/** A default that was left out for the line's own model would count again for one that takes it. */
function takesValue<T>(value: T | undefined, taken: readonly T[], isDefaultLeftOut: boolean): boolean {
  if (isDefaultLeftOut && taken.length > 0) return false;
  return value === undefined || taken.includes(value);
}

function soundWith(other: LibraryModel, line: Line, own: LibraryModel): Pick<Settings, 'audio'> | undefined {
  const { audio } = line.settings;
  if (acceptsAudio(other)) {
    if (!isLeftOut(line, 'audio')) return { audio };
    // Of a line's own settings only `audio: false` is ever left out; of the defaults it may have been either.
    return isDefaulted(line, 'audio') ? undefined : { audio: false };
  }
  // Where the line says nothing, its own model may make sound of itself.
  const mayHaveSound = audio === true || (audio === undefined && acceptsAudio(own));
  return mayHaveSound ? undefined : { audio: undefined };
}

/** Whether a setting stands in the plan and was left out for the line's own model. */
function isLeftOut(line: Line, key: keyof Settings): boolean {
  return line.settings[key] === undefined && line.origins[key] !== undefined;
}

/** Fields that are one model's own mean nothing to another that does not list them. */
function takesParams(model: LibraryModel, params: Line['params']): boolean {
  if (Object.hasOwn(params, 'generation_input_file') && model.schema.generation_input_file !== true) return false;
  if (!hasProviders(model, params['generation_provider_order'])) return false;
  const fields = fieldsOf(model);
  return Object.entries(params).every(([field, value]) => fields.includes(field) && acceptsParam(model, field, value));
}

/** Whether every provider of a request's `generation_provider_order` runs the model; it is a list, or text with commas. */
function hasProviders(model: LibraryModel, order: unknown): boolean {
  if (order === undefined) return true;
  const names: unknown = typeof order === 'string' ? order.split(',').map((name) => name.trim()) : order;
  const supported: readonly unknown[] = model.model_supported_provider ?? [];
  return Array.isArray(names) && names.every((name) => supported.includes(name));
}

/**
 * What one output costs by the library, in USD, for finding candidates only: of the prices that may be meant the lowest,
 * `undefined` where there is none.
 */
export function listedCost(model: LibraryModel, settings: Settings): Usd | undefined {
  const [lowest] = listedPrices(model, settings).toSorted((a, b) => a.compare(b));
  return model.model_type === 'video' ? lowest?.times(settings.duration ?? 1) : lowest;
}
