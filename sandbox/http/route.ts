/** An endpoint: a name for the tests, a method and a path, and its handler. */
export interface Route<Endpoint extends string, Handler> {
  readonly endpoint: Endpoint;
  /** Such as `GET /repos/{owner}/{repo}/contents/{path...}`: `{owner}` is one segment, `{path...}` one or more. */
  readonly request: string;
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
  const compiled = routes.map((route) => ({ route, pattern: patternOf(route.request) }));
  return (method: string, path: string): Match<Endpoint, Handler> | undefined => {
    for (const { route, pattern } of compiled) {
      const groups = pattern.exec(`${method} ${path}`)?.groups;
      if (groups === undefined) continue;
      const parameter = (name: string) => {
        const value = groups[name];
        if (value === undefined) throw new Error(`${route.request} has no parameter ${name}.`);
        return decodeURIComponent(value);
      };
      return { route, parameter };
    }
    return undefined;
  };
}

function patternOf(request: string): RegExp {
  const source = request.replace(/\{(\w+)(\.\.\.)?\}|\./g, (found, name, many) =>
    name === undefined ? `\\${found}` : `(?<${name}>${many === undefined ? '[^/]+' : '.+'})`,
  );
  // With the empty group, a match has groups even if the path has no parameters.
  return new RegExp(`^${source}(?<_>)$`);
}
