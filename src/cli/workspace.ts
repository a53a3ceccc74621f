import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';

/** Where a person stands, and the workspace around it. */
export interface CliWorkspace {
  /** The root of the repository, as in a workflow; outside of one, the folder itself. */
  readonly workspace: string;
  /** A path or pattern that was given, relative to the workspace; `!` stays in front. */
  readonly patternOf: (given: string) => string;
  /** A path of the workspace as it is named from the folder. */
  readonly pathOf: (file: string) => string;
}

/** @param folder where paths that are given begin; absolute */
export function findWorkspace(folder: string): CliWorkspace {
  const workspace = rootAbove(folder) ?? folder;
  return {
    workspace,
    patternOf: (given) => {
      const mark = given.startsWith('!') ? '!' : '';
      const path = given.slice(mark.length);
      const way = isAbsolute(path) ? relative(workspace, path) : join(relative(workspace, folder), path);
      return mark + way.split(sep).join('/');
    },
    pathOf: (file) => relative(folder, resolve(workspace, file)).split(sep).join('/') || '.',
  };
}

function rootAbove(folder: string): string | undefined {
  if (existsSync(join(folder, '.git'))) return folder;
  const above = dirname(folder);
  return above === folder ? undefined : rootAbove(above);
}
