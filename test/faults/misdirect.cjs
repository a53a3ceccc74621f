/**
 * Loaded before the step (`node --require`): the requests that MISDIRECT describes are sent to another origin, one that
 * refuses connections or has an expired certificate, so that these faults strike a single endpoint.
 */
const { Agent, setGlobalDispatcher } = require('undici');

const { method, path, to, times } = JSON.parse(process.env.MISDIRECT);
const pattern = new RegExp(path);
let left = times === 'always' ? Number.POSITIVE_INFINITY : 1;

setGlobalDispatcher(
  new Agent().compose((dispatch) => (options, handler) => {
    const isMeant = options.method === method && pattern.test(options.path) && left > 0;
    if (isMeant) left -= 1;
    return dispatch(isMeant ? { ...options, origin: to } : options, handler);
  }),
);
