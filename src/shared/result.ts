/** The result of what may fail in expected ways. A bug is an exception. */
export type Result<Value, Failure> = { readonly value: Value } | { readonly error: Failure };
