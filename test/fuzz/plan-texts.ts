import fc from 'fast-check';
import { stringify } from 'yaml';
import { HOSTILE_PIECES } from '../support/hostile.ts';
import type { Entry, Shape, Spread } from './plan-shapes.ts';

/** How a plan is written down. */
export interface Style {
  readonly layout: 'json' | 'block';
  readonly before: string;
  readonly lineBreak: '\n' | '\r\n';
}

export const anyStyle: fc.Arbitrary<Style> = fc.record({
  layout: fc.constantFrom('json' as const, 'block' as const),
  before: fc.constantFrom('', '\ufeff', '# é 😀 `@octocat`\n', '---\n', '%YAML 1.2\n---\n'),
  lineBreak: fc.constantFrom('\n' as const, '\r\n' as const),
});

/** A plan as the text of a file. A template is anchored where it is first taken in, and an alias after that. */
export function textOf(shape: Shape, { layout, before, lineBreak }: Style): string {
  const { templates, entries, ...top } = shape;
  const isMerged = entries.some(({ template }) => template !== undefined && templates[template] !== undefined);
  const head = Object.entries(top).map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`);
  const text =
    layout === 'block' && !isMerged
      ? stringify({ ...top, generations: entries.map(({ own }) => written(own)) }, { lineWidth: 0 })
      : `${head.join('')}generations:${entries.length === 0 ? ' []' : '\n'}${generations(shape)}`;
  return (before + text).replaceAll('\n', lineBreak);
}

function generations({ templates, entries }: Shape): string {
  const anchored = new Set<number>();
  return entries
    .map(({ template, own }) => {
      const source = template === undefined ? undefined : templates[template];
      const pairs = Object.entries(written(own)).map(
        ([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`,
      );
      if (template === undefined || source === undefined) return `  - {${pairs.join(', ')}}\n`;
      const merged = anchored.has(template) ? `*t${template}` : `&t${template} ${JSON.stringify(source)}`;
      anchored.add(template);
      return `  - {${[`<<: ${merged}`, ...pairs].join(', ')}}\n`;
    })
    .join('');
}

function written({ matrix, ...rest }: Entry): object {
  if (matrix === undefined) return rest;
  const { lists, ...others } = matrix;
  return { ...rest, matrix: { ...lists, ...others } };
}

/** The entries with their templates taken in: what stands in an entry itself goes first. */
export function resolved({ templates, entries }: Shape): (Entry & Spread)[] {
  return entries.map(({ template, own }) => ({ ...(template !== undefined && templates[template]), ...own }));
}

const JUNK = [
  ...HOSTILE_PIECES,
  '\n',
  '\n\t',
  '__proto__: {budget: {max_total: 1}}\n',
  '"__proto__": ',
  'constructor: 1\n',
  'generations: []\n',
  'budget: {max_total: -1}\n',
  '&a ',
  '*a',
  '*t0',
  '<<: *t0, ',
  '<<: 5',
  '!!binary ',
  '!x ',
  '1e309',
  '-0',
  '.nan',
  '0x1F',
  '99999999999999999999',
  '{',
  '}',
  '[',
  ']',
  ',',
  ': ',
  '"',
  "'",
  '|\n',
  '? ',
];

interface Edit {
  readonly at: number;
  readonly length: number;
  readonly text: string;
}

const edit: fc.Arbitrary<Edit> = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.constantFrom(0, 0, 1, 3, 12),
  text: fc.oneof(fc.constantFrom(...JUNK), fc.constant(''), fc.string({ unit: 'binary', maxLength: 3 })),
});

/** What makes a mistake of a text: a few places of it cut out or written over. */
export const anyEdits = fc.array(edit, { minLength: 1, maxLength: 3 });

export function broken(text: string, edits: readonly Edit[]): string {
  return edits.reduce((given, { at, length, text: junk }) => {
    const start = Math.floor(at * given.length);
    return given.slice(0, start) + junk + given.slice(start + length);
  }, text);
}

/** Text that was never meant to be a plan. */
export const anyText = fc.oneof(
  fc.json().map((json) => `generations: ${json}`),
  fc
    .array(fc.constantFrom(...JUNK, 'generations:', ' - model: a/b\n', ' count: 1\n'), { maxLength: 30 })
    .map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 60 }),
);
