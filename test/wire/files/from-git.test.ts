import { execFileSync } from 'node:child_process';
import { access, chmod, mkdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test, vi } from 'vitest';
import { filesFromGit } from '../../../src/files/from-git.ts';
import { count, folder, git, plan, unreadable } from './support.ts';

/** A repository with two commits of `plan.yml`. */
async function repository(): Promise<string> {
  const workspace = await folder();
  git(workspace, 'init', '-q', '-b', 'main');
  for (const name of ['First', 'Second']) {
    await writeFile(join(workspace, 'plan.yml'), `name: ${name}`);
    git(workspace, 'add', '-A');
    git(workspace, 'commit', '-qm', name);
  }
  return workspace;
}

const FETCH = /Fetch all branches with all of their files before the gate runs: .*`fetch-depth: 0`/;

describe('a commit in Git', () => {
  test('is named by a branch, a SHA, or from another', async () => {
    const workspace = await repository();
    const [second = '', first = ''] = git(workspace, 'log', '--format=%H').split('\n');
    await writeFile(join(workspace, 'plan.yml'), 'name: Not committed');
    for (const revision of ['main', 'refs/heads/main', second, second.slice(0, 8)]) {
      const files = filesFromGit(workspace, revision);
      expect(await files.sha()).toBe(second);
      expect(await plan(files, 'plan.yml')).toBe('name: Second');
    }
    expect(await plan(filesFromGit(workspace, 'main~1'), 'plan.yml')).toBe('name: First');
    expect(await filesFromGit(workspace, first).sha()).toBe(first);
  });

  test.each([
    'nowhere',
    '0'.repeat(40),
    '--help',
    '--batch',
    '-p',
    '',
    'main:plan.yml',
    'main..main~1',
    'main\nmain',
    'main\0',
  ])('is not there: %j', async (revision) => {
    const files = filesFromGit(await repository(), revision);
    expect(await unreadable(files.sha())).toMatch(
      /^Git has no commit .*in the workspace\. Fetch all branches with all of their files before the gate runs/,
    );
    await unreadable(plan(files, 'plan.yml'));
    await unreadable(plan(files, 'no.yml'));
    expect(await count(files, 'data.csv')).toMatch(/^Git has no commit/);
  });

  test.each([
    ['a worktree', (from: string, to: string) => git(from, 'worktree', 'add', '-q', '--detach', to, 'main')],
    ['a shallow clone', (from: string, to: string) => git(from, 'clone', '-q', '--depth=1', `file://${from}`, to)],
    [
      'a sparse checkout without it',
      (from: string, to: string) => {
        git(from, 'clone', '-q', '--no-checkout', from, to);
        git(to, 'sparse-checkout', 'set', '--no-cone', 'nothing');
        git(to, 'checkout', '-q', 'main');
      },
    ],
  ])('is read from %s, and what is not there is an error', async (_, make) => {
    const [from, to] = [await repository(), join(await folder(), 'other')];
    make(from, to);
    expect(await plan(filesFromGit(to, 'HEAD'), 'plan.yml')).toBe('name: Second');
    expect((await filesFromGit(to, 'HEAD').list(''))?.map(({ name }) => name)).toEqual(['plan.yml']);
    expect(await unreadable(filesFromGit(to, 'nowhere').sha())).toMatch(/^Git has no commit/);
  });

  test.each(['true', 'false'])(
    'has the names of the tree, in whatever form they are written: core.precomposeunicode = %s',
    async (precompose) => {
      const workspace = await repository();
      git(workspace, 'config', 'core.precomposeunicode', precompose);
      const [composed, decomposed] = ['café.yml', 'cafe\u0301.yml'];
      for (const name of [composed, decomposed]) await writeFile(join(workspace, name), `name: ${name.length}`);
      git(workspace, 'add', '-A');
      git(workspace, 'commit', '-qm', 'Two forms of a name');
      const files = filesFromGit(workspace, 'HEAD');
      expect((await files.list(''))?.map(({ name }) => name)).toEqual(expect.arrayContaining([composed, decomposed]));
      expect(await plan(files, decomposed)).toBe('name: 9');
      expect(await plan(files, composed)).toBe('name: 8');
    },
  );

  test('has all of its names, also where two that are not UTF-8 look the same', async () => {
    const workspace = await repository();
    for (const name of [Buffer.from([0xfe]), Buffer.from([0xff])]) {
      await mkdir(Buffer.concat([Buffer.from(`${workspace}/`), name]));
      await writeFile(Buffer.concat([Buffer.from(`${workspace}/`), name, Buffer.from('/plan.yml')]), 'generations: []');
    }
    git(workspace, 'add', '-A');
    git(workspace, 'commit', '-qm', 'Odd');
    for (const isSearched of [false, true]) {
      const names = (await filesFromGit(workspace, 'main').list('', isSearched))?.map(({ name }) => name);
      expect(names?.sort()).toEqual(['plan.yml', '\ufffd', '\ufffd']);
    }
  });

  test('is left alone once the time for everything is up', async () => {
    const files = filesFromGit(await repository(), 'main', AbortSignal.abort());
    const ranOut = /^Time ran out while Git read the commit `main`.*raise `timeout`/;
    expect(await unreadable(files.sha())).toMatch(ranOut);
    expect(await unreadable(plan(files, 'plan.yml'))).toMatch(ranOut);
    expect(await count(files, 'data.csv')).toMatch(ranOut);
  });

  test('whose Git hangs is waited for as long as there is time', async () => {
    const bin = await folder();
    await writeFile(join(bin, 'git'), `#!/bin/sh\necho > '${bin}/begun'\nexec sleep 600\n`);
    await chmod(join(bin, 'git'), 0o755);
    const workspace = await repository();
    vi.stubEnv('PATH', `${bin}${delimiter}${process.env['PATH']}`);
    const everything = new AbortController();
    const said = unreadable(plan(filesFromGit(workspace, 'main', everything.signal), 'plan.yml'));
    await vi.waitFor(() => access(join(bin, 'begun')), 20_000);
    everything.abort();
    expect(await said).toMatch(/^Time ran out/);
  });

  test('is not that of a replacement', async () => {
    const workspace = await repository();
    git(workspace, 'replace', 'main', 'main~1');
    expect(await plan(filesFromGit(workspace, 'main'), 'plan.yml')).toBe('name: Second');
  });

  test('cannot be read where the workspace is no repository, though one is above it', async () => {
    const workspace = join(await repository(), 'inner');
    await mkdir(workspace);
    const said = await unreadable(plan(filesFromGit(workspace, 'main'), 'plan.yml'));
    expect(said).toMatch(/^Git could not read the commit `main` \(`fatal: not a git repository/);
    expect(said).toMatch(FETCH);
  });

  test('cannot be read without Git', async () => {
    const files = filesFromGit(await repository(), 'main');
    vi.stubEnv('PATH', await folder());
    expect(await unreadable(files.sha())).toMatch(/^Git could not read the commit `main` .*ENOENT/);
    await unreadable(plan(files, 'plan.yml'));
  });

  test.each(['blob:none', 'tree:0'])(
    'that a partial clone has not whole is no commit without files: %s',
    async (filter) => {
      const whole = await repository();
      git(whole, 'config', 'uploadpack.allowFilter', 'true');
      const part = join(await folder(), 'part');
      git(whole, 'clone', '-q', '--no-checkout', `--filter=${filter}`, pathToFileURL(whole).href, part);
      const files = filesFromGit(part, 'refs/remotes/origin/main');
      expect(await unreadable(plan(files, 'plan.yml'))).toMatch(/no `filter`/);
      expect(git(part, 'rev-list', '--objects', '--missing=print', '--all')).toContain('?');
    },
  );

  test('is read whatever Git’s variables and the repository’s settings say', async () => {
    const workspace = await repository();
    const marker = join(await folder(), 'ran');
    const program = join(await folder(), 'program');
    await writeFile(program, `#!/bin/sh\ntouch '${marker}'\ncat\n`);
    await chmod(program, 0o755);
    for (const key of ['core.pager', 'core.fsmonitor', 'filter.x.smudge', 'diff.x.textconv', 'core.sshCommand']) {
      git(workspace, 'config', key, program);
    }
    await writeFile(join(workspace, '.git/info/attributes'), '* filter=x diff=x\n');
    vi.stubEnv('GIT_DIR', '/nowhere');
    vi.stubEnv('GIT_EXTERNAL_DIFF', program);
    expect(await plan(filesFromGit(workspace, 'main'), 'plan.yml')).toBe('name: Second');
    expect(() => execFileSync('test', ['-e', marker])).toThrow();
  });

  test('is asked for once, and Git sees none of the step’s own variables', async () => {
    const workspace = await repository();
    const bin = await folder();
    const log = join(bin, 'log');
    const real = execFileSync('which', ['git'], { encoding: 'utf8' }).trim();
    await writeFile(join(bin, 'git'), `#!/bin/sh\n{ echo "$@"; env; } >> '${log}'\nexec '${real}' "$@"\n`);
    await chmod(join(bin, 'git'), 0o755);
    vi.stubEnv('INPUT_API-KEY', 'bye_secret');
    vi.stubEnv('INPUT_KEY', 'bye_secret');
    vi.stubEnv('PATH', `${bin}${delimiter}${process.env['PATH']}`);
    const files = filesFromGit(workspace, 'main');
    await Promise.all([files.sha(), plan(files, 'plan.yml'), plan(files, 'no.yml')]);
    const seen = execFileSync('cat', [log], { encoding: 'utf8' });
    expect(seen.match(/--batch-check/g)).toHaveLength(1);
    expect(seen).toContain('GIT_NO_LAZY_FETCH=1');
    expect(seen).not.toContain('bye_secret');
  });

  test('with a submodule has no plan in it', async () => {
    const workspace = await repository();
    const sha = git(workspace, 'rev-parse', 'HEAD');
    git(workspace, 'update-index', '--add', '--cacheinfo', `160000,${sha},vendor`);
    git(workspace, 'commit', '-qm', 'Submodule');
    const files = filesFromGit(workspace, 'main');
    for (const path of ['vendor', 'vendor/plan.yml', 'vendor/deep/plan.yml']) {
      expect(await plan(files, path)).toMatch(/belongs to the submodule `vendor`|`vendor` belongs/);
    }
  });
});
