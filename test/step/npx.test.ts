import { execFile } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import * as v from 'valibot';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../support/step.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const run = promisify(execFile);
/** What `npm pack --json` tells. */
const packed = v.tuple([v.object({ filename: v.string(), files: v.array(v.object({ path: v.string() })) })]);

/** npm with nothing of what surrounds this process, and a registry that is not there. */
function clean(folder: string) {
  const npm = { npm_config_registry: 'http://127.0.0.1:9', npm_config_cache: join(folder, 'cache') };
  return { PATH: process.env['PATH'], HOME: folder, npm_config_update_notifier: 'false', ...npm };
}

test('the command line is one file, beside the thread that parses large plans', async () => {
  expect(await readdir(join(ROOT, 'dist/cli'))).toEqual(['index.js', 'licenses.txt', 'package.json', 'plan-worker.js']);
});

test('npx runs the packed package from a URL, and fetches nothing else', async () => {
  const folder = await temporaryFolder();
  const env = clean(folder);
  const pack = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
  const { filename, files } = v.parse(packed, JSON.parse((await run('npm', pack, { cwd: ROOT, env })).stdout))[0];
  expect(files.map(({ path }) => path).sort()).toEqual([
    'LICENSE',
    'README.md',
    'dist/cli/index.js',
    'dist/cli/licenses.txt',
    'dist/cli/package.json',
    'dist/cli/plan-worker.js',
    'package.json',
    'schema/generation-plan.schema.json',
    'schema/report.schema.json',
    'schema/settlement.schema.json',
  ]);

  const tarball = await readFile(join(folder, filename));
  const asked: (string | undefined)[] = [];
  const server = createServer(({ url }, response) => {
    asked.push(url);
    response.writeHead(200, { 'content-type': 'application/x-gzip' }).end(tarball);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server listens on no port.');
  await writeFile(join(folder, 'generation-plan.yml'), 'generations: [{ model: bfl/flux-schnell }]\n');
  const release = `http://127.0.0.1:${address.port}/archive/refs/tags/v1.0.0.tar.gz`;
  const { stdout } = await run('npx', ['--yes', release, 'validate'], { cwd: folder, env, timeout: 25_000 });
  expect(stdout).toMatch(/^✔ 1 plan without errors\./);
  expect(new Set(asked)).toEqual(new Set(['/archive/refs/tags/v1.0.0.tar.gz']));
});
