/**
 * Workflow commands, read as the runner reads them (actions/runner, src/Runner.Common/ActionCommand.cs): in the form
 * `::name key=value,…::data`, and in the older one `##[name key=value;…]data`, which counts anywhere in a line.
 */

/** A workflow command that the runner would carry out. */
export interface Command {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly data: string;
}

/** A line of the log: text that the runner shows, or a command that it obeys. */
export type LogLine = { readonly text: string; readonly command?: undefined } | { readonly command: Command };

/** Any other name makes the line plain text. */
const known = new Set([
  'internal-set-repo-path',
  'set-env',
  'set-output',
  'save-state',
  'add-path',
  'add-mask',
  'add-matcher',
  'remove-matcher',
  'warning',
  'error',
  'notice',
  'debug',
  'group',
  'endgroup',
  'echo',
  'stop-commands',
]);

/** Reads lines in order; between `::stop-commands::TOKEN` and `::TOKEN::` everything is text. */
export function readLog(lines: readonly string[]): LogLine[] {
  let stopToken: string | undefined;
  return lines.map((text) => {
    if (stopToken !== undefined) {
      if (text.trim() === `::${stopToken}::`) stopToken = undefined;
      return { text };
    }
    const command = parseCommand(text);
    if (command?.name === 'stop-commands') stopToken = command.data;
    return command === undefined ? { text } : { command };
  });
}

function parseCommand(line: string): Command | undefined {
  return parseColons(line) ?? parseBrackets(line);
}

function parseColons(line: string): Command | undefined {
  const found = /^\s*::([^\s:]+)(?: ((?:(?!::).)*))?::(.*)$/s.exec(line);
  const name = found?.[1]?.toLowerCase();
  if (found === null || name === undefined || !known.has(name)) return undefined;
  return { name, properties: propertiesOf(found[2] ?? '', ','), data: unescapeData(found[3] ?? '') };
}

function parseBrackets(line: string): Command | undefined {
  const found = /##\[([^\s\]]+)(?: ([^\]]*))?\](.*)$/s.exec(line);
  const name = found?.[1]?.toLowerCase();
  if (found === null || name === undefined || !known.has(name)) return undefined;
  return { name, properties: propertiesOf(found[2] ?? '', ';'), data: unescapeData(found[3] ?? '') };
}

function propertiesOf(text: string, separator: string): Record<string, string> {
  const pairs = text.split(separator).flatMap((pair) => {
    const [, name, value] = /^\s*([^=]+)=(.+)$/s.exec(pair) ?? [];
    return name === undefined || value === undefined ? [] : [[name, unescapeProperty(value)]];
  });
  return Object.fromEntries(pairs);
}

function unescapeProperty(text: string): string {
  const plain = text.replaceAll('%3A', ':').replaceAll('%2C', ',').replaceAll('%3B', ';').replaceAll('%5D', ']');
  return unescapeData(plain);
}

/** The percent sign comes last: `%250A` is the text `%0A`, not a line break. */
function unescapeData(text: string): string {
  return text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
}

/** A message of a step, about a place in a file or about the step. */
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

export interface ShowLogOptions {
  /** Secrets that the runner knows from the start. `::add-mask::` adds more. */
  readonly secrets?: readonly string[];
  /** Whether to colour errors and warnings for a terminal (default false). */
  readonly colour?: boolean;
}

const colours = { error: 31, warning: 33, notice: 36, group: 1 } as const;

/** The log as the runner shows it: commands carried out instead of printed, and secrets as `***`. */
export function showLog(log: readonly LogLine[], options: ShowLogOptions = {}): string[] {
  const secrets = new Set((options.secrets ?? []).flatMap(secretLines));
  const paint = (name: keyof typeof colours, text: string) =>
    options.colour ? `\u001b[${colours[name]}m${text}\u001b[0m` : text;

  const shown: string[] = [];
  for (const { text, command } of log.map(withText)) {
    if (command?.name === 'add-mask') for (const secret of secretLines(command.data)) secrets.add(secret);
    const visible = text ?? (command === undefined ? undefined : shownCommand(command.name, command.data, paint));
    if (visible !== undefined) shown.push(mask(visible, secrets));
  }
  return shown;
}

/** Gives both kinds of line both fields, so that they can be destructured. */
function withText(line: LogLine) {
  return line.command === undefined
    ? { text: line.text, command: undefined }
    : { text: undefined, command: line.command };
}

/** The line that the runner prints for a command, if any. */
function shownCommand(
  name: string,
  data: string,
  paint: (name: keyof typeof colours, text: string) => string,
): string | undefined {
  switch (name) {
    case 'error':
      return paint('error', `Error: ${data}`);
    case 'warning':
      return paint('warning', `Warning: ${data}`);
    case 'notice':
      return paint('notice', `Notice: ${data}`);
    case 'group':
      return paint('group', `▼ ${data}`);
    default:
      return undefined;
  }
}

/** The runner hides each line of a secret as well, since a log is written line by line. */
function secretLines(secret: string): string[] {
  return [secret, ...secret.split(/\r?\n/)].filter((line) => line.trim() !== '');
}

/** Longest first, so that no secret survives in part because a shorter one sits inside it. */
function mask(text: string, secrets: ReadonlySet<string>): string {
  return [...secrets]
    .sort((a, b) => b.length - a.length)
    .reduce((masked, secret) => masked.replaceAll(secret, '***'), text);
}
