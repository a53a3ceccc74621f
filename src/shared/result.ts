/** The result of what may fail in expected ways. A bug is an exception. */
export type Result<Value, Failure> = { readonly value: Value } | { readonly error: Failure };

/** The value of JSON text; `undefined` if it is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
