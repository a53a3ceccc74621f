/** A longer order names no providers that a model has, and each line of a plan would take time for it. */
const MAX_PROVIDERS = 100;
const MAX_CHARACTERS = 5_000;

/**
 * The providers that a request names, in the order in which they are tried.
 *
 * @param order its `generation_provider_order`: a list, or text with commas
 */
export function providerOrder(order: unknown): readonly string[] | undefined {
  if (typeof order === 'string') {
    return order.length > MAX_CHARACTERS ? undefined : order.split(',').map((name) => name.trim());
  }
  const isOrder =
    Array.isArray(order) && order.length <= MAX_PROVIDERS && order.every((entry) => typeof entry === 'string');
  return isOrder ? order : undefined;
}
