import type { Entry, Tree } from '../support/tree.ts';
import type { Case } from './case.ts';

/** A case for people: its files, one a line. */
export function describeCase({ base, branchPoint, head, workspace, ...rest }: Case): string {
  const { others, extra, ...place } = workspace;
  return [
    JSON.stringify({ ...rest, ...place }),
    ...section('branch point', branchPoint),
    ...section('base', base),
    ...section('head', head),
    ...section('on disk only', extra),
    ...others.flatMap(({ folder, tree, hasGit }) => section(`${folder}${hasGit ? '' : ' without .git'}`, tree)),
  ].join('\n');
}

function section(name: string, tree: Tree | undefined): string[] {
  const entries = Object.entries(tree ?? {}).filter(([path]) => path !== 'README.md' && !path.startsWith('data/'));
  return entries.length === 0
    ? []
    : [`${name}:`, ...entries.map(([path, entry]) => `  ${shown(path)}: ${contentOf(entry)}`)];
}

/** Half-characters, which stand for raw bytes, are escaped; a deep path is cut. */
function shown(path: string): string {
  return JSON.stringify(path.replace(/(?:deep\/){9,}/, 'deep/…/'));
}

function contentOf(entry: Entry): string {
  return entry.kind === 'file' ? entry.text.replace(/\s+/g, ' ') : JSON.stringify(entry);
}
