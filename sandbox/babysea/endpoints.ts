import type { PathParameter, Route } from '../http/route.ts';
import { type Account, billing } from './account.ts';
import { libraryEntry, type SandboxModel } from './catalogue.ts';
import { ApiFailure, type Success } from './envelope.ts';
import { estimate } from './estimate.ts';
import type { Scope } from './keys.ts';
import { wholeNumberBetween } from './query.ts';
import { type Generation, generationPage, type Usage, usageAnswer } from './records.ts';

/** The stable names of the endpoints, for faults and recorded requests. */
export type BabySeaEndpoint = 'estimate' | 'billing' | 'usage' | 'library' | 'content';

/** What the sandbox knows; all of it may be changed while it runs. */
export interface BabySeaState {
  readonly account: Account;
  models: readonly SandboxModel[];
  usage: Usage;
  generations: readonly Generation[];
  /** Whether an estimate can look the balance up; `null` makes its three balance fields null. */
  creditBalanceInEstimates: 'known' | 'null';
}

/** What an endpoint may look at. */
export interface EndpointInput {
  readonly query: Readonly<Record<string, string>>;
  readonly parameter: PathParameter;
  readonly state: BabySeaState;
}

/** What an endpoint is: the scope it needs, the query parameters of its schema, and what it gives. */
export interface Endpoint {
  readonly scope: Scope;
  readonly parameters: readonly string[];
  readonly give: (input: EndpointInput) => Success;
}

/** The endpoints of the API that the gate may use. */
export const endpoints: readonly Route<BabySeaEndpoint, Endpoint>[] = [
  get('estimate', '/v1/estimate/{lab}/{name}', {
    scope: 'library:read',
    parameters: ['count', 'duration', 'resolution', 'audio'],
    give: ({ query, parameter, state }) => {
      const model = findModel(state.models, `${parameter('lab')}/${parameter('name')}`);
      return estimate(model, query, state.creditBalanceInEstimates === 'known' ? state.account : undefined);
    },
  }),
  get('billing', '/v1/user/billing', {
    scope: 'account:read',
    parameters: [],
    give: ({ state }) => billing(state.account),
  }),
  get('usage', '/v1/usage', {
    scope: 'account:read',
    parameters: ['days'],
    give: ({ query, state }) => usageAnswer(state.usage, wholeNumberBetween(query, 'days', 1, 90, 30)),
  }),
  get('library', '/v1/library/models', {
    scope: 'library:read',
    parameters: [],
    give: ({ state }) => ({
      message: 'Models retrieved successfully',
      data: { models: state.models.map(libraryEntry), models_total: state.models.length },
    }),
  }),
  get('content', '/v1/content/list', {
    scope: 'generation:read',
    parameters: ['limit', 'offset'],
    give: ({ query, state }) => {
      const limit = wholeNumberBetween(query, 'limit', 1, 100, 50);
      const offset = wholeNumberBetween(query, 'offset', 0, Number.MAX_SAFE_INTEGER, 0);
      return generationPage(state.generations, limit, offset);
    },
  }),
];

function get(endpoint: BabySeaEndpoint, path: string, handle: Endpoint): Route<BabySeaEndpoint, Endpoint> {
  return { endpoint, method: 'GET', path, handle };
}

function findModel(models: readonly SandboxModel[], identifier: string): SandboxModel {
  const model = models.find((candidate) => candidate.identifier === identifier);
  if (model !== undefined) return model;
  // The documentation gives an unknown model a 404 and no code of its own: whoever reads it must look at the status.
  throw new ApiFailure('BSE2001', `The model ${identifier} does not exist.`, { model_identifier: identifier }, 404);
}
