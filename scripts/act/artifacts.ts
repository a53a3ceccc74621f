/** Stand-ins for the actions that hand files from one job to another: GitHub's own need its servers. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

const UPLOAD = `
const { cpSync } = require('node:fs');
const { basename, join } = require('node:path');
const { INPUT_NAME: name, INPUT_PATH: file } = process.env;
cpSync(file, join(ARTIFACTS, name, basename(file)));
`;

const DOWNLOAD = `
const { cpSync, readdirSync } = require('node:fs');
const { join, matchesGlob } = require('node:path');
const names = readdirSync(ARTIFACTS).filter((name) => matchesGlob(name, process.env.INPUT_PATTERN));
for (const name of names) cpSync(join(ARTIFACTS, name), name, { recursive: true });
`;

/**
 * The actions by their names in docs/settle.md, each in a folder of its own. They know the inputs that are used there.
 *
 * @param folder where the actions are written
 * @param artifacts where they keep the files, one folder for each artifact
 */
export async function artifactActions(folder: string, artifacts: string): Promise<Record<string, string>> {
  return {
    'actions/upload-artifact@v4': await action(path.join(folder, 'upload'), ['name', 'path', 'overwrite'], UPLOAD),
    'actions/download-artifact@v5': await action(path.join(folder, 'download'), ['pattern'], DOWNLOAD),
  };

  async function action(into: string, inputs: readonly string[], script: string): Promise<string> {
    await mkdir(into, { recursive: true });
    const declared = Object.fromEntries(inputs.map((name) => [name, { description: name }]));
    const runs = { using: 'node24', main: 'main.cjs' };
    // JSON is YAML.
    await writeFile(path.join(into, 'action.yml'), JSON.stringify({ name: 'Artifacts', inputs: declared, runs }));
    await writeFile(path.join(into, 'main.cjs'), `const ARTIFACTS = ${JSON.stringify(artifacts)};${script}`);
    return into;
  }
}
