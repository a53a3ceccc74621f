import type { Place } from '../shared/diagnostic.ts';
import { type Message, prose } from '../shared/message.ts';
import { JOINED } from './schema.ts';

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
