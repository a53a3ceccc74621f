import type { ErrorDescription } from '../babysea/error-messages.ts';
import type { LibraryModel } from '../babysea/responses.ts';
import { nearestWord } from '../plan/diagnostics.ts';
import { type Line, type Plan, placeOfLine, type SpreadKey } from '../plan/plan.ts';
import type { Diagnostic, Place } from '../shared/diagnostic.ts';
import { list, type Message, plural, prose, say } from '../shared/message.ts';
import { type Estimates, priceKey } from './estimator.ts';
import { acceptsAudio, acceptsParam, fieldsOf, type ModelLibrary, valuesOf } from './model-library.ts';

/** What a plan's models do not accept, each at its place. */
export function validateModels(plan: Plan, library: ModelLibrary, estimates: Estimates): Map<Line, Diagnostic[]> {
  const known = [...library.keys()];
  const diagnostics = new Map<Line, Diagnostic[]>();
  const unlisted = new Set<string>();
  for (const line of plan.lines) {
    const model = library.get(line.model);
    if (model !== undefined) {
      const found = lineDiagnostics(plan, line, model);
      if (found.length > 0) diagnostics.set(line, found);
    } else if (!library.has(line.model)) {
      const estimate = estimates.get(priceKey(line));
      if (estimate === undefined) continue;
      // A price that is missing for another reason says nothing of the model; it is reported with the prices.
      if ('error' in estimate) {
        if (estimate.error.isFinal) diagnostics.set(line, [unknownModel(plan, line, known, estimate.error)]);
      } else if (!unlisted.has(line.model)) {
        unlisted.add(line.model);
        diagnostics.set(line, [unlistedModel(plan, line)]);
      }
    }
  }
  return diagnostics;
}

function unlistedModel(plan: Plan, line: Line): Diagnostic {
  return {
    severity: 'notice',
    message: say`BabySea’s model library does not list ${line.model}, but BabySea estimates its price, so the gate uses that. It could not check the settings of this model.`,
    place: placeOfLine(plan, line, 'model'),
  };
}

function unknownModel(plan: Plan, line: Line, known: readonly string[], refusal: ErrorDescription): Diagnostic {
  const nearest = nearestWord(line.model, known);
  // Of the same lab, else all: a library of hundreds is no help in a sentence.
  const lab = line.model.slice(0, line.model.indexOf('/') + 1);
  const siblings = known.filter((identifier) => identifier.startsWith(lab)).slice(0, 12);
  const help =
    nearest !== undefined
      ? say`Did you mean ${nearest}?`
      : siblings.length > 0
        ? say`Of this lab there are ${list(siblings)}.`
        : prose('The model library of BabySea lists all that there are.');
  const message = refusal.isUnknownModel
    ? say`There is no model ${line.model}.`
    : say`BabySea’s model library does not list ${line.model}. ${refusal.message}`;
  return errorAt(message, help, placeOfLine(plan, line, 'model'));
}

function lineDiagnostics(plan: Plan, line: Line, model: LibraryModel): Diagnostic[] {
  const { schema } = model;
  const { duration, resolution, audio } = line.settings;
  const place = (key: SpreadKey) => placeOfLine(plan, line, key);
  const problems: Diagnostic[] = [];
  const durations = schema.generation_duration ?? [];
  if (duration !== undefined && !durations.includes(duration)) {
    problems.push(
      notAccepted(
        line,
        'duration',
        String(duration),
        durations.map((seconds) => `${seconds}`),
        place('duration'),
      ),
    );
  }
  if (duration === undefined && model.model_type === 'video' && durations.length > 0) {
    const help = say`It takes ${list(durations.map(String), 'or')} seconds.`;
    problems.push(errorAt(say`A video of ${line.model} needs a ${'duration'}.`, help, placeOfLine(plan, line)));
  }
  const resolutions = schema.generation_resolution ?? [];
  if (resolution !== undefined && !resolutions.includes(resolution)) {
    problems.push(notAccepted(line, 'resolution', resolution, resolutions, place('resolution')));
  }
  if (audio === true && !acceptsAudio(model)) {
    problems.push(notAccepted(line, 'audio', 'true', [], place('audio')));
  }
  const most = schema.generation_output_number;
  if (most !== undefined && most !== null && line.outputs > most) {
    const message = say`A generation of ${line.model} makes at most ${plural(most, 'output')}, not ${line.outputs}.`;
    problems.push(errorAt(message, say`Raise ${'count'} and lower ${'outputs'}.`, place('outputs')));
  }
  return [...problems, ...paramDiagnostics(plan, line, model)];
}

function paramDiagnostics(plan: Plan, line: Line, model: LibraryModel): Diagnostic[] {
  return Object.entries(line.params).flatMap(([field, value]): Diagnostic[] => {
    if (acceptsParam(model, field, value)) return [];
    const base = line.defaultedParams.includes(field) ? ['defaults'] : line.path;
    if (!fieldsOf(model).includes(field)) {
      // What all fields begin with would make any two of them look alike.
      const nearest = nearestWord(withoutPrefix(field), fieldsOf(model).map(withoutPrefix));
      const message = say`${line.model} has no field ${field}.`;
      const help = nearest === undefined ? prose('Leave it out.') : say`Did you mean ${FIELD_PREFIX + nearest}?`;
      return [errorAt(message, help, plan.document.placeOfKey([...base, 'params', field]))];
    }
    const place = plan.document.placeOf([...base, 'params', field]);
    return [notAccepted(line, field, String(value), valuesOf(model, field) ?? [], place)];
  });
}

const FIELD_PREFIX = 'generation_';

function withoutPrefix(field: string): string {
  return field.startsWith(FIELD_PREFIX) ? field.slice(FIELD_PREFIX.length) : field;
}

function notAccepted(line: Line, key: string, value: string, taken: readonly string[], place: Place): Diagnostic {
  if (taken.length === 0)
    return errorAt(say`${line.model} takes no ${key}.`, prose('Leave it out for this model.'), place);
  return errorAt(say`${line.model} does not take ${`${key}: ${value}`}.`, say`It takes ${list(taken, 'or')}.`, place);
}

function errorAt(message: Message, help: Message, place: Place): Diagnostic {
  return { severity: 'error', message, help, place };
}
