import type { Problem } from '../problem.ts';
import { say } from '../text.ts';
import type { PlanDocument, PlanPath } from './document.ts';
import type { SettingsData } from './schema.ts';

/** The settings of one level (the defaults, or a line), with those that `params` stand for taken out of it. */
export type Level = Omit<SettingsData, 'params'> & { readonly params: Readonly<Record<string, unknown>> };

type Stood = 'outputs' | 'duration' | 'resolution' | 'audio';

/** Which key of the request body stands for which key of a plan; the API's names. */
const STANDS_FOR = {
  generation_output_number: 'outputs',
  generation_duration: 'duration',
  generation_resolution: 'resolution',
  generation_generate_audio: 'audio',
} as const satisfies Record<string, Stood>;

/** Reads the settings of one level; a contradiction between a key and the `params` beside it is a problem. */
export function readLevel(
  data: SettingsData,
  document: PlanDocument,
  path: PlanPath,
): { level: Level; problems: Problem[] } {
  const { params = {}, ...own } = data;
  const {
    generation_output_number: outputs,
    generation_duration: duration,
    generation_resolution: resolution,
    generation_generate_audio: audio,
    ...rest
  } = params;
  const problems: Problem[] = [];
  for (const [bodyKey, key] of Object.entries(STANDS_FOR)) {
    const inBody = params[bodyKey];
    if (inBody === undefined || own[key] === undefined || inBody === own[key]) continue;
    problems.push({
      severity: 'error',
      message: say`${bodyKey} is ${String(inBody)} here, but ${key} of the same entry is ${String(own[key])}.`,
      help: say`They mean the same: leave one of them out.`,
      place: document.placeOf([...path, 'params', bodyKey]),
    });
  }
  const stood = {
    ...(outputs !== undefined && { outputs }),
    ...(duration !== undefined && { duration }),
    ...(resolution !== undefined && { resolution }),
    ...(audio !== undefined && { audio }),
  };
  return { level: { ...stood, ...own, params: rest }, problems };
}

/** A line's own settings over the defaults'. */
export function overDefaults(defaults: Level, own: Level): Level {
  return { ...defaults, ...own, params: { ...defaults.params, ...own.params } };
}
