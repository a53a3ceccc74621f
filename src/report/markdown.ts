import { flatten, type Message } from '../shared/message.ts';

/**
 * Text as Markdown in which what came from outside stays inert: inside a code span GitHub makes no links, mentions,
 * references, emoji, HTML or table cells of it.
 */
export function markdown({ parts }: Message): string {
  // From the dollar of an amount to one in a code span, GitHub would set a formula.
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
