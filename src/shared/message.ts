import { groupThousands, Usd } from './money.ts';

/** `prose` is our own text; `data` came from outside and must be escaped in every output format. */
export interface Part {
  readonly kind: 'prose' | 'data';
  readonly text: string;
  /** Whether it differs between two runs with the same result, as the id of a request does. */
  readonly isPerRun?: true;
}

/**
 * A sentence for people that keeps apart what came from outside (a plan, an API, an event), so that each view (log,
 * Markdown, JSON) can escape it. Made by {@link say}.
 */
export class Message {
  readonly parts: readonly Part[];

  constructor(parts: readonly Part[]) {
    this.parts = parts;
  }

  /** Plain text, with what came from outside between backticks. */
  toString(): string {
    return this.parts.map((part) => (part.kind === 'data' ? `\`${part.text}\`` : part.text)).join('');
  }

  toJSON(): string {
    return this.toString();
  }

  /** The message without what differs between two runs with the same result. */
  withoutPerRun(): Message {
    return new Message(this.parts.filter(({ isPerRun }) => isPerRun !== true));
  }
}

type Value = string | number | Usd | Message | undefined;

/**
 * Makes a {@link Message} of a template. Strings that are filled in are data from outside; amounts and numbers are
 * formatted (`$1,234.500`, `1,000`); a `Message` is inserted as it is, and `undefined` as nothing.
 */
export function say(prose: TemplateStringsArray, ...values: Value[]): Message {
  const parts: Part[] = [];
  prose.forEach((words, index) => {
    if (words !== '') parts.push({ kind: 'prose', text: words });
    parts.push(...partsOf(values[index]));
  });
  return new Message(parts);
}

/** Our own words as a {@link Message}. Never for text from outside. */
export function prose(words: string): Message {
  return new Message([{ kind: 'prose', text: words }]);
}

/** Text from outside that differs between two runs with the same result. */
export function perRun(text: string): Message {
  return new Message([{ kind: 'data', text: oneLine(text), isPerRun: true }]);
}

/** Several texts as one: `a, b and c`. */
export function list(items: readonly (Message | string)[], conjunction = 'and'): Message {
  const parts: Part[] = [];
  items.forEach((item, index) => {
    if (index > 0) parts.push({ kind: 'prose', text: index === items.length - 1 ? ` ${conjunction} ` : ', ' });
    parts.push(...partsOf(item));
  });
  return new Message(parts);
}

/** The first texts as one, and how many others there are: `a, b and 3 others`; `none` without any. */
export function listFirst(items: readonly (Message | string)[], most: number): Message {
  const others = items.length > most ? [plural(items.length - most, 'other')] : [];
  return items.length === 0 ? prose('none') : list([...items.slice(0, most), ...others]);
}

/** `1 line`, `3 lines`. */
export function plural(count: number, one: string, many = `${one}s`): Message {
  return prose(`${groupThousands(count)} ${count === 1 ? one : many}`);
}

function partsOf(value: Value): readonly Part[] {
  if (value === undefined) return [];
  if (value instanceof Message) return value.parts;
  if (value instanceof Usd) return [{ kind: 'prose', text: value.format() }];
  if (typeof value === 'number') return [{ kind: 'prose', text: groupThousands(value) }];
  return [{ kind: 'data', text: oneLine(value) }];
}

const MAX_QUOTE_CHARACTERS = 300;

/** Text from outside on one line, cut if it is very long. */
export function oneLine(text: string): string {
  const flat = flatten(text.slice(0, MAX_QUOTE_CHARACTERS * 4));
  const characters = [...flat];
  return characters.length > MAX_QUOTE_CHARACTERS ? `${characters.slice(0, MAX_QUOTE_CHARACTERS).join('')}…` : flat;
}

/** `2026-01-03 22:40 UTC`, of milliseconds since 1970. */
export function minuteOf(time: number): string {
  return `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/**
 * Text on one line: control and formatting characters (newlines, escapes, bidi marks) become spaces, except the joiners that
 * emoji and some scripts need.
 */
export function flatten(text: string): string {
  return text.replace(/(?:(?![\u200c\u200d])[\p{C}\p{Zl}\p{Zp}\s])+/gu, ' ').trim();
}
