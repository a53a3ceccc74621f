import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, cp, link, mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { ROOT } from './bundle.ts';

/**
 * Copies the work tree into an empty folder, as Git knows it: what is ignored stays away, but for the installed packages,
 * which become hard links. `dist` stays away too.
 */
export async function copyWorkTree(folder: string): Promise<void> {
  for (const file of filesOfWorkTree()) {
    const copy = path.join(folder, file);
    await mkdir(path.dirname(copy), { recursive: true });
    await copyFile(path.join(ROOT, file), copy);
  }
  await linkFolder(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
}

function filesOfWorkTree(): string[] {
  const options = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate'];
  const files = execFileSync('git', options, { cwd: ROOT, encoding: 'utf8' }).split('\0');
  return files.filter((file) => file !== '' && !file.startsWith('dist/') && existsSync(path.join(ROOT, file)));
}

/** Links every file of a folder, or copies it where the two are on different disks. Symbolic links stay what they are. */
async function linkFolder(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [old, now] = [path.join(from, entry.name), path.join(to, entry.name)];
    if (entry.isDirectory()) await linkFolder(old, now);
    else if (entry.isFile()) await link(old, now).catch(() => copyFile(old, now));
    else await cp(old, now, { verbatimSymlinks: true });
  }
}
