import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import pLimit from 'p-limit';
import { errorCode } from '../shared/helpers.ts';
import {
  type ParsedYaml,
  type ParseTask,
  type ParseTexts,
  parseInTurn,
  parseYaml,
  type YamlResult,
} from './parse-yaml.ts';

/** Up to so many characters in all are parsed in this thread: no text of that length takes long, and a worker costs time. */
const MAX_CHARACTERS_HERE = 64 * 1024;

/** The memory of the worker; a plan of 1 MiB and 10,000 lines needs about half of it. */
const MAX_WORKER_MIB = 256;

/**
 * Parses large plans in a worker thread, which has a memory limit and ends when the time is up: the time and memory that the
 * `yaml` package takes can grow with the square of a text's length. A valid text is parsed once: most pull requests leave a
 * plan as it is on the base.
 *
 * @param signal aborts when the time of the run is up
 * @param maxWorkerMib the memory that the worker may take
 */
export function boundedParser(signal: AbortSignal, maxWorkerMib: number = MAX_WORKER_MIB): ParseTexts {
  const valid = new Map<string, ParsedYaml>();
  const parseAll = (texts: readonly string[], parse: (task: ParseTask) => Promise<YamlResult>) =>
    parseInTurn(texts, async (task) => {
      const known = valid.get(task.text);
      if (known !== undefined && known.valueCount <= task.maxValues) return known;
      const result = await parse(task);
      if ('data' in result && result.errors.length === 0) valid.set(task.text, result);
      return result;
    });

  const parseAllInWorker = async (texts: readonly string[]) => {
    let worker: Worker | undefined;
    try {
      return await parseAll(texts, async (task) => {
        if (signal.aborted) return { failure: 'time' };
        worker ??= startWorker(maxWorkerMib);
        const result = await ask(worker, task, signal);
        // A worker that ran out of memory has ended; one that ran out of time is still busy.
        if ('failure' in result) {
          await worker.terminate();
          worker = undefined;
        }
        return result;
      });
    } finally {
      await worker?.terminate();
    }
  };

  // Two workers at a time would take twice the memory.
  const oneAtATime = pLimit(1);
  return async (texts) => {
    const length = texts.reduce((sum, text) => sum + text.length, 0);
    if (length <= MAX_CHARACTERS_HERE) return parseAll(texts, async (task) => parseYaml(task));
    return oneAtATime(() => parseAllInWorker(texts));
  };
}

function startWorker(maxMib: number): Worker {
  const worker = new Worker(workerUrl(import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: maxMib, maxYoungGenerationSizeMb: 16 },
    // It needs neither the key and the token nor the flags of this process.
    env: {},
    execArgv: [],
  });
  // An error after the answer, or after the time is up, changes nothing any more; without a listener it would be thrown.
  worker.on('error', () => undefined);
  // A wait for an answer ends by an error, not by an exit.
  const ended = (code: number) => new Error(`The thread that parses plans ended with the code ${code}.`);
  return worker.on('exit', (code) => worker.emit('error', ended(code)));
}

/** The worker's file is beside this one: among the sources, and beside the bundle. */
function workerUrl(here: string): URL {
  return new URL(here.endsWith('.ts') ? 'plan-worker.ts' : 'plan-worker.js', here);
}

async function ask(worker: Worker, task: ParseTask, signal: AbortSignal): Promise<YamlResult> {
  worker.postMessage(task);
  try {
    const [result]: YamlResult[] = await once(worker, 'message', { signal });
    if (result === undefined) throw new Error('The thread that parses plans sent no result.');
    return result;
  } catch (error) {
    if (signal.aborted) return { failure: 'time' };
    if (errorCode(error) === 'ERR_WORKER_OUT_OF_MEMORY') return { failure: 'memory' };
    throw error;
  }
}
