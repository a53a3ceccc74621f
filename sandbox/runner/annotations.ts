import type { LogLine } from './commands.ts';

/** What a step says about a place in the code, or about itself. */
export interface Annotation {
  readonly level: 'error' | 'warning' | 'notice';
  readonly message: string;
  readonly title?: string;
  readonly file?: string;
  readonly line?: number;
  readonly endLine?: number;
  readonly col?: number;
  readonly endColumn?: number;
}

/** The annotations of a log, in order. */
export function annotationsOf(log: readonly LogLine[]): Annotation[] {
  return log.flatMap(({ command }) => {
    if (command === undefined) return [];
    const level = levelOf(command.name);
    if (level === undefined) return [];
    const { title, file, line, endLine, col, endColumn } = command.properties;
    return [
      {
        level,
        message: command.data,
        ...(title === undefined ? {} : { title }),
        ...(file === undefined ? {} : { file }),
        ...(line === undefined ? {} : { line: Number(line) }),
        ...(endLine === undefined ? {} : { endLine: Number(endLine) }),
        ...(col === undefined ? {} : { col: Number(col) }),
        ...(endColumn === undefined ? {} : { endColumn: Number(endColumn) }),
      },
    ];
  });
}

/** The values that a step has asked the runner to hide, in order. */
export function masksOf(log: readonly LogLine[]): string[] {
  return log.flatMap(({ command }) => (command?.name === 'add-mask' ? [command.data] : []));
}

function levelOf(name: string): Annotation['level'] | undefined {
  return name === 'error' || name === 'warning' || name === 'notice' ? name : undefined;
}
