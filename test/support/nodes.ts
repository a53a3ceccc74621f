import { execFileSync } from 'node:child_process';
import { delimiter, join } from 'node:path';

/** The oldest Node that can be started here: the one that runs the tests, or one of the path. */
export function oldestNode(): string {
  const [oldest] = nodes().toSorted((a, b) => a.version.localeCompare(b.version, 'en', { numeric: true }));
  return oldest?.node ?? process.execPath;
}

function nodes(): { node: string; version: string }[] {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return [process.execPath, ...folders.map((folder) => join(folder, 'node'))].flatMap((node) => {
    try {
      return [{ node, version: execFileSync(node, ['--version'], { encoding: 'utf8' }).trim() }];
    } catch {
      return [];
    }
  });
}
