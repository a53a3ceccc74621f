import type { Text } from '../text.ts';

/** A commit, or a file of it, cannot be read, so that nothing is known of what stands there. */
export class UnreadableCommit extends Error {
  override readonly name = 'UnreadableCommit';
  /** Why, for people. */
  readonly said: Text;
  /** What to do about it. */
  readonly help: Text;

  /** It has no cause: what the other side said is in it, without secrets. */
  constructor(said: Text, help: Text) {
    super(String(said));
    this.said = said;
    this.help = help;
  }
}
