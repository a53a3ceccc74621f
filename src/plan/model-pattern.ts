import type { Budget } from './schema.ts';

/** Whether a budget lets a model be used: denied weighs more than allowed. */
export function allowsModel(budget: Budget, model: string): boolean {
  const { allowed_models: allowed, denied_models: denied = [] } = budget;
  return (allowed === undefined || matchesAny(model, allowed)) && !matchesAny(model, denied);
}

/** Whether a model identifier fits one of the patterns, in which `*` stands for any characters. */
export function matchesAny(model: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => matches(model, pattern));
}

/** Takes each fixed part at its first place, which is enough, and takes no longer for any number of stars. */
function matches(model: string, pattern: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return model === pattern;
  if (!model.startsWith(first) || model.length < first.length + last.length || !model.endsWith(last)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = model.indexOf(part, at);
    if (found === -1 || found + part.length > model.length - last.length) return false;
    at = found + part.length;
  }
  return true;
}
