/** The settings that a price depends on. */
export interface EstimateParams {
  /** Outputs; BabySea clamps it to 1..100. */
  readonly count?: number | undefined;
  /** Seconds. */
  readonly duration?: number | undefined;
  readonly resolution?: string | undefined;
  readonly audio?: boolean | undefined;
}

/** A successful answer. Its data is not checked yet: see `parseResponse`. */
export interface Envelope {
  readonly request_id?: string | undefined;
  readonly data: unknown;
  /** Of a list: how many entries there are, over all pages. */
  readonly total?: number | undefined;
}

/**
 * The part of the BabySea SDK's surface (`babysea` 2.0.0) that the gate uses, so that the SDK's own `BabySea` fits too.
 *
 * Our client rejects with the SDK's errors, with `InvalidResponseError`, or with `RateLimitedError`.
 */
export interface BabySeaApi {
  /** The price of a request, before it runs; a number is the count alone. Scope `library:read`. */
  estimate(model: string, params?: number | EstimateParams): Promise<Envelope>;
  /** Balance and plan. Scope `account:read`. */
  billing(): Promise<Envelope>;
  /** The estimated usage of the last 1..90 days (default 30), and what failed. Scope `account:read`. */
  usage(days?: number): Promise<Envelope>;
  readonly library: {
    /** Every model, its pricing and the settings that it accepts. Scope `library:read`. */
    models(): Promise<Envelope>;
  };
  /** One generation record. Scope `generation:read`. */
  getGeneration(id: string): Promise<Envelope>;
  /** A page of generation records, in an order that is documented nowhere; `limit` is 1..100. Scope `generation:read`. */
  listGenerations(page?: { readonly limit?: number; readonly offset?: number }): Promise<Envelope>;
  readonly health: {
    /** How each inference provider is doing. Scope `health:read`. */
    providers(): Promise<Envelope>;
  };
}

/** What our own client offers beside the SDK's surface. */
export interface PacedApi extends BabySeaApi {
  /** The same API for optional requests: no retries, and all end after this many milliseconds from now. */
  within(milliseconds: number): BabySeaApi;
}
