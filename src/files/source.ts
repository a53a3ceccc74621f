import type { Message } from '../shared/message.ts';

/** The kind of a directory entry. `other` is a device, a socket or a pipe. */
export type EntryKind = 'file' | 'folder' | 'link' | 'submodule' | 'other';

export interface FolderEntry {
  /** The last part of the path. What is not UTF-8 in it is replaced by U+FFFD, so that such a name can be shown but not read. */
  readonly name: string;
  readonly kind: EntryKind;
}

/**
 * Where files come from: the workspace, a commit on GitHub, a commit in Git. A source only lists folders and reads regular
 * files; what patterns, links and limits mean is decided once for all of them, in `find-plan-files.ts` and `read-file.ts`.
 *
 * Paths are relative to the root, with `/`, without `.` and `..`; the root is the empty text.
 */
export interface FileSource {
  /** For messages, within a sentence: `the workspace`, `the commit 0123abc`. */
  readonly name: Message;
  /**
   * The entries of a folder. `undefined` if there certainly is no folder at that path; a link to a folder does not count.
   *
   * @param isSearched whether the folders below are going to be listed too, so that a source may fetch them all at once
   * @throws UnreadableError if the folder may exist but cannot be listed completely
   */
  list(folder: string, isSearched?: boolean): Promise<readonly FolderEntry[] | undefined>;
  /**
   * Whether a link leads to a regular file, so that nothing can lie behind it. `false` if that is not certain.
   */
  isLinkToFile(path: string): Promise<boolean>;
  /**
   * The bytes of a path that {@link list} calls a file; `too-large` if it has more than `maxBytes`, which are then not read.
   *
   * @throws UnreadableError
   */
  read(path: string, maxBytes: number): Promise<Uint8Array | 'too-large'>;
}

/** A source, a folder or a file could not be read, so its content is unknown. */
export class UnreadableError extends Error {
  override readonly name = 'UnreadableError';
  readonly said: Message;
  readonly help: Message;

  /** No `cause`: what the other side said is in `said`, without secrets. */
  constructor(said: Message, help: Message) {
    super(String(said));
    this.said = said;
    this.help = help;
  }
}
