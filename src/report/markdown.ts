import type { Verdict } from '../budget/rules.ts';
import type { Diagnostic } from '../shared/diagnostic.ts';
import { flatten, type Message, plural } from '../shared/message.ts';
import { groupThousands } from '../shared/money.ts';

/** Text, tables and sections for GitHub, in which what came from outside stays inert. */

export const VERDICT_ICONS: Readonly<Record<Verdict, string>> = { pass: '✅', warn: '⚠️', fail: '❌', error: '⛔' };
export const SEVERITY_ICONS: Readonly<Record<Diagnostic['severity'], string>> = {
  error: '⛔',
  warning: '⚠️',
  notice: 'ℹ️',
};

/**
 * Text as Markdown in which what came from outside stays inert: inside a code span GitHub makes no links, mentions,
 * references, emoji, HTML or table cells of it.
 */
export function markdown({ parts }: Message): string {
  // GitHub would show the text between two dollar signs as a formula.
  const hasDollar = parts.some(({ kind, text }) => kind === 'data' && text.includes('$'));
  return parts
    .map(({ kind, text }, index) => {
      if (kind === 'prose') return hasDollar ? text.replaceAll('$', '\\$') : text;
      // Two code spans side by side would share their backticks.
      return parts[index - 1]?.kind === 'data' ? ` ${codeSpan(text)}` : codeSpan(text);
    })
    .join('');
}

/** A code span that shows any text on one line; its fence is longer than any run of backticks inside. */
export function codeSpan(anyText: string): string {
  const text = flatten(anyText);
  if (text === '') return '(empty)';
  const fence = '`'.repeat(longestRun(text) + 1);
  // CommonMark takes a backtick at an end for the fence's, unless a space parts them; it strips one on each side.
  const padding = text.startsWith('`') || text.endsWith('`') ? ' ' : '';
  return `${fence}${padding}${text}${padding}${fence}`;
}

/** A code block that holds any text; its fence is longer than any run of backticks inside. */
export function codeBlock(text: string, language = ''): string {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}${language}\n${text}\n${fence}`;
}

/** `<code>` on one line for HTML blocks, where Markdown is not read: they end with an empty line. */
export function codeHtml(text: string): string {
  return `<code>${escapeHtml(flatten(text))}</code>`;
}

/** The same as HTML, for blocks in which Markdown is not read. */
export function html({ parts }: Message): string {
  const hasDollar = parts.some(({ kind, text }) => kind === 'data' && text.includes('$'));
  return parts
    .map(({ kind, text }) => {
      if (kind === 'data') return codeHtml(text);
      return hasDollar ? escapeHtml(text).replaceAll('$', '&#36;') : escapeHtml(text);
    })
    .join('');
}

/** An HTML table, since Markdown does not work inside: text from the plan cannot end a cell or make a link. */
export function htmlTable(head: readonly string[], rows: readonly string[]): string {
  return ['<table>', `<tr>${head.map((title) => `<th>${title}</th>`).join('')}</tr>`, ...rows, '</table>'].join('\n');
}

/** Text that means itself inside of HTML. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}

/** The rows of a table that are seen without unfolding. */
const OPEN_ROWS = 20;

/** A table of which all but the first rows are folded; empty without rows. */
export function foldedTable(head: readonly string[], rows: readonly string[], unit: string): string {
  const folded = rows.slice(OPEN_ROWS);
  return [
    ...(rows.length > 0 ? [htmlTable(head, rows.slice(0, OPEN_ROWS))] : []),
    ...(folded.length > 0
      ? [`<details><summary>${plural(folded.length, `more ${unit}`)}</summary>`, htmlTable(head, folded), '</details>']
      : []),
  ].join('\n');
}

/** Figures as a table of one row, under their names. */
export function figureRow(figures: readonly (readonly [name: string, text: string | undefined])[]): string {
  return [
    `| ${figures.map(([name]) => name).join(' | ')} |`,
    `|${figures.map(() => ' ---: |').join('')}`,
    `| ${figures.map(([, text]) => text ?? 'unknown').join(' | ')} |`,
  ].join('\n');
}

/** A part of a comment that can leave out entries; then it says how many. */
export interface Section {
  /** How many entries it has. */
  readonly size: number;
  /** Its text with so many entries. */
  readonly render: (room: number) => string;
}

export const NO_SECTION: Section = { size: 0, render: () => '' };

/**
 * A section of items, of which the last may be left out. Empty without items.
 *
 * @param show the text with these items
 * @param more says how many are left out, below so many
 * @param total how many items there are, if there is never room for all
 */
export function sectionOf(
  items: readonly string[],
  show: (shown: readonly string[]) => string,
  more: (left: number, room: number) => string,
  total = items.length,
): Section {
  if (items.length === 0) return NO_SECTION;
  const render = (room: number) => {
    const left = total - room;
    const texts = [show(items.slice(0, room)), left > 0 ? more(left, room) : ''];
    return texts.filter((text) => text !== '').join('\n');
  };
  return { size: items.length, render };
}

/** A list under a title; empty without items. */
export function listed(title: string, items: readonly string[], most = items.length): Section {
  return sectionOf(
    items.slice(0, most),
    (shown) => [title, '', ...shown].join('\n'),
    (left) => `- … and ${groupThousands(left)} more; the log and the other formats have them all.`,
    items.length,
  );
}

/**
 * Sections one below the other, with as many entries as fit.
 *
 * @param order who gets room first; the last has entries only as far as room is left
 */
export function fitted(
  sections: readonly (Section | string)[],
  order: readonly Section[],
  fits: (body: string) => boolean,
): string {
  const rooms = new Map(order.map((section) => [section, section.size]));
  const render = () => {
    const texts = sections.map((part) => (typeof part === 'string' ? part : part.render(rooms.get(part) ?? 0)));
    return `${texts.filter((text) => text !== '').join('\n\n')}\n`;
  };
  // Nearly always, all of it fits.
  const whole = render();
  if (fits(whole)) return whole;
  rooms.clear();
  for (const section of order) {
    // The most entries that fit, found by halving; none if not even one does.
    let [most, tooMany] = [0, section.size + 1];
    while (tooMany - most > 1) {
      const middle = Math.floor((most + tooMany) / 2);
      rooms.set(section, middle);
      if (fits(render())) most = middle;
      else tooMany = middle;
    }
    rooms.set(section, most);
  }
  return render();
}
