import { progressLog, waitLog } from '../pricing/progress.ts';
import { shortened } from '../report/terminal/width.ts';
import type { Stream } from './console.ts';

/** Tells how far the prices are: on one line that is written over in a terminal, else now and then. */
export interface Progress {
  readonly onProgress: (done: number, wanted: number) => void;
  readonly onWait: ReturnType<typeof waitLog>;
  /** Takes the line away. */
  readonly end: () => void;
}

const ERASE = '\r\u001b[2K';

export function progressOn(stream: Stream, now: () => number): Progress {
  if (!stream.isTerminal) {
    const log = (line: string) => stream.write(`${line}\n`);
    return { onProgress: progressLog(log, now), onWait: waitLog(log), end: () => undefined };
  }
  const show = (line: string) => stream.write(ERASE + shortened(line, stream.columns() - 1));
  show('Asking BabySea for prices …');
  return {
    onProgress: (done, wanted) => show(`Estimated ${done} of ${wanted} prices …`),
    onWait: waitLog(show),
    end: () => stream.write(ERASE),
  };
}
