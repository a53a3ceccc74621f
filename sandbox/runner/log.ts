import type { LogLine } from './commands.ts';

export interface ShowLogOptions {
  /** What the runner knows to be secret from the start, besides what `::add-mask::` names. */
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

/** Both kinds of line with both fields, to be taken apart at once. */
function withText(line: LogLine) {
  return line.command === undefined
    ? { text: line.text, command: undefined }
    : { text: undefined, command: line.command };
}

/** What is to be seen of a command; undefined where it leaves no trace. */
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
