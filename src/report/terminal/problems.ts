import { formatPlace } from '../../shared/diagnostic.ts';
import { snippetOf } from '../code-frame.ts';
import type { ReportProblem } from '../schema.ts';
import { item, type Medium, stylesOf } from './style.ts';
import { widthOf } from './width.ts';

/** The longest part of a source line that is shown where nothing limits it, in characters. */
const MAX_SOURCE_CHARACTERS = 120;

/** A problem as an editor's terminal links it: `file:line:column`, what is wrong, the source line with carets. */
export function problemLines({ severity, message, help, place }: ReportProblem, medium: Medium): string[] {
  const { icon, of, dim } = stylesOf(medium);
  const where = place === null ? '' : `${formatPlace({ ...place, file: medium.pathOf(place.file) })} `;
  const sentence = item(icon(severity), `${where}${message}${help === null ? '' : ` ${help}`}`, medium);
  if (place === null) return sentence;
  const room = Math.max(20, medium.columns - `  ${place.line} | `.length);
  const [source = '', carets = ''] = snippetOf(place, Math.min(MAX_SOURCE_CHARACTERS, room), widthOf).split('\n');
  const bar = carets.indexOf('^');
  return [...sentence, `  ${dim(source)}`, `  ${dim(carets.slice(0, bar))}${of(severity)(carets.slice(bar))}`];
}
