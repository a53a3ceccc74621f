import { setImmediate } from 'node:timers/promises';

/** The turns of the event loop that a request takes from `fetch` until it is written, where the other side is near. */
const TURNS_TO_SEND = 5;

/** Loads what comes next, once, when what has been asked for is on its way: loading takes the thread, and nothing is sent meanwhile. */
export function loader<Module>(load: () => Promise<Module>): () => Promise<Module> {
  return once(async () => {
    // In these turns of the event loop, a connection is opened and written to.
    for (let turn = 0; turn < TURNS_TO_SEND; turn++) await setImmediate();
    return load();
  });
}

/** What makes something no earlier than it is asked for, and no more than once. */
export function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
