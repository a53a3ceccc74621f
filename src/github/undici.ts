/**
 * Stands for the HTTP client `undici` in the bundles (see `paths` in tsconfig.json). The toolkit imports it, which would be
 * a third of a bundle and a tenth of the processor time of a run, and calls it in no function that the gate uses: all
 * requests go through `shared/http.ts`.
 */

/** The toolkit makes one when it is imported, if the environment names a proxy. */
export class ProxyAgent {}

export function fetch(): never {
  throw new Error('Requests go through shared/http.ts.');
}
