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
  FULL_ACCESS,
  fullAccessKey,
  type Keys,
  type RateLimit,
  RateLimiter,
  READ_ONLY,
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
  /** Key → its scopes (default: `defaultKey` is Read Only, `fullAccessKey` has Full Access). */
  readonly keys?: Keys;
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
    {
      routes: endpoints.map(([endpoint, request, scope, give, ...parameters]) => ({
        endpoint,
        request,
        answer: answer(scope, give, parameters),
      })),
      // The firewall's.
      otherwise: () => htmlPage(403, 'Forbidden'),
    },
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

/** An endpoint: its name and request, the scope that it needs, its answer, and its query parameters. */
type Endpoint = readonly [
  name: BabySeaEndpoint,
  request: string,
  scope: Scope,
  give: (input: EndpointInput) => Answer,
  ...parameters: string[],
];

const endpoints: readonly Endpoint[] = [
  [
    'estimate',
    'GET /v1/estimate/{lab}/{name}',
    'library:read',
    giveEstimate,
    'count',
    'duration',
    'resolution',
    'audio',
  ],
  [
    'billing',
    'GET /v1/user/billing',
    'account:read',
    ({ studio }) =>
      successAnswer({ billing_plan: 'Starter Monthly', billing_credit_balance: Number(studio.account.balance) }),
  ],
  ['usage', 'GET /v1/usage', 'account:read', giveUsage, 'days'],
  [
    'library',
    'GET /v1/library/models',
    'library:read',
    ({ studio }) => successAnswer({ models: studio.models.map(libraryEntry) }),
  ],
  ['content', 'GET /v1/content/list', 'generation:read', givePage, 'limit', 'offset'],
  // After the list, because this path matches `list` too.
  [
    'generation',
    'GET /v1/content/{id}',
    'generation:read',
    ({ parameter, studio }) => successAnswer(findGeneration(studio, parameter('id'))),
  ],
  ['health', 'GET /v1/health/inference/providers', 'health:read', giveHealth],
  [
    'generate',
    'POST /v1/generate/{type}/{lab}/{name}',
    'generation:write',
    (input) => {
      const { request, studio, options } = input;
      const key = request.headers['idempotency-key'];
      return successAnswer(generate(studio, modelIn(input), request.body, key, (options.now ?? Date.now)()));
    },
  ],
];

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
  return successAnswer({ providers });
}

/** Checks the firewall's rules, the key, its rate limit and its scope, in this order, then the request. */
function answerer(currentStudio: () => Studio, options: BabySeaOptions) {
  const { keys = { [defaultKey]: READ_ONLY, [fullAccessKey]: FULL_ACCESS }, now = Date.now } = options;
  const limiter = new RateLimiter();

  return (scope: Scope, give: Endpoint[3], parameters: readonly string[]) =>
    (request: RecordedRequest, parameter: PathParameter): Answer => {
      if (!hasOnlyKnownParameters(parameters, request)) return htmlPage(403, 'Forbidden');
      let headers: Answer['headers'] = {};
      try {
        const { token, scopes } = authenticate(request.headers.authorization, keys);
        if (options.rateLimit !== undefined) {
          const limit = limiter.count(token, options.rateLimit, now());
          headers = limit.headers;
          if (limit.exceeded) return rateLimited({ ...headers, 'retry-after': String(limit.retryAfter) });
        }
        if (!scopes.includes(scope)) throw new ApiFailure('BSE1003', `The API key lacks the scope ${scope}.`);
        endRuns(currentStudio(), now());
        return { ...give({ parameter, request, studio: currentStudio(), options }), headers };
      } catch (error) {
        if (error instanceof ApiFailure) return errorAnswer(error, headers);
        throw error;
      }
    };
}

/** The firewall accepts only documented parameters, each once. */
function hasOnlyKnownParameters(parameters: readonly string[], { queryList }: RecordedRequest): boolean {
  const names = queryList.map(([name]) => name);
  return new Set(names).size === names.length && names.every((name) => parameters.includes(name));
}

export { defaultKey, FULL_ACCESS, fullAccessKey, READ_ONLY } from './access.ts';
export type { SandboxModel } from './catalogue.ts';
export type { Generation, Outcome } from './records.ts';
