import { type Message, prose, say } from '../shared/message.ts';

/** What a file is read as, wherever it stands: how to name it, and how large it may be. The sizes are the contract's. */
export interface FileKind {
  /** `The plan file` */
  readonly name: string;
  /** In MiB. */
  readonly largest: number;
  readonly ifTooLarge: Message;
}

export const PLAN_FILE: FileKind = {
  name: 'The plan file',
  largest: 1,
  ifTooLarge: prose('Split it into several plan files.'),
};

export const DATA_FILE: FileKind = {
  name: 'The data file',
  largest: 50,
  ifTooLarge: prose('Split it into several files, and the line into several lines.'),
};

/** The file as sentences name it. */
export function nameOf(kind: FileKind, path: string): Message {
  return say`${prose(kind.name)} ${path}`;
}

/** The largest that a file may be, in bytes. */
export function mostBytes({ largest }: FileKind): number {
  return largest * 1024 * 1024;
}
