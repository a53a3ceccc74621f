import { readFile } from 'node:fs/promises';
import { SourceMap } from 'node:module';
import { fileURLToPath } from 'node:url';

/**
 * A stack with the places in the sources instead of those in the bundle, where a source map lies beside it. The maps are
 * read only now, when something has gone wrong: registered at the start, they would cost every run in which anything looks
 * at a stack half a second.
 */
export async function traced(stack: string): Promise<string> {
  const place = /(file:\/\/[^\s()]+):(\d+):(\d+)/g;
  const files = new Set(Array.from(stack.matchAll(place), ([, file = '']) => file));
  const maps = new Map(await Promise.all([...files].map(async (file) => [file, await mapOf(file)] as const)));
  return stack.replace(place, (text, file: string, line: string, column: string) => {
    // A stack counts from 1, a map from 0.
    const entry = maps.get(file)?.findEntry(Number(line) - 1, Number(column) - 1);
    if (entry === undefined || !('originalSource' in entry)) return text;
    const { originalSource, originalLine, originalColumn } = entry;
    return `${originalSource.replace(/^(?:\.\.\/)+/, '')}:${originalLine + 1}:${originalColumn + 1}`;
  });
}

async function mapOf(file: string): Promise<SourceMap | undefined> {
  try {
    return new SourceMap(JSON.parse(await readFile(`${fileURLToPath(file)}.map`, 'utf8')));
  } catch {
    return undefined;
  }
}
