import type { Message } from '../shared/message.ts';

/** A commit, or a file of it, cannot be read, so that nothing is known of what stands there. */
export class UnreadableCommit extends Error {
  override readonly name = 'UnreadableCommit';
  /** Why, for people. */
  readonly said: Message;
  /** What to do about it. */
  readonly help: Message;

  /** It has no cause: what the other side said is in it, without secrets. */
  constructor(said: Message, help: Message) {
    super(String(said));
    this.said = said;
    this.help = help;
  }
}
