import { existsSync, globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { rolldown } from 'rolldown';

/**
 * Bundles the command line into one file, which runs wherever it is copied to, and the licences of what is in it. The
 * action's bundler would put what is loaded late into files beside it.
 *
 * @param root the repository's root
 * @returns The files by their names.
 */
export async function bundleCli(root: string): Promise<Map<string, string>> {
  const bundle = await rolldown({
    input: path.join(root, 'src/cli/main.ts'),
    cwd: root,
    platform: 'node',
    transform: { target: 'node20' },
    // A warning would be a surprise on somebody's machine.
    onLog: (level, { message }) => {
      if (level !== 'debug') throw new Error(message);
    },
  });
  const { output } = await bundle.generate({ format: 'esm', minify: true, codeSplitting: false, comments: false });
  await bundle.close();
  const [chunk, ...others] = output;
  if (others.length > 0) throw new Error(`The command line is to be one file, and would be ${output.length}.`);
  return new Map([
    ['index.js', chunk.code],
    ['licenses.txt', await licencesOf(chunk.moduleIds)],
  ]);
}

/** The licence of each package that modules come from, by the names of the packages. */
async function licencesOf(moduleIds: readonly string[]): Promise<string> {
  const folders = new Map<string, string>();
  for (const id of moduleIds) {
    const folder = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(id)?.[0];
    const name = folder?.replace(/^.*\/node_modules\//, '');
    if (folder !== undefined && name !== undefined) folders.set(name, folder);
  }
  const entries: string[] = [];
  for (const [name, folder] of [...folders].sort(([one], [other]) => (one < other ? -1 : 1))) {
    const { license }: { license?: string } = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
    const [file] = globSync('{licen[cs]e,LICEN[CS]E,Licen[cs]e}{,.*,-*}', { cwd: folder }).sort();
    const text =
      file !== undefined && existsSync(path.join(folder, file)) ? await readFile(path.join(folder, file), 'utf8') : '';
    entries.push(`${name}\n${license ?? 'see its own words'}\n${text.trim()}\n`);
  }
  return entries.join('\n');
}
