import { prose, say } from '../../text.ts';
import { markdown } from '../markdown.ts';
import type { Report } from '../schema.ts';
import type { Fitting } from './context.ts';
import { listed } from './listed.ts';

/** What the pull request changes in its own limits: it does not count yet. */
export function proposals({ proposals, plans }: Report): Fitting {
  const items = proposals.map(({ plan, key, from, to }) => {
    const where = plans.length > 1 ? say` of ${plan}` : undefined;
    return `- ${markdown(say`${key}${where}: ${from ?? prose('none')} → ${to ?? prose('none')}`)}`;
  });
  return listed('**Proposed limits** (they count after the merge; until then, those of the base branch judge)', items);
}
