/**
 * Stands for `@actions/http-client` and `undici` in the bundles (see `paths` in tsconfig.json). The toolkit imports both,
 * but what the gate calls needs neither: all requests go through `shared/http.ts`. They would be a third of a bundle and a
 * tenth of the processor time of a run.
 */

/** The toolkit makes one when it is imported, and asks it for the agents of a proxy. */
export class HttpClient {
  getAgent(): undefined {
    return undefined;
  }

  getAgentDispatcher(): undefined {
    return undefined;
  }
}

export function fetch(): never {
  throw new Error('Requests go through shared/http.ts.');
}
