/**
 * `npm run check:dist`: fails where the committed `dist` is not what the sources build. They are built in a copy of the
 * work tree, so that a build that depends on its folder, or on a file that Git does not know, fails too.
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ROOT } from './bundle.ts';
import { copyWorkTree } from './work-tree-copy.ts';

const elsewhere = await mkdtemp(path.join(tmpdir(), 'work-tree-'));
try {
  await copyWorkTree(elsewhere);
  execFileSync(process.execPath, [path.join('scripts', 'build.ts')], {
    cwd: elsewhere,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const differences = await differencesBetween(path.join(ROOT, 'dist'), path.join(elsewhere, 'dist'));
  if (differences.length > 0) {
    console.error('dist is not what the sources build. Run "npm run build" and commit dist. These differ:');
    for (const difference of differences) console.error(`  ${difference}`);
    console.error('If they still differ then, the build depends on the folder that it runs in.');
    process.exitCode = 1;
  } else {
    console.log('dist is what the sources build, in whatever folder.');
  }
} finally {
  await rm(elsewhere, { recursive: true, force: true });
}

async function differencesBetween(committed: string, built: string): Promise<string[]> {
  const [old, now] = [await filesOf(committed), await filesOf(built)];
  const differences: string[] = [];
  for (const file of [...new Set([...old, ...now])].sort()) {
    const name = `dist/${file}`;
    if (!now.has(file)) differences.push(`${name}: is no longer built`);
    else if (!old.has(file)) differences.push(`${name}: is missing`);
    else if (!(await sameBytes(path.join(committed, file), path.join(built, file)))) {
      differences.push(`${name}: has other content`);
    }
  }
  return differences;
}

async function filesOf(folder: string): Promise<Set<string>> {
  if (!existsSync(folder)) return new Set();
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return new Set(files.map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name))));
}

async function sameBytes(one: string, other: string): Promise<boolean> {
  return (await readFile(one)).equals(await readFile(other));
}
