import type { Text } from '../text.ts';

/**
 * Text as Markdown in which what came from outside stays inert: inside a code span GitHub makes no links, mentions,
 * references, emoji, HTML or table cells of it.
 */
export function markdown(text: Text): string {
  return text.parts.map((part) => (part.kind === 'data' ? codeSpan(part.text) : part.text)).join('');
}

/** A code span that holds any text on one line; its fence is longer than any run of backticks inside. */
export function codeSpan(text: string): string {
  if (text === '') return '(empty)';
  const fence = '`'.repeat(longestRun(text) + 1);
  // CommonMark strips one space on each side where both are there, and needs them beside a backtick.
  const padding = /^[ `]|[ `]$/.test(text) ? ' ' : '';
  return `${fence}${padding}${text}${padding}${fence}`;
}

/** A code block that holds any text; its fence is longer than any run of backticks inside. */
export function codeBlock(text: string, language = ''): string {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}${language}\n${text}\n${fence}`;
}

/** `<code>` for HTML blocks, where Markdown is not read. */
export function codeHtml(text: string): string {
  return `<code>${escapeHtml(text)}</code>`;
}

/** Text that means itself inside of HTML. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}
