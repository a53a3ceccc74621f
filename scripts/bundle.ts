import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import ncc from '@vercel/ncc';
import { licencesOf } from './licences.ts';

/** The repository's root. The bundler must run from here: its module ids are paths relative to the working directory. */
export const ROOT = path.resolve(import.meta.dirname, '..');

/** The thread that parses large plans; `src/plan/parse-in-worker.ts` looks for this file beside the bundle. */
const WORKER = { entry: 'src/plan/plan-worker.ts', name: 'plan-worker.js' };

/** What is bundled, and into which folder of `dist`. */
const BUNDLES = [
  { entry: 'src/index.ts', folder: '.', hasWorker: true },
  { entry: 'src/action/settle.ts', folder: 'settle', hasWorker: true },
  { entry: 'sandbox/index.ts', folder: 'sandbox', hasWorker: false },
  { entry: 'src/cli/main.ts', folder: 'cli', hasWorker: true },
];

/** What of it comes into every bundle: its runtime. */
const PARTS_OF_THE_BUNDLER = ['node_modules/@vercel/ncc'];

/**
 * Bundles every entry that exists into `outDir`, each as one file, with the licences of what is bundled.
 *
 * The same sources and the same installed packages give the same bytes, in whatever folder the work tree lies. Types
 * are not looked at: `npm run check` does that.
 *
 * @returns The files written, relative to `outDir`, sorted.
 */
export async function bundleAll(outDir: string): Promise<string[]> {
  process.chdir(ROOT);
  const written: string[] = [];
  for (const { entry, folder, hasWorker } of BUNDLES) {
    if (!existsSync(entry)) continue;
    // One after the other: ncc hands options to its loaders through the environment.
    const files = await bundle(entry, folder);
    // Its packages are among those of the bundle beside it, whose licences are listed.
    if (hasWorker) files.set(WORKER.name, (await bundle(WORKER.entry, folder)).get('index.js') ?? '');
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

async function bundle(entry: string, folder: string): Promise<Map<string, string | Buffer>> {
  const { code, map, assets } = await ncc(path.join(ROOT, entry), {
    cache: false,
    quiet: true,
    // Not written: they name the packages whose licences have to be in the list.
    sourceMap: true,
    sourceMapRegister: false,
    target: 'es2022',
    transpileOnly: true,
  });
  const maps = map === undefined ? [] : [map];
  const files = new Map<string, string | Buffer>([['index.js', withoutMap(code)]]);
  for (const [name, { source }] of Object.entries(assets)) {
    if (name.endsWith('.map')) maps.push(String(source));
    else files.set(name, name.endsWith('.js') ? withoutMap(String(source)) : source);
  }
  files.set('licenses.txt', await licencesOf(maps, PARTS_OF_THE_BUNDLER));
  for (const [name, content] of files) refusePathsOfThisMachine(path.join(folder, name), content);
  return files;
}

function withoutMap(code: string): string {
  return code.replace(/\n\/\/# sourceMappingURL=\S+\s*$/, '\n');
}

/** A path of this machine in a bundle would be private and would differ on the next machine. */
function refusePathsOfThisMachine(file: string, content: string | Buffer): void {
  if (content.includes(`${ROOT}/`)) throw new Error(`dist/${file} carries the path of this work tree, ${ROOT}.`);
}
