import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import ncc from '@vercel/ncc';
import { minify } from 'terser';
import { licencesOf } from './licences.ts';

/** The repository's root. The bundler must run from here: its module ids are paths relative to the working directory. */
export const ROOT = path.resolve(import.meta.dirname, '..');

/** The thread that parses large plans; `src/plan/parse-in-worker.ts` looks for this file beside the bundle. */
const WORKER = { entry: 'src/plan/plan-worker.ts', name: 'plan-worker.js' };

/** What is bundled, and into which folder of `dist`. */
const BUNDLES = [
  { entry: 'src/main.ts', folder: '.', hasMaps: true, hasWorker: true },
  { entry: 'sandbox/index.ts', folder: 'sandbox', hasMaps: true, hasWorker: false },
  // Nothing reads its maps: who runs it from a clone has its source.
  { entry: 'src/cli/main.ts', folder: 'cli', hasMaps: false, hasWorker: true },
];

/** What of it comes into every bundle: its runtime, and what reads source maps for stack traces. */
const PARTS_OF_THE_BUNDLER = ['node_modules/@vercel/ncc'];

/**
 * Bundles every entry that exists into `outDir`, with source maps and the licences of what is bundled.
 *
 * The same sources and the same installed packages give the same bytes, in whatever folder the work tree lies. Types
 * are not looked at: `npm run check` does that.
 *
 * @returns The files written, relative to `outDir`, sorted.
 */
export async function bundleAll(outDir: string): Promise<string[]> {
  process.chdir(ROOT);
  const written: string[] = [];
  for (const { entry, folder, hasMaps, hasWorker } of BUNDLES) {
    if (!existsSync(entry)) continue;
    // One after the other: ncc hands options to its loaders through the environment.
    const files = await bundle(entry, folder, hasMaps);
    // Its packages are among those of the bundle beside it, whose licences are listed.
    if (hasWorker) files.set(WORKER.name, (await bundle(WORKER.entry, folder, false)).get('index.js') ?? '');
    for (const [name, content] of files) {
      const file = path.join(folder, name);
      await mkdir(path.dirname(path.join(outDir, file)), { recursive: true });
      // What names its interpreter can be run by its name.
      await writeFile(path.join(outDir, file), content, { mode: content.indexOf('#!') === 0 ? 0o755 : 0o644 });
      written.push(file);
    }
  }
  return written.sort();
}

async function bundle(entry: string, folder: string, hasMaps: boolean): Promise<Map<string, string | Buffer>> {
  const { code, map, assets } = await ncc(path.join(ROOT, entry), {
    cache: false,
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
  await minifyChunks(files);
  const maps = [...files].filter(([name]) => name.endsWith('.map')).map(([, content]) => String(content));
  files.set('licenses.txt', await licencesOf(maps, PARTS_OF_THE_BUNDLER));
  if (!hasMaps) withoutMaps(files);
  for (const [name, content] of files) refusePathsOfThisMachine(path.join(folder, name), content);
  return files;
}

/** The bundler minifies the entry alone; what is loaded later costs its length as well. */
async function minifyChunks(files: Map<string, string | Buffer>): Promise<void> {
  for (const [name, content] of [...files]) {
    const map = files.get(`${name}.map`);
    if (name === 'index.js' || map === undefined) continue;
    const sourceMap = { content: String(map), url: `${name}.map` };
    const minified = await minify(String(content), { module: true, ecma: 2020, sourceMap });
    files.set(name, minified.code ?? content);
    files.set(`${name}.map`, String(minified.map ?? map));
  }
}

function withoutMaps(files: Map<string, string | Buffer>): void {
  for (const [name, content] of [...files]) {
    if (name.endsWith('.map')) files.delete(name);
    else files.set(name, String(content).replace(/\n\/\/# sourceMappingURL=\S+\s*$/, '\n'));
  }
}

/** A path of this machine in a bundle would be private and would differ on the next machine. */
function refusePathsOfThisMachine(file: string, content: string | Buffer): void {
  if (content.includes(`${ROOT}/`)) throw new Error(`dist/${file} carries the path of this work tree, ${ROOT}.`);
}
