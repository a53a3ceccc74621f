import type { Diagnostic } from '../shared/diagnostic.ts';
import { prose, say } from '../shared/message.ts';
import { groupThousands } from '../shared/money.ts';
import { type Origins, type PlanDocument, type PlanPath, SPREAD_KEYS, type SpreadKey } from './plan.ts';
import type { SettingsData, SpreadData } from './schema.ts';

/** The settings of one level (the defaults, a line, a combination of a matrix), and where each was written. */
export interface Level extends SpreadData {
  /** The request body without the keys that set a setting. */
  readonly params: Readonly<Record<string, unknown>>;
  readonly origins: Origins;
}

/** Keys of the request body, and the keys of a plan that mean the same. */
const PLAN_KEYS = {
  generation_output_number: 'outputs',
  generation_duration: 'duration',
  generation_resolution: 'resolution',
  generation_generate_audio: 'audio',
} as const satisfies Record<string, SpreadKey>;

/** The key of the request body that means the same as a key of a plan. */
export function bodyKeyOf(key: SpreadKey): string | undefined {
  return Object.entries(PLAN_KEYS).find(([, planKey]) => planKey === key)?.[0];
}

/**
 * Reads the settings of one level.
 *
 * @param found receives the errors, such as a contradiction between a key and the `params` beside it
 */
export function readLevel(data: SettingsData, document: PlanDocument, path: PlanPath, found: Diagnostic[]): Level {
  const { params = {}, ...own } = data;
  const {
    generation_output_number: outputs,
    generation_duration: duration,
    generation_resolution: resolution,
    generation_generate_audio: audio,
    ...rest
  } = params;
  found.push(...inexactNumbers(params, document, [...path, 'params']));
  for (const [bodyKey, key] of Object.entries(PLAN_KEYS)) {
    const inBody = params[bodyKey];
    if (inBody === undefined || own[key] === undefined || inBody === own[key]) continue;
    found.push({
      severity: 'error',
      message: say`${bodyKey} is ${String(inBody)} here, but ${key} of the same entry is ${String(own[key])}.`,
      help: prose('They mean the same: leave one of them out.'),
      place: document.placeOf([...path, 'params', bodyKey]),
    });
  }
  const fromBody = {
    ...(outputs !== undefined && { outputs }),
    ...(duration !== undefined && { duration }),
    ...(resolution !== undefined && { resolution }),
    ...(audio !== undefined && { audio }),
  };
  const body = levelOf(fromBody, (key) => [...path, 'params', bodyKeyOf(key) ?? key]);
  return overlay(
    { ...body, params: rest },
    levelOf(own, (key) => [...path, key]),
  );
}

/** JSON has no infinity and no NaN, and programs read whole numbers beyond 2^53 as others: the request would be another one. */
function inexactNumbers(value: unknown, document: PlanDocument, path: PlanPath): Diagnostic[] {
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([key, entry]) =>
      inexactNumbers(entry, document, [...path, Array.isArray(value) ? Number(key) : key]),
    );
  }
  if (typeof value !== 'number' || (Number.isInteger(value) ? Number.isSafeInteger(value) : Number.isFinite(value)))
    return [];
  const most = groupThousands(Number.MAX_SAFE_INTEGER);
  return [
    {
      severity: 'error',
      message: prose('JSON cannot carry this number exactly.'),
      help: Number.isFinite(value)
        ? prose(`Whole numbers go up to ${most}. If this is a text, put it between quotes.`)
        : prose('Write a number, or put a text between quotes.'),
      place: document.placeOf(path),
    },
  ];
}

/** The weaker level's settings where the stronger has none. */
export function overlay(weaker: Level, stronger: Level): Level {
  return {
    ...weaker,
    ...stronger,
    params: mergeParams(weaker.params, stronger.params),
    origins: { ...weaker.origins, ...stronger.origins },
  };
}

/** The lines of a matrix share one `params` object, since it may have thousands of fields. */
function mergeParams(weaker: Level['params'], stronger: Level['params']): Level['params'] {
  if (Object.keys(stronger).length === 0) return weaker;
  return Object.keys(weaker).length === 0 ? stronger : { ...weaker, ...stronger };
}

/** @param place where each setting was written */
export function levelOf(data: SpreadData, place: (key: SpreadKey) => PlanPath): Level {
  const origins: Partial<Record<SpreadKey, PlanPath>> = {};
  for (const key of SPREAD_KEYS) if (data[key] !== undefined) origins[key] = place(key);
  return { ...data, params: {}, origins };
}
