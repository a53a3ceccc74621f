import type { Answer } from '../http/answer.ts';
import type { RepoInput } from './endpoint.ts';

const DEFAULT_PER_PAGE = 30;
const MOST_PER_PAGE = 100;

/** One page of a list, with the Link header that GitHub sends where there is more than one. */
export function paginate(items: readonly unknown[], { request, links }: Pick<RepoInput, 'request' | 'links'>): Answer {
  const { per_page, page: pageText } = request.query;
  const perPage = Math.min(MOST_PER_PAGE, positive(per_page) ?? DEFAULT_PER_PAGE);
  const page = positive(pageText) ?? 1;
  const last = Math.max(1, Math.ceil(items.length / perPage));

  const link = (to: number, rel: string) => {
    const query = new URLSearchParams({ ...request.query, page: String(to) });
    return `<${new URL(request.path, links.pages)}?${query}>; rel="${rel}"`;
  };
  const header = [
    ...(page > 1 ? [link(Math.min(page - 1, last), 'prev')] : []),
    ...(page < last ? [link(page + 1, 'next'), link(last, 'last')] : []),
    ...(page > 1 ? [link(1, 'first')] : []),
  ].join(', ');

  return {
    status: 200,
    headers: header === '' ? {} : { link: header },
    body: items.slice((page - 1) * perPage, page * perPage),
  };
}

/** A positive whole number; anything else counts as not sent, as it does for GitHub. */
function positive(text: string | undefined): number | undefined {
  return text !== undefined && /^[1-9]\d*$/.test(text) ? Number(text) : undefined;
}
