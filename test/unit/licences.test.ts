import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { licencesOf } from '../../scripts/licences.ts';

function mapOf(...sources: string[]): string {
  return JSON.stringify({ version: 3, sources });
}

/** The packages that a list of licences names. */
function packagesIn(text: string): string[] {
  return [...text.matchAll(/^(\S+) \S+ \(\S+\)\n-+$/gm)].map(([, name = '']) => name);
}

test('every package of every part of a bundle has its licence in the list, once, sorted', async () => {
  const maps = [
    mapOf('../src/main.ts', '../node_modules/yaml/dist/index.js', '../node_modules/@actions/core/lib/core.js'),
    mapOf('.././node_modules/big.js/big.mjs', '../node_modules/yaml/dist/doc/Document.js', '../webpack/runtime'),
  ];
  const text = await licencesOf(maps, ['node_modules/@vercel/ncc']);
  expect(packagesIn(text)).toEqual(['@actions/core', '@vercel/ncc', 'big.js', 'yaml']);
  expect(text).toContain('Copyright Eemeli Aro <eemeli@gmail.com>');
});

test('a package without a licence stops the build', async () => {
  await expect(licencesOf([mapOf('../node_modules/nobody-made-this/index.js')], [])).rejects.toThrow(
    'nobody-made-this',
  );
});

test('Dependabot groups what is bundled, and that alone', async () => {
  const { updates } = parse(await readFile('.github/dependabot.yml', 'utf8'));
  const { devDependencies } = JSON.parse(await readFile('package.json', 'utf8'));
  const lists = await Promise.all(globSync('dist/**/licenses.txt').map((file) => readFile(file, 'utf8')));
  const bundled = new Set(lists.flatMap(packagesIn));
  expect(updates[0].groups.bundled.patterns).toEqual(Object.keys(devDependencies).filter((name) => bundled.has(name)));
});
