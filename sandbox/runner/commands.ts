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

/** The command in a line, if the runner would see one there. */
export function parseCommand(line: string): Command | undefined {
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
