import { NOTHING_REMEMBERED, type Override, type Remembered, uncountedText } from '../budget/approval.ts';
import type { GitHub } from '../github/client.ts';
import type { OwnComment } from '../github/comment.ts';
import { findLabelling } from '../github/label.ts';
import type { Repository } from '../github/pull-request.ts';
import { labelTrouble } from '../github/trouble.ts';
import { readHidden } from '../report/comment-state.ts';
import type { Diagnostic } from '../shared/diagnostic.ts';
import { prose, say } from '../shared/message.ts';
import type { Redact } from '../shared/redact.ts';
import type { TargetPull } from './find-pull-requests.ts';

/**
 * What is known of the override label: whether it counts, and what the gate's own comment remembers of it. Never rejects:
 * where something cannot be found out, the label does not count.
 *
 * @param own the gate's own comments on the pull request; rejects where they cannot be read
 */
export async function readOverride(
  github: GitHub,
  repository: Repository,
  pull: TargetPull,
  label: string,
  own: Promise<readonly OwnComment[]>,
  redact: Redact,
): Promise<Override> {
  const unknown = (problem: Diagnostic, remembered: Remembered = NOTHING_REMEMBERED): Override => ({
    label,
    event: undefined,
    remembered,
    isUnknown: true,
    problems: [problem],
  });
  let remembered: Remembered;
  try {
    remembered = readHidden((await own).at(-1)?.body ?? '');
  } catch (error) {
    return unknown(labelTrouble(error, redact));
  }
  if (pull.labels === undefined) {
    const message = say`The label ${label} does not count, since the labels of the pull request could not be read.`;
    const help = say`Give the job ${'permissions: pull-requests: write'}.`;
    return unknown({ severity: 'warning', message, help }, remembered);
  }
  try {
    const target = { ...repository, pullRequest: pull.number, label, labelsNow: pull.labels };
    const labelling = await findLabelling(github, target);
    const known = { label, event: undefined, remembered, isUnknown: false, problems: [] };
    if (labelling.kind === 'absent') return known;
    if (labelling.kind === 'counts') return { ...known, event: labelling.event };
    const help = prose('Somebody with triage permission or more has to put it on.');
    return { ...known, problems: [{ severity: 'warning', message: uncountedText(label, labelling), help }] };
  } catch (error) {
    return unknown(labelTrouble(error, redact), remembered);
  }
}
