import type { RecordedRequest } from '../http/request.ts';
import type { PathParameter, Route } from '../http/route.ts';
import type { Scope } from './access.ts';
import { findModel, libraryEntry, type SandboxModel } from './catalogue.ts';
import { type Success, wholeNumberBetween } from './envelope.ts';
import { estimate } from './estimate.ts';
import {
  cancel,
  type GenerationRequest,
  generate,
  generationAnswer,
  type LedgerEntry,
  type Outcome,
  type Runs,
} from './generations.ts';
import {
  type Account,
  billing,
  type Generation,
  generationPage,
  healthAnswer,
  type ProviderHealth,
  type Usage,
  usageAnswer,
} from './records.ts';

/** The stable names of the endpoints, for faults and recorded requests. */
export type BabySeaEndpoint =
  | 'estimate'
  | 'billing'
  | 'usage'
  | 'library'
  | 'health'
  | 'content'
  | 'generation'
  | 'generate'
  | 'cancel';

/** What the sandbox knows. Tests may change all of it while it runs. */
export interface BabySeaState {
  readonly account: Account;
  models: readonly SandboxModel[];
  usage: Usage;
  /** Newest first; replace it to put records in without a request. */
  generations: readonly Generation[];
  /** The order of the content list, which the documentation leaves open (default: as in `generations`). */
  listOrder: (generations: readonly Generation[]) => readonly Generation[];
  outcome: (request: GenerationRequest) => Outcome;
  /** What was reserved, charged and refunded, in order. */
  readonly ledger: LedgerEntry[];
  readonly runs: Runs;
  /** Provider → how it is doing; a provider that is not named is healthy. */
  providerHealth: Readonly<Record<string, ProviderHealth>>;
  /** `null` makes the three balance fields of an estimate null. */
  creditBalanceInEstimates: 'known' | 'null';
}

export interface EndpointInput {
  readonly query: Readonly<Record<string, string>>;
  readonly parameter: PathParameter;
  readonly request: RecordedRequest;
  readonly state: BabySeaState;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** An endpoint: the scope that it needs, its query parameters, and its answer. */
export interface Endpoint {
  readonly scope: Scope;
  readonly parameters: readonly string[];
  readonly give: (input: EndpointInput) => Success;
}

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
      return generationPage(state.listOrder(state.generations), limit, offset);
    },
  }),
  get('health', '/v1/health/inference/providers', {
    scope: 'health:read',
    parameters: [],
    give: ({ state }) => healthAnswer(state.models, state.providerHealth),
  }),
  // After the list, because this path matches `list` too.
  get('generation', '/v1/content/{id}', { scope: 'generation:read', parameters: [], give: generationAnswer }),
  post('generate', '/v1/generate/image/{lab}/{name}', 'generation:write', (input) => generate(input, 'image')),
  post('generate', '/v1/generate/video/{lab}/{name}', 'generation:write', (input) => generate(input, 'video')),
  post('cancel', '/v1/content/generation/cancel/{id}', 'generation:delete', cancel),
];

function get(endpoint: BabySeaEndpoint, path: string, handle: Endpoint): Route<BabySeaEndpoint, Endpoint> {
  return { endpoint, method: 'GET', path, handle };
}

function post(
  endpoint: BabySeaEndpoint,
  path: string,
  scope: Scope,
  give: Endpoint['give'],
): Route<BabySeaEndpoint, Endpoint> {
  return { endpoint, method: 'POST', path, handle: { scope, parameters: [], give } };
}
