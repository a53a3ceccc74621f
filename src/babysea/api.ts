/** The settings that a price depends on; `duration` in seconds. */
export interface EstimateParams {
  readonly count?: number | undefined;
  readonly duration?: number | undefined;
  readonly resolution?: string | undefined;
  readonly audio?: boolean | undefined;
}

/** A successful answer. Its data is as it came: nothing in it is believed yet. */
export interface Envelope {
  readonly request_id?: string | undefined;
  readonly data: unknown;
}

/** What our own client offers beside the SDK's surface. */
export interface PacedApi extends BabySeaApi {
  /**
   * Tells how many requests are going to be made, so that a time that cannot hold all the waits that the rate limit asks for
   * is told at the first of them.
   */
  expect(requests: number): void;
  /** The same API for what may be missed: each question is asked once, and all end when these milliseconds from now are over. */
  within(milliseconds: number): BabySeaApi;
}

/**
 * The part of the BabySea SDK's surface that the gate uses, so that the SDK's own `BabySea` fits this interface too.
 * What our own client rejects with is a `BabySeaError`.
 */
export interface BabySeaApi {
  /** The price of a request, before it runs. Needs the scope `library:read`. */
  estimate(model: string, params?: EstimateParams): Promise<Envelope>;
  /** Balance and plan. Needs the scope `account:read`. */
  billing(): Promise<Envelope>;
  /** The estimated usage of the last 1..90 days, and what failed. Needs the scope `account:read`. */
  usage(days?: number): Promise<Envelope>;
  readonly library: {
    /** Every model, its pricing and the settings that it accepts. Needs the scope `library:read`. */
    models(): Promise<Envelope>;
  };
  /** Generation records, newest first; `limit` is 1..100. Needs the scope `generation:read`. */
  listGenerations(page?: { readonly limit?: number; readonly offset?: number }): Promise<Envelope>;
}
