import stringWidth from 'string-width';

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** How many columns of a terminal a text takes. */
export function widthOf(text: string): number {
  return stringWidth(text);
}

/** A text in at most so many columns, its middle left out where it is longer: ids and models differ at both ends. */
export function shortened(text: string, most: number): string {
  if (widthOf(text) <= most) return text;
  const characters = [...graphemes.segment(text)].map(({ segment }) => segment);
  const tailRoom = Math.floor((most - 1) / 2);
  const tail = taken(characters.toReversed(), tailRoom).toReversed();
  const head = taken(characters, most - 1 - widthOf(tail.join('')));
  return `${head.join('')}…${tail.join('')}`;
}

function taken(characters: readonly string[], room: number): string[] {
  const kept: string[] = [];
  let width = 0;
  for (const character of characters) {
    width += widthOf(character);
    if (width > room) break;
    kept.push(character);
  }
  return kept;
}

/** Words on lines of at most so many columns; a word that is longer has a line of its own. */
export function wrapped(text: string, most: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && widthOf(longer) > most) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return [...lines, line];
}
