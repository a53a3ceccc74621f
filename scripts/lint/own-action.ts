/** Workflows held against our own `action.yml`, which actionlint does not know by its name. */
import { readFile } from 'node:fs/promises';
import { isMap, isScalar, LineCounter, parseDocument, type Scalar, visit, type YAMLMap } from 'yaml';

export interface Finding {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** The inputs of an action by name. */
export type Inputs = ReadonlyMap<string, { readonly required: boolean }>;

export async function inputsOfAction(file: string): Promise<Inputs> {
  const action = parseDocument(await readFile(file, 'utf8')).toJS();
  return new Map(
    Object.entries<{ required?: boolean; default?: unknown }>(action.inputs).map(([name, input]) => [
      name,
      { required: input.required === true && input.default === undefined },
    ]),
  );
}

/** The inputs of our actions. */
export interface OurActions {
  readonly gate: Inputs;
  readonly settle: Inputs;
}

/** Where a step uses an action of ours with an input that it has not, or without one that it needs. */
export function misusesOfAction(text: string, ours: OurActions): Finding[] {
  const lineCounter = new LineCounter();
  const found: Finding[] = [];
  const report = (node: Scalar, message: string) => {
    const { line, col } = lineCounter.linePos(node.range?.[0] ?? 0);
    found.push({ line, column: col, message });
  };
  visit(parseDocument(text, { lineCounter }), {
    Map(_, step: YAMLMap) {
      const uses = step.get('uses', true);
      const known = isScalar(uses) ? knownInputs(String(uses.value), ours) : undefined;
      if (!isScalar(uses) || known === undefined) return;
      const given = step.get('with', true);
      const keys = isMap(given) ? given.items.map(({ key }) => key).filter(isScalar) : [];
      for (const key of keys) {
        if (!known.has(String(key.value))) report(key, `action.yml has no input "${key.value}"`);
      }
      const names = new Set(keys.map((key) => String(key.value)));
      for (const [name, { required }] of known) {
        if (required && !names.has(name)) report(uses, `the required input "${name}" is not given`);
      }
    },
  });
  return found;
}

function knownInputs(uses: string, { gate, settle }: OurActions): Inputs | undefined {
  if (uses === './' || /^[^/]+\/babysea-budget-gate@/.test(uses)) return gate;
  return uses === './settle' || /^[^/]+\/babysea-budget-gate\/settle@/.test(uses) ? settle : undefined;
}
