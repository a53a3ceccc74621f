/**
 * Loaded before the step (`node --require`): the requests that MISDIRECT describes are sent to another origin, one that
 * refuses connections or has an expired certificate, so that these faults strike a single endpoint.
 */
const http = require('node:http');
const https = require('node:https');
const { syncBuiltinESMExports } = require('node:module');

const { method, path, to, times } = JSON.parse(process.env.MISDIRECT);
const pattern = new RegExp(path);
const { request: httpRequest } = http;
const { request: httpsRequest } = https;
let left = times === 'always' ? Number.POSITIVE_INFINITY : 1;

function misdirected(request) {
  return (address, options, onResponse) => {
    const { pathname, search } = new URL(address);
    if (options.method !== method || !pattern.test(pathname + search) || left === 0) {
      return request(address, options, onResponse);
    }
    left -= 1;
    const elsewhere = to.startsWith('https:') ? httpsRequest : httpRequest;
    return elsewhere(new URL(pathname + search, to), { ...options, agent: undefined }, onResponse);
  };
}

http.request = misdirected(httpRequest);
https.request = misdirected(httpsRequest);
syncBuiltinESMExports();
