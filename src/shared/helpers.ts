import * as v from 'valibot';

/** The result of what may fail in expected ways. A bug is an exception. */
export type Result<Value, Failure> = { readonly value: Value } | { readonly error: Failure };

/** The message of whatever was thrown. */
export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The code of an error of Node's, such as `ENOENT`; its message if it has none. */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : errorMessage(error);
}

/** The value of JSON text; `undefined` if it is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The items by their key, in the order in which they come (as `Map.groupBy`, which Node 20 lacks). */
export function groupBy<Key, Item>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, [Item, ...Item[]]> {
  const groups = new Map<Key, [Item, ...Item[]]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

/** A schema whose value is what a function makes of that of another one; `undefined` is an issue. */
export function parsed<Input, Value>(
  schema: v.GenericSchema<Input>,
  parse: (value: Input) => Value | undefined,
  expected: string,
) {
  return v.pipe(
    schema,
    v.rawTransform<Input, Value>(({ dataset, addIssue, NEVER }) => {
      const value = parse(dataset.value);
      if (value !== undefined) return value;
      addIssue({ message: expected });
      return NEVER;
    }),
  );
}
