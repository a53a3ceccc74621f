/** An endpoint: a name for the tests, a method, a path, and its handler. */
export interface Route<Endpoint extends string, Handler> {
  readonly endpoint: Endpoint;
  readonly method: string;
  /** `/repos/{owner}/{repo}/git/trees/{tree_sha...}`: `{name}` is one segment, a trailing `{name...}` the rest. */
  readonly path: string;
  readonly handle: Handler;
}

/** Gives a decoded path parameter. Throws if the path has no parameter of that name. */
export type PathParameter = (name: string) => string;

export interface Match<Endpoint extends string, Handler> {
  readonly route: Route<Endpoint, Handler>;
  readonly parameter: PathParameter;
}

/** Makes a function that finds the route of a request, if there is one. */
export function router<Endpoint extends string, Handler>(routes: readonly Route<Endpoint, Handler>[]) {
  const compiled = routes.map((route) => ({ route, pattern: patternOf(route.path) }));
  return (method: string, path: string): Match<Endpoint, Handler> | undefined => {
    for (const { route, pattern } of compiled) {
      if (route.method !== method) continue;
      const groups = pattern.exec(path)?.groups;
      if (groups === undefined) continue;
      const decoded = decodeAll(groups);
      if (decoded !== undefined) return { route, parameter: parameterOf(decoded, route.path) };
    }
    return undefined;
  };
}

function patternOf(path: string): RegExp {
  const source = path
    .replace(/[.]{3}\}/g, '}*')
    .replace(/[.]/g, '\\.')
    .replace(/\/\{(\w+)\}\*$/, '(?:/(?<$1>.*))?')
    .replace(/\{(\w+)\}/g, '(?<$1>[^/]+)');
  // With the empty group, a match has groups even if the path has no parameters.
  return new RegExp(`^${source}(?<_>)$`);
}

function decodeAll(groups: Record<string, string | undefined>): Map<string, string> | undefined {
  try {
    return new Map(Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value ?? '')]));
  } catch {
    return undefined; // a malformed percent-encoding is no path of ours
  }
}

function parameterOf(decoded: ReadonlyMap<string, string>, path: string): PathParameter {
  return (name) => {
    const value = decoded.get(name);
    if (value === undefined) throw new Error(`The path ${path} has no parameter ${name}.`);
    return value;
  };
}
