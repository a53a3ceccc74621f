import { Usd } from '../../shared/money.ts';
import { codeBlock } from '../markdown.ts';
import { dearestFirst } from '../rows.ts';
import type { Report, ReportLine } from '../schema.ts';

/** The slices of the chart; the rest is one more. */
const MAX_SLICES = 8;
const MAX_LABEL_CHARACTERS = 40;

/** A picture of where the money goes, folded; nothing for fewer than two lines that cost something. */
export function chart({ plans, total_cost: total }: Report): string {
  const paid = dearestFirst(
    plans.flatMap(({ lines }) => lines),
    ({ cost }) => cost,
  ).filter(({ cost }) => cost?.exceeds(Usd.zero));
  if (total === null || paid.length < 2) return '';
  const rest = paid.slice(MAX_SLICES);
  const slices = [
    ...paid.slice(0, MAX_SLICES).map((line) => slice(labelOf(line), costOf(line))),
    ...(rest.length > 0 ? [slice(`${rest.length} others`, Usd.sum(rest.map(costOf)))] : []),
  ];
  const pie = codeBlock(['pie showData', ...slices].join('\n'), 'mermaid');
  return `<details><summary>Where the money goes</summary>\n\n${pie}\n\n</details>`;
}

function slice(label: string, cost: Usd): string {
  return `    "${label}" : ${cost}`;
}

/** Mermaid has a language of its own inside of labels: only what means itself there is kept. */
function labelOf({ id }: ReportLine): string {
  const characters = [...id.replace(/[^\p{L}\p{N} ._/×(),-]/gu, '_')];
  return characters.length > MAX_LABEL_CHARACTERS
    ? `${characters.slice(0, MAX_LABEL_CHARACTERS).join('')}…`
    : characters.join('');
}

function costOf({ cost }: ReportLine): Usd {
  return cost ?? Usd.zero;
}
