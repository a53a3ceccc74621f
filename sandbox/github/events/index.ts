/** Builders of the events that start a workflow: which payload, on which commit (docs.github.com: actions/reference/events). */
export { pushEvent, scheduleEvent, workflowDispatchEvent } from './branch.ts';
export { type IssueCommentEventOptions, issueCommentEvent } from './issue-comment.ts';
export { addToMergeQueue, type MergeGroup, mergeGroupEvent } from './merge-group.ts';
export { type PullRequestEventOptions, pullRequestEvent } from './pull-request.ts';
export { type StepEvent, workflowEnvironment } from './step-event.ts';
export { type WorkflowRunEventOptions, workflowRunEvent } from './workflow-run.ts';
