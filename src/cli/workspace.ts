import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { isPlanFile } from '../plan/plan.ts';

export interface CliWorkspace {
  /** The root of the repository; outside a repository, the current folder. */
  readonly workspace: string;
  /** Makes a path or pattern relative to the workspace; `!` stays in front. */
  readonly patternOf: (given: string) => string;
  /** Makes a path of the workspace relative to the current folder. */
  readonly pathOf: (file: string) => string;
}

/** @param folder the current folder, absolute */
export function findWorkspace(folder: string): CliWorkspace {
  const workspace = rootAbove(folder) ?? folder;
  return {
    workspace,
    patternOf: (given) => {
      const mark = given.startsWith('!') ? '!' : '';
      const path = given.slice(mark.length);
      const fromRoot = isAbsolute(path) ? relative(workspace, path) : join(relative(workspace, folder), path);
      return mark + fromRoot.split(sep).join('/');
    },
    pathOf: (file) =>
      isPlanFile(file) ? relative(folder, resolve(workspace, file)).split(sep).join('/') || '.' : file,
  };
}

function rootAbove(folder: string): string | undefined {
  if (existsSync(join(folder, '.git'))) return folder;
  const above = dirname(folder);
  return above === folder ? undefined : rootAbove(above);
}
