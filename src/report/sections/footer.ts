import { INLINE_PLAN } from '../../plan/plan.ts';
import { oneLine, plural } from '../../shared/message.ts';
import { codeSpan, escapeHtml } from '../markdown.ts';
import type { Report } from '../schema.ts';
import type { RunContext } from './context.ts';

/** The plan files that the footer names. */
const MAX_FILES = 10;
/** The longest path that the footer links, encoded; longer ones would take the room of what matters. */
const MAX_PATH_CHARACTERS = 1_000;

/** Where all this comes from: plan files, region, commit, run. */
export function footer({ files, plans }: Report, { api, repositoryUrl, commit, runUrl }: RunContext): string {
  const root = repositoryUrl === undefined || commit === undefined ? undefined : `${repositoryUrl}/blob/${commit}`;
  const named = files.slice(0, MAX_FILES).map((file) => fileLink(file, root));
  const more = files.length > MAX_FILES ? [`${files.length - MAX_FILES} more`] : [];
  const [only, ...others] = plans;
  const title = only?.name && others.length === 0 ? ` (${codeSpan(only.name)})` : '';
  const parts = [
    ...(named.length > 0
      ? [`${files.length === 1 ? 'Plan' : plural(files.length, 'plan')}: ${[...named, ...more].join(', ')}${title}`]
      : []),
    `prices from BabySea ${codeSpan(api)}`,
    ...(commit === undefined ? [] : [`commit ${codeSpan(commit.slice(0, 7))}`]),
    ...(runUrl === undefined ? [] : [runLink(runUrl)]),
  ];
  return `<sub>${parts.join(' · ')}</sub>`;
}

/** In the footer Markdown is read, so that code must be a span: an element would not keep it from what it holds. */
function fileLink(file: string, root: string | undefined): string {
  const name = codeSpan(oneLine(file));
  // Half of a pair that makes a letter cannot be encoded.
  const path = file
    .replace(/\p{Cs}/gu, '\ufffd')
    .split('/')
    .map(encodeURIComponent)
    .join('/');
  if (root === undefined || file === INLINE_PLAN || path.length > MAX_PATH_CHARACTERS) return name;
  return `<a href="${escapeHtml(`${root}/${path}`)}">${name}</a>`;
}

function runLink(runUrl: string): string {
  return `<a href="${escapeHtml(runUrl)}">run</a>`;
}
