/**
 * A stand-in for the BabySea REST API: a real HTTP server on loopback that prices, counts and refuses as the
 * documentation of the API says. Its prices are samples.
 */
import { type Answer, htmlPage } from '../http/answer.ts';
import {
  type PathParameter,
  type RecordedRequest,
  type SandboxServer,
  type ServeOptions,
  serve,
} from '../http/server.ts';
import {
  authenticate,
  defaultKey,
  fullAccessKey,
  type RateLimit,
  RateLimiter,
  type SandboxKey,
  type Scope,
} from './access.ts';
import { ApiFailure, errorAnswer, rateLimited, successAnswer } from './answers.ts';
import { estimate, findModel, libraryEntry, type SandboxModel, sampleModels } from './catalogue.ts';
import {
  endRuns,
  findGeneration,
  type Generation,
  generate,
  type Studio,
  sampleGenerations,
  sampleUsage,
} from './records.ts';

/** The stable names of the endpoints, for recorded requests. */
export type BabySeaEndpoint =
  | 'estimate'
  | 'billing'
  | 'usage'
  | 'library'
  | 'content'
  | 'generation'
  | 'generate'
  | 'health';

export interface BabySeaOptions extends ServeOptions {
  /** USD as a decimal string (default `50.000`). */
  readonly balance?: string;
  /** Key → what it may do (default: `defaultKey` is Read Only, `fullAccessKey` has Full Access). */
  readonly keys?: Readonly<Record<string, SandboxKey>>;
  /** Default: no limit, and no rate limit headers. */
  readonly rateLimit?: RateLimit;
  readonly models?: readonly SandboxModel[];
  readonly generations?: readonly Generation[];
  /** Decides what becomes of each generation (default: it succeeds at once). */
  readonly outcome?: Studio['outcome'];
  /** Provider → its status (default: all are healthy). */
  readonly providerHealth?: Readonly<Record<string, string>>;
  /** Milliseconds since 1970 (default: the real clock). */
  readonly now?: () => number;
}

/** A running stand-in for BabySea. Tests may change its state while it runs. */
export interface BabySeaSandbox extends SandboxServer<BabySeaEndpoint>, Studio {
  /** What goes into the action's `base-url`. */
  readonly url: string;
}

export async function startBabySea(options: BabySeaOptions = {}): Promise<BabySeaSandbox> {
  const studio: Studio = {
    account: { balance: options.balance ?? '50.000' },
    models: options.models ?? sampleModels,
    generations: options.generations ?? sampleGenerations,
    outcome: options.outcome ?? (() => ({})),
    answered: new Map(),
    open: new Map(),
  };
  const answer = answerer(() => sandbox, options);
  const server = await serve<BabySeaEndpoint>(
    () => ({
      routes: endpoints.map((endpoint) => ({
        endpoint: endpoint.name,
        request: endpoint.request,
        answer: (request, parameter) => answer(endpoint, request, parameter),
      })),
      // The firewall's.
      otherwise: () => htmlPage(403, 'Forbidden'),
    }),
    options,
  );
  // The sandbox is itself the state, so that the next answer has what a test changes in it.
  const sandbox: BabySeaSandbox = Object.assign(server, { url: server.origin }, studio);
  return sandbox;
}

interface EndpointInput {
  readonly parameter: PathParameter;
  readonly request: RecordedRequest;
  readonly studio: Studio;
  readonly options: BabySeaOptions;
}

/** An endpoint: its request, the scope that it needs, its answer, and its query parameters. */
interface Endpoint {
  readonly name: BabySeaEndpoint;
  readonly request: string;
  readonly scope: Scope;
  readonly give: (input: EndpointInput) => Answer;
  readonly parameters: readonly string[];
}

const endpoints: readonly Endpoint[] = [
  route(
    'estimate',
    'GET /v1/estimate/{lab}/{name}',
    'library:read',
    giveEstimate,
    'count',
    'duration',
    'resolution',
    'audio',
  ),
  route('billing', 'GET /v1/user/billing', 'account:read', ({ studio }) =>
    successAnswer({ billing_plan: 'Starter Monthly', billing_credit_balance: Number(studio.account.balance) }),
  ),
  route('usage', 'GET /v1/usage', 'account:read', giveUsage, 'days'),
  route('library', 'GET /v1/library/models', 'library:read', ({ studio }) =>
    successAnswer({ models: studio.models.map(libraryEntry) }),
  ),
  route('content', 'GET /v1/content/list', 'generation:read', givePage, 'limit', 'offset'),
  // After the list, because this path matches `list` too.
  route('generation', 'GET /v1/content/{id}', 'generation:read', ({ parameter, studio }) =>
    successAnswer(findGeneration(studio, parameter('id'))),
  ),
  route('health', 'GET /v1/health/inference/providers', 'health:read', giveHealth),
  route('generate', 'POST /v1/generate/{type}/{lab}/{name}', 'generation:write', (input) => {
    const { request, studio, options } = input;
    const key = request.headers['idempotency-key'];
    return successAnswer(generate(studio, modelIn(input), request.body, key, (options.now ?? Date.now)()));
  }),
];

function route(
  name: BabySeaEndpoint,
  request: string,
  scope: Scope,
  give: Endpoint['give'],
  ...parameters: string[]
): Endpoint {
  return { name, request, scope, give, parameters };
}

function modelIn({ parameter }: EndpointInput): string {
  return `${parameter('lab')}/${parameter('name')}`;
}

function giveEstimate(input: EndpointInput): Answer {
  const { models, account } = input.studio;
  return successAnswer(estimate(findModel(models, modelIn(input)), input.request.query, account.balance));
}

function giveUsage({ request }: EndpointInput): Answer {
  return successAnswer({ usage_period_days: Number(request.query['days'] ?? 30), ...sampleUsage });
}

function givePage({ request, studio: { generations } }: EndpointInput): Answer {
  const { limit = 50, offset = 0 } = request.query;
  const page = generations.slice(Number(offset), Number(offset) + Number(limit));
  return successAnswer({ generations: page }, { total: generations.length });
}

function giveHealth({ studio, options: { providerHealth = {} } }: EndpointInput): Answer {
  const names = studio.models.flatMap(({ providers = ['replicate'] }) => providers);
  const providers = [...new Set([...names, ...Object.keys(providerHealth)])].map((provider) => ({
    provider,
    status: providerHealth[provider] ?? 'healthy',
  }));
  return successAnswer({ service: 'inference_providers', providers_total: providers.length, providers });
}

/** Checks the firewall's rules, the key, its rate limit and its scope, in this order, then the request. */
function answerer(currentStudio: () => Studio, options: BabySeaOptions) {
  const { keys = { [defaultKey]: {}, [fullAccessKey]: { preset: 'Full Access' } }, now = Date.now } = options;
  const limiter = new RateLimiter();

  return (endpoint: Endpoint, request: RecordedRequest, parameter: PathParameter): Answer => {
    if (!hasOnlyKnownParameters(endpoint, request)) return htmlPage(403, 'Forbidden');
    let headers: Answer['headers'] = {};
    try {
      const { token, scopes } = authenticate(request.headers.authorization, keys);
      if (options.rateLimit !== undefined) {
        const limit = limiter.count(token, options.rateLimit, now());
        headers = limit.headers;
        if (limit.exceeded) return rateLimited({ ...headers, 'retry-after': String(limit.retryAfter) });
      }
      const { scope } = endpoint;
      if (!scopes.includes(scope)) throw new ApiFailure('BSE1003', `The API key lacks the scope ${scope}.`);
      endRuns(currentStudio(), now());
      return { ...endpoint.give({ parameter, request, studio: currentStudio(), options }), headers };
    } catch (error) {
      if (error instanceof ApiFailure) return errorAnswer(error, headers);
      throw error;
    }
  };
}

/** The firewall accepts only documented parameters, each once. */
function hasOnlyKnownParameters({ parameters }: Endpoint, { queryList }: RecordedRequest): boolean {
  const names = queryList.map(([name]) => name);
  return new Set(names).size === names.length && names.every((name) => parameters.includes(name));
}

export { defaultKey, fullAccessKey } from './access.ts';
export type { SandboxModel } from './catalogue.ts';
export type { Generation, Outcome } from './records.ts';
