import { closest, distance } from 'fastest-levenshtein';
import type { Place } from '../shared/diagnostic.ts';
import { list, type Message, prose, say } from '../shared/message.ts';
import { JOINED } from './schema.ts';

/** Words that people write for a key, as other tools call it. */
const SYNONYMS: Readonly<Record<string, string>> = {
  amount: 'count',
  images: 'count',
  n: 'count',
  number: 'count',
  quantity: 'count',
  length: 'duration',
  seconds: 'duration',
  sound: 'audio',
  limit: 'budget',
  limits: 'budget',
  items: 'generations',
  lines: 'generations',
  strategy: 'matrix',
  title: 'name',
};

/**
 * What to write instead of a key that is unknown.
 *
 * @param known the keys that may be there
 * @param ofGeneration the keys of an entry of `generations`
 */
export function keyHelp(key: string, known: readonly string[], ofGeneration: readonly string[]): Message {
  // In braces, the comma of `30,00` begins a key.
  if (/^\d+$/.test(key) && !known.includes('generations'))
    return prose('In braces, a comma ends a value: write amounts with a point, as in `30.00`.');
  const meant = synonymOf(key, known) ?? nearestWord(key, known) ?? partOf(key, known);
  if (meant !== undefined) return say`Did you mean ${meant}?`;
  if (known.includes('generations') && ofGeneration.includes(key))
    return say`It belongs to an entry of ${'generations'}: ${'generations: [{model: bfl/flux-schnell}]'}.`;
  const all = say`Known here: ${list(known)}.`;
  if (known.includes('params'))
    return key.startsWith('generation_')
      ? say`It belongs to the request body: write it under ${'params'}.`
      : say`${all} Other fields of the request body, such as ${'generation_prompt'}, go under ${'params'}.`;
  if (known.includes('exclude'))
    return say`${all} To try several values of another setting, multiply ${'count'} by how many there are.`;
  return all;
}

function synonymOf(key: string, known: readonly string[]): string | undefined {
  const word = key.toLowerCase();
  const meant = Object.hasOwn(SYNONYMS, word) ? SYNONYMS[word] : undefined;
  return meant !== undefined && known.includes(meant) ? meant : undefined;
}

/** The only known key that a word is a part of: `total` of `max_total`, `res` of `resolution`. */
function partOf(key: string, known: readonly string[]): string | undefined {
  const word = key.toLowerCase();
  const found = known.filter((other) => other.split('_').includes(word) || (word.length > 2 && other.startsWith(word)));
  return found.length === 1 ? found[0] : undefined;
}

/** The known word that somebody is likely to have meant, if any is near enough. */
export function nearestWord(word: string, known: readonly string[]): string | undefined {
  if (known.length === 0 || word.length > 200) return undefined;
  const nearest = closest(word.toLowerCase(), known);
  // In a word of two letters, at least one must match.
  const most = Math.min(Math.max(2, Math.floor(word.length / 3)), word.length - 1);
  return distance(word.toLowerCase(), nearest) <= most ? nearest : undefined;
}

/** Gives the value to write, or `undefined` if the text does not tell. */
type Suggest = (text: string) => string | undefined;

/** A longer text is no value that was only written in another way. */
const MAX_CHARACTERS = 100;

/**
 * What somebody is likely to have meant by a value that a key does not accept, as YAML that can be pasted: `1_000` for a
 * count is `1000`, `30,00 €` for an amount is `30.00`.
 *
 * @param key the key of a plan or of a request body that the value was written for
 * @param written the value as the file has it, if that may differ
 */
export function suggestValue(key: string, value: unknown, written = value): string | undefined {
  if (!['string', 'number', 'boolean'].includes(typeof value)) return undefined;
  const text = String(written);
  const suggest = Object.hasOwn(SUGGESTIONS, key) ? SUGGESTIONS[key] : undefined;
  if (text.length > MAX_CHARACTERS) return undefined;
  const suggestion = suggest?.(text.replace(/[\s\u00a0\u202f]+/g, ' ').trim());
  // A text that is right but for its quotes is suggested without them.
  return typeof value !== 'string' && suggestion === String(value) ? undefined : suggestion;
}

/** `1_000`, `1,000`, `1.000`, `1 000`, `1'000`, `500 images` */
function wholeNumber(text: string, largest: number): string | undefined {
  const [, digits = ''] =
    /^(\d{1,3}(?:(?<separator>[_,.' ’])\d{3}(?:\k<separator>\d{3})*)?|\d+)(?: ?\p{L}+)?$/u.exec(text) ?? [];
  const number = Number(digits.replace(/\D/g, ''));
  return number === 0 || number > largest ? undefined : String(number);
}

/** `$30`, `30,00 €`, `1.000,50`, `1,000.50`, `30 USD` */
const amount: Suggest = (text) => {
  const bare = text.replace(/^(?:US)?\$ ?|^(?:USD|EUR|€|£) ?|[ _](?=\d)| ?(?:USD|EUR|[$€£])$/gi, '');
  const hasDecimalComma = /^(?:\d{1,3}(?:\.\d{3})*|\d+),\d+$/.test(bare);
  const hasThousandsCommas = /^\d{1,3}(?:,\d{3})+(?:\.\d+)?$/.test(bare);
  const plain = hasThousandsCommas
    ? bare.replaceAll(',', '')
    : hasDecimalComma
      ? bare.replaceAll('.', '').replace(',', '.')
      : bare;
  return /^\d{1,10}(?:\.\d{1,18})?$/.test(plain) ? plain : undefined;
};

/** An amount, or `20 percent`, `20,5%` */
const amountOrPercent: Suggest = (text) => {
  const [, percent] = /^(\d{1,4}(?:[.,]\d{1,6})?) ?(?:%|pct|per ?cent)$/i.exec(text) ?? [];
  return percent === undefined ? amount(text) : `${percent.replace(',', '.')}%`;
};

/** `10s`, `10 seconds`, `2,5` */
const seconds: Suggest = (text) => {
  const [, number = ''] = /^(\d+(?:[.,]\d+)?) ?(?:s|secs?|seconds?)?$/i.exec(text) ?? [];
  const value = Number(number.replace(',', '.'));
  return value > 0 && value <= 86_400 ? String(value) : undefined;
};

/** `1080`, `1080 p` */
const resolution: Suggest = (text) => {
  const [, lines] = /^(\d{3,4}) ?p?$/i.exec(text) ?? [];
  return lines === undefined ? undefined : `${lines}p`;
};

const audio: Suggest = (text) => {
  if (/^(?:yes|y|on|true|1)$/i.test(text)) return 'true';
  return /^(?:no|n|off|false|0|none)$/i.test(text) ? 'false' : undefined;
};

/** `12`, `true`, or text with space around it */
const quoted: Suggest = (text) => (/^[\w.:/ -]{1,100}$/.test(text) ? `"${text}"` : undefined);

/** With space around it */
const model: Suggest = (text) => (/^[A-Za-z0-9][\w.-]*\/[A-Za-z0-9][\w.-]*$/.test(text) ? text : undefined);

const SUGGESTIONS: Readonly<Record<string, Suggest>> = {
  version: (text) => (/^v?1(?:\.0)*$/.test(text) ? '1' : undefined),
  name: quoted,
  id: quoted,
  model,
  runs_per_month: (text) => wholeNumber(text, 100_000),
  count: (text) => wholeNumber(text, 1_000_000),
  outputs: (text) => wholeNumber(text, 1_000),
  max_generations: (text) => wholeNumber(text, 10_000_000_000),
  generation_output_number: (text) => wholeNumber(text, 1_000),
  max_total: amount,
  max_per_generation: amount,
  max_monthly: amount,
  max_increase: amountOrPercent,
  warn_at: amountOrPercent,
  duration: seconds,
  generation_duration: seconds,
  resolution,
  generation_resolution: resolution,
  audio,
  generation_generate_audio: audio,
};

/** Names of those that editors, chat programs and web pages put into text (unicode.org: NamesList). */
const NAMES: Readonly<Record<string, string>> = {
  '\t': 'tab',
  '\n': 'line break',
  '\u00a0': 'no-break space',
  '\u00ad': 'soft hyphen',
  '\u200b': 'zero width space',
  '\u200c': 'zero width non-joiner',
  '\u200d': 'zero width joiner',
  '\u200e': 'left-to-right mark',
  '\u200f': 'right-to-left mark',
  '\u202e': 'right-to-left override',
  '\u202f': 'narrow no-break space',
  '\u2060': 'word joiner',
  '\u3000': 'ideographic space',
  '\ufeff': 'byte order mark',
};

/** Spaces other than the usual one, and characters that cannot be seen, but for what joins emoji and letters. */
const HIDDEN = new RegExp(String.raw`(?! |\uFE0F|${JOINED.join('|')})[\p{Z}\p{Cc}\p{Cf}\p{DI}\u2800]`, 'u');

/** The first character of a text that people do not see, or take for a space: `the character U+00A0 (no-break space)`. */
export function hiddenCharacterIn(text: string): Message | undefined {
  const [character] = HIDDEN.exec(text) ?? [];
  if (character === undefined) return undefined;
  const code = `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
  const name = NAMES[character];
  return prose(`the character ${code}${name === undefined ? '' : ` (${name})`}`);
}

/** The place of the first such character in the source line of a place, or the place itself if the line has none there. */
export function placeOfHidden(place: Place): Place {
  const index = place.source.slice(place.column - 1).search(HIDDEN);
  return index === -1 ? place : { ...place, column: place.column + index, length: 1 };
}
