import type { Alternative } from '../advice/alternatives.ts';
import { allowsModel, matchesAny } from '../plan/model-pattern.ts';
import { list, type Message, plural, prose, say } from '../shared/message.ts';
import type { LimitGroup } from './limits-by-line.ts';
import { swapFor } from './suggestions.ts';
import type { Finding } from './violation.ts';

/** The rules on models. A model that is denied may not be used, allowed or not. */
export function judgeModels(group: LimitGroup, alternatives: readonly Alternative[]): Finding[] {
  return [...judgeAllowed(group, alternatives), ...judgeDenied(group, alternatives)];
}

function judgeAllowed(group: LimitGroup, alternatives: readonly Alternative[]): Finding[] {
  const allowed = group.budget.allowed_models;
  if (allowed === undefined) return [];
  const strangers = modelsOf(group).filter((model) => !matchesAny(model, allowed));
  if (strangers.length === 0) return [];
  return [
    {
      rule: 'allowed_models',
      plan: group.file,
      limit: allowed.join(', '),
      actual: strangers.join(', '),
      message: say`${group.file} uses ${some(strangers)}, and its ${'allowed_models'} are ${some(allowed)}.`,
      help: say`${instead(group, alternatives, strangers) ?? prose('Use one of those')}, or have ${'allowed_models'} extended.`,
    },
  ];
}

function judgeDenied(group: LimitGroup, alternatives: readonly Alternative[]): Finding[] {
  const denied = group.budget.denied_models;
  if (denied === undefined) return [];
  const banned = modelsOf(group).filter((model) => matchesAny(model, denied));
  if (banned.length === 0) return [];
  return [
    {
      rule: 'denied_models',
      plan: group.file,
      limit: denied.join(', '),
      actual: banned.join(', '),
      message: say`${group.file} uses ${some(banned)}, which its ${'denied_models'} forbid (${some(denied)}).`,
      help: say`${instead(group, alternatives, banned) ?? prose('Use another model')}, or have ${'denied_models'} changed.`,
    },
  ];
}

function modelsOf({ lines }: LimitGroup): string[] {
  return [...new Set(lines.map(({ line }) => line.model))];
}

/** A model that may be used in the place of one that may not, where one is known. */
function instead(
  group: LimitGroup,
  alternatives: readonly Alternative[],
  refused: readonly string[],
): Message | undefined {
  for (const priced of group.lines) {
    const swap = refused.includes(priced.line.model) ? swapFor({ ...group, alternatives }, priced) : undefined;
    if (swap !== undefined && allowsModel(group.budget, swap.model)) {
      return say`Use ${swap.model} for ${priced.line.id}, for example`;
    }
  }
  return undefined;
}

const MAX_NAMED = 10;

/** The first few of many: a sentence must fit where it is shown. */
function some(items: readonly string[]): Message {
  const shown: (Message | string)[] = items.slice(0, MAX_NAMED);
  if (items.length > MAX_NAMED) shown.push(plural(items.length - MAX_NAMED, 'other'));
  return shown.length === 0 ? prose('none') : list(shown);
}
