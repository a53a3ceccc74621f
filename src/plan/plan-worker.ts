import { parentPort } from 'node:worker_threads';
import { type ParseTask, parseYaml } from './parse-yaml.ts';

/** The thread in which large plans are parsed: `parse-in-worker.ts` starts it, bounds it and ends it. */

// A text may have hundreds of thousands of errors; nobody reads their stack traces.
Error.stackTraceLimit = 0;

parentPort?.on('message', (task: ParseTask) => parentPort?.postMessage(parseYaml(task)));
