import * as v from 'valibot';

/** GitHub answered with a good status, but not in the shape that it documents. The fields are those of Octokit's errors. */
class InvalidResponseError extends Error {
  readonly status = 200;
  readonly response = {};

  constructor(field: string) {
    super(`an answer that is not as documented (at ${field})`);
  }
}

/** The data of a response in its documented shape. Throws if it has another one. */
export function parseResponse<const Schema extends v.GenericSchema>(
  schema: Schema,
  data: unknown,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, data);
  if (result.success) return result.output;
  const path = v.getDotPath(result.issues[0]) ?? '';
  throw new InvalidResponseError(/^[\w.]{1,100}$/.test(path) ? path : 'its root');
}

/** The id or number of something on GitHub. */
export const idSchema = v.pipe(v.number(), v.safeInteger(), v.minValue(1));

/** The id of a commit. */
export const shaSchema = v.pipe(v.string(), v.regex(/^[0-9a-f]{40,64}$/));
