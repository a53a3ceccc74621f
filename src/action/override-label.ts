import * as v from 'valibot';
import {
  type LabelEvent,
  NOTHING_REMEMBERED,
  type Override,
  type UncountedLabel,
  uncountedText,
} from '../budget/approval.ts';
import { type GitHub, idSchema, parseResponse, statusOf } from '../github/client.ts';
import { labelNotRead } from '../github/error-messages.ts';
import { lastDeletion, type OwnComment, type PullRequest } from '../github/pull-request.ts';
import { recall, type Seal } from '../report/comment-state.ts';
import type { Diagnostic } from '../shared/diagnostic.ts';
import { prose, say } from '../shared/message.ts';
import type { TargetPull } from './pull-requests.ts';

interface OverrideOptions {
  readonly label: string;
  /** The full SHA of the head. */
  readonly commit: string | undefined;
  /** Reads the gate's own comments on the pull request; rejects if it cannot. */
  readonly ownComments: () => Promise<readonly OwnComment[]>;
  /** `undefined` without an API key: the verdict is `error` then. */
  readonly seal: Seal | undefined;
}

/**
 * Whether the override label counts, and what the gate's own comments remember of it. Never rejects: if something cannot
 * be read, the label does not count.
 */
export async function readOverride(
  github: GitHub,
  pull: TargetPull,
  { label, commit, ownComments, seal }: OverrideOptions,
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
    const { number, labels } = pull;
    const [comments, labelling] = await Promise.all([ownComments(), findLabelling(github, { number, labels }, label)]);
    if (labelling.kind === 'absent') return uncounted();
    if (labelling.kind === 'does-not-count') {
      const help = prose('Somebody with triage permission or more has to put it on.');
      return uncounted({ severity: 'warning', message: uncountedText(label, labelling), help });
    }
    const { event } = labelling;
    const remembered = recall(comments, seal, event.id);
    const isDeleted = comments.length === 0 && (await lastDeletion(github, number)) !== undefined;
    return {
      label,
      event,
      remembered: { ...remembered, isUnverified: remembered.isUnverified || isDeleted },
      commit,
      diagnostics: [],
    };
  } catch (error) {
    return uncounted(labelNotRead(error));
  }
}

/** Whether an override label is on the pull request, and whether it counts. */
export type Labelling =
  | { readonly kind: 'absent' }
  | { readonly kind: 'counts'; readonly event: LabelEvent }
  | ({ readonly kind: 'does-not-count' } & UncountedLabel);

/** The roles that may put labels on (docs.github.com: organizations/…/repository-roles-for-an-organization). */
const MAY_LABEL = ['triage', 'write', 'maintain', 'admin'];

/** GitHub's description of `labeled-issue-event` says that the actor is never null, but the actor of a deleted account is. */
const labelEventSchema = v.object({
  id: idSchema,
  event: v.picklist(['labeled', 'unlabeled']),
  created_at: v.string(),
  actor: v.nullish(v.object({ login: v.string(), type: v.string() })),
  label: v.object({ name: v.string() }),
});

type RawLabelEvent = v.InferOutput<typeof labelEventSchema>;

/**
 * Finds who put the label on last, and whether they may: a person with triage permission or more. Rejects with Octokit's
 * error.
 *
 * @param pull with its current labels; those in the event may be outdated
 */
export async function findLabelling(
  github: GitHub,
  { number, labels }: Pick<PullRequest, 'number' | 'labels'>,
  label: string,
): Promise<Labelling> {
  if (!labels.some((name) => isSame(name, label))) return { kind: 'absent' };
  const newest = await newestEvent(github, number, label);
  // It was removed after the labels were read.
  if (newest?.event === 'unlabeled') return { kind: 'absent' };
  if (!newest?.actor) return { kind: 'does-not-count', event: undefined, why: 'unknown' };
  const { login, type } = newest.actor;
  const event = { id: newest.id, by: login, at: newest.created_at };
  if (type === 'Bot' || login.toLowerCase().endsWith('[bot]')) return { kind: 'does-not-count', event, why: 'bot' };
  return (await mayLabel(github, login))
    ? { kind: 'counts', event }
    : { kind: 'does-not-count', event, why: 'permission' };
}

/** The last event of the label; GitHub lists them oldest first, so all pages have to be read. */
async function newestEvent(github: GitHub, issue_number: number, label: string): Promise<RawLabelEvent | undefined> {
  const query = { ...github.repository, issue_number, per_page: 100 };
  let newest: RawLabelEvent | undefined;
  for await (const { data } of github.paginate.iterator(github.rest.issues.listEvents, query)) {
    for (const raw of parseResponse(v.array(v.unknown()), data)) {
      const event = v.safeParse(labelEventSchema, raw);
      if (event.success && isSame(event.output.label.name, label)) newest = event.output;
    }
  }
  return newest;
}

const permissionSchema = v.object({
  permission: v.string(),
  role_name: v.nullish(v.string(), ''),
  user: v.nullish(v.object({ permissions: v.nullish(v.object({ triage: v.nullish(v.boolean()) })) })),
});

/**
 * By GitHub's description of `repository-collaborator-permission`: `permission` knows no triage (it is `read` there),
 * and `role_name` may be a custom role, so `user.permissions` comes first. It is not in every answer.
 */
async function mayLabel(github: GitHub, username: string): Promise<boolean> {
  try {
    const { data } = await github.rest.repos.getCollaboratorPermissionLevel({ ...github.repository, username });
    const { permission, role_name, user: found } = parseResponse(permissionSchema, data);
    return found?.permissions?.triage ?? [role_name, permission].some((role) => MAY_LABEL.includes(role));
  } catch (error) {
    // The account was deleted.
    if (statusOf(error) === 404) return false;
    throw error;
  }
}

/** As GitHub compares the names of labels. */
function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
