import type { ErrorDescription } from '../babysea/error-messages.ts';
import type { LibraryModel } from '../babysea/responses.ts';
import { isDefaulted, type Line, type Plan, placeOfLine, type SpreadKey } from '../plan/plan.ts';
import { nearestWord } from '../plan/suggest.ts';
import { type Diagnostic, inOrder, MAX_DIAGNOSTICS, type Place } from '../shared/diagnostic.ts';
import { list, type Message, plural, prose, say } from '../shared/message.ts';
import { type Estimates, hasFatalError, priceKey } from './estimator.ts';
import {
  acceptsAudio,
  acceptsParam,
  fieldsOf,
  hasField,
  type LibraryResult,
  type ModelLibrary,
  valuesOf,
} from './model-library.ts';

export interface ModelDiagnostics {
  /** In the order of the file. */
  readonly diagnostics: readonly Diagnostic[];
  readonly lines: ReadonlySet<Line>;
}

/** Validates all plans against the model library; a notice if the library could not be read. */
export function checkModels(plans: readonly Plan[], library: LibraryResult, estimates: Estimates): ModelDiagnostics {
  if ('value' in library) {
    const results = plans.map((plan) => validateModels(plan, library.value, estimates));
    return {
      diagnostics: results.flatMap(({ diagnostics }) => diagnostics),
      lines: new Set(results.flatMap(({ lines }) => [...lines])),
    };
  }
  const { message: reason, help } = library.error;
  const message = say`The plan was not checked against the model library; the estimates alone decide. ${reason}`;
  return { diagnostics: hasFatalError(estimates) ? [] : [{ severity: 'notice', message, help }], lines: new Set() };
}

/** Reports an error once per `key`; `describe` is called only if there is room to show it. */
type ReportError = (key: string, describe: () => Diagnostic) => void;

/** Validates the settings and fields of one plan against its models. */
export function validateModels(plan: Plan, library: ModelLibrary, estimates: Estimates): ModelDiagnostics {
  const known = [...library.keys()];
  const shown: Diagnostic[] = [];
  const found = new Set<string>();
  const lines = new Set<Line>();
  /** By model: its first line. */
  const unchecked = new Map<string, Line>();
  for (const line of plan.lines) {
    const report: ReportError = (key, describe) => {
      lines.add(line);
      if (found.has(key)) return;
      found.add(key);
      if (found.size <= MAX_DIAGNOSTICS) shown.push(describe());
    };
    const model = library.get(line.model);
    if (model !== undefined) {
      checkSettings(plan, line, model, report);
      checkParams(plan, line, model, report);
      continue;
    }
    const estimate = estimates.get(priceKey(line));
    if (estimate === undefined) continue;
    // A price that is missing for another reason is reported with the prices.
    if ('value' in estimate) unchecked.set(line.model, unchecked.get(line.model) ?? line);
    else if (estimate.error.isFinal && !library.has(line.model)) {
      const { error } = estimate;
      report(originOf(line, 'model'), () => unknownModel(plan, line, known, error));
    }
  }
  const notices = [...unchecked.values()]
    .slice(0, MAX_DIAGNOSTICS)
    .map((line) => uncheckedModel(plan, line, library.has(line.model)));
  const hidden = found.size - Math.min(found.size, MAX_DIAGNOSTICS);
  const diagnostics = [...inOrder([...shown, ...notices]), ...(hidden > 0 ? [notShown(plan, hidden)] : [])];
  return { diagnostics, lines };
}

/** Where a setting was written, and for which model: the lines of one matrix have this in common. */
function originOf(line: Line, key: SpreadKey): string {
  return JSON.stringify([line.model, key, line.origins[key] ?? line.path]);
}

function notShown({ file }: Plan, count: number): Diagnostic {
  return {
    severity: 'error',
    message: say`${file} has ${plural(count, 'more mistake')} of this kind, which ${prose(count === 1 ? 'is' : 'are')} not shown.`,
    help: prose('Correct those that are shown, and run the gate again.'),
  };
}

function uncheckedModel(plan: Plan, line: Line, isListed: boolean): Diagnostic {
  const message = isListed
    ? say`BabySea’s model library describes ${line.model} in a form that the gate does not know.`
    : say`BabySea’s model library does not list ${line.model}, but BabySea estimates its price, so the gate uses that.`;
  const help = prose('Check the settings of this model yourself: the gate cannot.');
  return { severity: 'notice', message, help, place: placeOfLine(plan, line, 'model') };
}

function unknownModel(plan: Plan, line: Line, known: readonly string[], error: ErrorDescription): Diagnostic {
  const nearest = nearestWord(line.model, known);
  // Models of the same lab only: a sentence has no room for hundreds.
  const lab = line.model.slice(0, line.model.indexOf('/') + 1);
  const siblings = known.filter((identifier) => identifier.startsWith(lab)).slice(0, 12);
  const help =
    nearest !== undefined
      ? say`Did you mean ${nearest}?`
      : siblings.length > 0
        ? say`Of this lab there are ${list(siblings)}.`
        : prose('The command `budget-gate models` lists all models.');
  const message = error.isUnknownModel
    ? say`There is no model ${line.model}.`
    : say`BabySea’s model library does not list ${line.model}. ${error.message}`;
  return errorAt(message, help, placeOfLine(plan, line, 'model'));
}

function checkSettings(plan: Plan, line: Line, model: LibraryModel, report: ReportError): void {
  const { schema } = model;
  const { duration, resolution, audio } = line.settings;
  const reportAt = (key: SpreadKey, describe: (place: Place) => Diagnostic) =>
    report(originOf(line, key), () => describe(placeOfLine(plan, line, key)));
  const refuse = (key: SpreadKey, value: string, accepted: readonly string[]) =>
    reportAt(key, (place) => notAccepted(line, key, value, accepted, place));
  const durations = schema.generation_duration ?? [];
  if (duration !== undefined && !durations.includes(duration))
    refuse('duration', String(duration), durations.map(String));
  if (duration === undefined && model.model_type === 'video' && durations.length > 0) {
    // The body of a request has longer names for the same.
    const inBody = Object.hasOwn(line.params, 'duration')
      ? say` In ${'params'}, it is ${'generation_duration'}.`
      : undefined;
    const help = say`It takes ${list(durations.map(String), 'or')} seconds.${inBody}`;
    reportAt('duration', (place) => errorAt(say`A video of ${line.model} needs a ${'duration'}.`, help, place));
  }
  const resolutions = schema.generation_resolution ?? [];
  if (resolution !== undefined && !resolutions.includes(resolution)) refuse('resolution', resolution, resolutions);
  if (audio === true && !acceptsAudio(model)) refuse('audio', 'true', []);
  const most = schema.generation_output_number;
  if (most !== undefined && most !== null && line.outputs > most) {
    const message = say`A generation of ${line.model} makes at most ${plural(most, 'output')}, not ${line.outputs}.`;
    reportAt('outputs', (place) => errorAt(message, say`Raise ${'count'} and lower ${'outputs'}.`, place));
  }
}

function checkParams(plan: Plan, line: Line, model: LibraryModel, report: ReportError): void {
  const fields = fieldsOf(model);
  const defaulted = new Set(line.defaultedParams);
  for (const [field, value] of Object.entries(line.params)) {
    if (acceptsParam(model, field, value)) continue;
    const base = defaulted.has(field) ? ['defaults'] : line.path;
    const path = [...base, 'params', field];
    report(JSON.stringify([line.model, path]), () => {
      if (fields.includes(field)) {
        return notAccepted(line, field, String(value), valuesOf(model, field) ?? [], plan.document.placeOf(path));
      }
      // The common prefix would make any two fields look alike.
      const nearest = nearestWord(withoutPrefix(field), fields.map(withoutPrefix));
      const help = nearest === undefined ? prose('Leave it out.') : say`Did you mean ${FIELD_PREFIX + nearest}?`;
      return errorAt(say`${line.model} has no field ${field}.`, help, plan.document.placeOfKey(path));
    });
  }
}

const FIELD_PREFIX = 'generation_';

function withoutPrefix(field: string): string {
  return field.startsWith(FIELD_PREFIX) ? field.slice(FIELD_PREFIX.length) : field;
}

function notAccepted(line: Line, key: string, value: string, accepted: readonly string[], place: Place): Diagnostic {
  if (accepted.length === 0)
    return errorAt(say`${line.model} takes no ${key}.`, prose('Leave it out for this model.'), place);
  return errorAt(
    say`${line.model} does not take ${`${key}: ${value}`}.`,
    say`It takes ${list(accepted, 'or')}.`,
    place,
  );
}

function errorAt(message: Message, help: Message, place: Place): Diagnostic {
  return { severity: 'error', message, help, place };
}

/** Whether a plan may have settings to drop, so that it can be priced only with the model library. */
export function needsModelLibrary(plan: Plan): boolean {
  return plan.lines.some(
    (line) =>
      line.settings.audio === false ||
      line.defaultedParams.length > 0 ||
      (['duration', 'resolution', 'audio'] as const).some((key) => isDefaulted(line, key)),
  );
}

/**
 * Leaves out the `defaults` that a line's model does not accept, and `audio: false` for a model without sound. A line whose
 * model is not in the library stays as it is.
 */
export function dropUnsupportedDefaults(plan: Plan, library: ModelLibrary): Plan {
  const lines = plan.lines.map((line) => {
    const model = library.get(line.model);
    return model === undefined ? line : dropFromLine(line, model);
  });
  return { ...plan, lines };
}

function dropFromLine(line: Line, model: LibraryModel): Line {
  const { duration, resolution, audio } = line.settings;
  const dropsDuration = isDefaulted(line, 'duration') && !model.schema.generation_duration?.length;
  const dropsResolution = isDefaulted(line, 'resolution') && !model.schema.generation_resolution?.length;
  const dropsAudio = !acceptsAudio(model) && (audio === false || isDefaulted(line, 'audio'));
  const droppedParams = new Set(line.defaultedParams.filter((key) => !hasField(model, key)));
  if (!dropsDuration && !dropsResolution && !dropsAudio && droppedParams.size === 0) return line;
  return {
    ...line,
    settings: {
      duration: dropsDuration ? undefined : duration,
      resolution: dropsResolution ? undefined : resolution,
      audio: dropsAudio ? undefined : audio,
    },
    params: Object.fromEntries(Object.entries(line.params).filter(([key]) => !droppedParams.has(key))),
  };
}
