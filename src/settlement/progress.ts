/** Milliseconds between two lines on the progress: long work shows, short work does not. */
const PROGRESS_INTERVAL_MS = 5_000;

/**
 * Writes a line now and then, and drops the others.
 *
 * @param now milliseconds
 */
export function throttled(log: (line: string) => void, now: () => number): (line: string) => void {
  let last = now();
  return (line) => {
    if (now() - last < PROGRESS_INTERVAL_MS) return;
    last = now();
    log(line);
  };
}
