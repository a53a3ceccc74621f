import { shortened, widthOf } from './width.ts';

/** Columns between two cells. */
const GAP = 2;
/** The fewest columns that a text is shortened to. */
const NARROWEST = 6;

/**
 * Rows as aligned columns. The last so many hold figures: they stand to the right, and are never shortened; the others are
 * texts, and give way where the terminal is too narrow, the longest first.
 *
 * @param columns of the terminal; `Infinity` where nothing is shown in one
 */
export function table(rows: readonly (readonly string[])[], figures: number, columns: number): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, widthOf(cell));
  }
  const texts = widths.length - figures;
  const taken = widths.slice(texts).reduce((sum, width) => sum + width, 0) + GAP * (widths.length - 1);
  const most = widest(widths.slice(0, texts), columns - taken);
  return rows.map((row) =>
    row
      .map((cell, index) => {
        const isText = index < texts;
        const shown = isText ? shortened(cell, most) : cell;
        const width = isText ? Math.min(widths[index] ?? 0, most) : (widths[index] ?? 0);
        const padding = ' '.repeat(width - widthOf(shown));
        return isText ? shown + padding : padding + shown;
      })
      .join(' '.repeat(GAP))
      .trimEnd(),
  );
}

/** The most that each text may take, so that all of them fit the room. */
function widest(widths: readonly number[], room: number): number {
  const fits = (most: number) => widths.reduce((sum, width) => sum + Math.min(width, most), 0) <= room;
  let most = Math.max(0, ...widths);
  while (most > NARROWEST && !fits(most)) most -= 1;
  return most;
}
