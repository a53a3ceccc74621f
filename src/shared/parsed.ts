import * as v from 'valibot';

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
