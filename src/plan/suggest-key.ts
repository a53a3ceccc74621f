import { closest, distance } from 'fastest-levenshtein';
import { list, type Message, prose, say } from '../shared/message.ts';

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
  // Of a word of two letters, one must be right.
  const most = Math.min(Math.max(2, Math.floor(word.length / 3)), word.length - 1);
  return distance(word.toLowerCase(), nearest) <= most ? nearest : undefined;
}
