/** What is priced: sample plans, and the models in them. */
import type { SandboxModel } from '../../sandbox/babysea/index.ts';

const DURATIONS = [3, 4, 5, 6, 7, 8, 9, 10, 11, 12];

/** Video models that accept the same settings, the most expensive first, so that there are cheaper ones to suggest. */
export const MODELS: readonly SandboxModel[] = Array.from({ length: 50 }, (_, index) => ({
  identifier: `lab-${index % 5}/model-${index}`,
  type: 'video',
  price: { '720p': `0.0${59 - index}` },
  durations: DURATIONS,
  resolutions: ['720p'],
}));

/** Lines that take turns with so many distinct settings. */
export function linesOf(lines: number, settings: number) {
  return Array.from({ length: lines }, (_, index) => {
    const setting = index % settings;
    const model = MODELS[setting % MODELS.length]?.identifier;
    const duration = DURATIONS[Math.floor(setting / MODELS.length)];
    return { id: `line-${index + 1}`, model, count: 3, duration, resolution: '720p' };
  });
}

/** The same as a plan. */
export function planOf(lines: ReturnType<typeof linesOf>): string {
  const fields = (line: object) => Object.entries(line).map(([key, value]) => `${key}: ${value}`);
  return `generations:\n${lines.map((line) => `  - ${fields(line).join('\n    ')}\n`).join('')}`;
}
