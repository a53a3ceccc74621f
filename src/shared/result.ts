/**
 * What came of something that may fail in ways that are expected: the value, or what went wrong. A bug is an exception.
 */
export type Result<Value, Failure> = { readonly value: Value } | { readonly error: Failure };
