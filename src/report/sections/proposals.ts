import { markdown } from '../markdown.ts';
import { proposalsOf } from '../parts.ts';
import type { Report } from '../schema.ts';
import type { Fitting } from './context.ts';
import { listed } from './listed.ts';

/** What the pull request changes in its own limits: it does not count yet. */
export function proposals(report: Report): Fitting {
  return listed(
    '**Proposed limits** (they count after the merge; until then, those of the base branch judge)',
    proposalsOf(report).map((text) => `- ${markdown(text)}`),
  );
}
