/** What is priced: plans of so many lines with so many distinct settings. The models and their prices are samples. */
import type { SandboxModel } from '../../sandbox/babysea/index.ts';

export interface Size {
  readonly lines: number;
  /** Distinct models and settings, each of which takes an estimate. */
  readonly settings: number;
}

/** A line as a program that needs no YAML reads it. */
export interface PlainLine {
  readonly id: string;
  readonly model: string;
  readonly count: number;
  readonly duration: number;
  readonly resolution: string;
}

const DURATIONS = [3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
const RESOLUTIONS = ['720p', '1080p'];

/** A library of 50 video models that take the same settings, the dearest first, so that there are cheaper ones to be advised. */
export const models: readonly SandboxModel[] = Array.from({ length: 50 }, (_, index) => ({
  identifier: `lab-${index % 5}/model-${index}`,
  type: 'video',
  price: { '720p': `0.0${59 - index}`, '1080p': `0.1${59 - index}` },
  durations: DURATIONS,
  resolutions: RESOLUTIONS,
}));

/** Lines that take turns with the settings: first the models, then their durations, then their resolutions. */
export function linesOf({ lines, settings }: Size): PlainLine[] {
  return Array.from({ length: lines }, (_, index) => {
    const setting = index % settings;
    const perModel = Math.floor(setting / models.length);
    return {
      id: `line-${index + 1}`,
      model: models[setting % models.length]?.identifier ?? '',
      count: 3,
      duration: DURATIONS[perModel % DURATIONS.length] ?? 0,
      resolution: RESOLUTIONS[Math.floor(perModel / DURATIONS.length) % RESOLUTIONS.length] ?? '',
    };
  });
}

/** The same as a plan. */
export function planOf(lines: readonly PlainLine[]): string {
  const entries = lines.map(
    ({ id, model, count, duration, resolution }) =>
      `  - id: ${id}\n    model: ${model}\n    count: ${count}\n    duration: ${duration}\n    resolution: ${resolution}\n`,
  );
  return `version: 1\ngenerations:\n${entries.join('')}`;
}

/** From 1 to 10,000 lines, with 1 to 1,000 distinct settings. */
export const sizes: readonly Size[] = [1, 10, 100, 1_000, 10_000].flatMap((lines) =>
  [1, 10, 100, 1_000].filter((settings) => settings <= lines).map((settings) => ({ lines, settings })),
);
