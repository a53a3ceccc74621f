import { NOTHING_REMEMBERED, type Override, uncountedText } from '../budget/approval.ts';
import type { GitHub } from '../github/client.ts';
import { lastDeletion, type OwnComment } from '../github/comment.ts';
import { findLabelling } from '../github/label.ts';
import type { Repository } from '../github/pull-request.ts';
import { labelTrouble } from '../github/trouble.ts';
import { recall, type Seal } from '../report/comment-state.ts';
import type { Diagnostic } from '../shared/diagnostic.ts';
import { prose, say } from '../shared/message.ts';
import type { Redact } from '../shared/redact.ts';
import type { TargetPull } from './find-pull-requests.ts';

interface OverrideOptions {
  readonly label: string;
  /** The commit that is judged, in full. */
  readonly commit: string | undefined;
  /** Reads the gate's own comments on the pull request; rejects where it cannot. */
  readonly ownComments: () => Promise<readonly OwnComment[]>;
  /** `undefined` without an API key: the verdict is `error` then, whatever a comment says. */
  readonly seal: Seal | undefined;
  readonly redact: Redact;
}

/**
 * What is known of the override label: whether it counts, and what the gate's own comments remember of it. Never rejects:
 * where something cannot be found out, the label does not count.
 */
export async function readOverride(
  github: GitHub,
  repository: Repository,
  pull: TargetPull,
  { label, commit, ownComments, seal, redact }: OverrideOptions,
): Promise<Override> {
  const uncounted = (...problems: Diagnostic[]): Override => ({
    label,
    event: undefined,
    remembered: NOTHING_REMEMBERED,
    commit,
    diagnostics: problems,
  });
  if (pull.labels === undefined) {
    const message = say`The label ${label} does not count, since the labels of the pull request could not be read.`;
    const help = say`Give the job ${'permissions: pull-requests: write'}.`;
    return uncounted({ severity: 'warning', message, help });
  }
  try {
    const target = { ...repository, pullRequest: pull.number, label, labelsNow: pull.labels };
    const [comments, labelling] = await Promise.all([ownComments(), findLabelling(github, target)]);
    if (labelling.kind === 'absent') return uncounted();
    if (labelling.kind === 'does-not-count') {
      const help = prose('Somebody with triage permission or more has to put it on.');
      return uncounted({ severity: 'warning', message: uncountedText(label, labelling), help });
    }
    const { event } = labelling;
    const remembered = recall(comments, seal, event.id);
    const isDeleted = comments.length === 0 && (await lastDeletion(github, target)) !== undefined;
    return {
      label,
      event,
      remembered: { ...remembered, isUnverified: remembered.isUnverified || isDeleted },
      commit,
      diagnostics: [],
    };
  } catch (error) {
    return uncounted(labelTrouble(error, redact));
  }
}
