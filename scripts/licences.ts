import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * The licences of all packages that a bundle holds, as its source maps name them: the bundler's own list has those of one
 * of its chunks only.
 *
 * @param maps the source maps of the bundle
 * @param others further packages of which something is in the bundle, as folders
 * @throws where a package comes without a licence's text
 */
export async function licencesOf(maps: Iterable<string>, others: readonly string[]): Promise<string> {
  const folders = new Set(others);
  for (const map of maps) {
    const { sources }: { sources: readonly string[] } = JSON.parse(map);
    for (const source of sources) {
      const folder = /node_modules\/(?:.*\/node_modules\/)?(?:@[^/]+\/)?[^/]+/.exec(source)?.[0];
      if (folder !== undefined) folders.add(folder);
    }
  }
  const texts = await Promise.all([...folders].sort().map(licenceOf));
  return texts.join('\n');
}

async function licenceOf(folder: string): Promise<string> {
  const { name, version, license } = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
  const files = globSync('{LICEN[CS]E,licen[cs]e,COPYING,NOTICE}*', { cwd: folder }).sort();
  if (typeof license !== 'string' || files.length === 0) throw new Error(`${name} comes without a licence's text.`);
  const texts = await Promise.all(files.map((file) => readFile(path.join(folder, file), 'utf8')));
  const title = `${name} ${version} (${license})`;
  return `${title}\n${'-'.repeat(title.length)}\n\n${texts.map((text) => text.replaceAll('\r\n', '\n').trim()).join('\n\n')}\n`;
}
