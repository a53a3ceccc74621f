import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import ncc from '@vercel/ncc';
import { bundleCli } from './bundle-cli.ts';

/** The repository's root. The bundler must run from here: its module ids are paths relative to the working directory. */
export const ROOT = path.resolve(import.meta.dirname, '..');

/** What is bundled, and into which folder of `dist`. */
const BUNDLES = [
  { entry: 'src/main.ts', folder: '.' },
  { entry: 'sandbox/index.ts', folder: 'sandbox' },
];

/**
 * Bundles every entry that exists, and the command line, into `outDir`, with the licences of what is bundled.
 *
 * The same sources and the same installed packages give the same bytes, in whatever folder the work tree lies. Types
 * are not looked at: `npm run check` does that.
 *
 * @returns The files written, relative to `outDir`, sorted.
 */
export async function bundleAll(outDir: string): Promise<string[]> {
  process.chdir(ROOT);
  const written: string[] = [];
  for (const { entry, folder } of BUNDLES) {
    if (!existsSync(entry)) continue;
    // One after the other: ncc hands options to its loaders through the environment.
    for (const [name, content] of await bundle(entry, folder)) await write(path.join(folder, name), content);
  }
  for (const [name, content] of await bundleCli(ROOT)) {
    refusePathsOfThisMachine(path.join('cli', name), content);
    await write(path.join('cli', name), content);
  }
  return written.sort();

  async function write(file: string, content: string | Buffer): Promise<void> {
    await mkdir(path.dirname(path.join(outDir, file)), { recursive: true });
    await writeFile(path.join(outDir, file), content);
    written.push(file);
  }
}

async function bundle(entry: string, folder: string): Promise<Map<string, string | Buffer>> {
  const { code, map, assets } = await ncc(path.join(ROOT, entry), {
    cache: false,
    license: 'licenses.txt',
    minify: true,
    quiet: true,
    sourceMap: true,
    // What went wrong is traced by `src/trace.ts`, and only then: ncc's own way is loaded in every run.
    sourceMapRegister: false,
    sourceMapBasePrefix: `${path.posix.relative(path.posix.join('dist', folder), '.')}/`,
    target: 'es2022',
    transpileOnly: true,
  });
  const files = new Map<string, string | Buffer>([['index.js', code]]);
  if (map !== undefined) files.set('index.js.map', map);
  for (const [name, { source }] of Object.entries(assets)) files.set(name, source);
  for (const [name, content] of files) refusePathsOfThisMachine(path.join(folder, name), content);
  return files;
}

/** A path of this machine in a bundle would be private and would differ on the next machine. */
function refusePathsOfThisMachine(file: string, content: string | Buffer): void {
  if (content.includes(`${ROOT}/`)) throw new Error(`dist/${file} carries the path of this work tree, ${ROOT}.`);
}
