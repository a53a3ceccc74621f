/** Checks of options that a person wrote: each gives the value, or `undefined` if the text is invalid. */

export function oneOf<const Word extends string>(words: readonly Word[]) {
  return (text: string): Word | undefined => words.find((word) => word === text.toLowerCase());
}

/** Plain HTTP would expose the key on the network, so it is allowed for loopback only. */
export function origin(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || url.pathname !== '/' || url.search !== '' || url.hash !== '') return undefined;
  if (url.username !== '' || url.password !== '') return undefined;
  const isLoopback = url.hostname === 'localhost' || url.hostname === '[::1]' || /^127(\.\d+){3}$/.test(url.hostname);
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback) ? url.origin : undefined;
}

/** As the runner's own `getBooleanInput` reads them. */
export function boolean(text: string): boolean | undefined {
  const word = text.toLowerCase();
  return word === 'true' || word === 'false' ? word === 'true' : undefined;
}

/** As Git lets refs be named (git-scm.com: git-check-ref-format), and never an option of a command. */
export function ref(text: string): string | undefined {
  return /^(?!-)[^\p{C}\p{Z}~^:?*[\\]{1,250}$/u.test(text) && !text.includes('..') ? text : undefined;
}

export function wholeNumber(least: number, most: number) {
  return (text: string): number | undefined => {
    const value = /^\d{1,12}$/.test(text) ? Number(text) : undefined;
    return value !== undefined && value >= least && value <= most ? value : undefined;
  };
}

/** A time in ISO 8601 with its zone: without one it would be another moment on every machine. */
export function isoTime(text: string): Date | undefined {
  const day = /^(\d{4}-\d\d-\d\d)[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d(:?\d\d)?)$/.exec(text)?.[1];
  // `Date` takes February 31 for March 3.
  if (day === undefined || new Date(day).toJSON()?.slice(0, 10) !== day) return undefined;
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? undefined : time;
}
