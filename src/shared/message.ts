import { groupThousands, Usd } from './money.ts';

/** `prose` is ours and may be trusted in any medium; `data` came from outside and must stay inert in every one. */
export interface Part {
  readonly kind: 'prose' | 'data';
  readonly text: string;
  /** Whether it differs between two runs with the same result, as the id of a request does. */
  readonly isPerRun?: true;
}

/**
 * A sentence for people that remembers which of its words came from outside (a plan, an API, an event), so that each
 * view (log, Markdown, JSON) can show those as themselves and nothing else. Made by {@link say}.
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
 * Writes a {@link Message}: strings that are filled in count as data from outside, amounts and numbers are written for
 * people (`$1,234.500`, `1,000`), a `Message` is taken in as it is, `undefined` is nothing.
 */
export function say(prose: TemplateStringsArray, ...values: Value[]): Message {
  const parts: Part[] = [];
  prose.forEach((words, index) => {
    if (words !== '') parts.push({ kind: 'prose', text: words });
    parts.push(...partsOf(values[index]));
  });
  return new Message(parts);
}

/** Our own words as a {@link Message}, where a sentence is put together from pieces. Never for text from outside. */
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

/** The longest that a piece of text from outside is quoted in a sentence, in characters. */
const MAX_QUOTE_CHARACTERS = 300;

/** Text from outside on one line, and cut where it is very long. */
export function oneLine(text: string): string {
  const flat = flatten(text.slice(0, MAX_QUOTE_CHARACTERS * 4));
  const characters = [...flat];
  return characters.length > MAX_QUOTE_CHARACTERS ? `${characters.slice(0, MAX_QUOTE_CHARACTERS).join('')}…` : flat;
}

/**
 * Text on one line: control and formatting characters (newlines, escapes, bidi marks) become spaces, except the joiners that
 * emoji and some scripts need.
 */
export function flatten(text: string): string {
  return text.replace(/(?:(?![\u200c\u200d])[\p{C}\p{Zl}\p{Zp}\s])+/gu, ' ').trim();
}
