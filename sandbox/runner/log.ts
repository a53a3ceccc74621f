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
const KNOWN =
  'internal-set-repo-path set-env set-output save-state add-path add-mask add-matcher remove-matcher warning error notice debug group endgroup echo stop-commands'.split(
    ' ',
  );

/** Reads lines in order; between `::stop-commands::TOKEN` and `::TOKEN::` everything is text. */
export function readLog(lines: readonly string[]): LogLine[] {
  let stopToken: string | undefined;
  return lines.map((text) => {
    if (stopToken !== undefined) {
      if (text.trim() === `::${stopToken}::`) stopToken = undefined;
      return { text };
    }
    const command =
      commandIn(/^\s*::([^\s:]+)(?: ((?:(?!::).)*))?::(.*)$/s.exec(text), ',') ??
      commandIn(/##\[([^\s\]]+)(?: ([^\]]*))?\](.*)$/s.exec(text), ';');
    if (command?.name === 'stop-commands') stopToken = command.data;
    return command === undefined ? { text } : { command };
  });
}

function commandIn(found: RegExpExecArray | null, separator: string): Command | undefined {
  const [, named = '', properties = '', data = ''] = found ?? [];
  const name = named.toLowerCase();
  if (!KNOWN.includes(name)) return undefined;
  const pairs = properties.split(separator).flatMap((pair) => {
    const [, key, value] = /^\s*([^=]+)=(.+)$/s.exec(pair) ?? [];
    return key === undefined || value === undefined ? [] : [[key, unescapeProperty(value)]];
  });
  return { name, properties: Object.fromEntries(pairs), data: unescapeData(data) };
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
    const level = command?.name;
    if (command === undefined || (level !== 'error' && level !== 'warning' && level !== 'notice')) return [];
    const { title, file, ...others } = command.properties;
    const places = Object.entries(others).map(([key, value]) => [key, Number(value)]);
    const texts = { ...(title !== undefined && { title }), ...(file !== undefined && { file }) };
    return [{ level, message: command.data, ...texts, ...Object.fromEntries(places) }];
  });
}

/** The values that a step has asked the runner to hide, in order. */
export function masksOf(log: readonly LogLine[]): string[] {
  return log.flatMap(({ command }) => (command?.name === 'add-mask' ? [command.data] : []));
}

const SHOWN = new Map([
  ['error', 'Error: '],
  ['warning', 'Warning: '],
  ['notice', 'Notice: '],
  ['group', '▼ '],
]);

/**
 * The log as the runner shows it: commands carried out instead of printed, and secrets as `***`.
 *
 * @param known secrets that the runner knows from the start; `::add-mask::` adds more
 */
export function showLog(log: readonly LogLine[], known: readonly string[]): string[] {
  const secrets = new Set(known);
  return log.flatMap((line) => {
    if (line.command === undefined) return [mask(line.text, secrets)];
    const { name, data } = line.command;
    if (name === 'add-mask') secrets.add(data);
    const prefix = SHOWN.get(name);
    return prefix === undefined ? [] : [mask(`${prefix}${data}`, secrets)];
  });
}

/** Longest first, so that no secret survives in part because a shorter one sits inside it. */
function mask(text: string, secrets: ReadonlySet<string>): string {
  const byLength = [...secrets].sort((a, b) => b.length - a.length);
  return byLength.reduce((masked, secret) => masked.replaceAll(secret, '***'), text);
}
