import type { LibraryModel } from '../babysea/responses.ts';
import { isDefaulted, type Line, type Plan } from '../plan/plan.ts';
import { acceptsAudio, hasField, type ModelLibrary } from './model-library.ts';

/** Whether a plan can be priced only once the model library is known: it may have settings to drop. */
export function needsModelLibrary(plan: Plan): boolean {
  return plan.lines.some(
    (line) =>
      line.settings.audio === false ||
      line.defaultedParams.length > 0 ||
      (['duration', 'resolution', 'audio'] as const).some((key) => isDefaulted(line, key)),
  );
}

/**
 * The plan with those settings left out that came from its `defaults` and that a line's model does not accept, and
 * `audio: false` where a model has no sound to begin with. Lines whose model the library does not list stay as they are.
 */
export function dropUnsupportedDefaults(plan: Plan, library: ModelLibrary): Plan {
  const lines = plan.lines.map((line) => {
    const model = library.get(line.model);
    return model === undefined ? line : fitLine(line, model);
  });
  return { ...plan, lines };
}

function fitLine(line: Line, model: LibraryModel): Line {
  const { duration, resolution, audio } = line.settings;
  const leavesDuration = isDefaulted(line, 'duration') && !model.schema.generation_duration?.length;
  const leavesResolution = isDefaulted(line, 'resolution') && !model.schema.generation_resolution?.length;
  const leavesAudio = !acceptsAudio(model) && (audio === false || isDefaulted(line, 'audio'));
  const left = new Set(line.defaultedParams.filter((key) => !hasField(model, key)));
  if (!leavesDuration && !leavesResolution && !leavesAudio && left.size === 0) return line;
  return {
    ...line,
    settings: {
      duration: leavesDuration ? undefined : duration,
      resolution: leavesResolution ? undefined : resolution,
      audio: leavesAudio ? undefined : audio,
    },
    params: Object.fromEntries(Object.entries(line.params).filter(([key]) => !left.has(key))),
  };
}
