/**
 * What `step.ts` loads while the network is waited for: the runner's toolkit and GitHub's client, which together take longer
 * to load than Node to start. Nothing else may import what is here, or all of it is loaded first.
 */
import * as core from '@actions/core';

export { publish } from './action/publish.ts';
export { Session } from './action/pull-request-run.ts';
export { createGitHub } from './github/client.ts';
export { escapeWorkflowCommand, writeLog } from './report/annotations.ts';
export { traced } from './trace.ts';
export { core };
