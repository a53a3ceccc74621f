/**
 * A stand-in for the BabySea REST API: a real HTTP server on loopback that prices, counts and refuses as the
 * documentation of the API says. Its prices are samples.
 */
import { type Answer, htmlPage } from '../http/answer.ts';
import type { RecordedRequest } from '../http/request.ts';
import { type Match, router } from '../http/route.ts';
import { type SandboxServer, type ServeOptions, serve } from '../server.ts';
import {
  authenticate,
  defaultKey,
  fullAccessKey,
  type RateLimit,
  RateLimiter,
  type Region,
  requireScope,
  type SandboxKey,
} from './access.ts';
import { type SandboxModel, sampleModels } from './catalogue.ts';
import { type BabySeaEndpoint, type BabySeaState, type Endpoint, endpoints } from './endpoints.ts';
import { ApiFailure, errorAnswer, successAnswer } from './envelope.ts';
import { endRuns, Runs } from './generations.ts';
import { type Generation, sampleAccount, sampleGenerations, sampleUsage, type Usage } from './records.ts';

export interface BabySeaOptions extends ServeOptions {
  /** USD as a decimal string (default `50.000`). */
  readonly balance?: string;
  /** Key → what it may do (default: `defaultKey` is Read Only, `fullAccessKey` has Full Access). */
  readonly keys?: Readonly<Record<string, SandboxKey>>;
  /** Default `us`. */
  readonly region?: Region;
  /** Default: no limit, and no rate limit headers. */
  readonly rateLimit?: RateLimit;
  readonly models?: readonly SandboxModel[];
  readonly creditBalanceInEstimates?: 'known' | 'null';
  readonly usage?: Usage;
  readonly generations?: readonly Generation[];
  /** Decides how each generation ends (default: it succeeds at once). */
  readonly outcome?: BabySeaState['outcome'];
  /** The order of the content list (default: newest first). */
  readonly listOrder?: BabySeaState['listOrder'];
  /** Provider → how it is doing (default: all are healthy). */
  readonly providerHealth?: BabySeaState['providerHealth'];
  /** Milliseconds since 1970 (default: the real clock); a test moves rate limits and generations on with it. */
  readonly now?: () => number;
}

/** A running stand-in for BabySea. Tests may change its state while it runs. */
export interface BabySeaSandbox extends SandboxServer<BabySeaEndpoint>, BabySeaState {
  /** What goes into the action's `base-url`. */
  readonly url: string;
}

export async function startBabySea(options: BabySeaOptions = {}): Promise<BabySeaSandbox> {
  const state: BabySeaState = {
    account: sampleAccount(options.balance ?? '50.000'),
    models: options.models ?? sampleModels,
    usage: options.usage ?? sampleUsage,
    generations: options.generations ?? sampleGenerations,
    outcome: options.outcome ?? (() => ({})),
    listOrder: options.listOrder ?? ((generations) => generations),
    providerHealth: options.providerHealth ?? {},
    ledger: [],
    runs: new Runs(),
    creditBalanceInEstimates: options.creditBalanceInEstimates ?? 'known',
  };
  const find = router(endpoints);
  const answer = answerer(() => sandbox, options);
  const server = await serve<BabySeaEndpoint>(
    () => ({
      find: (method, path) => {
        const match = find(method, path);
        return { endpoint: match?.route.endpoint, answer: (request) => answer(match, request) };
      },
      rateLimited: (retryAfter) => rateLimited(retryAfter === undefined ? {} : { 'retry-after': retryAfter }),
    }),
    options,
  );
  // The sandbox is itself the state, so that the next answer has what a test changes in it.
  const sandbox: BabySeaSandbox = Object.assign(server, { url: server.origin }, state);
  return sandbox;
}

/** Checks the firewall's rules, the key, its rate limit and its scope, in this order, then the request. */
function answerer(currentState: () => BabySeaState, options: BabySeaOptions) {
  const {
    keys = { [defaultKey]: {}, [fullAccessKey]: { preset: 'Full Access' } },
    region = 'us',
    now = Date.now,
  } = options;
  const limiter = new RateLimiter();

  return (match: Match<BabySeaEndpoint, Endpoint> | undefined, request: RecordedRequest): Answer => {
    if (match === undefined || !onSchema(match.route.handle, request)) return htmlPage(403, 'Forbidden');
    const { handle: endpoint } = match.route;
    let headers: Readonly<Record<string, string>> = {};
    try {
      const caller = authenticate(request.headers.authorization, keys, region);
      if (options.rateLimit !== undefined) {
        const limit = limiter.count(caller.token, options.rateLimit, now());
        headers = limit.headers;
        if (limit.exceeded) return rateLimited({ ...headers, 'retry-after': String(limit.retryAfter) });
      }
      requireScope(caller, endpoint.scope);
      const { query } = request;
      const { parameter } = match;
      const state = currentState();
      const time = now();
      endRuns(state, time);
      const success = endpoint.give({ query, parameter, request, state, now: time });
      const answer = successAnswer(success, time);
      return { ...answer, headers: { ...headers, ...answer.headers } };
    } catch (error) {
      if (error instanceof ApiFailure) return errorAnswer(error, headers);
      throw error;
    }
  };
}

/** The firewall accepts only documented parameters, each once. */
function onSchema(endpoint: Endpoint, request: RecordedRequest): boolean {
  const names = request.queryList.map(([name]) => name);
  return new Set(names).size === names.length && names.every((name) => endpoint.parameters.includes(name));
}

function rateLimited(headers: Readonly<Record<string, string>>): Answer {
  return errorAnswer(new ApiFailure('BSE1005', 'Too many requests. Try again later.'), headers);
}

export { defaultKey, fullAccessKey, type Preset, presets, type Region, type SandboxKey, type Scope } from './access.ts';
export { type SandboxModel, sampleModels } from './catalogue.ts';
export type { BabySeaEndpoint } from './endpoints.ts';
export {
  type GenerationParams,
  type GenerationRequest,
  type LedgerEntry,
  type Outcome,
  sampleRecord,
} from './generations.ts';
export type { ProviderHealth } from './records.ts';
export { type Generation, sampleGenerations, sampleUsage, type Usage } from './records.ts';
