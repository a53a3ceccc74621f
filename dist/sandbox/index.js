import { createRequire as __WEBPACK_EXTERNAL_createRequire } from "module";
/******/ var __webpack_modules__ = ({

/***/ 867:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  q: () => (/* binding */ demo),
  w: () => (/* binding */ findRoot)
});

// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __nccwpck_require__(24);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __nccwpck_require__(760);
;// CONCATENATED MODULE: external "node:fs/promises"
const promises_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:fs/promises");
;// CONCATENATED MODULE: external "node:os"
const external_node_os_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:os");
;// CONCATENATED MODULE: external "node:timers/promises"
const external_node_timers_promises_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:timers/promises");
;// CONCATENATED MODULE: ./sandbox/http/answer.ts

/** Turns an answer into bytes. Adds a Content-Type if it has none. */
function encode(answer) {
    const { status, headers = {}, body } = answer;
    if (body === undefined)
        return { status, headers, bytes: Buffer.alloc(0) };
    if (body instanceof Uint8Array) {
        return { status, headers: { 'content-type': 'application/octet-stream', ...headers }, bytes: Buffer.from(body) };
    }
    if (typeof body === 'string') {
        return { status, headers: { 'content-type': 'text/plain; charset=utf-8', ...headers }, bytes: Buffer.from(body) };
    }
    return {
        status,
        headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
        bytes: Buffer.from(JSON.stringify(body)),
    };
}
/** A page like those of firewalls and gateways. */
function htmlPage(status, title) {
    return {
        status,
        headers: { 'content-type': 'text/html; charset=utf-8' },
        body: `<html>\n<head><title>${status} ${title}</title></head>\n<body>\n<center><h1>${status} ${title}</h1></center>\n</body>\n</html>\n`,
    };
}
const HUGE_BYTES = 100_000_000;
const DRIP_INTERVAL_MS = 250;
/** Sends the real answer, or what the fault makes of it. */
async function deliver(response, source, fault) {
    const real = () => encode(source.real());
    const instead = (answer) => {
        if (fault?.carriedOut)
            source.real();
        send(response, encode(answer));
    };
    const retold = (change) => {
        const answer = real();
        send(response, { ...answer, bytes: Buffer.from(change(answer.bytes.toString())) });
    };
    const withHeaders = (headers) => {
        const answer = real();
        send(response, { ...answer, headers: { ...answer.headers, ...headers } });
    };
    switch (fault?.kind) {
        case undefined:
            return send(response, real());
        case 'reset':
            if (fault.carriedOut)
                source.real();
            response.socket?.resetAndDestroy();
            return;
        case 'reset-mid-body':
            return sendHalfThenReset(response, real());
        case 'hang':
            if (fault.carriedOut)
                source.real();
            return;
        case 'drip':
            return drip(response, real(), fault.intervalMs ?? DRIP_INTERVAL_MS);
        case 'held':
            await fault.until();
            return send(response, real());
        case 'answer':
            return instead(fault);
        case 'html-502':
            return instead(htmlPage(502, 'Bad Gateway'));
        case 'empty':
            return instead({ status: 200 });
        case 'no-content':
            return instead({ status: 204 });
        case 'truncated':
            return retold((text) => text.slice(0, Math.ceil(text.length / 2)));
        case 'huge':
            return sendHuge(response, real(), fault.bytes ?? HUGE_BYTES);
        case 'wrong-type':
            return withHeaders({ 'content-type': 'text/html; charset=utf-8' });
        case 'headers':
            return withHeaders(fault.headers);
        case 'rewrite':
            // Parsed again, so that `change` sees what a client sees and may change it in place.
            return retold((text) => JSON.stringify(fault.change(JSON.parse(text))));
        case 'rewrite-text':
            return retold(fault.change);
        case 'redirect':
            return instead({ status: fault.status ?? 302, headers: { location: fault.location } });
        case 'rate-limited':
            return instead(source.rateLimited(fault.retryAfter));
    }
}
function writeHead(response, answer, length) {
    // 204 and 304 must not carry a Content-Length (RFC 9110, section 8.6).
    const sized = length !== undefined && answer.status !== 204 && answer.status !== 304;
    response.writeHead(answer.status, { ...answer.headers, ...(sized ? { 'content-length': String(length) } : {}) });
}
function send(response, answer) {
    writeHead(response, answer, answer.bytes.length);
    response.end(answer.bytes);
}
function sendHalfThenReset(response, answer) {
    writeHead(response, answer, answer.bytes.length);
    // The client sees the bytes only if the reset comes after they were sent.
    const half = answer.bytes.subarray(0, Math.ceil(answer.bytes.length / 2));
    response.write(half, () => response.socket?.resetAndDestroy());
}
async function drip(response, answer, intervalMs) {
    writeHead(response, answer, answer.bytes.length);
    for (const byte of answer.bytes) {
        // The client gave up, or the server was closed.
        if (response.destroyed)
            return;
        response.write(Buffer.of(byte));
        await (0,external_node_timers_promises_namespaceObject.setTimeout)(intervalMs, undefined, { ref: false });
    }
    response.end();
}
async function sendHuge(response, answer, bytes) {
    writeHead(response, answer, undefined);
    const block = Buffer.alloc(64 * 1024, ' ');
    for (let left = bytes; left > 0 && !response.destroyed; left -= block.length) {
        const room = response.write(block.subarray(0, Math.min(left, block.length)));
        if (!room)
            await drainedOrClosed(response);
    }
    if (!response.destroyed)
        response.end(answer.bytes);
}
function drainedOrClosed(response) {
    return new Promise((resolve) => {
        const done = () => {
            response.off('drain', done);
            response.off('close', done);
            resolve();
        };
        response.on('drain', done);
        response.on('close', done);
        if (response.destroyed)
            done();
    });
}

;// CONCATENATED MODULE: ./sandbox/http/route.ts
/** Makes a function that finds the route of a request, if there is one. */
function router(routes) {
    const compiled = routes.map((route) => ({ route, pattern: patternOf(route.path) }));
    return (method, path) => {
        for (const { route, pattern } of compiled) {
            if (route.method !== method)
                continue;
            const groups = pattern.exec(path)?.groups;
            if (groups === undefined)
                continue;
            const decoded = decodeAll(groups);
            if (decoded !== undefined)
                return { route, parameter: parameterOf(decoded, route.path) };
        }
        return undefined;
    };
}
function patternOf(path) {
    const source = path
        .replace(/[.]{3}\}/g, '}*')
        .replace(/[.]/g, '\\.')
        .replace(/\/\{(\w+)\}\*$/, '(?:/(?<$1>.*))?')
        .replace(/\{(\w+)\}/g, '(?<$1>[^/]+)');
    // With the empty group, a match has groups even if the path has no parameters.
    return new RegExp(`^${source}(?<_>)$`);
}
function decodeAll(groups) {
    try {
        return new Map(Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value ?? '')]));
    }
    catch {
        return undefined; // a malformed percent-encoding is no path of ours
    }
}
function parameterOf(decoded, path) {
    return (name) => {
        const value = decoded.get(name);
        if (value === undefined)
            throw new Error(`The path ${path} has no parameter ${name}.`);
        return value;
    };
}

;// CONCATENATED MODULE: external "node:http"
const external_node_http_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:http");
;// CONCATENATED MODULE: external "node:perf_hooks"
const external_node_perf_hooks_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:perf_hooks");
;// CONCATENATED MODULE: ./sandbox/faults.ts
/** The faults of a server, in the order in which they take effect. */
class Faults {
    #queue = [];
    add(...faults) {
        this.#queue.push(...faults.map((fault) => ({ fault, seen: 0 })));
    }
    clear() {
        this.#queue = [];
    }
    /** The fault that hits this request, if any. Counts the request. */
    take(request) {
        for (const entry of this.#queue) {
            const { fault } = entry;
            if (fault.endpoint !== '*' && fault.endpoint !== request.endpoint)
                continue;
            if (fault.when !== undefined && !fault.when(request))
                continue;
            entry.seen += 1;
            const turn = entry.seen - (fault.after ?? 0);
            if (turn < 1 || (fault.times !== 'always' && turn > fault.times))
                continue;
            return fault;
        }
        return undefined;
    }
}

;// CONCATENATED MODULE: ./sandbox/http/request.ts
/** Parses JSON whatever the Content-Type is: Octokit and fetch send different ones. */
async function readBody(request) {
    const chunks = [];
    for await (const chunk of request)
        chunks.push(Buffer.from(chunk));
    const text = Buffer.concat(chunks).toString('utf8');
    if (text === '')
        return undefined;
    try {
        const parsed = JSON.parse(text);
        return parsed;
    }
    catch {
        return text;
    }
}

;// CONCATENATED MODULE: ./sandbox/server.ts
/**
 * The HTTP server under both stand-ins: it listens on loopback, records every request, counts what is in flight, and
 * commits faults. What it answers is the stand-in's own business.
 */






/** Starts a server on 127.0.0.1. The application gets the origin, which its links need. */
async function serve(application, options = {}) {
    const requests = [];
    const faults = new Faults();
    const inFlight = new Map();
    const mostInFlight = new Map();
    const sockets = new Set();
    const startedAt = external_node_perf_hooks_namespaceObject.performance.now();
    let connections = 0;
    let app;
    async function handle(request, response) {
        if (app === undefined)
            throw new Error('A request came before the server was ready.');
        const method = request.method ?? 'GET';
        const url = new URL(`http://loopback${request.url ?? '/'}`);
        const found = app.find(method, url.pathname);
        const record = {
            order: requests.length + 1,
            at: external_node_perf_hooks_namespaceObject.performance.now() - startedAt,
            endpoint: found.endpoint,
            method,
            path: url.pathname,
            query: Object.fromEntries(url.searchParams),
            queryList: [...url.searchParams],
            headers: request.headers,
            body: undefined,
            status: undefined,
            answeredAt: undefined,
        };
        requests.push(record);
        const answered = countInFlight(found.endpoint);
        response.once('close', answered);
        record.body = await readBody(request);
        const fault = faults.take(record);
        if (server.latencyMs > 0)
            await (0,external_node_timers_promises_namespaceObject.setTimeout)(server.latencyMs, undefined, { ref: false });
        if (response.destroyed)
            return;
        const { rateLimited } = app;
        await deliver(response, { real: () => found.answer(record), rateLimited }, fault);
        // Not only on `close`, which may come after a quick client's next request.
        if (response.writableEnded) {
            answered();
            record.answeredAt = external_node_perf_hooks_namespaceObject.performance.now() - startedAt;
        }
        if (response.headersSent)
            record.status = response.statusCode;
    }
    /** Counts a request in. The function that it returns counts it out, once. */
    function countInFlight(endpoint) {
        if (endpoint === undefined)
            return () => undefined;
        const now = (inFlight.get(endpoint) ?? 0) + 1;
        inFlight.set(endpoint, now);
        mostInFlight.set(endpoint, Math.max(now, mostInFlight.get(endpoint) ?? 0));
        let open = true;
        return () => {
            if (open)
                inFlight.set(endpoint, (inFlight.get(endpoint) ?? 1) - 1);
            open = false;
        };
    }
    const listener = (0,external_node_http_namespaceObject.createServer)((request, response) => {
        handle(request, response).catch((error) => {
            if (request.destroyed || response.destroyed)
                return; // the client went away while it was being served
            const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
            if (!response.headersSent)
                response.writeHead(500, { 'content-type': 'text/plain' });
            response.end(`The sandbox itself failed: ${text}`);
        });
    });
    // No idle time-out: the server could close a socket just as the client reuses it.
    listener.keepAliveTimeout = 0;
    listener.on('connection', (socket) => {
        connections += 1;
        sockets.add(socket);
        socket.once('close', () => sockets.delete(socket));
    });
    const port = await listen(listener, options.port ?? 0);
    const origin = `http://127.0.0.1:${port}`;
    app = application(origin);
    const server = {
        origin,
        requests,
        requestsTo: (endpoint) => requests.filter((request) => request.endpoint === endpoint),
        maxInFlight: (endpoint) => mostInFlight.get(endpoint) ?? 0,
        get connections() {
            return connections;
        },
        faults,
        latencyMs: options.latencyMs ?? 0,
        close: () => new Promise((resolve) => {
            listener.close(() => resolve());
            for (const socket of sockets)
                socket.destroy();
        }),
    };
    return server;
}
function listen(listener, port) {
    return new Promise((resolve, reject) => {
        listener.once('error', reject);
        listener.listen(port, '127.0.0.1', () => {
            const address = listener.address();
            if (address === null || typeof address === 'string')
                reject(new Error('The server has no port.'));
            else
                resolve(address.port);
        });
    });
}

;// CONCATENATED MODULE: external "node:crypto"
const external_node_crypto_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:crypto");
;// CONCATENATED MODULE: ./sandbox/babysea/envelope.ts
/** What all endpoints of BabySea share: the envelope, the errors and the query parameters. */

/** The errors that the sandbox answers. */
const errors = {
    BSE1001: { type: 'authentication_required', status: 401, retryable: false },
    BSE1002: { type: 'authentication_failed', status: 401, retryable: false },
    BSE1003: { type: 'insufficient_permissions', status: 403, retryable: false },
    BSE1004: { type: 'insufficient_credits', status: 402, retryable: false },
    BSE1005: { type: 'rate_limit_exceeded', status: 429, retryable: true },
    BSE1007: { type: 'ip_not_allowed', status: 403, retryable: false },
    BSE2001: { type: 'invalid_input', status: 400, retryable: false },
    BSE2008: { type: 'parameter_out_of_range', status: 422, retryable: false },
    BSE2015: { type: 'idempotency_key_mismatch', status: 409, retryable: false },
};
/** Thrown by the endpoints; becomes an error envelope. */
class ApiFailure extends Error {
    code;
    details;
    status;
    /** @param status default: the code's own */
    constructor(code, message, details, status = errors[code].status) {
        super(message);
        this.code = code;
        this.details = details;
        this.status = status;
    }
}
/** The envelope around a success. `now` is in milliseconds since 1970. */
function successAnswer(success, now) {
    return {
        status: 200,
        ...(success.headers && { headers: success.headers }),
        body: {
            status: 'success',
            request_id: (0,external_node_crypto_namespaceObject.randomUUID)(),
            message: success.message,
            timestamp: new Date(now).toISOString(),
            data: success.data,
            ...success.page,
        },
    };
}
function errorAnswer(failure, headers = {}) {
    const { type, retryable } = errors[failure.code];
    return {
        status: failure.status,
        headers,
        body: {
            status: 'error',
            request_id: (0,external_node_crypto_namespaceObject.randomUUID)(),
            error: {
                code: failure.code,
                type,
                message: failure.message,
                retryable,
                ...(failure.details === undefined ? {} : { details: failure.details }),
            },
        },
    };
}
/** An optional query parameter that is a whole number. Throws BSE2001 if it is not. */
function wholeNumber(query, name) {
    const text = query[name];
    if (text === undefined)
        return undefined;
    const value = Number(text);
    if (!/^-?\d+$/.test(text) || !Number.isSafeInteger(value)) {
        throw new ApiFailure('BSE2001', `${name} must be a whole number.`, { parameter: name });
    }
    return value;
}
/** The same with bounds and a default. Throws BSE2008 outside the bounds. */
function wholeNumberBetween(query, name, least, most, otherwise) {
    const value = wholeNumber(query, name) ?? otherwise;
    if (value < least || value > most) {
        const bounds = most === Number.MAX_SAFE_INTEGER ? `at least ${least}` : `between ${least} and ${most}`;
        throw new ApiFailure('BSE2008', `${name} must be ${bounds}.`, { parameter: name });
    }
    return value;
}
/** An optional query parameter that is `true` or `false`. Throws BSE2001 if it is not. */
function trueOrFalse(query, name) {
    const text = query[name];
    if (text === undefined)
        return undefined;
    if (text === 'true')
        return true;
    if (text === 'false')
        return false;
    throw new ApiFailure('BSE2001', `${name} must be true or false.`, { parameter: name });
}

;// CONCATENATED MODULE: ./sandbox/babysea/access.ts
/** API keys, their scopes, and the rate limit. */

/** The presets for keys in BabySea's dashboard. */
const presets = {
    'Full Access': [
        'generation:write',
        'generation:read',
        'generation:delete',
        'account:read',
        'health:read',
        'library:read',
    ],
    'Generate Only': ['generation:write', 'generation:read', 'library:read'],
    'Read Only': ['generation:read', 'account:read', 'health:read', 'library:read'],
    'Monitor Only': ['health:read', 'library:read'],
};
/** The default key, which is Read Only. */
const defaultKey = 'bye_sandbox_read_only';
/** The other default key, which may also generate and cancel. */
const fullAccessKey = 'bye_sandbox_full_access';
/**
 * Lets a request in by its Authorization header, or throws BSE1001, BSE1002 or BSE1007.
 *
 * A key of another region gets the very answer of a key that does not exist: a region does not know the keys of others.
 */
function authenticate(authorization, keys, region) {
    if (authorization === undefined) {
        throw new ApiFailure('BSE1001', 'Authentication is required. Send your API key as Authorization: Bearer bye_…');
    }
    const token = /^Bearer (\S+)$/i.exec(authorization)?.[1];
    const key = token !== undefined && Object.hasOwn(keys, token) ? keys[token] : undefined;
    if (token === undefined || key === undefined || (key.region ?? region) !== region) {
        throw new ApiFailure('BSE1002', 'The API key is not valid.');
    }
    if (key.expired)
        throw new ApiFailure('BSE1002', 'The API key has expired.');
    if (key.ipAllowed === false) {
        throw new ApiFailure('BSE1007', 'This IP address is not on the allowlist of the API key.');
    }
    return { token, key };
}
/** Throws BSE1003 unless the key has the scope. */
function requireScope(caller, scope) {
    const scopes = caller.key.scopes ?? presets[caller.key.preset ?? 'Read Only'];
    if (scopes.includes(scope))
        return;
    throw new ApiFailure('BSE1003', `The API key lacks the scope ${scope}.`, { required_scope: scope });
}
/** Counts requests in fixed windows that begin with a key's first request. Times are milliseconds since 1970. */
class RateLimiter {
    #windows = new Map();
    count(token, { limit, windowSeconds }, now) {
        let window = this.#windows.get(token);
        if (window === undefined || now >= window.endsAt) {
            window = { endsAt: now + windowSeconds * 1000, used: 0 };
            this.#windows.set(token, window);
        }
        window.used += 1;
        return {
            exceeded: window.used > limit,
            retryAfter: Math.max(1, Math.ceil((window.endsAt - now) / 1000)),
            headers: {
                date: new Date(now).toUTCString(),
                'x-ratelimit-limit': String(limit),
                'x-ratelimit-remaining': String(Math.max(0, limit - window.used)),
                'x-ratelimit-reset': String(Math.ceil(window.endsAt / 1000)),
            },
        };
    }
}

;// CONCATENATED MODULE: ./sandbox/babysea/catalogue.ts
/**
 * The models of the sandbox.
 *
 * SAMPLE PRICES. `bfl/flux-schnell` and `bfl/flux-1.1-pro` cost what the examples of BabySea's documentation say; the
 * others are made up. None of them is what BabySea charges today: ask its estimate API for that.
 */

const sampleModels = [
    { identifier: 'bfl/flux-schnell', type: 'image', price: '0.005', providers: ['replicate', 'fal', 'cloudflare'] },
    { identifier: 'bfl/flux-1.1-pro', type: 'image', price: '0.052', providers: ['bfl', 'replicate', 'fal'] },
    { identifier: 'google/nano-banana', type: 'image', price: '0.047', providers: ['replicate', 'fal'] },
    {
        identifier: 'google/veo-2',
        type: 'video',
        price: '0.350',
        durations: [5, 6, 7, 8],
        providers: ['replicate', 'fal'],
    },
    {
        identifier: 'kling/v1.5-pro',
        type: 'video',
        price: { '720p': '0.049', '1080p': '0.098' },
        durations: [5, 10],
        resolutions: ['720p', '1080p'],
        providers: ['replicate', 'fal'],
    },
    {
        identifier: 'bytedance/seedance-1-pro',
        type: 'video',
        price: { '480p': '0.024', '720p': '0.052', '1080p': '0.121' },
        durations: [5, 8, 10],
        resolutions: ['480p', '720p', '1080p'],
        providers: ['byteplus', 'replicate', 'fal'],
    },
    {
        identifier: 'bytedance/seedance-1.5-pro',
        type: 'video',
        price: { '720p_noaudio': '0.026', '720p_audio': '0.052', '1080p_noaudio': '0.058', '1080p_audio': '0.116' },
        durations: [5, 10],
        resolutions: ['720p', '1080p'],
        audio: true,
        providers: ['byteplus', 'replicate', 'fal'],
    },
];
/** The model of this name. Throws a 404 if there is none. */
function findModel(models, identifier) {
    const model = models.find((candidate) => candidate.identifier === identifier);
    if (model !== undefined)
        return model;
    // The documentation has no code for an unknown model, only the status.
    throw new ApiFailure('BSE2001', `The model ${identifier} does not exist.`, { model_identifier: identifier }, 404);
}
/** A model as `GET /v1/library/models` lists it. */
function libraryEntry(model) {
    const image = model.type === 'image';
    return {
        model_type: model.type,
        model_identifier: model.identifier,
        model_pricing: typeof model.price === 'string' ? Number(model.price) : numbers(model.price),
        model_supported_provider: model.providers ?? ['replicate'],
        schema: {
            generation_prompt: true,
            generation_ratio: ['1:1', '16:9', '9:16'],
            generation_output_format: image ? ['png', 'jpg', 'webp'] : ['mp4'],
            generation_output_number: image ? 4 : 1,
            generation_input_file: !image,
            ...(model.durations === undefined ? {} : { generation_duration: model.durations }),
            ...(model.resolutions === undefined ? {} : { generation_resolution: model.resolutions }),
            ...(model.audio === undefined ? {} : { generation_generate_audio: model.audio }),
        },
        specific_schema: image ? ['generation_seed'] : [],
    };
}
function numbers(prices) {
    return Object.fromEntries(Object.entries(prices).map(([key, price]) => [key, Number(price)]));
}

;// CONCATENATED MODULE: ./node_modules/big.js/big.mjs
/*
 *  big.js v7.0.1
 *  A small, fast, easy-to-use library for arbitrary-precision decimal arithmetic.
 *  Copyright (c) 2025 Michael Mclaughlin
 *  https://github.com/MikeMcl/big.js/LICENCE.md
 */


/************************************** EDITABLE DEFAULTS *****************************************/


  // The default values below must be integers within the stated ranges.

  /*
   * The maximum number of decimal places (DP) of the results of operations involving division:
   * div and sqrt, and pow with negative exponents.
   */
var DP = 20,          // 0 to MAX_DP

  /*
   * The rounding mode (RM) used when rounding to the above decimal places.
   *
   *  0  Towards zero (i.e. truncate, no rounding).       (ROUND_DOWN)
   *  1  To nearest neighbour. If equidistant, round up.  (ROUND_HALF_UP)
   *  2  To nearest neighbour. If equidistant, to even.   (ROUND_HALF_EVEN)
   *  3  Away from zero.                                  (ROUND_UP)
   */
  RM = 1,             // 0, 1, 2 or 3

  // The maximum value of DP and Big.DP.
  MAX_DP = 1E6,       // 0 to 1000000

  // The maximum magnitude of the exponent argument to the pow method.
  MAX_POWER = 1E6,    // 1 to 1000000

  /*
   * The negative exponent (NE) at and beneath which toString returns exponential notation.
   * (JavaScript numbers: -7)
   * -1000000 is the minimum recommended exponent value of a Big.
   */
  NE = -7,            // 0 to -1000000

  /*
   * The positive exponent (PE) at and above which toString returns exponential notation.
   * (JavaScript numbers: 21)
   * 1000000 is the maximum recommended exponent value of a Big, but this limit is not enforced.
   */
  PE = 21,            // 0 to 1000000

  /*
   * When true, an error will be thrown if a primitive number is passed to the Big constructor,
   * or if valueOf is called, or if toNumber is called on a Big which cannot be converted to a
   * primitive number without a loss of precision.
   */
  STRICT = false,     // true or false


/**************************************************************************************************/


  // Error messages.
  NAME = '[big.js] ',
  INVALID = NAME + 'Invalid ',
  INVALID_DP = INVALID + 'decimal places',
  INVALID_RM = INVALID + 'rounding mode',
  DIV_BY_ZERO = NAME + 'Division by zero',

  // The shared prototype object.
  P = {},
  UNDEFINED = void 0,
  NUMERIC = /^-?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;


/*
 * Create and return a Big constructor.
 */
function _Big_() {

  /*
   * The Big constructor and exported function.
   * Create and return a new instance of a Big number object.
   *
   * n {number|string|Big} A numeric value.
   */
  function Big(n) {
    var x = this;

    // Enable constructor usage without new.
    if (!(x instanceof Big)) {
      return n === UNDEFINED && arguments.length === 0 ? _Big_() : new Big(n);
    }


    // Duplicate.
    if (n instanceof Big) {
      x.s = n.s;
      x.e = n.e;
      x.c = n.c.slice();
    } else {
      if (typeof n !== 'string') {
        if (Big.strict === true && typeof n !== 'bigint') {
          throw TypeError(INVALID + 'value');
        }

        // Minus zero?
        n = n === 0 && 1 / n < 0 ? '-0' : String(n);
      }

      parse(x, n);
    }

    // Retain a reference to this Big constructor.
    // Shadow Big.prototype.constructor which points to Object.
    x.constructor = Big;
  }

  Big.prototype = P;
  Big.DP = DP;
  Big.RM = RM;
  Big.NE = NE;
  Big.PE = PE;
  Big.strict = STRICT;
  Big.roundDown = 0;
  Big.roundHalfUp = 1;
  Big.roundHalfEven = 2;
  Big.roundUp = 3;

  return Big;
}


/*
 * Parse the number or string value passed to a Big constructor.
 *
 * x {Big} A Big number instance.
 * n {number|string} A numeric value.
 */
function parse(x, n) {
  var e, i, nl;

  if (!NUMERIC.test(n)) {
    throw Error(INVALID + 'number');
  }

  // Determine sign.
  x.s = n.charAt(0) == '-' ? (n = n.slice(1), -1) : 1;

  // Decimal point?
  if ((e = n.indexOf('.')) > -1) n = n.replace('.', '');

  // Exponential form?
  if ((i = n.search(/e/i)) > 0) {

    // Determine exponent.
    if (e < 0) e = i;
    e += +n.slice(i + 1);
    n = n.substring(0, i);
  } else if (e < 0) {

    // Integer.
    e = n.length;
  }

  nl = n.length;

  // Determine leading zeros.
  for (i = 0; i < nl && n.charAt(i) == '0';) ++i;

  if (i == nl) {

    // Zero.
    x.c = [x.e = 0];
  } else {

    // Determine trailing zeros.
    for (; nl > 0 && n.charAt(--nl) == '0';);
    x.e = e - i - 1;
    x.c = [];

    // Convert string to array of digits without leading/trailing zeros.
    for (e = 0; i <= nl;) x.c[e++] = +n.charAt(i++);
  }

  return x;
}


/*
 * Round Big x to a maximum of sd significant digits using rounding mode rm.
 *
 * x {Big} The Big to round.
 * sd {number} Significant digits: integer, 0 to MAX_DP inclusive.
 * rm {number} Rounding mode: 0 (down), 1 (half-up), 2 (half-even) or 3 (up).
 * [more] {boolean} Whether the result of division was truncated.
 */
function round(x, sd, rm, more) {
  var xc = x.c;

  if (rm === UNDEFINED) rm = x.constructor.RM;
  if (rm !== 0 && rm !== 1 && rm !== 2 && rm !== 3) {
    throw Error(INVALID_RM);
  }

  if (sd < 1) {
    more =
      rm === 3 && (more || !!xc[0]) || sd === 0 && (
      rm === 1 && xc[0] >= 5 ||
      rm === 2 && (xc[0] > 5 || xc[0] === 5 && (more || xc[1] !== UNDEFINED))
    );

    xc.length = 1;

    if (more) {

      // 1, 0.1, 0.01, 0.001, 0.0001 etc.
      x.e = x.e - sd + 1;
      xc[0] = 1;
    } else {

      // Zero.
      xc[0] = x.e = 0;
    }
  } else if (sd < xc.length) {

    // xc[sd] is the digit after the digit that may be rounded up.
    more =
      rm === 1 && xc[sd] >= 5 ||
      rm === 2 && (xc[sd] > 5 || xc[sd] === 5 &&
        (more || xc[sd + 1] !== UNDEFINED || xc[sd - 1] & 1)) ||
      rm === 3 && (more || !!xc[0]);

    // Remove any digits after the required precision.
    xc.length = sd;

    // Round up?
    if (more) {

      // Rounding up may mean the previous digit has to be rounded up.
      for (; ++xc[--sd] > 9;) {
        xc[sd] = 0;
        if (sd === 0) {
          ++x.e;
          xc.unshift(1);
          break;
        }
      }
    }

    // Remove trailing zeros.
    for (sd = xc.length; !xc[--sd];) xc.pop();
  }

  return x;
}


/*
 * Return a string representing the value of Big x in normal or exponential notation.
 * Handles P.toExponential, P.toFixed, P.toJSON, P.toPrecision, P.toString and P.valueOf.
 */
function stringify(x, doExponential, isNonzero) {
  var e = x.e,
    s = x.c.join(''),
    n = s.length;

  // Exponential notation?
  if (doExponential) {
    s = s.charAt(0) + (n > 1 ? '.' + s.slice(1) : '') + (e < 0 ? 'e' : 'e+') + e;

  // Normal notation.
  } else if (e < 0) {
    for (; ++e;) s = '0' + s;
    s = '0.' + s;
  } else if (e > 0) {
    if (++e > n) {
      for (e -= n; e--;) s += '0';
    } else if (e < n) {
      s = s.slice(0, e) + '.' + s.slice(e);
    }
  } else if (n > 1) {
    s = s.charAt(0) + '.' + s.slice(1);
  }

  return x.s < 0 && isNonzero ? '-' + s : s;
}


// Prototype/instance methods


/*
 * Return a new Big whose value is the absolute value of this Big.
 */
P.abs = function () {
  var x = new this.constructor(this);
  x.s = 1;
  return x;
};


/*
 * Return 1 if the value of this Big is greater than the value of Big y,
 *       -1 if the value of this Big is less than the value of Big y, or
 *        0 if they have the same value.
 */
P.cmp = function (y) {
  var isneg,
    x = this,
    xc = x.c,
    yc = (y = new x.constructor(y)).c,
    i = x.s,
    j = y.s,
    k = x.e,
    l = y.e;

  // Either zero?
  if (!xc[0] || !yc[0]) return !xc[0] ? !yc[0] ? 0 : -j : i;

  // Signs differ?
  if (i != j) return i;

  isneg = i < 0;

  // Compare exponents.
  if (k != l) return k > l ^ isneg ? 1 : -1;

  j = (k = xc.length) < (l = yc.length) ? k : l;

  // Compare digit by digit.
  for (i = -1; ++i < j;) {
    if (xc[i] != yc[i]) return xc[i] > yc[i] ^ isneg ? 1 : -1;
  }

  // Compare lengths.
  return k == l ? 0 : k > l ^ isneg ? 1 : -1;
};


/*
 * Return a new Big whose value is the value of this Big divided by the value of Big y, rounded,
 * if necessary, to a maximum of Big.DP decimal places using rounding mode Big.RM.
 */
P.div = function (y) {
  var x = this,
    Big = x.constructor,
    a = x.c,                  // dividend
    b = (y = new Big(y)).c,   // divisor
    k = x.s == y.s ? 1 : -1,
    dp = Big.DP;

  if (dp !== ~~dp || dp < 0 || dp > MAX_DP) {
    throw Error(INVALID_DP);
  }

  // Divisor is zero?
  if (!b[0]) {
    throw Error(DIV_BY_ZERO);
  }

  // Dividend is 0? Return +-0.
  if (!a[0]) {
    y.s = k;
    y.c = [y.e = 0];
    return y;
  }

  var bl, bt, n, cmp, ri,
    bz = b.slice(),
    ai = bl = b.length,
    al = a.length,
    r = a.slice(0, bl),   // remainder
    rl = r.length,
    q = y,                // quotient
    qc = q.c = [],
    qi = 0,
    p = dp + (q.e = x.e - y.e) + 1;    // precision of the result

  q.s = k;
  k = p < 0 ? 0 : p;

  // Create version of divisor with leading zero.
  bz.unshift(0);

  // Add zeros to make remainder as long as divisor.
  for (; rl++ < bl;) r.push(0);

  do {

    // n is how many times the divisor goes into current remainder.
    for (n = 0; n < 10; n++) {

      // Compare divisor and remainder.
      if (bl != (rl = r.length)) {
        cmp = bl > rl ? 1 : -1;
      } else {
        for (ri = -1, cmp = 0; ++ri < bl;) {
          if (b[ri] != r[ri]) {
            cmp = b[ri] > r[ri] ? 1 : -1;
            break;
          }
        }
      }

      // If divisor < remainder, subtract divisor from remainder.
      if (cmp < 0) {

        // Remainder can't be more than 1 digit longer than divisor.
        // Equalise lengths using divisor with extra leading zero?
        for (bt = rl == bl ? b : bz; rl;) {
          if (r[--rl] < bt[rl]) {
            ri = rl;
            for (; ri && !r[--ri];) r[ri] = 9;
            --r[ri];
            r[rl] += 10;
          }
          r[rl] -= bt[rl];
        }

        for (; !r[0];) r.shift();
      } else {
        break;
      }
    }

    // Add the digit n to the result array.
    qc[qi++] = cmp ? n : ++n;

    // Update the remainder.
    if (r[0] && cmp) r[rl] = a[ai] || 0;
    else r = [a[ai]];

  } while ((ai++ < al || r[0] !== UNDEFINED) && k--);

  // Leading zero? Do not remove if result is simply zero (qi == 1).
  if (!qc[0] && qi != 1) {

    // There can't be more than one zero.
    qc.shift();
    q.e--;
    p--;
  }

  // Round?
  if (qi > p) round(q, p, Big.RM, r[0] !== UNDEFINED);

  return q;
};


/*
 * Return true if the value of this Big is equal to the value of Big y, otherwise return false.
 */
P.eq = function (y) {
  return this.cmp(y) === 0;
};


/*
 * Return true if the value of this Big is greater than the value of Big y, otherwise return
 * false.
 */
P.gt = function (y) {
  return this.cmp(y) > 0;
};


/*
 * Return true if the value of this Big is greater than or equal to the value of Big y, otherwise
 * return false.
 */
P.gte = function (y) {
  return this.cmp(y) > -1;
};


/*
 * Return true if the value of this Big is less than the value of Big y, otherwise return false.
 */
P.lt = function (y) {
  return this.cmp(y) < 0;
};


/*
 * Return true if the value of this Big is less than or equal to the value of Big y, otherwise
 * return false.
 */
P.lte = function (y) {
  return this.cmp(y) < 1;
};


/*
 * Return a new Big whose value is the value of this Big minus the value of Big y.
 */
P.minus = P.sub = function (y) {
  var i, j, t, xlty,
    x = this,
    Big = x.constructor,
    a = x.s,
    b = (y = new Big(y)).s;

  // Signs differ?
  if (a != b) {
    y.s = -b;
    return x.plus(y);
  }

  var xc = x.c.slice(),
    xe = x.e,
    yc = y.c,
    ye = y.e;

  // Either zero?
  if (!xc[0] || !yc[0]) {
    if (yc[0]) {
      y.s = -b;
    } else if (xc[0]) {
      y = new Big(x);
    } else {
      y.s = 1;
    }
    return y;
  }

  // Determine which is the bigger number. Prepend zeros to equalise exponents.
  if (a = xe - ye) {

    if (xlty = a < 0) {
      a = -a;
      t = xc;
    } else {
      ye = xe;
      t = yc;
    }

    t.reverse();
    for (b = a; b--;) t.push(0);
    t.reverse();
  } else {

    // Exponents equal. Check digit by digit.
    j = ((xlty = xc.length < yc.length) ? xc : yc).length;

    for (a = b = 0; b < j; b++) {
      if (xc[b] != yc[b]) {
        xlty = xc[b] < yc[b];
        break;
      }
    }
  }

  // x < y? Point xc to the array of the bigger number.
  if (xlty) {
    t = xc;
    xc = yc;
    yc = t;
    y.s = -y.s;
  }

  /*
   * Append zeros to xc if shorter. No need to add zeros to yc if shorter as subtraction only
   * needs to start at yc.length.
   */
  if ((b = (j = yc.length) - (i = xc.length)) > 0) for (; b--;) xc[i++] = 0;

  // Subtract yc from xc.
  for (b = i; j > a;) {
    if (xc[--j] < yc[j]) {
      for (i = j; i && !xc[--i];) xc[i] = 9;
      --xc[i];
      xc[j] += 10;
    }

    xc[j] -= yc[j];
  }

  // Remove trailing zeros.
  for (; xc[--b] === 0;) xc.pop();

  // Remove leading zeros and adjust exponent accordingly.
  for (; xc[0] === 0;) {
    xc.shift();
    --ye;
  }

  if (!xc[0]) {

    // n - n = +0
    y.s = 1;

    // Result must be zero.
    xc = [ye = 0];
  }

  y.c = xc;
  y.e = ye;

  return y;
};


/*
 * Return a new Big whose value is the value of this Big modulo the value of Big y.
 */
P.mod = function (y) {
  var ygtx,
    x = this,
    Big = x.constructor,
    a = x.s,
    b = (y = new Big(y)).s;

  if (!y.c[0]) {
    throw Error(DIV_BY_ZERO);
  }

  x.s = y.s = 1;
  ygtx = y.cmp(x) == 1;
  x.s = a;
  y.s = b;

  if (ygtx) return new Big(x);

  a = Big.DP;
  b = Big.RM;
  Big.DP = Big.RM = 0;
  x = x.div(y);
  Big.DP = a;
  Big.RM = b;

  return this.minus(x.times(y));
};


/*
 * Return a new Big whose value is the value of this Big negated.
 */
P.neg = function () {
  var x = new this.constructor(this);
  x.s = -x.s;
  return x;
};


/*
 * Return a new Big whose value is the value of this Big plus the value of Big y.
 */
P.plus = P.add = function (y) {
  var e, k, t,
    x = this,
    Big = x.constructor;

  y = new Big(y);

  // Signs differ?
  if (x.s != y.s) {
    y.s = -y.s;
    return x.minus(y);
  }

  var xe = x.e,
    xc = x.c,
    ye = y.e,
    yc = y.c;

  // Either zero?
  if (!xc[0] || !yc[0]) {
    if (!yc[0]) {
      if (xc[0]) {
        y = new Big(x);
      } else {
        y.s = x.s;
      }
    }
    return y;
  }

  xc = xc.slice();

  // Prepend zeros to equalise exponents.
  // Note: reverse faster than unshifts.
  if (e = xe - ye) {
    if (e > 0) {
      ye = xe;
      t = yc;
    } else {
      e = -e;
      t = xc;
    }

    t.reverse();
    for (; e--;) t.push(0);
    t.reverse();
  }

  // Point xc to the longer array.
  if (xc.length - yc.length < 0) {
    t = yc;
    yc = xc;
    xc = t;
  }

  e = yc.length;

  // Only start adding at yc.length - 1 as the further digits of xc can be left as they are.
  for (k = 0; e; xc[e] %= 10) k = (xc[--e] = xc[e] + yc[e] + k) / 10 | 0;

  // No need to check for zero, as +x + +y != 0 && -x + -y != 0

  if (k) {
    xc.unshift(k);
    ++ye;
  }

  // Remove trailing zeros.
  for (e = xc.length; xc[--e] === 0;) xc.pop();

  y.c = xc;
  y.e = ye;

  return y;
};


/*
 * Return a Big whose value is the value of this Big raised to the power n.
 * If n is negative, round to a maximum of Big.DP decimal places using rounding
 * mode Big.RM.
 *
 * n {number} Integer, -MAX_POWER to MAX_POWER inclusive.
 */
P.pow = function (n) {
  var x = this,
    one = new x.constructor('1'),
    y = one,
    isneg = n < 0;

  if (n !== ~~n || n < -MAX_POWER || n > MAX_POWER) {
    throw Error(INVALID + 'exponent');
  }

  if (isneg) n = -n;

  for (;;) {
    if (n & 1) y = y.times(x);
    n >>= 1;
    if (!n) break;
    x = x.times(x);
  }

  return isneg ? one.div(y) : y;
};


/*
 * Return a new Big whose value is the value of this Big rounded to a maximum precision of sd
 * significant digits using rounding mode rm, or Big.RM if rm is not specified.
 *
 * sd {number} Significant digits: integer, 1 to MAX_DP inclusive.
 * rm? {number} Rounding mode: 0 (down), 1 (half-up), 2 (half-even) or 3 (up).
 */
P.prec = function (sd, rm) {
  if (sd !== ~~sd || sd < 1 || sd > MAX_DP) {
    throw Error(INVALID + 'precision');
  }
  return round(new this.constructor(this), sd, rm);
};


/*
 * Return a new Big whose value is the value of this Big rounded to a maximum of dp decimal places
 * using rounding mode rm, or Big.RM if rm is not specified.
 * If dp is negative, round to an integer which is a multiple of 10**-dp.
 * If dp is not specified, round to 0 decimal places.
 *
 * dp? {number} Integer, -MAX_DP to MAX_DP inclusive.
 * rm? {number} Rounding mode: 0 (down), 1 (half-up), 2 (half-even) or 3 (up).
 */
P.round = function (dp, rm) {
  if (dp === UNDEFINED) dp = 0;
  else if (dp !== ~~dp || dp < -MAX_DP || dp > MAX_DP) {
    throw Error(INVALID_DP);
  }
  return round(new this.constructor(this), dp + this.e + 1, rm);
};


/*
 * Return a new Big whose value is the square root of the value of this Big, rounded, if
 * necessary, to a maximum of Big.DP decimal places using rounding mode Big.RM.
 */
P.sqrt = function () {
  var r, c, t,
    x = this,
    Big = x.constructor,
    s = x.s,
    e = x.e,
    half = new Big('0.5');

  // Zero?
  if (!x.c[0]) return new Big(x);

  // Negative?
  if (s < 0) {
    throw Error(NAME + 'No square root');
  }

  // Estimate.
  s = Math.sqrt(+stringify(x, true, true));

  // Math.sqrt underflow/overflow?
  // Re-estimate: pass x coefficient to Math.sqrt as integer, then adjust the result exponent.
  if (s === 0 || s === 1 / 0) {
    c = x.c.join('');
    if (!(c.length + e & 1)) c += '0';
    s = Math.sqrt(c);
    e = ((e + 1) / 2 | 0) - (e < 0 || e & 1);
    r = new Big((s == 1 / 0 ? '5e' : (s = s.toExponential()).slice(0, s.indexOf('e') + 1)) + e);
  } else {
    r = new Big(s + '');
  }

  e = r.e + (Big.DP += 4);

  // Newton-Raphson iteration.
  do {
    t = r;
    r = half.times(t.plus(x.div(t)));
  } while (t.c.slice(0, e).join('') !== r.c.slice(0, e).join(''));

  return round(r, (Big.DP -= 4) + r.e + 1, Big.RM);
};


/*
 * Return a new Big whose value is the value of this Big times the value of Big y.
 */
P.times = P.mul = function (y) {
  var c,
    x = this,
    Big = x.constructor,
    xc = x.c,
    yc = (y = new Big(y)).c,
    a = xc.length,
    b = yc.length,
    i = x.e,
    j = y.e;

  // Determine sign of result.
  y.s = x.s == y.s ? 1 : -1;

  // Return signed 0 if either 0.
  if (!xc[0] || !yc[0]) {
    y.c = [y.e = 0];
    return y;
  }

  // Initialise exponent of result as x.e + y.e.
  y.e = i + j;

  // If array xc has fewer digits than yc, swap xc and yc, and lengths.
  if (a < b) {
    c = xc;
    xc = yc;
    yc = c;
    j = a;
    a = b;
    b = j;
  }

  // Initialise coefficient array of result with zeros.
  for (c = new Array(j = a + b); j--;) c[j] = 0;

  // Multiply.

  // i is initially xc.length.
  for (i = b; i--;) {
    b = 0;

    // a is yc.length.
    for (j = a + i; j > i;) {

      // Current sum of products at this digit position, plus carry.
      b = c[j] + yc[i] * xc[j - i - 1] + b;
      c[j--] = b % 10;

      // carry
      b = b / 10 | 0;
    }

    c[j] = b;
  }

  // Increment result exponent if there is a final carry, otherwise remove leading zero.
  if (b) ++y.e;
  else c.shift();

  // Remove trailing zeros.
  for (i = c.length; !c[--i];) c.pop();
  y.c = c;

  return y;
};


/*
 * Return a string representing the value of this Big in exponential notation rounded to dp fixed
 * decimal places using rounding mode rm, or Big.RM if rm is not specified.
 *
 * dp? {number} Decimal places: integer, 0 to MAX_DP inclusive.
 * rm? {number} Rounding mode: 0 (down), 1 (half-up), 2 (half-even) or 3 (up).
 */
P.toExponential = function (dp, rm) {
  var x = this,
    n = x.c[0];

  if (dp !== UNDEFINED) {
    if (dp !== ~~dp || dp < 0 || dp > MAX_DP) {
      throw Error(INVALID_DP);
    }
    x = round(new x.constructor(x), ++dp, rm);
    for (; x.c.length < dp;) x.c.push(0);
  }

  return stringify(x, true, !!n);
};


/*
 * Return a string representing the value of this Big in normal notation rounded to dp fixed
 * decimal places using rounding mode rm, or Big.RM if rm is not specified.
 *
 * dp? {number} Decimal places: integer, 0 to MAX_DP inclusive.
 * rm? {number} Rounding mode: 0 (down), 1 (half-up), 2 (half-even) or 3 (up).
 *
 * (-0).toFixed(0) is '0', but (-0.1).toFixed(0) is '-0'.
 * (-0).toFixed(1) is '0.0', but (-0.01).toFixed(1) is '-0.0'.
 */
P.toFixed = function (dp, rm) {
  var x = this,
    n = x.c[0];

  if (dp !== UNDEFINED) {
    if (dp !== ~~dp || dp < 0 || dp > MAX_DP) {
      throw Error(INVALID_DP);
    }
    x = round(new x.constructor(x), dp + x.e + 1, rm);

    // x.e may have changed if the value is rounded up.
    for (dp = dp + x.e + 1; x.c.length < dp;) x.c.push(0);
  }

  return stringify(x, false, !!n);
};


/*
 * Return a string representing the value of this Big.
 * Return exponential notation if this Big has a positive exponent equal to or greater than
 * Big.PE, or a negative exponent equal to or less than Big.NE.
 * Omit the sign for negative zero.
 */
P.toJSON = P.toString = function () {
  var x = this,
    Big = x.constructor;
  return stringify(x, x.e <= Big.NE || x.e >= Big.PE, !!x.c[0]);
};

if (typeof Symbol !== "undefined") {
  P[Symbol.for('nodejs.util.inspect.custom')] = P.toJSON;
}


/*
 * Return the value of this Big as a primitive number.
 */
P.toNumber = function () {
  var n = +stringify(this, true, true);
  if (this.constructor.strict === true && !this.eq(n.toString())) {
    throw Error(NAME + 'Imprecise conversion');
  }
  return n;
};


/*
 * Return a string representing the value of this Big rounded to sd significant digits using
 * rounding mode rm, or Big.RM if rm is not specified.
 * Use exponential notation if sd is less than the number of digits necessary to represent
 * the integer part of the value in normal notation.
 *
 * sd {number} Significant digits: integer, 1 to MAX_DP inclusive.
 * rm? {number} Rounding mode: 0 (down), 1 (half-up), 2 (half-even) or 3 (up).
 */
P.toPrecision = function (sd, rm) {
  var x = this,
    Big = x.constructor,
    n = x.c[0];

  if (sd !== UNDEFINED) {
    if (sd !== ~~sd || sd < 1 || sd > MAX_DP) {
      throw Error(INVALID + 'precision');
    }
    x = round(new Big(x), sd, rm);
    for (; x.c.length < sd;) x.c.push(0);
  }

  return stringify(x, sd <= x.e || x.e <= Big.NE || x.e >= Big.PE, !!n);
};


/*
 * Return a string representing the value of this Big.
 * Return exponential notation if this Big has a positive exponent equal to or greater than
 * Big.PE, or a negative exponent equal to or less than Big.NE.
 * Include the sign for negative zero.
 */
P.valueOf = function () {
  var x = this,
    Big = x.constructor;
  if (Big.strict === true) {
    throw Error(NAME + 'valueOf disallowed');
  }
  return stringify(x, x.e <= Big.NE || x.e >= Big.PE, true);
};


// Export


var Big = _Big_();

/// <reference types="https://raw.githubusercontent.com/DefinitelyTyped/DefinitelyTyped/master/types/big.js/index.d.ts" />
/* harmony default export */ const big = (Big);

;// CONCATENATED MODULE: ./sandbox/babysea/estimate.ts


/** The API prices at most this many outputs, without saying so. */
const MOST_OUTPUTS = 100;
/** Prices a request. Throws BSE2001 and BSE2008 for settings that the model does not take. */
function estimate(model, query, account) {
    const { settings, rate, perOutput } = priceOf(model, query);
    const total = perOutput.times(settings.count);
    return {
        message: 'Cost estimate calculated successfully',
        data: {
            model_identifier: model.identifier,
            model_type: model.type,
            assets_count: settings.count,
            ...(model.type === 'video' ? { cost_per_second: Number(rate), duration_seconds: settings.duration } : {}),
            ...(settings.resolution === undefined ? {} : { resolution: settings.resolution }),
            cost_per_generation: Number(perOutput),
            cost_total_consumed: Number(total),
            ...balanceFields(account, perOutput, total),
        },
    };
}
/**
 * The exact price of an output with these settings (`duration`, `resolution`, `audio`), and the rate behind it. Throws
 * BSE2001 and BSE2008 for settings that the model does not take.
 */
function priceOf(model, query) {
    const settings = settingsFor(model, query);
    const rate = rateOf(model, settings);
    return { settings, rate, perOutput: rate.times(settings.duration ?? 1) };
}
function balanceFields(account, perOutput, total) {
    if (account === undefined) {
        return { credit_balance: null, credit_balance_can_afford: null, credit_balance_max_affordable: null };
    }
    const balance = new big(account.balance);
    const affordable = perOutput.eq(0) ? null : Number(balance.div(perOutput).round(0, big.roundDown));
    return {
        credit_balance: Number(balance),
        credit_balance_can_afford: balance.gte(total),
        credit_balance_max_affordable: affordable,
    };
}
function settingsFor(model, query) {
    const { resolution } = query;
    return {
        count: Math.min(MOST_OUTPUTS, Math.max(1, wholeNumber(query, 'count') ?? 1)),
        duration: durationFor(model, wholeNumber(query, 'duration')),
        resolution: resolutionFor(model, resolution),
        audio: audioFor(model, trueOrFalse(query, 'audio')),
    };
}
function durationFor(model, asked) {
    const accepted = model.durations ?? [];
    const choices = `${model.identifier} accepts ${accepted.join(', ')} seconds.`;
    if (accepted.length === 0) {
        if (asked === undefined)
            return undefined;
        throw notTaken(model, 'duration');
    }
    if (asked === undefined) {
        throw new ApiFailure('BSE2001', `duration is required for video models. ${choices}`, { parameter: 'duration' });
    }
    if (accepted.includes(asked))
        return asked;
    throw new ApiFailure('BSE2008', `duration ${asked} is out of range. ${choices}`, { parameter: 'duration', accepted });
}
function resolutionFor(model, asked) {
    const accepted = model.resolutions ?? [];
    if (asked === undefined)
        return accepted[0];
    if (accepted.length === 0)
        throw notTaken(model, 'resolution');
    if (accepted.includes(asked))
        return asked;
    const message = `resolution ${asked} is not accepted. ${model.identifier} accepts ${accepted.join(', ')}.`;
    throw new ApiFailure('BSE2001', message, { parameter: 'resolution', accepted });
}
/** Every model accepts `audio=false`. */
function audioFor(model, asked) {
    if (asked && !model.audio)
        throw notTaken(model, 'audio');
    return asked ?? false;
}
function notTaken(model, parameter) {
    const takes = [
        ...(model.durations ? [`duration (${model.durations.join(', ')} seconds)`] : []),
        ...(model.resolutions ? [`resolution (${model.resolutions.join(', ')})`] : []),
        ...(model.audio ? ['audio (true, false)'] : []),
    ];
    const accepts = takes.length === 0 ? 'It accepts count alone.' : `It accepts ${takes.join(', ')}.`;
    return new ApiFailure('BSE2001', `${model.identifier} does not take ${parameter}. ${accepts}`, { parameter });
}
/** The model's price for an output (image) or a second (video). */
function rateOf(model, { resolution, audio }) {
    if (typeof model.price === 'string')
        return new big(model.price);
    const key = model.audio ? `${resolution}_${audio ? 'audio' : 'noaudio'}` : `${resolution}`;
    const price = model.price[key];
    if (price === undefined)
        throw new Error(`The sandbox model ${model.identifier} has no price for ${key}.`);
    return new big(price);
}

;// CONCATENATED MODULE: external "node:util"
const external_node_util_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:util");
;// CONCATENATED MODULE: ./sandbox/babysea/generations.ts
/** Generations: each reserves its price when it begins, and is charged or refunded when it ends. */






const ENDED = ['succeeded', 'failed', 'canceled'];
const KEY_LIFETIME_MS = 24 * 60 * 60 * 1000;
const MAX_IMAGE_OUTPUTS = 4;
/** The generations that have not ended, and the answers that an `Idempotency-Key` replays. */
class Runs {
    count = 0;
    open = new Map();
    replays = new Map();
}
/** `POST /v1/generate/{image|video}/{model_identifier}` */
function generate(input, type) {
    const { request, parameter, state, now } = input;
    const key = idempotencyKeyOf(request);
    const first = key === undefined ? undefined : state.runs.replays.get(key);
    if (first !== undefined && now < first.expiresAt)
        return replay(first, request, state);
    const model = findModel(state.models, `${parameter('lab')}/${parameter('name')}`);
    if (model.type !== type) {
        throw new ApiFailure('BSE2001', `${model.identifier} is a model for ${model.type}, not for ${type}.`);
    }
    const asked = paramsOf(request.body);
    const number = state.runs.count + 1;
    const outcome = state.outcome({ number, model: model.identifier, params: asked, idempotencyKey: key });
    const params = { ...asked, ...outcome.params };
    const cost = costOf(model, params);
    if (new big(state.account.balance).lt(cost)) {
        throw new ApiFailure('BSE1004', `The balance of ${state.account.balance} USD does not cover ${usd(cost)} USD.`);
    }
    state.runs.count = number;
    const record = newRecord(model, params, number, outcome, now);
    const { generation_id: id, generation_provider_order } = record;
    state.generations = [record, ...state.generations];
    const never = outcome.status === 'pending' || outcome.status === 'processing';
    const endsAt = never ? Number.POSITIVE_INFINITY : now + (outcome.seconds ?? 0) * 1000;
    state.runs.open.set(id, { id, cost, outcome, endsAt });
    move(state, 'reserve', id, cost, now);
    endRuns(state, now);
    const answer = {
        message: 'Generation started successfully',
        data: {
            model_identifier: model.identifier,
            generation_provider_order,
            generation_prediction_id: `prediction-${number}`,
            generation_id: id,
            generation_initialized: true,
        },
    };
    if (key !== undefined) {
        const { path, body } = request;
        state.runs.replays.set(key, { request: { path, body }, id, answer, expiresAt: now + KEY_LIFETIME_MS });
    }
    return answer;
}
/** Ends every generation whose time has come. The sandbox does this before each answer. */
function endRuns(state, now) {
    const due = [...state.runs.open.values()].filter(({ endsAt }) => endsAt <= now).sort((a, b) => a.endsAt - b.endsAt);
    for (const { id, outcome, endsAt } of due)
        end(state, id, outcome.status ?? 'succeeded', endsAt);
}
/** `POST /v1/content/generation/cancel/{generation_id}` */
function cancel({ parameter, state, now }) {
    const { generation_id, generation_status } = findGeneration(state, parameter('id'));
    if (ENDED.includes(generation_status)) {
        throw new ApiFailure('BSE2001', `The generation has ${generation_status} already.`, { generation_id });
    }
    const credits_refunded = state.runs.open.has(generation_id);
    end(state, generation_id, 'canceled', now);
    return {
        message: 'Generation canceled successfully',
        data: { generation_id, generation_status: 'canceled', provider_cancel_sent: true, credits_refunded },
    };
}
/** `GET /v1/content/{generation_id}` */
function generationAnswer({ parameter, state }) {
    return { message: 'Content retrieved successfully', data: findGeneration(state, parameter('id')) };
}
function findGeneration({ generations }, id) {
    const record = generations.find(({ generation_id }) => generation_id === id);
    if (record === undefined) {
        throw new ApiFailure('BSE2001', `The generation ${id} does not exist.`, { generation_id: id }, 404);
    }
    return record;
}
function end(state, id, status, at) {
    const run = state.runs.open.get(id);
    state.runs.open.delete(id);
    state.generations = state.generations.map((record) => record.generation_id === id ? endedRecord(record, status, at, run?.outcome.provider) : record);
    if (run !== undefined)
        move(state, status === 'succeeded' ? 'charge' : 'refund', id, run.cost, at);
}
/** A charge leaves the balance as it is: the reserve has already been taken from it. */
function move({ account, ledger }, kind, id, cost, at) {
    const change = { reserve: cost.times(-1), charge: new big(0), refund: cost }[kind];
    account.balance = usd(new big(account.balance).plus(change));
    ledger.push({ kind, generation_id: id, amount: usd(cost), at: new Date(at).toISOString() });
}
/** At least three decimal places, and never rounded. */
function usd(amount) {
    return amount.toFixed(amount.round(3).eq(amount) ? 3 : undefined);
}
function replay(first, { path, body }, state) {
    if (!(0,external_node_util_namespaceObject.isDeepStrictEqual)(first.request, { path, body })) {
        throw new ApiFailure('BSE2015', 'The Idempotency-Key was used for another request.');
    }
    const status = state.generations.find(({ generation_id }) => generation_id === first.id)?.generation_status;
    const canceled = status === 'canceled' && { data: { generation_id: first.id, generation_status: status } };
    return { ...first.answer, ...canceled, headers: { 'idempotency-replayed': 'true' } };
}
function idempotencyKeyOf({ headers }) {
    const key = headers['idempotency-key'];
    if (key === undefined)
        return undefined;
    if (typeof key === 'string' && /^[\w:.-]{1,255}$/.test(key))
        return key;
    throw new ApiFailure('BSE2001', 'The Idempotency-Key must have 1 to 255 characters of A-Z, a-z, 0-9, _, :, . and -.');
}
function paramsOf(body) {
    if (typeof body !== 'object' || body === null || Array.isArray(body)) {
        throw new ApiFailure('BSE2001', 'The body must be a JSON object.');
    }
    const params = Object.fromEntries(Object.entries(body));
    const { generation_prompt } = params;
    if (typeof generation_prompt === 'string' && generation_prompt !== '')
        return params;
    throw new ApiFailure('BSE2001', 'generation_prompt is required.', { parameter: 'generation_prompt' });
}
/** What the estimate says for the same settings, times the outputs. */
function costOf(model, params) {
    const settings = {
        duration: params['generation_duration'],
        resolution: params['generation_resolution'],
        audio: params['generation_generate_audio'],
    };
    const query = Object.fromEntries(Object.entries(settings).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])));
    return priceOf(model, query).perOutput.times(outputsOf(model, params));
}
function outputsOf(model, { generation_output_number: asked = 1 }) {
    const most = model.type === 'image' ? MAX_IMAGE_OUTPUTS : 1;
    if (typeof asked === 'number' && Number.isInteger(asked) && asked >= 1 && asked <= most)
        return asked;
    const parameter = 'generation_output_number';
    throw new ApiFailure('BSE2008', `${parameter} must be a whole number between 1 and ${most}.`, { parameter });
}
function newRecord(model, params, number, { status }, now) {
    const audio = params['generation_generate_audio'] === true;
    const order = params['generation_provider_order'];
    const at = new Date(now).toISOString();
    return {
        generation_output_number: 1,
        ...(model.type === 'video' && { generation_resolution: model.resolutions?.[0] }),
        ...params,
        ...(model.audio && { generation_generate_audio: audio, generation_audio_mode: audio ? 'audio' : 'noaudio' }),
        generation_id: idOf(number),
        model_identifier: model.identifier,
        generation_status: status === 'pending' ? 'pending' : 'processing',
        generation_created_at: at,
        generation_started_at: status === 'pending' ? null : at,
        generation_completed_at: null,
        generation_provider_order: typeof order === 'string' && order !== 'fastest' ? order.split(/\s*,\s*/) : (model.providers ?? ['replicate']),
        generation_provider_used: null,
        generation_output_file: null,
    };
}
function endedRecord(record, status, at, provider) {
    const { generation_provider_order: order, generation_output_number: outputs, generation_id: id } = record;
    const seconds = (at - Date.parse(record.generation_created_at)) / 1000;
    return {
        ...record,
        generation_status: status,
        generation_completed_at: new Date(at).toISOString(),
        generation_provider_used: provider ?? (Array.isArray(order) ? order[0] : null),
        generation_metrics_total_time: seconds,
        generation_metrics_predict_time: seconds,
        ...(status === 'succeeded' && {
            generation_output_file: Array.from({ length: Number(outputs ?? 1) }, (_, n) => `https://files.example/${id}/${n}`),
        }),
        ...(status === 'failed' && {
            generation_error: 'The provider could not finish the generation.',
            generation_error_code: 'BSE3001',
        }),
    };
}
/** Each run of the sandbox gives the same ids, in the form of a UUID. */
function idOf(number) {
    const hex = (0,external_node_crypto_namespaceObject.createHash)('sha1').update(`generation ${number}`).digest('hex');
    return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-4$3-8$4-$5');
}
/**
 * A record to put into `generations` without a request: a finished image, unless the fields say something else. It moves
 * no credits.
 *
 * @param number makes the id, and a time of creation that is a second later for each number
 */
function sampleRecord(number, fields = {}) {
    const created = fields.generation_created_at ?? new Date(Date.UTC(2026, 0, 5, 9) + number * 1000).toISOString();
    return {
        generation_id: createHash('sha1').update(`record ${number}`).digest('hex').slice(0, 32),
        model_identifier: 'bfl/flux-schnell',
        generation_status: 'succeeded',
        generation_created_at: created,
        generation_started_at: created,
        generation_completed_at: created,
        generation_output_number: 1,
        generation_provider_order: ['replicate'],
        generation_provider_used: 'replicate',
        ...fields,
    };
}

;// CONCATENATED MODULE: ./sandbox/babysea/records.ts
/** What the API only reports: billing, usage, generation records, and the health of the providers. */

function sampleAccount(balance) {
    return { balance, plan: 'Starter Monthly' };
}
/** `GET /v1/user/billing` */
function billing({ plan, balance }) {
    return {
        message: 'Billing information retrieved successfully',
        data: { billing_plan: plan, billing_credit_balance: Number(new big(balance)) },
    };
}
const sampleUsage = {
    endpoints: [
        { total_requests: 420, client_error_count: 9, error_codes: { BSE1004: 7, BSE2001: 2 } },
        { total_requests: 96, client_error_count: 0, error_codes: {} },
    ],
    providers: [
        {
            provider: 'bfl',
            total_submissions: 371,
            cancelled_count: 2,
            discarded_count: 3,
            failed_count: 6,
            total_estimated_cost: '19.292',
            wasted_estimated_cost: '0.468',
        },
        {
            provider: 'replicate',
            total_submissions: 58,
            cancelled_count: 0,
            discarded_count: 1,
            failed_count: 5,
            total_estimated_cost: '3.016',
            wasted_estimated_cost: '0.312',
        },
    ],
};
/** `GET /v1/usage?days` */
function usageAnswer({ endpoints, providers }, days) {
    const cost = providers.reduce((total, { total_estimated_cost }) => total.plus(total_estimated_cost), new big(0));
    return {
        message: 'Usage retrieved successfully',
        data: {
            usage_period_days: days,
            usage_total_requests: endpoints.reduce((total, { total_requests }) => total + total_requests, 0),
            usage_total_estimated_cost: Number(cost),
            usage_endpoints: endpoints,
            usage_providers: providers.map((provider) => ({
                ...provider,
                total_estimated_cost: Number(provider.total_estimated_cost),
                wasted_estimated_cost: Number(provider.wasted_estimated_cost),
            })),
        },
    };
}
/** One generation of each sort that is worth a look. */
const sampleGenerations = [
    {
        generation_id: 'a7d3f0e2-0001-4c52-8f5c-6a1e5f3b9d01',
        model_identifier: 'bfl/flux-1.1-pro',
        generation_status: 'succeeded',
        generation_prompt: 'A baby seal plays in the Arctic',
        generation_created_at: '2026-01-04T10:15:00.000Z',
        generation_started_at: '2026-01-04T10:15:01.000Z',
        generation_completed_at: '2026-01-04T10:15:06.000Z',
    },
    {
        generation_id: 'a7d3f0e2-0002-4c52-8f5c-6a1e5f3b9d02',
        model_identifier: 'kling/v1.5-pro',
        generation_status: 'failed',
        generation_prompt: 'A baby seal plays in the Arctic',
        generation_duration: 10,
        generation_resolution: '720p',
        generation_created_at: '2026-01-04T09:02:00.000Z',
        generation_started_at: '2026-01-04T09:02:03.000Z',
        generation_completed_at: '2026-01-04T09:04:10.000Z',
        generation_error_code: 'BSE3001',
    },
    {
        generation_id: 'a7d3f0e2-0003-4c52-8f5c-6a1e5f3b9d03',
        model_identifier: 'bytedance/seedance-1-pro',
        generation_status: 'processing',
        generation_prompt: 'Waves at night',
        generation_duration: 5,
        generation_resolution: '1080p',
        generation_created_at: '2026-01-03T22:40:00.000Z',
        generation_started_at: '2026-01-03T22:40:02.000Z',
        generation_completed_at: null,
    },
];
function generationPage(generations, limit, offset) {
    return {
        message: 'Content list retrieved successfully',
        data: { generations: generations.slice(offset, offset + limit) },
        page: { total: generations.length, limit, offset },
    };
}
const WINDOW_SECONDS = 3600;
/**
 * `GET /v1/health/inference/providers`
 *
 * @param told by provider; every other provider of the models is healthy
 */
function healthAnswer(models, told) {
    const names = [...new Set([...models.flatMap(({ providers = ['replicate'] }) => providers), ...Object.keys(told)])];
    const providers = names.sort().map((provider) => {
        const { status, attempts = 100, failures = 0 } = told[provider] ?? { status: 'healthy' };
        return {
            provider,
            status,
            failure_rate: attempts === 0 ? 0 : failures / attempts,
            window: {
                total_attempts: attempts,
                failures,
                successes: attempts - failures,
                duration_seconds: WINDOW_SECONDS,
            },
        };
    });
    return {
        message: 'Provider health retrieved successfully',
        data: {
            service: 'inference_providers',
            healthy: providers.every(({ status }) => status !== 'degraded'),
            providers_total: providers.length,
            providers,
        },
    };
}

;// CONCATENATED MODULE: ./sandbox/babysea/endpoints.ts





const endpoints = [
    get('estimate', '/v1/estimate/{lab}/{name}', {
        scope: 'library:read',
        parameters: ['count', 'duration', 'resolution', 'audio'],
        give: ({ query, parameter, state }) => {
            const model = findModel(state.models, `${parameter('lab')}/${parameter('name')}`);
            return estimate(model, query, state.creditBalanceInEstimates === 'known' ? state.account : undefined);
        },
    }),
    get('billing', '/v1/user/billing', {
        scope: 'account:read',
        parameters: [],
        give: ({ state }) => billing(state.account),
    }),
    get('usage', '/v1/usage', {
        scope: 'account:read',
        parameters: ['days'],
        give: ({ query, state }) => usageAnswer(state.usage, wholeNumberBetween(query, 'days', 1, 90, 30)),
    }),
    get('library', '/v1/library/models', {
        scope: 'library:read',
        parameters: [],
        give: ({ state }) => ({
            message: 'Models retrieved successfully',
            data: { models: state.models.map(libraryEntry), models_total: state.models.length },
        }),
    }),
    get('content', '/v1/content/list', {
        scope: 'generation:read',
        parameters: ['limit', 'offset'],
        give: ({ query, state }) => {
            const limit = wholeNumberBetween(query, 'limit', 1, 100, 50);
            const offset = wholeNumberBetween(query, 'offset', 0, Number.MAX_SAFE_INTEGER, 0);
            return generationPage(state.listOrder(state.generations), limit, offset);
        },
    }),
    get('health', '/v1/health/inference/providers', {
        scope: 'health:read',
        parameters: [],
        give: ({ state }) => healthAnswer(state.models, state.providerHealth),
    }),
    // After the list, because this path matches `list` too.
    get('generation', '/v1/content/{id}', { scope: 'generation:read', parameters: [], give: generationAnswer }),
    post('generate', '/v1/generate/image/{lab}/{name}', 'generation:write', (input) => generate(input, 'image')),
    post('generate', '/v1/generate/video/{lab}/{name}', 'generation:write', (input) => generate(input, 'video')),
    post('cancel', '/v1/content/generation/cancel/{id}', 'generation:delete', cancel),
];
function get(endpoint, path, handle) {
    return { endpoint, method: 'GET', path, handle };
}
function post(endpoint, path, scope, give) {
    return { endpoint, method: 'POST', path, handle: { scope, parameters: [], give } };
}

;// CONCATENATED MODULE: ./sandbox/babysea/index.ts
/**
 * A stand-in for the BabySea REST API: a real HTTP server on loopback that prices, counts and refuses as the
 * documentation of the API says. Its prices are samples.
 */









async function startBabySea(options = {}) {
    const state = {
        account: sampleAccount(options.balance ?? '50.000'),
        models: options.models ?? sampleModels,
        usage: options.usage ?? sampleUsage,
        generations: options.generations ?? sampleGenerations,
        outcome: options.outcome ?? (() => ({})),
        listOrder: options.listOrder ?? ((generations) => generations),
        providerHealth: options.providerHealth ?? {},
        ledger: [],
        runs: new Runs(),
        creditBalanceInEstimates: options.creditBalanceInEstimates ?? 'known',
    };
    const find = router(endpoints);
    const answer = answerer(() => sandbox, options);
    const server = await serve(() => ({
        find: (method, path) => {
            const match = find(method, path);
            return { endpoint: match?.route.endpoint, answer: (request) => answer(match, request) };
        },
        rateLimited: (retryAfter) => rateLimited(retryAfter === undefined ? {} : { 'retry-after': retryAfter }),
    }), options);
    // The sandbox is itself the state, so that the next answer has what a test changes in it.
    const sandbox = Object.assign(server, { url: server.origin }, state);
    return sandbox;
}
/** Checks the firewall's rules, the key, its rate limit and its scope, in this order, then the request. */
function answerer(currentState, options) {
    const { keys = { [defaultKey]: {}, [fullAccessKey]: { preset: 'Full Access' } }, region = 'us', now = Date.now, } = options;
    const limiter = new RateLimiter();
    return (match, request) => {
        if (match === undefined || !onSchema(match.route.handle, request))
            return htmlPage(403, 'Forbidden');
        const { handle: endpoint } = match.route;
        let headers = {};
        try {
            const caller = authenticate(request.headers.authorization, keys, region);
            if (options.rateLimit !== undefined) {
                const limit = limiter.count(caller.token, options.rateLimit, now());
                headers = limit.headers;
                if (limit.exceeded)
                    return rateLimited({ ...headers, 'retry-after': String(limit.retryAfter) });
            }
            requireScope(caller, endpoint.scope);
            const { query } = request;
            const { parameter } = match;
            const state = currentState();
            const time = now();
            endRuns(state, time);
            const success = endpoint.give({ query, parameter, request, state, now: time });
            const answer = successAnswer(success, time);
            return { ...answer, headers: { ...headers, ...answer.headers } };
        }
        catch (error) {
            if (error instanceof ApiFailure)
                return errorAnswer(error, headers);
            throw error;
        }
    };
}
/** The firewall accepts only documented parameters, each once. */
function onSchema(endpoint, request) {
    const names = request.queryList.map(([name]) => name);
    return new Set(names).size === names.length && names.every((name) => endpoint.parameters.includes(name));
}
function rateLimited(headers) {
    return errorAnswer(new ApiFailure('BSE1005', 'Too many requests. Try again later.'), headers);
}





;// CONCATENATED MODULE: ./sandbox/github/endpoint.ts
/** @param request the method and the path below the repository, such as `GET /pulls/{number}` */
function repoRoute(endpoint, request, needs, answer) {
    const [method = '', path = ''] = request.split(' ');
    return { endpoint, method, path: `/repos/{owner}/{repo}${path}`, handle: { needs, answer } };
}
function field(body, name) {
    return typeof body === 'object' && body !== null
        ? Object.entries(body).find(([key]) => key === name)?.[1]
        : undefined;
}
/** The token that every sandbox knows unless told otherwise. */
const defaultToken = 'ghs_sandbox_token';
/** A workflow's token with `permissions: { contents: read, pull-requests: write, statuses: write }`. */
const workflowToken = {
    login: 'github-actions[bot]',
    type: 'Bot',
    permissions: { contents: 'read', pull_requests: 'write', statuses: 'write' },
};
const read = (...anyOf) => ({ anyOf, level: 'read' });
const write = (...anyOf) => ({ anyOf, level: 'write' });
/** To GitHub, a pull request is an issue too, so either permission is enough for its comments. */
const conversation = ['issues', 'pull_requests'];
/** The token of a request, or the 401 that GitHub answers. */
function endpoint_authenticate(authorization, tokens) {
    if (authorization === undefined)
        return refusal(401, 'Requires authentication');
    const value = /^(?:token|bearer) (\S+)$/i.exec(authorization)?.[1];
    const token = value !== undefined && Object.hasOwn(tokens, value) ? tokens[value] : undefined;
    return token ?? refusal(401, 'Bad credentials');
}
/** Whether the token has a permission that is needed. If none is needed, every token may. */
function mayDo(token, needs) {
    if (needs.anyOf.length === 0)
        return true;
    return needs.anyOf.some((permission) => {
        const level = token.permissions[permission] ?? 'none';
        return level === 'write' || level === needs.level;
    });
}
function notAccessible(token) {
    const holder = token.type === 'Bot' ? 'integration' : 'personal access token';
    return refusal(403, `Resource not accessible by ${holder}`);
}
/** An error as GitHub answers it. */
function refusal(status, message, more = {}) {
    return {
        status,
        body: { message, documentation_url: 'https://docs.github.com/rest', status: String(status), ...more },
    };
}
function notFound() {
    return refusal(404, 'Not Found');
}
/** 422 with the invalid field. */
function invalid(resource, field, code, message) {
    return refusal(422, 'Validation Failed', { errors: [{ resource, field, code, message }] });
}
const DEFAULT_PER_PAGE = 30;
const MOST_PER_PAGE = 100;
/** One page of a list. With several pages, it has GitHub's Link header. */
function paginate(items, { request, links }) {
    const { per_page, page: pageText } = request.query;
    const perPage = Math.min(MOST_PER_PAGE, positive(per_page) ?? DEFAULT_PER_PAGE);
    const page = positive(pageText) ?? 1;
    const last = Math.max(1, Math.ceil(items.length / perPage));
    const link = (to, rel) => {
        const query = new URLSearchParams({ ...request.query, page: String(to) });
        return `<${new URL(request.path, links.pages)}?${query}>; rel="${rel}"`;
    };
    const header = [
        ...(page > 1 ? [link(Math.min(page - 1, last), 'prev')] : []),
        ...(page < last ? [link(page + 1, 'next'), link(last, 'last')] : []),
        ...(page > 1 ? [link(1, 'first')] : []),
    ].join(', ');
    return {
        status: 200,
        headers: header === '' ? {} : { link: header },
        body: items.slice((page - 1) * perPage, page * perPage),
    };
}
/** A positive whole number. Like GitHub, ignores anything else. */
function positive(text) {
    return text !== undefined && /^[1-9]\d*$/.test(text) ? Number(text) : undefined;
}

;// CONCATENATED MODULE: ./sandbox/github/state.ts

/** A commit id that depends only on the words. */
function state_sampleSha(words) {
    return (0,external_node_crypto_namespaceObject.createHash)('sha1').update(words).digest('hex');
}
/** The sandbox's clock and ids. Each write is a second later and has the next id, the same in each run. */
class Ticker {
    #seconds = Date.parse('2026-01-05T09:00:00Z') / 1000;
    #id = 3_000_000_000;
    now() {
        this.#seconds += 1;
        return new Date(this.#seconds * 1000).toISOString().replace('.000Z', 'Z');
    }
    id() {
        this.#id += 1;
        return this.#id;
    }
}
/** Makes a repository from its seed. `fullName` is `owner/name`. */
function makeRepo(fullName, seed) {
    const [owner = '', name = ''] = fullName.split('/');
    const defaultBranch = 'main';
    const repo = {
        owner,
        name,
        defaultBranch,
        pulls: [],
        comments: [],
        deletions: [],
        events: [],
        statuses: [],
        branches: { [defaultBranch]: state_sampleSha(`${fullName}@${defaultBranch}`), ...seed.branches },
        files: { ...seed.files },
        collaborators: { ...seed.collaborators },
        mostTreeEntries: seed.mostTreeEntries ?? 100_000,
        mostFolderEntries: seed.mostFolderEntries ?? 100_000,
    };
    for (const pull of seed.pulls ?? [])
        addPull(repo, pull);
    return repo;
}
/** Opens a pull request, with defaults for what the seed lacks. */
function addPull(repo, seed) {
    const fullName = `${repo.owner}/${repo.name}`;
    const { number } = seed;
    const baseRef = seed.base?.ref ?? repo.defaultBranch;
    const pull = {
        title: `Change number ${number}`,
        state: 'open',
        locked: false,
        user: { login: 'mona', type: 'User' },
        labels: [],
        mergeCommitSha: state_sampleSha(`${fullName}#${number} merge`),
        commits: [],
        ...seed,
        head: { sha: state_sampleSha(`${fullName}#${number} head`), ref: `change-${number}`, repo: fullName, ...seed.head },
        base: { sha: repo.branches[baseRef] ?? state_sampleSha(`${fullName}@${baseRef}`), ref: baseRef, ...seed.base },
    };
    repo.pulls.push(pull);
    return pull;
}
function addComment(repo, seed, ticker) {
    const id = ticker.id();
    const createdAt = ticker.now();
    const nodeId = `IC_kwDO${Buffer.from(String(id)).toString('base64url')}`;
    const comment = { id, nodeId, createdAt, updatedAt: createdAt, minimized: null, ...seed };
    repo.comments.push(comment);
    return comment;
}
/** Deletes a comment, and notes that in the timeline. */
function deleteComment(repo, comment, ticker) {
    repo.comments = repo.comments.filter((candidate) => candidate !== comment);
    repo.deletions.push({ issue: comment.issue, createdAt: ticker.now() });
}
/** Adds a label to a pull request, and the event to the timeline. */
function addLabel(repo, issue, label, actor, ticker) {
    repo.pulls.find((pull) => pull.number === issue)?.labels.push(label);
    repo.events.push({ id: ticker.id(), issue, event: 'labeled', actor, createdAt: ticker.now(), label });
}
function removeLabel(repo, issue, label, actor, ticker) {
    const pull = repo.pulls.find((candidate) => candidate.number === issue);
    if (pull !== undefined)
        pull.labels = pull.labels.filter((name) => name !== label);
    repo.events.push({ id: ticker.id(), issue, event: 'unlabeled', actor, createdAt: ticker.now(), label });
}

;// CONCATENATED MODULE: ./sandbox/github/git.ts
/** Refs, trees and blobs, with the ids that Git gives them, and their endpoints. */



const MOST_BYTES = 100_000_000;
const gitDataRoutes = [
    repoRoute('get-tree', 'GET /git/trees/{tree_sha...}', read('contents'), getTree),
    repoRoute('get-blob', 'GET /git/blobs/{file_sha}', read('contents'), getBlob),
];
/** A tree by its own id, or the root tree of a branch, a tag or a commit. */
function getTree({ request, parameter, repo }) {
    if (Object.keys(repo.branches).length === 0)
        return refusal(409, 'Git Repository is empty.');
    const wanted = parameter('tree_sha');
    const found = treeAt(repo, wanted) ?? findTree(repo, wanted);
    if (found === undefined)
        return notFound();
    // Any value turns it on, even `0` and `false`.
    const recursive = request.query['recursive'] !== undefined;
    const entries = recursive ? everything(found) : found.entries;
    const most = recursive ? repo.mostTreeEntries : repo.mostFolderEntries;
    const tree = entries.slice(0, most).map(({ tree: _, ...entry }) => entry);
    // Like GitHub, answers the id of the commit if a commit was asked for.
    const sha = commitOf(repo, wanted) ?? found.sha;
    return { status: 200, body: { sha, tree, truncated: entries.length > most } };
}
function getBlob({ request, parameter, repo, links }) {
    const sha = parameter('file_sha');
    const bytes = findBlob(repo, sha);
    if (bytes === undefined)
        return notFound();
    if (bytes.length > MOST_BYTES) {
        return refusal(403, 'This API returns blobs up to 100 MB in size. The requested blob is too large.', {
            errors: [{ resource: 'Blob', field: 'data', code: 'too_large' }],
        });
    }
    if (/application\/vnd\.github(\.v3)?\.raw(\+json)?/.test(request.headers.accept ?? '')) {
        return { status: 200, headers: { 'content-type': 'application/vnd.github.raw+json; charset=utf-8' }, body: bytes };
    }
    return {
        status: 200,
        body: {
            sha,
            node_id: `B_kwDO${sha}`,
            size: bytes.length,
            url: `${links.api}/repos/${repo.owner}/${repo.name}/git/blobs/${sha}`,
            content: bytes.toString('base64').replace(/.{1,60}/g, '$&\n'),
            encoding: 'base64',
        },
    };
}
/** The bytes of a blob. A link's are its target; a submodule has none. */
function bytesOf(content) {
    if (isLink(content))
        return Buffer.from(content.symlink);
    if (isSubmodule(content))
        return Buffer.alloc(0);
    return Buffer.from(isExecutable(content) ? content.executable : content);
}
/** The id of a file or a link. A submodule has the id of a commit of its own repository. */
function git_idOf(content) {
    return isSubmodule(content) ? state_sampleSha(content.submodule) : objectId('blob', bytesOf(content));
}
/** The root tree of a branch, a tag or a commit, if there is one. */
function treeAt(repo, ref) {
    const files = filesAt(repo, ref);
    return files === undefined ? undefined : treeOf(files);
}
/** Finds the tree of a root or a folder in any commit. A commit without files has the empty tree. */
function findTree(repo, sha) {
    for (const files of [{}, ...Object.values(repo.files)]) {
        const root = treeOf(files);
        const found = [root, ...everything(root).flatMap(({ tree }) => tree ?? [])].find((tree) => tree.sha === sha);
        if (found !== undefined)
            return found;
    }
    return undefined;
}
function findBlob(repo, sha) {
    for (const files of Object.values(repo.files)) {
        const found = Object.values(files).find((content) => !isSubmodule(content) && git_idOf(content) === sha);
        if (found !== undefined)
            return bytesOf(found);
    }
    return undefined;
}
/** All entries below a tree, each folder before its content. */
function everything({ entries }, above = '') {
    return entries.flatMap((entry) => {
        const path = `${above}${entry.path}`;
        const below = entry.tree === undefined ? [] : everything(entry.tree, `${path}/`);
        return [{ ...entry, path }, ...below];
    });
}
function isLink(content) {
    return typeof content === 'object' && 'symlink' in content;
}
function isSubmodule(content) {
    return typeof content === 'object' && 'submodule' in content;
}
function isExecutable(content) {
    return typeof content === 'object' && 'executable' in content;
}
function treeOf(files) {
    return treeOfPaths(Object.entries(files));
}
function treeOfPaths(files) {
    const folders = new Map();
    const entries = [];
    for (const [path, content] of files) {
        const slash = path.indexOf('/');
        if (slash === -1)
            entries.push(fileEntry(path, content));
        else {
            const name = path.slice(0, slash);
            const inside = folders.get(name) ?? [];
            inside.push([path.slice(slash + 1), content]);
            folders.set(name, inside);
        }
    }
    for (const [path, inside] of folders) {
        const tree = treeOfPaths(inside);
        entries.push({ path, mode: '040000', type: 'tree', sha: tree.sha, tree });
    }
    // Git sorts by bytes, and a folder as if its name ended in a slash.
    const key = ({ path, type }) => Buffer.from(type === 'tree' ? `${path}/` : path);
    entries.sort((a, b) => Buffer.compare(key(a), key(b)));
    const lines = entries.flatMap(({ path, mode, sha }) => [
        Buffer.from(`${mode.replace(/^0/, '')} ${path}\0`),
        Buffer.from(sha, 'hex'),
    ]);
    return { sha: objectId('tree', Buffer.concat(lines)), entries };
}
function fileEntry(path, content) {
    const sha = git_idOf(content);
    if (isSubmodule(content))
        return { path, mode: '160000', type: 'commit', sha };
    const mode = isLink(content) ? '120000' : isExecutable(content) ? '100755' : '100644';
    return { path, mode, type: 'blob', sha, size: bytesOf(content).length };
}
function objectId(type, bytes) {
    return (0,external_node_crypto_namespaceObject.createHash)('sha1').update(`${type} ${bytes.length}\0`).update(bytes).digest('hex');
}
/**
 * The commit that a ref names; undefined where there is none. A fork's commits are known here too, for the base
 * repository has them at `refs/pull/N/head`. A name of `files` that is neither a branch nor hex digits is a tag.
 */
function commitOf(repo, ref) {
    const [, number, side] = /^(?:refs\/)?pull\/(\d+)\/(head|merge)$/.exec(ref) ?? [];
    const pull = repo.pulls.find((candidate) => String(candidate.number) === number);
    if (pull !== undefined)
        return side === 'head' ? pull.head.sha : pull.mergeCommitSha;
    const name = shortName(ref);
    if (Object.hasOwn(repo.branches, name))
        return repo.branches[name];
    if (knownCommits(repo).includes(name))
        return name;
    const named = (tag) => state_sampleSha(`${repo.owner}/${repo.name}@${tag}`);
    const others = Object.keys(repo.files).filter((key) => !Object.hasOwn(repo.branches, key));
    const told = others.find((key) => key === name || named(key) === name);
    return told === undefined || isHex(told) ? told : named(told);
}
/** The files at a ref, if there is such a ref. It may have none. */
function filesAt(repo, ref) {
    const commit = commitOf(repo, ref);
    return commit === undefined ? undefined : (toldFiles(repo, shortName(ref), commit) ?? {});
}
/** The files that a test gave for a commit, under its id or a name. */
function filesOfCommit(repo, commit) {
    return toldFiles(repo, commit, commit);
}
function toldFiles(repo, name, commit) {
    const other = Object.keys(repo.files).find((candidate) => commitOf(repo, candidate) === commit);
    const told = [name, commit, other].find((key) => key !== undefined && Object.hasOwn(repo.files, key));
    return told === undefined ? undefined : repo.files[told];
}
function knownCommits({ branches, pulls, statuses }) {
    return [...Object.values(branches), ...pulls.flatMap(commitsOf), ...statuses.map(({ sha }) => sha)];
}
function commitsOf({ head, base, mergeCommitSha, commits }) {
    return [head.sha, base.sha, mergeCommitSha, ...commits];
}
function shortName(ref) {
    return ref.replace(/^(?:refs\/)?(?:heads|tags)\//, '');
}
function isHex(name) {
    return /^[\da-f]{6,40}$/.test(name);
}

;// CONCATENATED MODULE: ./sandbox/github/shapes.ts
/** GitHub's JSON, with only the fields that a client reads. */

function shapes_userShape({ login, type }) {
    return { login, id: (0,external_node_crypto_namespaceObject.createHash)('sha1').update(login).digest().readUInt32BE(0), type };
}
function shapes_repoShape(fullName) {
    const [owner = '', name = ''] = fullName.split('/');
    return { name, full_name: fullName, owner: shapes_userShape({ login: owner, type: 'User' }) };
}
function shapes_pullShape(repo, { number, state, title, labels, head, base }) {
    return {
        number,
        state,
        title,
        labels: labels.map((name) => ({ name })),
        head: { ...head, repo: head.repo === null ? null : shapes_repoShape(head.repo) },
        base: { ...base, repo: shapes_repoShape(`${repo.owner}/${repo.name}`) },
    };
}
function commentShape(repo, comment, links) {
    const { id, nodeId, issue, body, user, updatedAt, minimized } = comment;
    return {
        id,
        node_id: nodeId,
        html_url: `${links.pages}/${repo.owner}/${repo.name}/pull/${issue}#issuecomment-${id}`,
        user: shapes_userShape(user),
        body,
        updated_at: updatedAt,
        minimized: minimized === null ? null : { reason: minimized },
    };
}
function eventShape({ id, event, actor, createdAt, label }) {
    return { id, event, actor: shapes_userShape(actor), created_at: createdAt, label: { name: label } };
}
function statusShape({ id, state, context, description, targetUrl }) {
    return { id, state, context, description, target_url: targetUrl };
}
/** A user's role, and the older, coarser permission. */
function permissionShape(login, role) {
    const permission = { admin: 'admin', maintain: 'write', write: 'write', triage: 'read', read: 'read', none: 'none' };
    const permissions = { triage: role !== undefined && role !== 'read' };
    return {
        permission: permission[role ?? 'none'],
        role_name: role ?? '',
        user: { ...shapes_userShape({ login, type: 'User' }), permissions },
    };
}

;// CONCATENATED MODULE: ./sandbox/github/pulls.ts



const pullRoutes = [
    repoRoute('list-pulls', 'GET /pulls', read('pull_requests'), listPulls),
    repoRoute('get-pull', 'GET /pulls/{number}', read('pull_requests'), getPull),
    repoRoute('pull-files', 'GET /pulls/{number}/files', read('pull_requests'), listFiles),
    repoRoute('list-events', 'GET /issues/{number}/events', read(...conversation), listEvents),
    repoRoute('permission', 'GET /collaborators/{user}/permission', read(), permission),
];
/** Newest first. Pull requests were opened in the order of their numbers. */
function listPulls(input) {
    const { request, repo } = input;
    const { state = 'open', head } = request.query;
    const pulls = repo.pulls
        .filter((pull) => (state === 'all' || pull.state === state) && hasHead(pull, head))
        .sort((a, b) => b.number - a.number);
    return paginate(pulls.map((pull) => shapes_pullShape(repo, pull)), input);
}
/** `OWNER:BRANCH`, the owner in any case. GitHub ignores a head without a colon. */
function hasHead({ head }, wanted = '') {
    const [, owner, ref] = /^([^:]*):(.*)$/.exec(wanted) ?? [];
    if (owner === undefined)
        return true;
    return head.repo?.split('/')[0]?.toLowerCase() === owner.toLowerCase() && head.ref === ref;
}
function getPull({ repo, parameter }) {
    const pull = findPull(repo.pulls, parameter('number'));
    return pull === undefined ? notFound() : { status: 200, body: shapes_pullShape(repo, pull) };
}
function listFiles(input) {
    const pull = findPull(input.repo.pulls, input.parameter('number'));
    return pull === undefined ? notFound() : paginate(pullFileShapes(input.repo, pull), input);
}
function listEvents(input) {
    const pull = findPull(input.repo.pulls, input.parameter('number'));
    if (pull === undefined)
        return notFound();
    return paginate(input.repo.events.filter(({ issue }) => issue === pull.number).map(eventShape), input);
}
function permission({ repo, parameter }) {
    const login = parameter('user');
    const role = Object.hasOwn(repo.collaborators, login) ? repo.collaborators[login] : undefined;
    return { status: 200, body: permissionShape(login, role) };
}
function findPull(pulls, number) {
    return pulls.find((pull) => String(pull.number) === number);
}
/** GitHub lists at most this many. */
const MOST_FILES = 3000;
/** The entries of `GET /pulls/{number}/files`: the pull request's `files`, or else what differs. */
function pullFileShapes(repo, pull) {
    const base = filesOfCommit(repo, pull.base.sha) ?? filesAt(repo, pull.base.ref) ?? {};
    const head = filesOfCommit(repo, pull.head.sha);
    // A head without files in the sandbox changes nothing; it has not removed everything.
    const files = pull.files ?? (head === undefined ? [] : differences(base, head));
    return [...files]
        .sort((a, b) => (a.filename < b.filename ? -1 : 1))
        .slice(0, MOST_FILES)
        .map(({ filename, status, previousFilename }) => {
        const before = status === 'added' ? undefined : own(base, previousFilename ?? filename);
        const after = status === 'removed' ? undefined : own(head ?? {}, filename);
        return {
            filename,
            status,
            ...(after === undefined || isSubmodule(after) ? {} : { sha: git_idOf(after) }),
            changes: compare(before, after).changes,
            ...(previousFilename === undefined ? {} : { previous_filename: previousFilename }),
        };
    });
}
function differences(base, head) {
    const removed = new Set(Object.keys(base).filter((filename) => !Object.hasOwn(head, filename)));
    const kept = Object.entries(head).flatMap(([filename, content]) => {
        const before = own(base, filename);
        if (before !== undefined) {
            if (isLink(before) !== isLink(content) || isSubmodule(before) !== isSubmodule(content)) {
                return [{ filename, status: 'changed' }];
            }
            return bytesOf(before).equals(bytesOf(content)) ? [] : [{ filename, status: 'modified' }];
        }
        const previousFilename = previousName(base, removed, content);
        if (previousFilename === undefined)
            return [{ filename, status: 'added' }];
        removed.delete(previousFilename);
        return [{ filename, status: 'renamed', previousFilename }];
    });
    return [...kept, ...[...removed].map((filename) => ({ filename, status: 'removed' }))];
}
/** The file that was renamed to this one, as git finds it: an equal one, or else one at least half equal. */
function previousName(base, removed, after) {
    const alike = (least) => [...removed].find((candidate) => {
        const before = own(base, candidate) ?? '';
        const size = Math.max(bytesOf(before).length, bytesOf(after).length);
        return size > 0 && compare(before, after).keptBytes >= least * size;
    });
    return alike(1) ?? alike(0.5);
}
/** Compares lines without their order, which is close enough to git's diff. */
function compare(before = '', after = '') {
    const left = linesOf(before);
    const right = linesOf(after);
    const counts = new Map();
    for (const line of left)
        counts.set(line, (counts.get(line) ?? 0) + 1);
    const kept = right.filter((line) => {
        const count = counts.get(line) ?? 0;
        counts.set(line, count - 1);
        return count > 0;
    });
    return { changes: left.length + right.length - 2 * kept.length, keptBytes: Buffer.byteLength(kept.join('')) };
}
function linesOf(content) {
    return bytesOf(content)
        .toString()
        .split(/(?<=\n)/)
        .filter((line) => line !== '');
}
function own(files, path) {
    return Object.hasOwn(files, path) ? files[path] : undefined;
}

;// CONCATENATED MODULE: ./sandbox/github/comments.ts




/** In characters, not bytes or UTF-16 units. */
const MOST_CHARACTERS = 65_536;
const commentRoutes = [
    repoRoute('list-comments', 'GET /issues/{number}/comments', read(...conversation), listComments),
    repoRoute('create-comment', 'POST /issues/{number}/comments', write(...conversation), createComment),
    repoRoute('update-comment', 'PATCH /issues/comments/{id}', write(...conversation), updateComment),
    repoRoute('delete-comment', 'DELETE /issues/comments/{id}', write(...conversation), deleteOne),
];
function listComments(input) {
    const { parameter, repo, links } = input;
    const pull = findPull(repo.pulls, parameter('number'));
    if (pull === undefined)
        return notFound();
    // Oldest first, like GitHub.
    const comments = repo.comments.filter((comment) => comment.issue === pull.number);
    return paginate(comments.map((comment) => commentShape(repo, comment, links)), input);
}
function createComment({ request, parameter, token, repo, links, ticker }) {
    const pull = findPull(repo.pulls, parameter('number'));
    if (pull === undefined)
        return notFound();
    if (pull.locked)
        return refusal(403, 'Unable to create comment because issue is locked.');
    const body = checkedBody(request.body);
    if (typeof body !== 'string')
        return body;
    const user = { login: token.login, type: token.type };
    const comment = addComment(repo, { issue: pull.number, body, user }, ticker);
    return { status: 201, body: commentShape(repo, comment, links) };
}
function updateComment({ request, parameter, repo, links, ticker }) {
    const comment = findComment(repo.comments, parameter('id'));
    if (comment === undefined)
        return notFound();
    const body = checkedBody(request.body);
    if (typeof body !== 'string')
        return body;
    comment.body = body;
    comment.updatedAt = ticker.now();
    return { status: 200, body: commentShape(repo, comment, links) };
}
function deleteOne({ parameter, repo, ticker }) {
    const comment = findComment(repo.comments, parameter('id'));
    if (comment === undefined)
        return notFound();
    deleteComment(repo, comment, ticker);
    return { status: 204 };
}
function checkedBody(requestBody) {
    const body = field(requestBody, 'body');
    if (typeof body !== 'string' || body.trim() === '') {
        return invalid('IssueComment', 'data', 'unprocessable', 'Body cannot be blank');
    }
    if ([...body].length > MOST_CHARACTERS) {
        const message = `Body is too long (maximum is ${MOST_CHARACTERS} characters)`;
        return invalid('IssueComment', 'data', 'unprocessable', message);
    }
    return body;
}
function findComment(comments, id) {
    return comments.find((comment) => String(comment.id) === id);
}

;// CONCATENATED MODULE: ./sandbox/github/commits.ts



const STATES = ['error', 'failure', 'pending', 'success'];
const MOST_DESCRIPTION_CHARACTERS = 140;
const commitRoutes = [
    repoRoute('commit-pulls', 'GET /commits/{ref}/pulls', read('pull_requests'), pullsOfCommit),
    // One segment: Octokit encodes the slashes of a ref.
    repoRoute('get-commit', 'GET /commits/{ref}', read('contents'), getCommit),
    repoRoute('create-status', 'POST /statuses/{sha}', write('statuses'), createStatus),
];
function getCommit({ parameter, repo }) {
    const sha = commitOf(repo, parameter('ref'));
    const tree = treeAt(repo, parameter('ref'));
    if (sha === undefined || tree === undefined)
        return noCommit(parameter('ref'));
    return { status: 200, body: { sha, commit: { tree: { sha: tree.sha } } } };
}
function pullsOfCommit(input) {
    const { parameter, repo } = input;
    const sha = commitOf(repo, parameter('ref'));
    if (sha === undefined)
        return noCommit(parameter('ref'));
    const pulls = repo.pulls.filter((pull) => [pull.head.sha, pull.mergeCommitSha, ...pull.commits].includes(sha));
    return paginate(pulls.map((pull) => shapes_pullShape(repo, pull)), input);
}
function createStatus({ request, parameter, repo, ticker }) {
    const state = field(request.body, 'state');
    if (typeof state !== 'string' || !STATES.includes(state)) {
        return invalid('Status', 'state', 'custom', 'State is not included in the list');
    }
    const description = textOrNull(field(request.body, 'description'));
    if (description !== null && [...description].length > MOST_DESCRIPTION_CHARACTERS) {
        const message = `description is too long (maximum is ${MOST_DESCRIPTION_CHARACTERS} characters)`;
        return invalid('Status', 'description', 'custom', message);
    }
    const status = {
        id: ticker.id(),
        sha: parameter('sha'),
        state,
        context: textOrNull(field(request.body, 'context')) ?? 'default',
        description,
        targetUrl: textOrNull(field(request.body, 'target_url')),
    };
    repo.statuses.push(status);
    return { status: 201, body: statusShape(status) };
}
function textOrNull(value) {
    return typeof value === 'string' ? value : null;
}
function noCommit(ref) {
    return refusal(422, `No commit found for SHA: ${ref}`);
}

;// CONCATENATED MODULE: ./sandbox/github/graphql.ts

/**
 * The requests that the sandbox understands: `query { viewer { login } }`, `minimizeComment` with the id in a variable and
 * the classifier in place, and the timeline of a pull request with `COMMENT_DELETED_EVENT`, with the variables `owner`,
 * `repo` and `number`. It does not read selections: it answers every field that it knows.
 */
function graphql(body, token, repos) {
    const query = String(field(body, 'query'));
    const variables = field(body, 'variables');
    if (/\bminimizeComment\s*\(/.test(query))
        return minimizeComment(query, variables, token, repos);
    if (/\bCOMMENT_DELETED_EVENT\b/.test(query))
        return deletions(variables, token, repos);
    if (/\bviewer\s*\{/.test(query))
        return { status: 200, body: { data: { viewer: { login: token.login } } } };
    return problem(null, { message: 'The sandbox does not know this query.' });
}
function deletions(variables, token, repos) {
    const [owner, name, number] = ['owner', 'repo', 'number'].map((key) => field(variables, key));
    const repo = [...repos.values()].find((one) => one.owner === owner && one.name === name);
    const path = ['repository'];
    if (repo === undefined || !mayDo(token, read(...conversation))) {
        const message = `Could not resolve to a Repository with the name '${String(owner)}/${String(name)}'.`;
        return problem({ repository: null }, { type: 'NOT_FOUND', path, message });
    }
    const nodes = repo.deletions.filter(({ issue }) => issue === number).slice(-1);
    const timelineItems = { nodes: nodes.map(({ createdAt }) => ({ createdAt })) };
    return { status: 200, body: { data: { repository: { pullRequest: { timelineItems } } } } };
}
function minimizeComment(query, variables, token, repos) {
    const reason = /\bclassifier\s*:\s*(ABUSE|DUPLICATE|LOW_QUALITY|OFF_TOPIC|OUTDATED|RESOLVED|SPAM)\b/.exec(query)?.[1];
    if (reason === undefined)
        return problem(null, { message: 'There is no such classifier.' });
    const subjectId = field(variables, /\bsubjectId\s*:\s*\$(\w+)/.exec(query)?.[1] ?? '');
    const nothing = { minimizeComment: null };
    const path = ['minimizeComment'];
    for (const repo of repos.values()) {
        const comment = repo.comments.find(({ nodeId }) => nodeId === subjectId);
        if (comment === undefined)
            continue;
        if (!mayDo(token, write(...conversation))) {
            const message = field(notAccessible(token).body, 'message');
            return problem(nothing, { type: 'FORBIDDEN', path, message });
        }
        comment.minimized = reason.toLowerCase().replace('_', '-');
        return { status: 200, body: { data: { minimizeComment: { minimizedComment: { isMinimized: true } } } } };
    }
    const message = `Could not resolve to a node with the global id of '${String(subjectId)}'`;
    return problem(nothing, { type: 'NOT_FOUND', path, message });
}
/** Errors of GraphQL have status 200. */
function problem(data, error) {
    return { status: 200, body: { data, errors: [{ ...error, locations: [{ line: 1, column: 1 }] }] } };
}

;// CONCATENATED MODULE: ./sandbox/github/events.ts


const someone = { login: 'mona', type: 'User' };
/** The event of a pull request, with its present state. */
function pullRequestEvent(github, fullName, number, { action = 'synchronize', eventName = 'pull_request', label } = {}) {
    const repo = github.repo(fullName);
    const pull = pullOf(repo, number);
    const onTarget = eventName === 'pull_request_target';
    const baseSha = repo.branches[pull.base.ref] ?? pull.base.sha;
    return {
        eventName,
        event: {
            action,
            number,
            pull_request: shapes_pullShape(repo, pull),
            repository: repositoryOf(repo),
            ...(label !== undefined && { label: { name: label } }),
        },
        env: {
            ...workflowEnvironment(github, fullName),
            GITHUB_ACTOR: pull.user.login,
            GITHUB_HEAD_REF: pull.head.ref,
            GITHUB_BASE_REF: pull.base.ref,
            // pull_request checks out a merge of both sides; pull_request_target runs on the base branch.
            GITHUB_SHA: onTarget ? baseSha : pull.mergeCommitSha,
            GITHUB_REF: onTarget ? `refs/heads/${pull.base.ref}` : `refs/pull/${number}/merge`,
            GITHUB_REF_NAME: onTarget ? pull.base.ref : `${number}/merge`,
        },
    };
}
/**
 * The event of a push.
 * @param branch the default branch where left out
 * @param sha the commit that was pushed (default: the tip of the branch, which the sandbox must know then)
 */
function pushEvent(github, fullName, branch, sha) {
    const env = onBranch(github, fullName, branch, sha);
    const repository = repositoryOf(github.repo(fullName));
    return { eventName: 'push', event: { ref: env.GITHUB_REF, after: env.GITHUB_SHA, repository }, env };
}
/** The event of a workflow started by hand, on a branch (default: the default one). */
function workflowDispatchEvent(github, fullName, { branch, inputs = {} } = {}) {
    const env = onBranch(github, fullName, branch);
    const repository = repositoryOf(github.repo(fullName));
    return { eventName: 'workflow_dispatch', event: { inputs, ref: env.GITHUB_REF, repository }, env };
}
/** The event of a schedule. */
function scheduleEvent(github, fullName, schedule = '0 6 * * 1') {
    const repository = repositoryOf(github.repo(fullName));
    return { eventName: 'schedule', event: { schedule, repository }, env: onBranch(github, fullName) };
}
/**
 * The event of a comment on a pull request or, where the sandbox has none of that number, on a plain issue. The comment
 * itself is not put into the repository.
 */
function issueCommentEvent(github, fullName, number, { body = '/budget', sender = someone } = {}) {
    const repo = github.repo(fullName);
    const isPull = repo.pulls.some((pull) => pull.number === number);
    const url = `${github.url}/repos/${fullName}/pulls/${number}`;
    return {
        eventName: 'issue_comment',
        event: {
            action: 'created',
            // Only these links tell a pull request from an issue.
            issue: { number, ...(isPull && { pull_request: { url } }) },
            comment: { body, user: userShape(sender) },
            repository: repositoryOf(repo),
        },
        env: { ...onBranch(github, fullName), GITHUB_ACTOR: sender.login },
    };
}
/**
 * The event of another workflow that has ended. This run is on the default branch, whatever the other was on.
 *
 * @param options.pull the pull request that the other workflow ran on; where left out, it ran on a push
 */
function workflowRunEvent(github, fullName, { pull: number } = {}) {
    const repo = github.repo(fullName);
    const pull = number === undefined ? undefined : pullOf(repo, number);
    const repository = repositoryOf(repo);
    const env = onBranch(github, fullName);
    const head = pull?.head ?? { sha: env.GITHUB_SHA, ref: repo.defaultBranch, repo: fullName };
    return {
        eventName: 'workflow_run',
        event: {
            action: 'completed',
            workflow_run: {
                event: pull === undefined ? 'push' : 'pull_request',
                head_branch: head.ref,
                head_sha: head.sha,
                head_repository: head.repo === null ? null : repoShape(head.repo),
                // GitHub does not list pull requests from forks here.
                pull_requests: pull === undefined || head.repo !== fullName ? [] : [pullShape(repo, pull)],
                repository,
            },
            repository,
        },
        env,
    };
}
/**
 * The event that asks for the checks of a pull request in the merge queue: of the base branch with the pull request merged
 * into it, on a branch of the queue's own, which is then in the sandbox. Its files are those of `repo.files[head_sha]`.
 */
function mergeGroupEvent(github, fullName, number) {
    const repo = github.repo(fullName);
    const { base } = pullOf(repo, number);
    const baseSha = tipOf(repo, base.ref);
    const branch = `gh-readonly-queue/${base.ref}/pr-${number}-${baseSha}`;
    const headSha = sampleSha(`${fullName}@${branch}`);
    repo.branches[branch] = headSha;
    return {
        eventName: 'merge_group',
        event: {
            action: 'checks_requested',
            merge_group: {
                head_sha: headSha,
                head_ref: `refs/heads/${branch}`,
                base_sha: baseSha,
                base_ref: `refs/heads/${base.ref}`,
            },
            repository: repositoryOf(repo),
        },
        env: onBranch(github, fullName, branch),
    };
}
/** The `GITHUB_*` variables that are the same for every event of a repository. */
function workflowEnvironment(github, fullName) {
    return {
        GITHUB_API_URL: github.url,
        GITHUB_GRAPHQL_URL: github.graphqlUrl,
        GITHUB_SERVER_URL: github.serverUrl,
        GITHUB_REPOSITORY: fullName,
        GITHUB_ACTOR: someone.login,
        GITHUB_RUN_ID: '20260105001',
        GITHUB_RUN_ATTEMPT: '1',
        GITHUB_REF_TYPE: 'branch',
        // Empty for events other than those of pull requests.
        GITHUB_HEAD_REF: '',
        GITHUB_BASE_REF: '',
    };
}
/** The variables of a run on a branch (default: the tip of the default branch). */
function onBranch(github, fullName, branch = github.repo(fullName).defaultBranch, sha = tipOf(github.repo(fullName), branch)) {
    return {
        ...workflowEnvironment(github, fullName),
        GITHUB_SHA: sha,
        GITHUB_REF: `refs/heads/${branch}`,
        GITHUB_REF_NAME: branch,
    };
}
function repositoryOf({ owner, name, defaultBranch }) {
    return { ...shapes_repoShape(`${owner}/${name}`), default_branch: defaultBranch };
}
function tipOf(repo, branch) {
    const sha = Object.hasOwn(repo.branches, branch) ? repo.branches[branch] : undefined;
    if (sha === undefined)
        throw new Error(`${repo.owner}/${repo.name} has no branch ${branch} in the sandbox.`);
    return sha;
}
function pullOf(repo, number) {
    const pull = repo.pulls.find((candidate) => candidate.number === number);
    if (pull === undefined)
        throw new Error(`${repo.owner}/${repo.name} has no pull request ${number} in the sandbox.`);
    return pull;
}

;// CONCATENATED MODULE: ./sandbox/github/index.ts










const findRepoRoute = router([
    ...pullRoutes,
    ...commentRoutes,
    ...commitRoutes,
    ...gitDataRoutes,
]);
async function startGitHub(options = {}) {
    const { prefix = '', tokens = { [defaultToken]: workflowToken } } = options;
    const graphqlPath = prefix === '' ? '/graphql' : '/api/graphql';
    const ticker = new Ticker();
    const repos = new Map();
    const addRepo = (fullName, seed = {}) => {
        const repo = makeRepo(fullName, seed);
        repos.set(fullName, repo);
        return repo;
    };
    for (const [fullName, seed] of Object.entries(options.repos ?? {}))
        addRepo(fullName, seed);
    const server = await serve((origin) => {
        const links = { api: `${origin}${prefix}`, pages: origin };
        const found = (endpoint, answer) => ({
            endpoint,
            answer: (request) => {
                const token = endpoint_authenticate(request.headers.authorization, tokens);
                return 'login' in token ? answer(token, request) : token;
            },
        });
        return {
            find: (method, path) => {
                if (path === graphqlPath && method === 'POST' && options.graphql !== false) {
                    return found('graphql', (token, { body }) => graphql(body, token, repos));
                }
                const below = path.startsWith(`${prefix}/`) ? path.slice(prefix.length) : '';
                if (below === '/user' && method === 'GET')
                    return found('get-user', currentUser);
                const match = findRepoRoute(method, below);
                if (match === undefined)
                    return found(undefined, notFound);
                const { route, parameter } = match;
                return found(route.endpoint, (token, request) => {
                    const repo = repos.get(`${parameter('owner')}/${parameter('repo')}`);
                    if (repo === undefined)
                        return notFound();
                    if (!mayDo(token, route.handle.needs))
                        return notAccessible(token);
                    return route.handle.answer({ token, request, parameter, repo, links, ticker });
                });
            },
            rateLimited: secondaryRateLimit,
        };
    }, options);
    return Object.assign(server, {
        url: `${server.origin}${prefix}`,
        graphqlUrl: `${server.origin}${graphqlPath}`,
        serverUrl: server.origin,
        repo: (fullName) => {
            const repo = repos.get(fullName);
            if (repo === undefined)
                throw new Error(`The sandbox has no repository ${fullName}.`);
            return repo;
        },
        addRepo,
        ticker,
    });
}
/** An installation's token has no user. */
function currentUser(token) {
    return token.type === 'Bot' ? notAccessible(token) : { status: 200, body: shapes_userShape(token) };
}
function secondaryRateLimit(retryAfter) {
    const headers = retryAfter === undefined ? {} : { 'retry-after': retryAfter };
    return { ...refusal(429, 'You have exceeded a secondary rate limit. Please wait a few minutes.'), headers };
}




;// CONCATENATED MODULE: external "node:child_process"
const external_node_child_process_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:child_process");
;// CONCATENATED MODULE: ./sandbox/runner/log.ts
/**
 * Workflow commands, read as the runner reads them (actions/runner, src/Runner.Common/ActionCommand.cs): in the form
 * `::name key=value,…::data`, and in the older one `##[name key=value;…]data`, which counts anywhere in a line.
 */
/** Any other name makes the line plain text. */
const known = new Set([
    'internal-set-repo-path',
    'set-env',
    'set-output',
    'save-state',
    'add-path',
    'add-mask',
    'add-matcher',
    'remove-matcher',
    'warning',
    'error',
    'notice',
    'debug',
    'group',
    'endgroup',
    'echo',
    'stop-commands',
]);
/** Reads lines in order; between `::stop-commands::TOKEN` and `::TOKEN::` everything is text. */
function readLog(lines) {
    let stopToken;
    return lines.map((text) => {
        if (stopToken !== undefined) {
            if (text.trim() === `::${stopToken}::`)
                stopToken = undefined;
            return { text };
        }
        const command = parseCommand(text);
        if (command?.name === 'stop-commands')
            stopToken = command.data;
        return command === undefined ? { text } : { command };
    });
}
function parseCommand(line) {
    return parseColons(line) ?? parseBrackets(line);
}
function parseColons(line) {
    const found = /^\s*::([^\s:]+)(?: ((?:(?!::).)*))?::(.*)$/s.exec(line);
    const name = found?.[1]?.toLowerCase();
    if (found === null || name === undefined || !known.has(name))
        return undefined;
    return { name, properties: propertiesOf(found[2] ?? '', ','), data: unescapeData(found[3] ?? '') };
}
function parseBrackets(line) {
    const found = /##\[([^\s\]]+)(?: ([^\]]*))?\](.*)$/s.exec(line);
    const name = found?.[1]?.toLowerCase();
    if (found === null || name === undefined || !known.has(name))
        return undefined;
    return { name, properties: propertiesOf(found[2] ?? '', ';'), data: unescapeData(found[3] ?? '') };
}
function propertiesOf(text, separator) {
    const pairs = text.split(separator).flatMap((pair) => {
        const [, name, value] = /^\s*([^=]+)=(.+)$/s.exec(pair) ?? [];
        return name === undefined || value === undefined ? [] : [[name, unescapeProperty(value)]];
    });
    return Object.fromEntries(pairs);
}
function unescapeProperty(text) {
    const plain = text.replaceAll('%3A', ':').replaceAll('%2C', ',').replaceAll('%3B', ';').replaceAll('%5D', ']');
    return unescapeData(plain);
}
/** The percent sign comes last: `%250A` is the text `%0A`, not a line break. */
function unescapeData(text) {
    return text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
}
function annotationsOf(log) {
    return log.flatMap(({ command }) => {
        if (command === undefined)
            return [];
        const level = levelOf(command.name);
        if (level === undefined)
            return [];
        const { title, file, line, endLine, col, endColumn } = command.properties;
        return [
            {
                level,
                message: command.data,
                ...(title === undefined ? {} : { title }),
                ...(file === undefined ? {} : { file }),
                ...(line === undefined ? {} : { line: Number(line) }),
                ...(endLine === undefined ? {} : { endLine: Number(endLine) }),
                ...(col === undefined ? {} : { col: Number(col) }),
                ...(endColumn === undefined ? {} : { endColumn: Number(endColumn) }),
            },
        ];
    });
}
/** The values that a step has asked the runner to hide, in order. */
function masksOf(log) {
    return log.flatMap(({ command }) => (command?.name === 'add-mask' ? [command.data] : []));
}
function levelOf(name) {
    return name === 'error' || name === 'warning' || name === 'notice' ? name : undefined;
}
const colours = { error: 31, warning: 33, notice: 36, group: 1 };
/** The log as the runner shows it: commands carried out instead of printed, and secrets as `***`. */
function showLog(log, options = {}) {
    const secrets = new Set((options.secrets ?? []).flatMap(secretLines));
    const paint = (name, text) => options.colour ? `\u001b[${colours[name]}m${text}\u001b[0m` : text;
    const shown = [];
    for (const { text, command } of log.map(withText)) {
        if (command?.name === 'add-mask')
            for (const secret of secretLines(command.data))
                secrets.add(secret);
        const visible = text ?? (command === undefined ? undefined : shownCommand(command.name, command.data, paint));
        if (visible !== undefined)
            shown.push(mask(visible, secrets));
    }
    return shown;
}
/** Gives both kinds of line both fields, so that they can be destructured. */
function withText(line) {
    return line.command === undefined
        ? { text: line.text, command: undefined }
        : { text: undefined, command: line.command };
}
/** The line that the runner prints for a command, if any. */
function shownCommand(name, data, paint) {
    switch (name) {
        case 'error':
            return paint('error', `Error: ${data}`);
        case 'warning':
            return paint('warning', `Warning: ${data}`);
        case 'notice':
            return paint('notice', `Notice: ${data}`);
        case 'group':
            return paint('group', `▼ ${data}`);
        default:
            return undefined;
    }
}
/** The runner hides each line of a secret as well, since a log is written line by line. */
function secretLines(secret) {
    return [secret, ...secret.split(/\r?\n/)].filter((line) => line.trim() !== '');
}
/** Longest first, so that no secret survives in part because a shorter one sits inside it. */
function mask(text, secrets) {
    return [...secrets]
        .sort((a, b) => b.length - a.length)
        .reduce((masked, secret) => masked.replaceAll(secret, '***'), text);
}

;// CONCATENATED MODULE: ./sandbox/runner.ts
/** Runs a built action as one step of a job, like a GitHub runner. */






/**
 * Runs one step. The runner's own directory is made for it and removed after it; a test that wants to look into
 * `RUNNER_TEMP` afterwards gives its own in `env`.
 */
async function runStep(options) {
    const home = await (0,promises_namespaceObject.mkdtemp)((0,external_node_path_.join)((0,external_node_os_namespaceObject.tmpdir)(), 'runner-'));
    try {
        const files = await prepareFiles(home, options.event);
        const env = stepEnvironment(options, home, files);
        const started = external_node_perf_hooks_namespaceObject.performance.now();
        const { exitCode, stdout, stderr, lines } = await run(options, env);
        const durationMs = external_node_perf_hooks_namespaceObject.performance.now() - started;
        const log = readLog(lines);
        return {
            exitCode,
            stdout,
            stderr,
            log,
            outputs: parseOutputs(await (0,promises_namespaceObject.readFile)(files.output, 'utf8')),
            summary: await (0,promises_namespaceObject.readFile)(files.summary, 'utf8'),
            annotations: annotationsOf(log),
            masks: masksOf(log),
            startedAt: external_node_perf_hooks_namespaceObject.performance.timeOrigin + started,
            durationMs,
        };
    }
    finally {
        await (0,promises_namespaceObject.rm)(home, { recursive: true, force: true });
    }
}
async function prepareFiles(home, event) {
    const files = {
        event: (0,external_node_path_.join)(home, 'event.json'),
        output: (0,external_node_path_.join)(home, 'output'),
        summary: (0,external_node_path_.join)(home, 'summary'),
        state: (0,external_node_path_.join)(home, 'state'),
        env: (0,external_node_path_.join)(home, 'env'),
        path: (0,external_node_path_.join)(home, 'path'),
        temp: (0,external_node_path_.join)(home, 'temp'),
    };
    await (0,promises_namespaceObject.writeFile)(files.event, JSON.stringify(event));
    // Like the runner: @actions/core refuses files that do not exist.
    for (const file of [files.output, files.summary, files.state, files.env, files.path])
        await (0,promises_namespaceObject.writeFile)(file, '');
    await (0,promises_namespaceObject.mkdir)(files.temp);
    return files;
}
function stepEnvironment(options, home, files) {
    const variables = {
        PATH: process.env['PATH'],
        SystemRoot: process.env['SystemRoot'],
        HOME: home,
        CI: 'true',
        GITHUB_ACTIONS: 'true',
        GITHUB_ACTION: '__self',
        GITHUB_WORKSPACE: options.workspace,
        GITHUB_EVENT_NAME: options.eventName,
        GITHUB_EVENT_PATH: files.event,
        GITHUB_OUTPUT: files.output,
        GITHUB_STEP_SUMMARY: files.summary,
        GITHUB_STATE: files.state,
        GITHUB_ENV: files.env,
        GITHUB_PATH: files.path,
        RUNNER_TEMP: files.temp,
        RUNNER_TOOL_CACHE: files.temp,
        RUNNER_OS: 'Linux',
        RUNNER_ARCH: 'X64',
        RUNNER_NAME: 'Sandbox runner',
        ...inputVariables({ ...options.actionDefaults, ...options.inputs }),
        ...options.env,
    };
    const set = {};
    for (const [name, value] of Object.entries(variables))
        if (value !== undefined)
            set[name] = value;
    return set;
}
/** `api-key` becomes `INPUT_API-KEY`: the runner replaces spaces, and keeps hyphens. */
function inputVariables(inputs) {
    const named = Object.entries(inputs).map(([name, value]) => [
        `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`,
        value,
    ]);
    return Object.fromEntries(named);
}
function run(options, env) {
    return new Promise((resolve, reject) => {
        const child = (0,external_node_child_process_namespaceObject.spawn)(options.node ?? process.execPath, [options.entry], {
            cwd: options.workspace,
            env,
            stdio: ['ignore', 'pipe', 'pipe'],
            timeout: options.killAfterMs ?? 120_000,
            killSignal: 'SIGKILL',
        });
        const lines = [];
        const stdout = collect(child.stdout, lines);
        const stderr = collect(child.stderr, lines);
        child.once('error', reject);
        child.once('close', (exitCode) => resolve({ exitCode, stdout: stdout(), stderr: stderr(), lines }));
    });
}
/** Collects a stream's text, and adds its complete lines to the log of both streams. */
function collect(stream, lines) {
    let all = '';
    let unfinished = '';
    stream.setEncoding('utf8');
    stream.on('data', (chunk) => {
        all += chunk;
        const parts = (unfinished + chunk).split(/\r?\n/);
        unfinished = parts.pop() ?? '';
        lines.push(...parts);
    });
    stream.on('end', () => {
        if (unfinished !== '')
            lines.push(unfinished);
    });
    return () => all;
}

/**
 * Reads the file behind `GITHUB_OUTPUT` as the runner does: `name=value`, or `name<<DELIMITER`, lines, `DELIMITER`.
 * Throws on anything else, where the runner would fail the step.
 */
function parseOutputs(text) {
    const outputs = {};
    const lines = text.split(/\r?\n/);
    for (let at = 0; at < lines.length; at += 1) {
        const line = lines[at] ?? '';
        if (line === '')
            continue;
        const equals = line.indexOf('=');
        const heredoc = line.indexOf('<<');
        // The first of them decides the form: a value may contain both.
        if (equals >= 0 && (heredoc < 0 || equals < heredoc)) {
            outputs[line.slice(0, equals)] = line.slice(equals + 1);
        }
        else if (heredoc > 0) {
            const delimiter = line.slice(heredoc + 2);
            const end = lines.indexOf(delimiter, at + 1);
            if (end < 0)
                throw new Error(`GITHUB_OUTPUT: the delimiter ${delimiter} never comes.`);
            outputs[line.slice(0, heredoc)] = lines.slice(at + 1, end).join('\n');
            at = end;
        }
        else {
            throw new Error(`GITHUB_OUTPUT: the line ${JSON.stringify(line)} has no form that the runner knows.`);
        }
    }
    return outputs;
}

;// CONCATENATED MODULE: ./sandbox/demo/loop.ts
/** The whole loop in the sandbox: the gate, a job for each line that generates, and settle. */






const REPOSITORY = 'sample-studio/catalogue';
/** The plan of the loop, below the root. */
const LOOP_PLAN = 'examples/settle/generation-plan.yml';
/** To mask in the logs. */
const loopSecrets = [defaultKey, fullAccessKey];
/** The second image fails, and the first video is longer than planned. */
const OUTCOMES = {
    2: { status: 'failed', provider: 'fal' },
    5: { params: { generation_duration: 10 } },
};
/** @param root the folder that contains `dist` and `examples` */
async function playLoop(root) {
    const babysea = await startBabySea({
        balance: '12.480',
        generations: [],
        outcome: ({ number }) => OUTCOMES[number] ?? {},
    });
    const github = await startGitHub();
    const workspace = await (0,promises_namespaceObject.mkdtemp)((0,external_node_path_.join)((0,external_node_os_namespaceObject.tmpdir)(), 'demo-loop-'));
    try {
        const plan = (0,external_node_path_.basename)(LOOP_PLAN);
        await (0,promises_namespaceObject.copyFile)((0,external_node_path_.join)(root, LOOP_PLAN), (0,external_node_path_.join)(workspace, plan));
        github.addRepo(REPOSITORY, { files: { main: {} } });
        const event = workflowDispatchEvent(github, REPOSITORY);
        const common = { 'api-key': defaultKey, region: 'us', 'base-url': babysea.url, summary: 'true' };
        const options = { workspace, ...event };
        const gate = await runStep({
            ...options,
            entry: (0,external_node_path_.join)(root, 'dist/index.js'),
            inputs: { ...common, plan, comment: 'never', report: 'budget-report.json' },
        });
        const jobs = [];
        for (const { lines } of shardsOf(gate)) {
            for (const line of lines) {
                for (let index = 1; index <= line.count; index++) {
                    await loop_generate(babysea, line.model, line.params, `${line.idempotency_key}:${index}`);
                }
                jobs.push({ title: line.id, generated: line.count });
            }
        }
        await loop_generate(babysea, 'google/nano-banana', { generation_prompt: 'Somebody else’s' }, 'somebody-else');
        const settle = await runStep({
            ...options,
            entry: (0,external_node_path_.join)(root, 'dist/settle/index.js'),
            inputs: { ...common, report: 'budget-report.json', comment: 'never', 'max-overrun': '50%' },
        });
        return { gate, jobs, settle };
    }
    finally {
        await Promise.all([babysea.close(), github.close(), (0,promises_namespaceObject.rm)(workspace, { recursive: true, force: true })]);
    }
}
function shardsOf({ outputs }) {
    const matrix = JSON.parse(outputs['matrix'] || '{"include":[]}');
    return matrix.include;
}
async function loop_generate(babysea, model, params, key) {
    const type = babysea.models.find(({ identifier }) => identifier === model)?.type ?? 'image';
    const response = await fetch(`${babysea.url}/v1/generate/${type}/${model}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${fullAccessKey}`, 'content-type': 'application/json', 'idempotency-key': key },
        body: JSON.stringify(params),
    });
    if (!response.ok)
        throw new Error(`The sandbox did not generate ${model}: HTTP ${response.status}.`);
}

;// CONCATENATED MODULE: ./sandbox/demo/play.ts







const play_REPOSITORY = 'sample-studio/catalogue';
/** Runs the built action on a pull request with the scenario's plan, against both stand-ins. */
async function play(scenario, entry, root) {
    const { number, title } = scenario.pullRequest;
    const { change } = scenario;
    const babysea = await startBabySea({ balance: scenario.balance });
    const github = await startGitHub();
    try {
        const workspace = (0,external_node_path_.join)(root, scenario.folder);
        const repository = play_repositoryOf(workspace) ?? play_REPOSITORY;
        github.addRepo(repository, {
            files: { main: { 'README.md': '# Catalogue\n', ...(await planBefore(scenario, workspace)) } },
            pulls: [
                { number, title, ...(change === undefined && { files: [{ filename: scenario.plan, status: 'added' }] }) },
            ],
        });
        const inputs = {
            'api-key': defaultKey,
            plan: scenario.plan,
            region: 'us',
            'base-url': babysea.url,
            reserve: '0',
            'low-balance': '1',
            'warn-only': 'false',
            summary: 'true',
            'github-token': defaultToken,
            concurrency: '8',
            timeout: '120',
            ...scenario.inputs,
        };
        const event = pullRequestEvent(github, repository, number, { action: 'opened' });
        const step = await runStep({ entry, inputs, workspace, ...event });
        return { inputs, step, comments: github.repo(repository).comments, secrets: [defaultKey, defaultToken] };
    }
    finally {
        await Promise.all([babysea.close(), github.close()]);
    }
}
/** The plan on the base branch, if the pull request changes it. */
async function planBefore({ plan, change }, workspace) {
    if (change === undefined)
        return {};
    const text = await (0,promises_namespaceObject.readFile)((0,external_node_path_.join)(workspace, plan), 'utf8');
    if (!text.includes(change.to))
        throw new Error(`${plan} has no ${change.to}, which the demo says that it has.`);
    return { [plan]: text.replace(change.to, change.from) };
}
/**
 * Where somebody's own plan stands. The workspace is the folder that they stand in; where the plan lies outside of it,
 * the root of the plan's own repository, as in a workflow, or the plan's folder where it is in none.
 *
 * @param folder where paths begin; absolute
 * @param plan as it was given, absolute or not
 */
function placeOfPlan(folder, plan) {
    const full = (0,external_node_path_.resolve)(folder, plan);
    const workspace = isWithin(folder, full) ? folder : (repositoryAbove((0,external_node_path_.dirname)(full)) ?? (0,external_node_path_.dirname)(full));
    return { workspace, plan: (0,external_node_path_.relative)(workspace, full).split(external_node_path_.sep).join('/') };
}
function isWithin(folder, file) {
    const way = (0,external_node_path_.relative)(folder, file);
    // On Windows, the way to another drive is absolute.
    return way !== '..' && !way.startsWith(`..${external_node_path_.sep}`) && !(0,external_node_path_.isAbsolute)(way);
}
function repositoryAbove(folder) {
    // A file in a worktree.
    if ((0,external_node_fs_.existsSync)((0,external_node_path_.join)(folder, '.git')))
        return folder;
    const above = (0,external_node_path_.dirname)(folder);
    return above === folder ? undefined : repositoryAbove(above);
}
/** The `owner/name` of the remote `origin`. */
function play_repositoryOf(workspace) {
    try {
        const url = (0,external_node_child_process_namespaceObject.execFileSync)('git', ['-C', workspace, 'config', '--get', 'remote.origin.url'], { encoding: 'utf8' });
        return /[/:]([^/:]+\/[^/]+?)(?:\.git)?\/?$/.exec(url.trim())?.[1];
    }
    catch {
        return undefined;
    }
}

;// CONCATENATED MODULE: ./sandbox/demo/scenarios.ts
/** What the demo shows. The totals follow from the sandbox's sample prices. */
const scenarios = [
    {
        title: 'A plan that the balance and the budget cover',
        folder: 'examples/passes',
        plan: 'generation-plan.yml',
        balance: '12.480',
        change: { from: 'count: 25', to: 'count: 40' },
        pullRequest: { number: 7, title: 'Spring campaign' },
        expected: { verdict: 'pass', exitCode: 0, totalCost: '6.860', shortfall: '0.000' },
    },
    {
        title: 'A plan that the balance cannot pay for',
        folder: 'examples/short-of-balance',
        plan: 'generation-plan.yml',
        balance: '12.480',
        change: { from: 'count: 50', to: 'count: 500' },
        pullRequest: { number: 8, title: 'Catalogue relaunch' },
        expected: { verdict: 'fail', exitCode: 1, totalCost: '26.000', shortfall: '13.520' },
    },
    {
        title: 'A plan that uses everything a plan can say',
        folder: 'examples/every-feature',
        plan: 'generation-plan.yml',
        balance: '25.000',
        inputs: { 'usage-days': '30' },
        pullRequest: { number: 9, title: 'Summer launch' },
        expected: { verdict: 'pass', exitCode: 0, totalCost: '14.140', shortfall: '0.000' },
    },
];
/**
 * A run over somebody's own plan.
 *
 * @param plan relative to the workspace
 * @param given the plan as they name it
 */
function ownScenario(plan, given) {
    return {
        title: `Your plan, ${given}`,
        folder: '.',
        plan,
        balance: '25.000',
        pullRequest: { number: 10, title: 'Your plan' },
    };
}
function scenarios_differences({ expected }, { step, comments }) {
    if (expected === undefined)
        return [];
    const { outputs } = step;
    const checks = [
        ['The exit code', step.exitCode, expected.exitCode],
        ['The output verdict', outputs['verdict'], expected.verdict],
        ['The output total-cost', outputs['total-cost'], expected.totalCost],
        ['The output shortfall', outputs['shortfall'], expected.shortfall],
        ['The number of comments on the pull request', comments.length, 1],
    ];
    const wrong = checks
        .filter(([, actual, wanted]) => actual !== wanted)
        .map(([what, actual, wanted]) => `${what} is ${show(actual)}, and should be ${show(wanted)}.`);
    const body = comments[0]?.body ?? '';
    const amounts = expected.shortfall === '0.000' ? [expected.totalCost] : [expected.totalCost, expected.shortfall];
    const missing = amounts.filter((amount) => comments.length > 0 && !body.includes(amount));
    return [...wrong, ...missing.map((amount) => `The comment does not say ${amount}.`)];
}
function show(value) {
    return value === undefined ? 'not set' : JSON.stringify(value);
}

;// CONCATENATED MODULE: ./sandbox/demo.ts
/** The demo: runs the built action on the examples, with local servers, and shows what GitHub would show. */






/**
 * Runs the examples, or somebody's own plan. Gives the exit code: that of the step over their own plan; for the
 * examples, 0 where each came out as it should.
 */
async function demo({ root, own, print, colour }) {
    const entry = (0,external_node_path_.join)(root, 'dist', 'index.js');
    if (!(0,external_node_fs_.existsSync)(entry)) {
        print(`There is no built action at ${entry}. Build it first: npm run build`);
        return 1;
    }
    const bold = (text) => (colour ? `\u001b[1m${text}\u001b[0m` : text);
    print(bold('BabySea Budget Gate: demo'));
    print('');
    print('The built action (dist/index.js) runs here as a step of a workflow would. BabySea and GitHub are stand-ins on');
    print('this machine: nothing leaves it, nothing is generated and nothing is charged.');
    print('The prices are sample values of the sandbox, not what BabySea charges.');
    const { workspace, played } = own === undefined ? { workspace: root, played: scenarios } : ownRun(own);
    let asExpected = true;
    for (const [index, scenario] of played.entries()) {
        print('');
        print(bold(`${'━'.repeat(4)} ${index + 1} of ${played.length}: ${scenario.title} ${'━'.repeat(40)}`));
        const outcome = await play(scenario, entry, workspace);
        for (const line of story(scenario, outcome, colour, bold))
            print(line);
        const wrong = scenarios_differences(scenario, outcome);
        print('');
        for (const line of conclusion(scenario, wrong))
            print(line);
        asExpected &&= wrong.length === 0;
        // A killed step has no exit code.
        if (own !== undefined)
            return outcome.step.exitCode ?? 1;
    }
    const loop = await playLoop(root);
    for (const line of loopStory(loop, colour, bold))
        print(line);
    asExpected &&= isAsExpected(loop);
    print('');
    print(bold(asExpected ? 'All came out as they should.' : 'Something did not come out as it should: see above.'));
    return asExpected ? 0 : 1;
}
/** The whole loop: what the gate allowed, what the jobs generated, and what settle says of it. */
function loopStory({ gate, jobs, settle }, colour, bold) {
    const generated = jobs.map(({ title, generated }) => `  - the job for ${title} generated ${generated}`);
    const isGood = isAsExpected({ gate, jobs, settle });
    return [
        '',
        bold(`${'━'.repeat(4)} The whole loop: gate, generate, settle ${'━'.repeat(40)}`),
        '',
        `The gate lets ${LOOP_PLAN} pass: ${gate.outputs['total-cost']} USD planned. Then, in the sandbox:`,
        '',
        ...generated,
        '  - one image failed, one video was longer than planned, and somebody generated what no plan contains',
        '',
        bold('The log of settle'),
        '',
        ...framed(['Run settle', ...showLog(settle.log, { secrets: loopSecrets, colour })]),
        '',
        isGood
            ? '✓ As it should be: settle found all three, and explains every cent of the balance.'
            : '✗ This is not as it should be: settle should warn of one failed, one longer and one unplanned generation.',
    ];
}
function isAsExpected({ gate, settle }) {
    const { verdict, failed, unplanned, 'unexplained-cost': unexplained } = settle.outputs;
    const settled = [verdict, failed, unplanned, unexplained].join();
    return gate.outputs['verdict'] === 'pass' && settled === 'warn,1,1,0.000';
}
function ownRun({ folder, plan: given }) {
    const { workspace, plan } = placeOfPlan(folder, given);
    return { workspace, played: [ownScenario(plan, given)] };
}
function story(scenario, { inputs, step, comments, secrets }, colour, bold) {
    const { number, title } = scenario.pullRequest;
    const given = Object.entries(inputs).map(([name, value]) => `    ${name}: ${secrets.includes(value) ? '***' : value}`);
    return [
        '',
        `Pull request #${number} “${title}” ${whatItDoes(scenario)}.`,
        `The sandbox account holds ${scenario.balance} USD.`,
        '',
        bold('The log of the step'),
        '',
        ...framed(['Run the budget gate', '  with:', ...given, ...showLog(step.log, { secrets, colour })]),
        '',
        step.exitCode === 0 ? 'The step succeeded (exit code 0).' : `The step failed (exit code ${step.exitCode}).`,
        '',
        ...comments.flatMap((comment) => [
            bold(`The comment of ${comment.user.login} on pull request #${number}`),
            '',
            ...framed([comment.body]),
            '',
        ]),
        ...(comments.length === 0 ? ['The pull request got no comment.', ''] : []),
        bold('The outputs of the step'),
        '',
        ...framed(Object.entries(step.outputs).map(([name, value]) => `${name}: ${shortened(value)}`)),
    ];
}
function whatItDoes({ folder, plan, change }) {
    const file = (0,external_node_path_.join)(folder, plan);
    return change === undefined ? `adds ${file}` : `changes \`${change.from}\` to \`${change.to}\` in ${file}`;
}
/** In characters. The output `matrix` of a large plan is pages long. */
const MOST_SHOWN = 400;
function shortened(value) {
    if (value === '')
        return '(empty)';
    if (value.length <= MOST_SHOWN)
        return value;
    return `${value.slice(0, MOST_SHOWN)} … (${value.length} characters in all)`;
}
function conclusion({ expected }, wrong) {
    if (expected === undefined)
        return [];
    if (wrong.length > 0)
        return ['✗ This is not as it should be:', ...wrong.map((sentence) => `  - ${sentence}`)];
    const shortfall = expected.shortfall === '0.000' ? 'nothing is missing' : `${expected.shortfall} USD are missing`;
    const outcome = expected.exitCode === 0 ? 'the job goes on' : 'the job stops here, before anything is generated';
    return [`✓ As it should be: ${expected.verdict}, ${expected.totalCost} USD planned, ${shortfall}; ${outcome}.`];
}
function framed(lines) {
    return lines.flatMap((line) => line.split('\n')).map((line) => `  │ ${line}`.trimEnd());
}
/** Finds the folder with `action.yml` and `examples`, at or above a file of ours. */
function findRoot(file) {
    for (let folder = (0,external_node_path_.dirname)(file); folder !== (0,external_node_path_.dirname)(folder); folder = (0,external_node_path_.dirname)(folder)) {
        if ((0,external_node_fs_.existsSync)((0,external_node_path_.join)(folder, 'action.yml')) && (0,external_node_fs_.existsSync)((0,external_node_path_.join)(folder, 'examples')))
            return folder;
    }
    throw new Error('The demo looks for action.yml and examples/ in the folders above it, and there are none.');
}


/***/ }),

/***/ 604:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   S: () => (/* binding */ readDemoCall)
/* harmony export */ });
/* unused harmony export USAGE */
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(24);
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__nccwpck_require__.n(node_fs__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(760);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__nccwpck_require__.n(node_path__WEBPACK_IMPORTED_MODULE_1__);


const USAGE = `Usage: npm run demo [PLAN]

Runs the built Action as a runner would, against stand-ins for BabySea and GitHub on this machine: no account, no cost.

  npm run demo               runs the examples
  npm run demo my-plan.yml   runs one plan of yours, by its path from here
  npm run demo -- --help     shows this help

Exit code: 0 if the examples came out as they should; with a plan of yours, that of the step (0 pass or warn, 1 fail or error);
2 if this call is wrong.`;
/** @param folder where paths begin; absolute */
function readDemoCall(args, folder) {
    if (args.includes('--help') || args.includes('-h'))
        return { text: USAGE, exitCode: 0 };
    const [plan, ...others] = args;
    const option = args.find((arg) => arg.startsWith('-'));
    if (option !== undefined)
        return wrong(`The demo has no option \`${option}\`.`);
    if (others.length > 0)
        return wrong(`The demo runs one plan at a time, and this call names ${args.length}: ${args.join(', ')}.`);
    if (plan === undefined)
        return { plan };
    const found = (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.statSync)((0,node_path__WEBPACK_IMPORTED_MODULE_1__.resolve)(folder, plan), { throwIfNoEntry: false });
    if (found === undefined)
        return wrong(`There is no file \`${plan}\` in ${folder}. Check the path.`);
    if (found.isDirectory())
        return wrong(`\`${plan}\` is a folder, not a file. Name the plan in it.`);
    return { plan };
}
function wrong(sentence) {
    return { text: `${sentence}\n\n${USAGE}`, exitCode: 2 };
}


/***/ }),

/***/ 710:
/***/ ((module, __unused_webpack___webpack_exports__, __nccwpck_require__) => {

__nccwpck_require__.a(module, async (__webpack_handle_async_dependencies__, __webpack_async_result__) => { try {
/* harmony import */ var node_url__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(136);
/* harmony import */ var node_url__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__nccwpck_require__.n(node_url__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var _demo_arguments_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(604);
/* harmony import */ var _demo_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(867);
/** The sandbox's command line: `node dist/sandbox/index.js demo [PLAN]`. */



/** Each command gives its exit code. */
const commands = {
    demo: async (args) => {
        // Where npm was called, though it runs scripts in the package's folder.
        const folder = process.env['INIT_CWD'] ?? process.cwd();
        const call = (0,_demo_arguments_js__WEBPACK_IMPORTED_MODULE_1__/* .readDemoCall */ .S)(args, folder);
        if ('text' in call) {
            (call.exitCode === 0 ? console.log : console.error)(call.text);
            return call.exitCode;
        }
        return (0,_demo_js__WEBPACK_IMPORTED_MODULE_2__/* .demo */ .q)({
            ...(call.plan !== undefined && { own: { folder, plan: call.plan } }),
            root: (0,_demo_js__WEBPACK_IMPORTED_MODULE_2__/* .findRoot */ .w)((0,node_url__WEBPACK_IMPORTED_MODULE_0__.fileURLToPath)(import.meta.url)),
            print: (line) => console.log(line),
            colour: process.stdout.isTTY === true && !process.env['NO_COLOR'],
        });
    },
};
const [name = '', ...args] = process.argv.slice(2);
const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
if (command === undefined) {
    console.error(`Usage: node dist/sandbox/index.js COMMAND, where COMMAND is one of: ${Object.keys(commands).join(', ')}`);
    process.exitCode = 2;
}
else {
    process.exitCode = await command(args);
}

__webpack_async_result__();
} catch(e) { __webpack_async_result__(e); } }, 1);

/***/ }),

/***/ 24:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:fs");

/***/ }),

/***/ 760:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:path");

/***/ }),

/***/ 136:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:url");

/***/ })

/******/ });
/************************************************************************/
/******/ // The module cache
/******/ var __webpack_module_cache__ = {};
/******/ 
/******/ // The require function
/******/ function __nccwpck_require__(moduleId) {
/******/ 	// Check if module is in cache
/******/ 	var cachedModule = __webpack_module_cache__[moduleId];
/******/ 	if (cachedModule !== undefined) {
/******/ 		return cachedModule.exports;
/******/ 	}
/******/ 	// Create a new module (and put it into the cache)
/******/ 	var module = __webpack_module_cache__[moduleId] = {
/******/ 		// no module.id needed
/******/ 		// no module.loaded needed
/******/ 		exports: {}
/******/ 	};
/******/ 
/******/ 	// Execute the module function
/******/ 	var threw = true;
/******/ 	try {
/******/ 		__webpack_modules__[moduleId](module, module.exports, __nccwpck_require__);
/******/ 		threw = false;
/******/ 	} finally {
/******/ 		if(threw) delete __webpack_module_cache__[moduleId];
/******/ 	}
/******/ 
/******/ 	// Return the exports of the module
/******/ 	return module.exports;
/******/ }
/******/ 
/************************************************************************/
/******/ /* webpack/runtime/asset-relocator-loader */
/******/ if (typeof __nccwpck_require__ !== 'undefined') __nccwpck_require__.ab = decodeURIComponent(new URL('.', import.meta.url).pathname).slice(import.meta.url.match(/^file:\/\/\/\w:/) ? 1 : 0, -1) + "/";
/******/ 
/******/ /* webpack/runtime/async module */
/******/ (() => {
/******/ 	var webpackQueues = typeof Symbol === "function" ? Symbol("webpack queues") : "__webpack_queues__";
/******/ 	var webpackExports = typeof Symbol === "function" ? Symbol("webpack exports") : "__webpack_exports__";
/******/ 	var webpackError = typeof Symbol === "function" ? Symbol("webpack error") : "__webpack_error__";
/******/ 	var resolveQueue = (queue) => {
/******/ 		if(queue && queue.d < 1) {
/******/ 			queue.d = 1;
/******/ 			queue.forEach((fn) => (fn.r--));
/******/ 			queue.forEach((fn) => (fn.r-- ? fn.r++ : fn()));
/******/ 		}
/******/ 	}
/******/ 	var wrapDeps = (deps) => (deps.map((dep) => {
/******/ 		if(dep !== null && typeof dep === "object") {
/******/ 			if(dep[webpackQueues]) return dep;
/******/ 			if(dep.then) {
/******/ 				var queue = [];
/******/ 				queue.d = 0;
/******/ 				dep.then((r) => {
/******/ 					obj[webpackExports] = r;
/******/ 					resolveQueue(queue);
/******/ 				}, (e) => {
/******/ 					obj[webpackError] = e;
/******/ 					resolveQueue(queue);
/******/ 				});
/******/ 				var obj = {};
/******/ 				obj[webpackQueues] = (fn) => (fn(queue));
/******/ 				return obj;
/******/ 			}
/******/ 		}
/******/ 		var ret = {};
/******/ 		ret[webpackQueues] = x => {};
/******/ 		ret[webpackExports] = dep;
/******/ 		return ret;
/******/ 	}));
/******/ 	__nccwpck_require__.a = (module, body, hasAwait) => {
/******/ 		var queue;
/******/ 		hasAwait && ((queue = []).d = -1);
/******/ 		var depQueues = new Set();
/******/ 		var exports = module.exports;
/******/ 		var currentDeps;
/******/ 		var outerResolve;
/******/ 		var reject;
/******/ 		var promise = new Promise((resolve, rej) => {
/******/ 			reject = rej;
/******/ 			outerResolve = resolve;
/******/ 		});
/******/ 		promise[webpackExports] = exports;
/******/ 		promise[webpackQueues] = (fn) => (queue && fn(queue), depQueues.forEach(fn), promise["catch"](x => {}));
/******/ 		module.exports = promise;
/******/ 		body((deps) => {
/******/ 			currentDeps = wrapDeps(deps);
/******/ 			var fn;
/******/ 			var getResult = () => (currentDeps.map((d) => {
/******/ 				if(d[webpackError]) throw d[webpackError];
/******/ 				return d[webpackExports];
/******/ 			}))
/******/ 			var promise = new Promise((resolve) => {
/******/ 				fn = () => (resolve(getResult));
/******/ 				fn.r = 0;
/******/ 				var fnQueue = (q) => (q !== queue && !depQueues.has(q) && (depQueues.add(q), q && !q.d && (fn.r++, q.push(fn))));
/******/ 				currentDeps.map((dep) => (dep[webpackQueues](fnQueue)));
/******/ 			});
/******/ 			return fn.r ? promise : getResult();
/******/ 		}, (err) => ((err ? reject(promise[webpackError] = err) : outerResolve(exports)), resolveQueue(queue)));
/******/ 		queue && queue.d < 0 && (queue.d = 0);
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/compat get default export */
/******/ (() => {
/******/ 	// getDefaultExport function for compatibility with non-harmony modules
/******/ 	__nccwpck_require__.n = (module) => {
/******/ 		var getter = module && module.__esModule ?
/******/ 			() => (module['default']) :
/******/ 			() => (module);
/******/ 		__nccwpck_require__.d(getter, { a: getter });
/******/ 		return getter;
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/define property getters */
/******/ (() => {
/******/ 	// define getter functions for harmony exports
/******/ 	__nccwpck_require__.d = (exports, definition) => {
/******/ 		for(var key in definition) {
/******/ 			if(__nccwpck_require__.o(definition, key) && !__nccwpck_require__.o(exports, key)) {
/******/ 				Object.defineProperty(exports, key, { enumerable: true, get: definition[key] });
/******/ 			}
/******/ 		}
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/hasOwnProperty shorthand */
/******/ (() => {
/******/ 	__nccwpck_require__.o = (obj, prop) => (Object.prototype.hasOwnProperty.call(obj, prop))
/******/ })();
/******/ 
/************************************************************************/
/******/ 
/******/ // startup
/******/ // Load entry module and return exports
/******/ // This entry module used 'module' so it can't be inlined
/******/ var __webpack_exports__ = __nccwpck_require__(710);
/******/ __webpack_exports__ = await __webpack_exports__;
/******/ 

