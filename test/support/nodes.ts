import { execFileSync } from 'node:child_process';
import { delimiter, join } from 'node:path';

export interface NodeHere {
  readonly node: string;
  /** `22.23.3` */
  readonly version: string;
  readonly major: number;
}

/** The Nodes that can be started here, one of each major version: the one that runs the tests, and those of the path. */
export function nodesHere(): NodeHere[] {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const found = new Map<number, NodeHere>();
  for (const node of [process.execPath, ...folders.map((folder) => join(folder, 'node'))]) {
    const version = versionOf(node);
    const major = Number.parseInt(version ?? '', 10);
    if (version !== undefined && !found.has(major)) found.set(major, { node, version, major });
  }
  return [...found.values()].sort((a, b) => a.major - b.major);
}

function versionOf(node: string): string | undefined {
  try {
    return execFileSync(node, ['--print', 'process.versions.node'], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}
