/**
 * `node scripts/release-notes.ts VERSION`: writes what CHANGELOG.md says of a version, for its release. Fails where the
 * version is none, is not that of package.json, or has no entry. Needs no installed package.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { notesOf } from './changelog.ts';

const ROOT = path.resolve(import.meta.dirname, '..');

try {
  console.log(await releaseNotes(process.argv[2] ?? ''));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function releaseNotes(version: string): Promise<string> {
  if (!/^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$/.test(version)) {
    throw new Error('The version should be three numbers such as 1.4.0, without a v.');
  }
  const { version: declared } = JSON.parse(await readFile(path.join(ROOT, 'package.json'), 'utf8'));
  if (version !== declared) throw new Error(`package.json says version ${declared}, and not ${version}.`);
  return notesOf(version, await readFile(path.join(ROOT, 'CHANGELOG.md'), 'utf8'));
}
