import { createRequire as __WEBPACK_EXTERNAL_createRequire } from "module";
/******/ var __webpack_modules__ = ({

/***/ 960:
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
;// CONCATENATED MODULE: ./sandbox/http/answer.ts
/** Turns an answer into bytes. Adds a Content-Type if it has none. */
function encode({ status, headers, body }) {
    if (body === undefined)
        return { status, headers: { ...headers }, bytes: Buffer.alloc(0) };
    const isText = typeof body === 'string';
    const type = `${isText ? 'text/plain' : 'application/json'}; charset=utf-8`;
    const bytes = Buffer.from(isText ? body : JSON.stringify(body));
    return { status, headers: { 'content-type': type, ...headers }, bytes };
}
function send(response, answer) {
    writeHead(response, answer);
    response.end(answer.bytes);
}
function writeHead(response, { status, headers, bytes }) {
    // 204 must not carry a Content-Length (RFC 9110, section 8.6).
    response.writeHead(status, { ...headers, ...(status !== 204 && { 'content-length': bytes.length }) });
}
/** A page like those of firewalls and gateways. */
function htmlPage(status, title) {
    return {
        status,
        headers: { 'content-type': 'text/html; charset=utf-8' },
        body: `<html>\n<head><title>${status} ${title}</title></head>\n<body>\n<center><h1>${status} ${title}</h1></center>\n</body>\n</html>\n`,
    };
}

;// CONCATENATED MODULE: external "node:http"
const external_node_http_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:http");
;// CONCATENATED MODULE: external "node:perf_hooks"
const external_node_perf_hooks_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:perf_hooks");
;// CONCATENATED MODULE: external "node:stream/consumers"
const consumers_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:stream/consumers");
;// CONCATENATED MODULE: external "node:timers/promises"
const external_node_timers_promises_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:timers/promises");
;// CONCATENATED MODULE: ./sandbox/http/server.ts
/** The HTTP server under both stand-ins: it listens on loopback, and records every request. */





/** Starts a server on 127.0.0.1. */
async function serve({ routes, otherwise }, options = {}) {
    const requests = [];
    const startedAt = external_node_perf_hooks_namespaceObject.performance.now();
    let connections = 0;
    const find = router(routes);
    async function handle(request, response) {
        const { method = 'GET', headers } = request;
        const { pathname: path, searchParams } = new URL(`http://loopback${request.url ?? '/'}`);
        const match = find(method, path);
        const record = {
            order: requests.length + 1,
            at: external_node_perf_hooks_namespaceObject.performance.now() - startedAt,
            answeredAt: undefined,
            endpoint: match?.route.endpoint,
            method,
            path,
            query: Object.fromEntries(searchParams),
            queryList: [...searchParams],
            headers,
            body: undefined,
            status: undefined,
        };
        requests.push(record);
        record.body = await readBody(request);
        if (server.latencyMs > 0)
            await (0,external_node_timers_promises_namespaceObject.setTimeout)(server.latencyMs, undefined, { ref: false });
        if (response.destroyed)
            return;
        await server.deliver(record, response, () => {
            return match?.route.answer(record, match.parameter) ?? otherwise(record);
        });
        if (response.writableEnded)
            record.answeredAt = external_node_perf_hooks_namespaceObject.performance.now() - startedAt;
        if (response.headersSent)
            record.status = response.statusCode;
    }
    const listener = (0,external_node_http_namespaceObject.createServer)((request, response) => {
        handle(request, response).catch((error) => {
            if (request.destroyed || response.destroyed)
                return; // the client went away while it was being served
            if (!response.headersSent)
                response.writeHead(500, { 'content-type': 'text/plain' });
            response.end(`The sandbox itself failed: ${error instanceof Error ? error.stack : String(error)}`);
        });
    });
    // No idle time-out: the server could close a socket just as the client reuses it.
    listener.keepAliveTimeout = 0;
    listener.on('connection', () => {
        connections += 1;
    });
    const origin = `http://127.0.0.1:${await listen(listener, options.port ?? 0)}`;
    const server = {
        origin,
        requests,
        requestsTo: (endpoint) => requests.filter((request) => request.endpoint === endpoint),
        get connections() {
            return connections;
        },
        deliver: (_, response, answer) => send(response, encode(answer())),
        latencyMs: options.latencyMs ?? 0,
        close: () => new Promise((resolve) => {
            listener.close(() => resolve());
            listener.closeAllConnections();
        }),
    };
    return server;
}
/** Makes a function that finds the route of a request, if there is one. */
function router(routes) {
    const compiled = routes.map((route) => ({ route, pattern: patternOf(route.request) }));
    return (method, path) => {
        for (const { route, pattern } of compiled) {
            const groups = pattern.exec(`${method} ${path}`)?.groups;
            if (groups === undefined)
                continue;
            const parameter = (name) => {
                const value = groups[name];
                if (value === undefined)
                    throw new Error(`${route.request} has no parameter ${name}.`);
                return decodeURIComponent(value);
            };
            return { route, parameter };
        }
        return undefined;
    };
}
function patternOf(request) {
    const source = request.replace(/\{(\w+)(\.\.\.)?\}|\./g, (found, name, many) => name === undefined ? `\\${found}` : `(?<${name}>${many === undefined ? '[^/]+' : '.+'})`);
    // With the empty group, a match has groups even if the path has no parameters.
    return new RegExp(`^${source}(?<_>)$`);
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
/** Parses JSON whatever the Content-Type is: Octokit and fetch send different ones. */
async function readBody(request) {
    const body = await (0,consumers_namespaceObject.text)(request);
    if (body === '')
        return undefined;
    try {
        return JSON.parse(body);
    }
    catch {
        return body;
    }
}

;// CONCATENATED MODULE: external "node:crypto"
const external_node_crypto_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:crypto");
;// CONCATENATED MODULE: ./sandbox/babysea/answers.ts
/** The envelope around every answer of BabySea, and its errors. */

/** The errors that the sandbox answers. */
const errors = {
    BSE1001: { type: 'authentication_required', status: 401 },
    BSE1002: { type: 'authentication_failed', status: 401 },
    BSE1003: { type: 'insufficient_permissions', status: 403 },
    BSE1004: { type: 'insufficient_credits', status: 402 },
    BSE1005: { type: 'rate_limit_exceeded', status: 429 },
    BSE2001: { type: 'invalid_input', status: 400 },
    BSE2008: { type: 'parameter_out_of_range', status: 422 },
    BSE2016: { type: 'idempotency_key_reused', status: 409 },
};
/** Thrown by the endpoints; becomes an error envelope. */
class ApiFailure extends Error {
    code;
    status;
    /** @param status default: the code's own */
    constructor(code, message, status = errors[code].status) {
        super(message);
        this.code = code;
        this.status = status;
    }
}
/** @param page goes beside `data` in the envelope of a paginated endpoint */
function successAnswer(data, page) {
    return { status: 200, body: { status: 'success', request_id: (0,external_node_crypto_namespaceObject.randomUUID)(), data, ...page } };
}
function errorAnswer({ code, status, message }, headers = {}) {
    const error = { code, type: errors[code].type, message, retryable: code === 'BSE1005' };
    return { status, headers, body: { status: 'error', request_id: (0,external_node_crypto_namespaceObject.randomUUID)(), error } };
}
function rateLimited(headers = {}) {
    return errorAnswer(new ApiFailure('BSE1005', 'Too many requests. Try again later.'), headers);
}

;// CONCATENATED MODULE: ./sandbox/babysea/access.ts
/** API keys, their scopes, and the rate limit. */

/** Two of the presets for keys in BabySea's dashboard. */
const READ_ONLY = ['generation:read', 'account:read', 'health:read', 'library:read'];
const FULL_ACCESS = [...READ_ONLY, 'generation:write'];
/** The default key, which is Read Only. */
const defaultKey = 'bye_sandbox_read_only';
/** The other default key, which may also generate. */
const fullAccessKey = 'bye_sandbox_full_access';
/** Lets a request in by its Authorization header and gives the key, or throws BSE1001 or BSE1002. */
function authenticate(authorization, keys) {
    if (authorization === undefined)
        throw new ApiFailure('BSE1001', 'Authentication is required.');
    const token = /^Bearer (\S+)$/i.exec(authorization)?.[1];
    const scopes = token !== undefined && Object.hasOwn(keys, token) ? keys[token] : undefined;
    if (token === undefined || scopes === undefined)
        throw new ApiFailure('BSE1002', 'The API key is not valid.');
    return { token, scopes };
}
/** Counts requests in fixed windows that begin with a key's first request. Times are milliseconds since 1970. */
class RateLimiter {
    #windows = new Map();
    /** Counts a request; the headers are `X-RateLimit-*`, and the `Date` by the same clock. */
    count(token, { limit, windowSeconds }, now) {
        let window = this.#windows.get(token);
        if (window === undefined || now >= window.endsAt) {
            window = { endsAt: now + windowSeconds * 1000, used: 0 };
            this.#windows.set(token, window);
        }
        window.used += 1;
        return {
            exceeded: window.used > limit,
            /** Seconds until the window ends, rounded up, at least 1. */
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

;// CONCATENATED MODULE: ./sandbox/babysea/catalogue.ts
/**
 * The models of the sandbox, and what they cost.
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
    // The documentation has no code for an unknown model, only the status.
    if (model === undefined)
        throw new ApiFailure('BSE2001', `The model ${identifier} does not exist.`, 404);
    return model;
}
/** A model as `GET /v1/library/models` lists it. */
function libraryEntry({ identifier, type, price, providers, durations, resolutions, audio }) {
    const image = type === 'image';
    const prices = typeof price === 'string' ? [] : Object.entries(price).map(([key, one]) => [key, Number(one)]);
    return {
        model_type: type,
        model_identifier: identifier,
        model_pricing: typeof price === 'string' ? Number(price) : Object.fromEntries(prices),
        model_supported_provider: providers ?? ['replicate'],
        schema: {
            generation_prompt: true,
            generation_ratio: ['1:1', '16:9', '9:16'],
            generation_output_format: image ? ['png', 'jpg', 'webp'] : ['mp4'],
            generation_output_number: image ? 4 : 1,
            generation_input_file: !image,
            ...(durations && { generation_duration: durations }),
            ...(resolutions && { generation_resolution: resolutions }),
            ...(audio !== undefined && { generation_generate_audio: audio }),
        },
        specific_schema: image ? ['generation_seed'] : [],
    };
}
/** The exact price of an output. Throws BSE2001 and BSE2008 for settings that the model does not take. */
function priceOf(model, settings) {
    const { identifier, durations, resolutions, audio: makesSound } = model;
    const duration = settings.duration === undefined ? undefined : Number(settings.duration);
    if (durations === undefined ? duration !== undefined : duration === undefined || !durations.includes(duration)) {
        throw new ApiFailure('BSE2008', `${identifier} does not take duration ${duration}.`);
    }
    const resolution = settings.resolution ?? resolutions?.[0];
    if (resolution !== undefined && !resolutions?.includes(resolution)) {
        throw new ApiFailure('BSE2001', `${identifier} does not take resolution ${resolution}.`);
    }
    const audio = settings.audio === 'true';
    if (audio && !makesSound)
        throw new ApiFailure('BSE2001', `${identifier} does not take audio.`);
    const key = makesSound ? `${resolution}_${audio ? 'audio' : 'noaudio'}` : `${resolution}`;
    const price = typeof model.price === 'string' ? model.price : model.price[key];
    if (price === undefined)
        throw new Error(`The sandbox model ${identifier} has no price for ${key}.`);
    const rate = new big(price);
    return { duration, resolution, rate, perOutput: rate.times(duration ?? 1) };
}
/** `GET /v1/estimate/{model_identifier}` */
function estimate(model, query, balance) {
    const { duration, resolution, rate, perOutput } = priceOf(model, query);
    const count = Number(query.count ?? 1);
    return {
        model_identifier: model.identifier,
        model_type: model.type,
        assets_count: count,
        ...(model.type === 'video' && { cost_per_second: Number(rate), duration_seconds: duration }),
        ...(resolution !== undefined && { resolution }),
        cost_per_generation: Number(perOutput),
        cost_total_consumed: Number(perOutput.times(count)),
        credit_balance: Number(balance),
    };
}

;// CONCATENATED MODULE: external "node:util"
const external_node_util_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:util");
;// CONCATENATED MODULE: ./sandbox/babysea/records.ts
/** What was generated: records, and what usage says of them. */





/** `POST /v1/generate/{image|video}/{model_identifier}`. Its cost is reserved at once. */
function generate(studio, identifier, asked, key, now) {
    if (typeof key !== 'string')
        throw new ApiFailure('BSE2001', 'The sandbox wants an Idempotency-Key.');
    const before = studio.answered.get(key);
    if (before !== undefined) {
        if ((0,external_node_util_namespaceObject.isDeepStrictEqual)(before.body, asked))
            return before.answer;
        throw new ApiFailure('BSE2016', 'The Idempotency-Key was used for another request.', 409);
    }
    const model = findModel(studio.models, identifier);
    const number = studio.answered.size + 1;
    const outcome = studio.outcome({ number, model: identifier, key });
    const { status = 'succeeded', seconds = 0, provider, params: changed } = outcome;
    const params = { generation_output_number: 1, ...Object(asked), ...changed };
    const { generation_duration: duration, generation_resolution, generation_generate_audio: audio } = params;
    const { resolution, perOutput } = priceOf(model, {
        ...(duration !== undefined && { duration: String(duration) }),
        ...(generation_resolution !== undefined && { resolution: String(generation_resolution) }),
        ...(audio !== undefined && { audio: String(audio) }),
    });
    const cost = perOutput.times(Number(params['generation_output_number']));
    if (cost.gt(studio.account.balance))
        throw new ApiFailure('BSE1004', 'The balance does not cover it.', 402);
    studio.account.balance = new big(studio.account.balance).minus(cost).toFixed();
    const record = {
        ...params,
        ...(resolution !== undefined && { generation_resolution: resolution }),
        ...(model.audio && { generation_audio_mode: audio === true ? 'audio' : 'noaudio' }),
        generation_id: idOf(number),
        model_identifier: model.identifier,
        generation_status: 'processing',
        generation_created_at: new Date(now).toISOString(),
        generation_provider_used: provider ?? model.providers?.[0] ?? 'replicate',
    };
    studio.generations = [record, ...studio.generations];
    studio.open.set(record.generation_id, { endsAt: now + seconds * 1000, status, cost });
    endRuns(studio, now);
    const answer = { model_identifier: model.identifier, generation_id: record.generation_id };
    studio.answered.set(key, { body: asked, answer });
    return answer;
}
/** Ends the generations whose time is up. What did not succeed is refunded. */
function endRuns(studio, now) {
    for (const [id, { endsAt, status, cost }] of studio.open) {
        if (now < endsAt)
            continue;
        studio.open.delete(id);
        studio.generations = studio.generations.map((record) => record.generation_id === id ? { ...record, generation_status: status } : record);
        if (status !== 'succeeded')
            studio.account.balance = new big(studio.account.balance).plus(cost).toFixed();
    }
}
/** Each run of the sandbox gives the same ids, in the form of a UUID. */
function idOf(number) {
    const hex = (0,external_node_crypto_namespaceObject.createHash)('sha1').update(`generation ${number}`).digest('hex');
    return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-4$3-8$4-$5');
}
/** `GET /v1/content/{generation_id}` */
function findGeneration({ generations }, id) {
    const record = generations.find(({ generation_id }) => generation_id === id);
    if (record === undefined)
        throw new ApiFailure('BSE2001', `The generation ${id} does not exist.`, 404);
    return record;
}
function sample(id, status, at, model) {
    return {
        generation_id: `a7d3f0e2-000${id}-4c52-8f5c-6a1e5f3b9d0${id}`,
        model_identifier: model,
        generation_status: status,
        generation_created_at: at,
    };
}
/** One generation of each sort that is worth a look. */
const sampleGenerations = [
    sample(1, 'succeeded', '2026-01-04T10:15:00.000Z', 'bfl/flux-1.1-pro'),
    sample(2, 'failed', '2026-01-04T09:02:00.000Z', 'kling/v1.5-pro'),
    sample(3, 'processing', '2026-01-03T22:40:00.000Z', 'bytedance/seedance-1-pro'),
];
/** The data of `GET /v1/usage`, but for the days that were asked for. */
const sampleUsage = {
    usage_total_requests: 516,
    usage_total_estimated_cost: 22.308,
    usage_endpoints: [{ client_error_count: 9, error_codes: { BSE1004: 7, BSE2001: 2 } }],
    usage_providers: [
        {
            provider: 'bfl',
            total_submissions: 371,
            cancelled_count: 2,
            discarded_count: 3,
            failed_count: 6,
            total_estimated_cost: 19.292,
            wasted_estimated_cost: 0.468,
        },
        {
            provider: 'replicate',
            total_submissions: 58,
            cancelled_count: 0,
            discarded_count: 1,
            failed_count: 5,
            total_estimated_cost: 3.016,
            wasted_estimated_cost: 0.312,
        },
    ],
};

;// CONCATENATED MODULE: ./sandbox/babysea/index.ts
/**
 * A stand-in for the BabySea REST API: a real HTTP server on loopback that prices, counts and refuses as the
 * documentation of the API says. Its prices are samples.
 */






async function startBabySea(options = {}) {
    const studio = {
        account: { balance: options.balance ?? '50.000' },
        models: options.models ?? sampleModels,
        generations: options.generations ?? sampleGenerations,
        outcome: options.outcome ?? (() => ({})),
        answered: new Map(),
        open: new Map(),
    };
    const answer = answerer(() => sandbox, options);
    const server = await serve({
        routes: endpoints.map(([endpoint, request, scope, give, ...parameters]) => ({
            endpoint,
            request,
            answer: answer(scope, give, parameters),
        })),
        // The firewall's.
        otherwise: () => htmlPage(403, 'Forbidden'),
    }, options);
    // The sandbox is itself the state, so that the next answer has what a test changes in it.
    const sandbox = Object.assign(server, { url: server.origin }, studio);
    return sandbox;
}
const endpoints = [
    [
        'estimate',
        'GET /v1/estimate/{lab}/{name}',
        'library:read',
        giveEstimate,
        'count',
        'duration',
        'resolution',
        'audio',
    ],
    [
        'billing',
        'GET /v1/user/billing',
        'account:read',
        ({ studio }) => successAnswer({ billing_plan: 'Starter Monthly', billing_credit_balance: Number(studio.account.balance) }),
    ],
    ['usage', 'GET /v1/usage', 'account:read', giveUsage, 'days'],
    [
        'library',
        'GET /v1/library/models',
        'library:read',
        ({ studio }) => successAnswer({ models: studio.models.map(libraryEntry) }),
    ],
    ['content', 'GET /v1/content/list', 'generation:read', givePage, 'limit', 'offset'],
    // After the list, because this path matches `list` too.
    [
        'generation',
        'GET /v1/content/{id}',
        'generation:read',
        ({ parameter, studio }) => successAnswer(findGeneration(studio, parameter('id'))),
    ],
    ['health', 'GET /v1/health/inference/providers', 'health:read', giveHealth],
    [
        'generate',
        'POST /v1/generate/{type}/{lab}/{name}',
        'generation:write',
        (input) => {
            const { request, studio, options } = input;
            const key = request.headers['idempotency-key'];
            return successAnswer(generate(studio, modelIn(input), request.body, key, (options.now ?? Date.now)()));
        },
    ],
];
function modelIn({ parameter }) {
    return `${parameter('lab')}/${parameter('name')}`;
}
function giveEstimate(input) {
    const { models, account } = input.studio;
    return successAnswer(estimate(findModel(models, modelIn(input)), input.request.query, account.balance));
}
function giveUsage({ request }) {
    return successAnswer({ usage_period_days: Number(request.query['days'] ?? 30), ...sampleUsage });
}
function givePage({ request, studio: { generations } }) {
    const { limit = 50, offset = 0 } = request.query;
    const page = generations.slice(Number(offset), Number(offset) + Number(limit));
    return successAnswer({ generations: page }, { total: generations.length });
}
function giveHealth({ studio, options: { providerHealth = {} } }) {
    const names = studio.models.flatMap(({ providers = ['replicate'] }) => providers);
    const providers = [...new Set([...names, ...Object.keys(providerHealth)])].map((provider) => ({
        provider,
        status: providerHealth[provider] ?? 'healthy',
    }));
    return successAnswer({ providers });
}
/** Checks the firewall's rules, the key, its rate limit and its scope, in this order, then the request. */
function answerer(currentStudio, options) {
    const { keys = { [defaultKey]: READ_ONLY, [fullAccessKey]: FULL_ACCESS }, now = Date.now } = options;
    const limiter = new RateLimiter();
    return (scope, give, parameters) => (request, parameter) => {
        if (!hasOnlyKnownParameters(parameters, request))
            return htmlPage(403, 'Forbidden');
        let headers = {};
        try {
            const { token, scopes } = authenticate(request.headers.authorization, keys);
            if (options.rateLimit !== undefined) {
                const limit = limiter.count(token, options.rateLimit, now());
                headers = limit.headers;
                if (limit.exceeded)
                    return rateLimited({ ...headers, 'retry-after': String(limit.retryAfter) });
            }
            if (!scopes.includes(scope))
                throw new ApiFailure('BSE1003', `The API key lacks the scope ${scope}.`);
            endRuns(currentStudio(), now());
            return { ...give({ parameter, request, studio: currentStudio(), options }), headers };
        }
        catch (error) {
            if (error instanceof ApiFailure)
                return errorAnswer(error, headers);
            throw error;
        }
    };
}
/** The firewall accepts only documented parameters, each once. */
function hasOnlyKnownParameters(parameters, { queryList }) {
    const names = queryList.map(([name]) => name);
    return new Set(names).size === names.length && names.every((name) => parameters.includes(name));
}


;// CONCATENATED MODULE: ./sandbox/github/endpoint.ts
function field(body, name) {
    return Object(body)[name];
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
function mayDo({ permissions }, { anyOf, level }) {
    const levels = anyOf.map((permission) => permissions[permission]);
    return anyOf.length === 0 || levels.some((given) => given === 'write' || given === level);
}
function notAccessible(token) {
    const holder = token.type === 'Bot' ? 'integration' : 'personal access token';
    return refusal(403, `Resource not accessible by ${holder}`);
}
/** An error as GitHub answers it. */
function refusal(status, message, headers = {}) {
    return { status, headers, body: { message } };
}
function notFound() {
    return refusal(404, 'Not Found');
}
/** One page of a list. With several pages, it has GitHub's Link header. */
function paginate(items, { request, origin }, shape) {
    const { per_page = 30, page: pageText = 1 } = request.query;
    const [perPage, page] = [Math.min(100, Number(per_page)), Number(pageText)];
    const last = Math.max(1, Math.ceil(items.length / perPage));
    const link = (to, rel) => {
        const query = new URLSearchParams({ ...request.query, page: String(to) });
        return `<${origin}${request.path}?${query}>; rel="${rel}"`;
    };
    const links = [
        ...(page > 1 ? [link(page - 1, 'prev')] : []),
        ...(page < last ? [link(page + 1, 'next'), link(last, 'last')] : []),
    ];
    return {
        status: 200,
        headers: links.length === 0 ? {} : { link: links.join(', ') },
        body: items.slice((page - 1) * perPage, page * perPage).map(shape),
    };
}

;// CONCATENATED MODULE: ./sandbox/github/state.ts

/** A commit id that depends only on the words. */
function sampleSha(words) {
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
    const repo = {
        owner,
        name,
        defaultBranch: 'main',
        pulls: [],
        comments: [],
        deletions: [],
        events: [],
        statuses: [],
        branches: { main: sampleSha(`${fullName}@main`), ...seed.branches },
        files: { ...seed.files },
        collaborators: { ...seed.collaborators },
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
        state: 'open',
        locked: false,
        user: { login: 'mona', type: 'User' },
        labels: [],
        mergeCommitSha: sampleSha(`${fullName}#${number} merge`),
        commits: [],
        ...seed,
        head: { sha: sampleSha(`${fullName}#${number} head`), ref: `change-${number}`, repo: fullName, ...seed.head },
        base: { sha: repo.branches[baseRef] ?? sampleSha(`${fullName}@${baseRef}`), ref: baseRef, ...seed.base },
    };
    repo.pulls.push(pull);
    return pull;
}
function addComment(repo, seed, ticker) {
    const id = ticker.id();
    const createdAt = ticker.now();
    const comment = { id, createdAt, updatedAt: createdAt, minimized: null, ...seed };
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
    pullOf(repo, issue).labels.push(label);
    repo.events.push({ id: ticker.id(), issue, event: 'labeled', actor, createdAt: ticker.now(), label });
}
function removeLabel(repo, issue, label, actor, ticker) {
    const pull = pullOf(repo, issue);
    pull.labels = pull.labels.filter((name) => name !== label);
    repo.events.push({ id: ticker.id(), issue, event: 'unlabeled', actor, createdAt: ticker.now(), label });
}
/** Throws if there is none. */
function pullOf(repo, number) {
    const pull = repo.pulls.find((candidate) => candidate.number === number);
    if (pull === undefined)
        throw new Error(`${repo.owner}/${repo.name} has no pull request ${number} in the sandbox.`);
    return pull;
}

;// CONCATENATED MODULE: ./sandbox/github/git.ts
/** Refs, trees and blobs, with the ids that Git gives them, and their endpoints. */




const MOST_BYTES_WITH_CONTENT = 1_048_576;
const gitDataRoutes = [
    ['get-tree', 'GET /git/trees/{tree_sha}', read('contents'), getTree],
    ['get-blob', 'GET /git/blobs/{file_sha}', read('contents'), getBlob],
    ['get-contents', 'GET /contents/{path...}', read('contents'), getContents],
];
/** A tree by its own id, or the root tree of a branch or a commit. */
function getTree({ request, parameter, repo }) {
    const wanted = parameter('tree_sha');
    const commit = commitOf(repo, wanted);
    const found = commit === undefined ? findTree(repo, wanted) : treeOf(filesOf(repo, commit) ?? {});
    if (found === undefined)
        return notFound();
    // Any value turns it on, even `0` and `false`.
    const isRecursive = request.query['recursive'] !== undefined;
    const entries = isRecursive ? everything(found) : found.entries;
    // Like GitHub, answers the id of the commit if a commit was asked for.
    const sha = commit ?? wanted;
    return { status: 200, body: { sha, tree: entries.map(({ tree: _, ...entry }) => entry), truncated: false } };
}
function getBlob({ parameter, repo }) {
    const sha = parameter('file_sha');
    const contents = Object.values(repo.files).flatMap((files) => Object.values(files));
    const found = contents.find((content) => kindOf(content) !== 'submodule' && git_idOf(content) === sha);
    if (found === undefined)
        return notFound();
    const bytes = bytesOf(found);
    const content = bytes.toString('base64').replace(/.{1,60}/g, '$&\n');
    return { status: 200, body: { sha, size: bytes.length, content, encoding: 'base64' } };
}
/** A file by its path. Folders and submodules are not told here, since no client of the sandbox asks for them. */
function getContents({ request, parameter, repo }) {
    const files = filesOf(repo, commitOf(repo, request.query['ref'] ?? 'main')) ?? {};
    const path = parameter('path');
    const link = files[path];
    // Like GitHub, follows a link to a file of the repository.
    const target = link !== undefined && kindOf(link) === 'link' ? external_node_path_.posix.join(external_node_path_.posix.dirname(path), `${bytesOf(link)}`) : path;
    const found = files[target];
    if (found === undefined || kindOf(found) !== 'file')
        return notFound();
    const bytes = bytesOf(found);
    const isLarge = bytes.length > MOST_BYTES_WITH_CONTENT;
    const content = isLarge ? '' : bytes.toString('base64').replace(/.{1,60}/g, '$&\n');
    const encoding = isLarge ? 'none' : 'base64';
    return { status: 200, body: { content, encoding } };
}
function kindOf(content) {
    if (typeof content === 'string' || content instanceof Uint8Array)
        return 'file';
    return 'symlink' in content ? 'link' : 'submodule';
}
/** The bytes of a blob. A link's are its target; a submodule has none. */
function bytesOf(content) {
    if (typeof content === 'string' || content instanceof Uint8Array)
        return Buffer.from(content);
    return Buffer.from('symlink' in content ? content.symlink : '');
}
/** The id of a file or a link. A submodule has the id of a commit of its own repository. */
function git_idOf(content) {
    const isSubmodule = typeof content === 'object' && 'submodule' in content;
    return isSubmodule ? sampleSha(content.submodule) : objectId('blob', bytesOf(content));
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
/** All entries below a tree, each folder before its content. */
function everything({ entries }, above = '') {
    return entries.flatMap((entry) => {
        const path = `${above}${entry.path}`;
        const below = entry.tree === undefined ? [] : everything(entry.tree, `${path}/`);
        return [{ ...entry, path }, ...below];
    });
}
function treeOf(files) {
    const folders = new Map();
    const entries = [];
    for (const [path, content] of Object.entries(files)) {
        const [, name = '', rest = ''] = /^([^/]*)\/(.*)$/s.exec(path) ?? [];
        if (rest === '')
            entries.push(fileEntry(path, content));
        else
            folders.set(name, { ...folders.get(name), [rest]: content });
    }
    for (const [path, inside] of folders) {
        const tree = treeOf(inside);
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
    const kind = kindOf(content);
    if (kind === 'submodule')
        return { path, mode: '160000', type: 'commit', sha };
    return { path, mode: kind === 'link' ? '120000' : '100644', type: 'blob', sha, size: bytesOf(content).length };
}
function objectId(type, bytes) {
    return (0,external_node_crypto_namespaceObject.createHash)('sha1').update(`${type} ${bytes.length}\0`).update(bytes).digest('hex');
}
/**
 * The commit that a ref names; undefined where there is none. A fork's commits are known here too, for the base
 * repository has them at `refs/pull/N/head`. A name of `files` that is neither a branch nor hex digits is a tag.
 */
function commitOf(repo, ref) {
    const name = ref.replace(/^(?:refs\/)?(?:heads|tags)\//, '');
    if (Object.hasOwn(repo.branches, name))
        return repo.branches[name];
    const ofPulls = repo.pulls.flatMap(({ head, base, mergeCommitSha, commits }) => {
        return [head.sha, base.sha, mergeCommitSha, ...commits];
    });
    if ([...Object.values(repo.branches), ...ofPulls].includes(name))
        return name;
    const others = Object.keys(repo.files).filter((key) => !Object.hasOwn(repo.branches, key));
    const shaOf = (key) => (/^[\da-f]{6,40}$/.test(key) ? key : sampleSha(`${repo.owner}/${repo.name}@${key}`));
    return others.includes(name) ? shaOf(name) : others.map(shaOf).find((sha) => sha === name);
}
/** The files that a test gave for a commit, under its id or a name. */
function filesOf(repo, sha) {
    const names = [sha ?? '', ...Object.keys(repo.files)].filter((name) => Object.hasOwn(repo.files, name));
    const name = names.find((candidate) => candidate === sha || commitOf(repo, candidate) === sha);
    return name === undefined ? undefined : repo.files[name];
}

;// CONCATENATED MODULE: ./sandbox/github/pulls.ts


const pullRoutes = [
    ['list-pulls', 'GET /pulls', read('pull_requests'), listPulls],
    ['get-pull', 'GET /pulls/{number}', read('pull_requests'), getPull],
    ['pull-files', 'GET /pulls/{number}/files', read('pull_requests'), listFiles],
    ['list-events', 'GET /issues/{number}/events', read(...conversation), listEvents],
    ['permission', 'GET /collaborators/{user}/permission', read(), permission],
    ['commit-pulls', 'GET /commits/{ref}/pulls', read('pull_requests'), pullsOfCommit],
    // One segment: Octokit encodes the slashes of a ref.
    ['get-commit', 'GET /commits/{ref}', read('contents'), getCommit],
    ['create-status', 'POST /statuses/{sha}', write('statuses'), createStatus],
];
/** The open ones with the head `OWNER:BRANCH`, newest first. */
function listPulls(input) {
    const { request, repo } = input;
    const [owner, ref] = String(request.query['head']).split(':');
    const pulls = repo.pulls
        .filter(({ state, head }) => state === 'open' && head.repo?.split('/')[0] === owner && head.ref === ref)
        .sort((a, b) => b.number - a.number);
    return paginate(pulls, input, (pull) => pullShape(repo, pull));
}
function getPull(input) {
    const pull = findPull(input);
    return pull === undefined ? notFound() : { status: 200, body: pullShape(input.repo, pull) };
}
function listFiles(input) {
    const pull = findPull(input);
    return pull === undefined ? notFound() : paginate(pullFileShapes(input.repo, pull), input, (file) => file);
}
function listEvents(input) {
    const pull = findPull(input);
    if (pull === undefined)
        return notFound();
    const events = input.repo.events.filter(({ issue }) => issue === pull.number);
    return paginate(events, input, ({ id, event, actor, createdAt, label }) => {
        return { id, event, actor, created_at: createdAt, label: { name: label } };
    });
}
/** A user's role, and the older, coarser permission. */
function permission({ repo, parameter }) {
    const login = parameter('user');
    const role = Object.hasOwn(repo.collaborators, login) ? repo.collaborators[login] : undefined;
    const coarse = { admin: 'admin', maintain: 'write', write: 'write', triage: 'read', read: 'read', none: 'none' };
    const permissions = { triage: role !== undefined && role !== 'read' };
    const user = { login, permissions };
    return { status: 200, body: { permission: coarse[role ?? 'none'], role_name: role ?? '', user } };
}
function pullsOfCommit(input) {
    const { parameter, repo } = input;
    const sha = commitOf(repo, parameter('ref'));
    if (sha === undefined)
        return noCommit(parameter('ref'));
    const pulls = repo.pulls.filter((pull) => [pull.head.sha, pull.mergeCommitSha, ...pull.commits].includes(sha));
    return paginate(pulls, input, (pull) => pullShape(repo, pull));
}
function getCommit({ parameter, repo }) {
    const sha = commitOf(repo, parameter('ref'));
    return sha === undefined ? noCommit(parameter('ref')) : { status: 200, body: { sha } };
}
function noCommit(ref) {
    return refusal(422, `No commit found for SHA: ${ref}`);
}
function createStatus({ request, parameter, repo }) {
    const text = (name) => String(field(request.body, name) ?? '');
    const [state, context, description, targetUrl] = ['state', 'context', 'description', 'target_url'].map(text);
    if ((description ?? '').length > 140)
        return refusal(422, 'description is too long (maximum is 140 characters)');
    repo.statuses.push({ sha: parameter('sha'), state, context, description, targetUrl });
    return { status: 201, body: { state, context } };
}
function repoShape(fullName) {
    const [login = '', name = ''] = fullName.split('/');
    return { name, full_name: fullName, owner: { login } };
}
function pullShape(repo, { number, state, labels, head, base }) {
    return {
        number,
        state,
        labels: labels.map((name) => ({ name })),
        head: { ...head, repo: head.repo === null ? null : repoShape(head.repo) },
        base: { ...base, repo: repoShape(`${repo.owner}/${repo.name}`) },
    };
}
function findPull({ repo, parameter }) {
    return repo.pulls.find(({ number }) => String(number) === parameter('number'));
}
/** GitHub lists at most this many. */
const MAX_FILES = 3000;
/** The entries of `GET /pulls/{number}/files`: the pull request's `files`, or else what differs. */
function pullFileShapes(repo, { head, base, files: told }) {
    const before = filesOf(repo, base.sha) ?? filesOf(repo, repo.branches[base.ref]) ?? {};
    const after = filesOf(repo, head.sha);
    // A head without files in the sandbox changes nothing; it has not removed everything.
    const files = told ?? (after === undefined ? [] : differences(before, after));
    return [...files]
        .sort((a, b) => (a.filename < b.filename ? -1 : 1))
        .slice(0, MAX_FILES)
        .map(({ filename, status, previousFilename }) => {
        const content = status === 'removed' ? undefined : own(after ?? {}, filename);
        const hasBlob = content !== undefined && kindOf(content) !== 'submodule';
        return {
            filename,
            status,
            ...(hasBlob && { sha: git_idOf(content) }),
            ...(previousFilename !== undefined && { previous_filename: previousFilename }),
        };
    });
}
function differences(base, head) {
    const removed = new Set(Object.keys(base).filter((filename) => !Object.hasOwn(head, filename)));
    const kept = Object.entries(head).flatMap(([filename, content]) => {
        const before = own(base, filename);
        if (before !== undefined) {
            if (kindOf(before) !== kindOf(content))
                return [{ filename, status: 'changed' }];
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
    const alike = (least) => [...removed].find((name) => likeness(own(base, name) ?? '', after) >= least);
    return alike(1) ?? alike(0.5);
}
/** The share of bytes in equal lines, without their order, which is close enough to git's. */
function likeness(before, after) {
    const [left, right] = [before, after].map((content) => bytesOf(content).toString());
    const lines = left?.split(/(?<=\n)/) ?? [];
    const kept = right?.split(/(?<=\n)/).filter((line) => {
        const at = lines.indexOf(line);
        return at >= 0 && lines.splice(at, 1);
    });
    const size = Math.max(bytesOf(before).length, bytesOf(after).length);
    return size === 0 ? 0 : Buffer.byteLength(kept?.join('') ?? '') / size;
}
function own(files, path) {
    return Object.hasOwn(files, path) ? files[path] : undefined;
}

;// CONCATENATED MODULE: ./sandbox/github/comments.ts



/** In characters, not bytes or UTF-16 units. */
const MAX_CHARACTERS = 65_536;
const commentRoutes = [
    [
        'list-comments',
        'GET /issues/{number}/comments',
        read(...conversation),
        (input) => {
            const pull = findPull(input);
            if (pull === undefined)
                return notFound();
            // Oldest first, like GitHub.
            const comments = input.repo.comments.filter(({ issue }) => issue === pull.number);
            return paginate(comments, input, (comment) => commentShape(comment, input));
        },
    ],
    [
        'create-comment',
        'POST /issues/{number}/comments',
        write(...conversation),
        (input) => {
            const pull = findPull(input);
            if (pull === undefined)
                return notFound();
            if (pull.locked)
                return refusal(403, 'Unable to create comment because issue is locked.');
            return withBody(input, (body) => {
                const { repo, token, ticker } = input;
                const user = { login: token.login, type: token.type };
                const comment = addComment(repo, { issue: pull.number, body, user }, ticker);
                return { status: 201, body: commentShape(comment, input) };
            });
        },
    ],
    [
        'update-comment',
        'PATCH /issues/comments/{id}',
        write(...conversation),
        (input) => {
            const comment = findComment(input);
            if (comment === undefined)
                return notFound();
            return withBody(input, (body) => {
                Object.assign(comment, { body, updatedAt: input.ticker.now() });
                return { status: 200, body: commentShape(comment, input) };
            });
        },
    ],
    [
        'delete-comment',
        'DELETE /issues/comments/{id}',
        write(...conversation),
        (input) => {
            const comment = findComment(input);
            if (comment === undefined)
                return notFound();
            deleteComment(input.repo, comment, input.ticker);
            return { status: 204 };
        },
    ],
];
function withBody({ request }, write) {
    const body = String(field(request.body, 'body'));
    if ([...body].length <= MAX_CHARACTERS)
        return write(body);
    return refusal(422, `Validation Failed: Body is too long (maximum is ${MAX_CHARACTERS} characters)`);
}
function findComment({ repo, parameter }) {
    return repo.comments.find(({ id }) => String(id) === parameter('id'));
}
function commentShape({ id, issue, body, user, updatedAt, minimized }, { repo, origin }) {
    return {
        id,
        node_id: nodeIdOf(id),
        html_url: `${origin}/${repo.owner}/${repo.name}/pull/${issue}#issuecomment-${id}`,
        user,
        body,
        updated_at: updatedAt,
        minimized: minimized === null ? null : { reason: minimized },
    };
}
function nodeIdOf(id) {
    return `IC_kwDO${Buffer.from(String(id)).toString('base64url')}`;
}
/**
 * The requests that the sandbox understands: who the token is, hiding a comment as outdated, and when a comment of a pull
 * request was deleted last. It does not read selections: it answers every field that it knows.
 */
function graphql(body, token, repos) {
    const query = String(field(body, 'query'));
    const variable = (name) => field(field(body, 'variables'), name);
    if (/\bminimizeComment\b/.test(query)) {
        const all = [...repos.values()].flatMap(({ comments }) => comments);
        const comment = all.find(({ id }) => nodeIdOf(id) === variable('subjectId'));
        if (comment === undefined)
            return problem('NOT_FOUND', 'Could not resolve to a node');
        if (!mayDo(token, write(...conversation))) {
            return problem('FORBIDDEN', String(field(notAccessible(token).body, 'message')));
        }
        comment.minimized = 'outdated';
        return answered({ minimizeComment: { minimizedComment: { isMinimized: true } } });
    }
    if (/\bCOMMENT_DELETED_EVENT\b/.test(query)) {
        const repo = repos.get(`${variable('owner')}/${variable('repo')}`);
        if (repo === undefined || !mayDo(token, read(...conversation))) {
            return problem('NOT_FOUND', 'Could not resolve to a Repository');
        }
        const nodes = repo.deletions.filter(({ issue }) => issue === variable('number')).slice(-1);
        return answered({ repository: { pullRequest: { timelineItems: { nodes } } } });
    }
    return answered({ viewer: { login: token.login } });
}
function answered(data) {
    return { status: 200, body: { data } };
}
/** Errors of GraphQL have status 200. */
function problem(type, message) {
    return { status: 200, body: { data: null, errors: [{ type, message }] } };
}

;// CONCATENATED MODULE: ./sandbox/github/events.ts


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
            pull_request: pullShape(repo, pull),
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
function workflowDispatchEvent(github, fullName, { branch } = {}) {
    const env = onBranch(github, fullName, branch);
    const repository = repositoryOf(github.repo(fullName));
    return { eventName: 'workflow_dispatch', event: { inputs: {}, ref: env.GITHUB_REF, repository }, env };
}
/** The `GITHUB_*` variables that are the same for every event of a repository. */
function workflowEnvironment(github, fullName) {
    return {
        GITHUB_API_URL: github.url,
        GITHUB_GRAPHQL_URL: github.graphqlUrl,
        GITHUB_SERVER_URL: github.serverUrl,
        GITHUB_REPOSITORY: fullName,
        GITHUB_ACTOR: 'mona',
        GITHUB_RUN_ID: '20260105001',
        GITHUB_RUN_ATTEMPT: '1',
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
    };
}
function repositoryOf({ owner, name, defaultBranch }) {
    return { ...repoShape(`${owner}/${name}`), default_branch: defaultBranch };
}
function tipOf(repo, branch) {
    const sha = Object.hasOwn(repo.branches, branch) ? repo.branches[branch] : undefined;
    if (sha === undefined)
        throw new Error(`${repo.owner}/${repo.name} has no branch ${branch} in the sandbox.`);
    return sha;
}

;// CONCATENATED MODULE: ./sandbox/github/index.ts






const repoRoutes = [...pullRoutes, ...commentRoutes, ...gitDataRoutes];
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
    /** What a request is answered if its token is valid. */
    const withToken = (answer) => (request, parameter = () => '') => {
        const token = endpoint_authenticate(request.headers.authorization, tokens);
        return 'login' in token ? answer(token, request, parameter) : token;
    };
    const inRepo = (needs, answer) => withToken((token, request, parameter) => {
        const repo = repos.get(`${parameter('owner')}/${parameter('repo')}`);
        if (repo === undefined)
            return notFound();
        return mayDo(token, needs)
            ? answer({ token, request, parameter, repo, origin: server.origin, ticker })
            : notAccessible(token);
    });
    const graphqlRoute = {
        endpoint: 'graphql',
        request: `POST ${graphqlPath}`,
        answer: withToken((token, { body }) => graphql(body, token, repos)),
    };
    // An installation's token has no user.
    const getUser = withToken((token) => token.type === 'Bot' ? notAccessible(token) : { status: 200, body: { login: token.login } });
    const server = await serve({
        routes: [
            ...(options.graphql === false ? [] : [graphqlRoute]),
            { endpoint: 'get-user', request: `GET ${prefix}/user`, answer: getUser },
            ...repoRoutes.map(([endpoint, request, needs, answer]) => ({
                endpoint,
                request: request.replace(' ', ` ${prefix}/repos/{owner}/{repo}`),
                answer: inRepo(needs, answer),
            })),
        ],
        otherwise: withToken(notFound),
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




;// CONCATENATED MODULE: external "node:child_process"
const external_node_child_process_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:child_process");
;// CONCATENATED MODULE: external "node:events"
const external_node_events_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:events");
;// CONCATENATED MODULE: ./sandbox/runner/log.ts
/**
 * Workflow commands, read as the runner reads them (actions/runner, src/Runner.Common/ActionCommand.cs): in the form
 * `::name key=value,…::data`, and in the older one `##[name key=value;…]data`, which counts anywhere in a line.
 */
/** Any other name makes the line plain text. */
const KNOWN = 'internal-set-repo-path set-env set-output save-state add-path add-mask add-matcher remove-matcher warning error notice debug group endgroup echo stop-commands'.split(' ');
/** Reads lines in order; between `::stop-commands::TOKEN` and `::TOKEN::` everything is text. */
function readLog(lines) {
    let stopToken;
    return lines.map((text) => {
        if (stopToken !== undefined) {
            if (text.trim() === `::${stopToken}::`)
                stopToken = undefined;
            return { text };
        }
        const command = commandIn(/^\s*::([^\s:]+)(?: ((?:(?!::).)*))?::(.*)$/s.exec(text), ',') ??
            commandIn(/##\[([^\s\]]+)(?: ([^\]]*))?\](.*)$/s.exec(text), ';');
        if (command?.name === 'stop-commands')
            stopToken = command.data;
        return command === undefined ? { text } : { command };
    });
}
function commandIn(found, separator) {
    const [, named = '', properties = '', data = ''] = found ?? [];
    const name = named.toLowerCase();
    if (!KNOWN.includes(name))
        return undefined;
    const pairs = properties.split(separator).flatMap((pair) => {
        const [, key, value] = /^\s*([^=]+)=(.+)$/s.exec(pair) ?? [];
        return key === undefined || value === undefined ? [] : [[key, unescapeProperty(value)]];
    });
    return { name, properties: Object.fromEntries(pairs), data: unescapeData(data) };
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
        const level = command?.name;
        if (command === undefined || (level !== 'error' && level !== 'warning' && level !== 'notice'))
            return [];
        const { title, file, ...others } = command.properties;
        const places = Object.entries(others).map(([key, value]) => [key, Number(value)]);
        const texts = { ...(title !== undefined && { title }), ...(file !== undefined && { file }) };
        return [{ level, message: command.data, ...texts, ...Object.fromEntries(places) }];
    });
}
/** The values that a step has asked the runner to hide, in order. */
function masksOf(log) {
    return log.flatMap(({ command }) => (command?.name === 'add-mask' ? [command.data] : []));
}
const SHOWN = new Map([
    ['error', 'Error: '],
    ['warning', 'Warning: '],
    ['notice', 'Notice: '],
    ['group', '▼ '],
]);
/**
 * The log as the runner shows it: commands carried out instead of printed, and secrets as `***`.
 *
 * @param known secrets that the runner knows from the start; `::add-mask::` adds more
 */
function showLog(log, known) {
    const secrets = new Set(known);
    return log.flatMap((line) => {
        if (line.command === undefined)
            return [mask(line.text, secrets)];
        const { name, data } = line.command;
        if (name === 'add-mask')
            secrets.add(data);
        const prefix = SHOWN.get(name);
        return prefix === undefined ? [] : [mask(`${prefix}${data}`, secrets)];
    });
}
/** Longest first, so that no secret survives in part because a shorter one sits inside it. */
function mask(text, secrets) {
    const byLength = [...secrets].sort((a, b) => b.length - a.length);
    return byLength.reduce((masked, secret) => masked.replaceAll(secret, '***'), text);
}

;// CONCATENATED MODULE: ./sandbox/runner.ts
/** Runs a built action as one step of a job, like a GitHub runner. */








/**
 * Runs one step. The runner's own directory is made for it and removed after it; a test that wants to look into
 * `RUNNER_TEMP` afterwards gives its own in `env`.
 */
async function runStep(options, start = startProcess) {
    const home = await (0,promises_namespaceObject.mkdtemp)((0,external_node_path_.join)((0,external_node_os_namespaceObject.tmpdir)(), 'runner-'));
    try {
        await (0,promises_namespaceObject.writeFile)((0,external_node_path_.join)(home, 'event.json'), JSON.stringify(options.event));
        // Like the runner: @actions/core refuses files that do not exist.
        for (const file of ['output', 'summary'])
            await (0,promises_namespaceObject.writeFile)((0,external_node_path_.join)(home, file), '');
        await (0,promises_namespaceObject.mkdir)((0,external_node_path_.join)(home, 'temp'));
        const env = stepEnvironment(options, home);
        const started = external_node_perf_hooks_namespaceObject.performance.now();
        const { exitCode, stdout, stderr } = await start(options, env);
        const durationMs = external_node_perf_hooks_namespaceObject.performance.now() - started;
        const log = readLog([...linesOf(stdout), ...linesOf(stderr)]);
        return {
            exitCode,
            stdout,
            stderr,
            log,
            outputs: parseOutputs(await (0,promises_namespaceObject.readFile)((0,external_node_path_.join)(home, 'output'), 'utf8')),
            summary: await (0,promises_namespaceObject.readFile)((0,external_node_path_.join)(home, 'summary'), 'utf8'),
            annotations: annotationsOf(log),
            masks: masksOf(log),
            durationMs,
        };
    }
    finally {
        await (0,promises_namespaceObject.rm)(home, { recursive: true, force: true });
    }
}
function stepEnvironment(options, home) {
    const variables = {
        PATH: process.env['PATH'],
        SystemRoot: process.env['SystemRoot'],
        HOME: home,
        CI: 'true',
        GITHUB_ACTIONS: 'true',
        GITHUB_WORKSPACE: options.workspace,
        GITHUB_EVENT_NAME: options.eventName,
        GITHUB_EVENT_PATH: (0,external_node_path_.join)(home, 'event.json'),
        GITHUB_OUTPUT: (0,external_node_path_.join)(home, 'output'),
        GITHUB_STEP_SUMMARY: (0,external_node_path_.join)(home, 'summary'),
        RUNNER_TEMP: (0,external_node_path_.join)(home, 'temp'),
        ...options.env,
    };
    // `api-key` becomes `INPUT_API-KEY`: the runner replaces spaces, and keeps hyphens.
    for (const [name, value] of Object.entries({ ...options.actionDefaults, ...options.inputs })) {
        variables[`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`] ??= value;
    }
    const set = {};
    for (const [name, value] of Object.entries(variables))
        if (value !== undefined)
            set[name] = value;
    return set;
}
const startProcess = async (options, env) => {
    const child = (0,external_node_child_process_namespaceObject.spawn)(options.node ?? process.execPath, [options.entry], {
        cwd: options.workspace,
        env,
        stdio: ['ignore', 'pipe', 'pipe'],
        timeout: options.killAfterMs ?? 120_000,
        killSignal: 'SIGKILL',
    });
    const [stdout, stderr, [exitCode]] = await Promise.all([
        (0,consumers_namespaceObject.text)(child.stdout),
        (0,consumers_namespaceObject.text)(child.stderr),
        (0,external_node_events_namespaceObject.once)(child, 'close'),
    ]);
    return { exitCode, stdout, stderr };
};
function linesOf(stream) {
    return stream === '' ? [] : stream.replace(/\r?\n$/, '').split(/\r?\n/);
}

/**
 * Reads the file behind `GITHUB_OUTPUT` as the runner does: `name=value`, or `name<<DELIMITER`, lines, `DELIMITER`.
 * Throws on anything else, where the runner would fail the step.
 */
function parseOutputs(file) {
    const outputs = {};
    const lines = file.split(/\r?\n/);
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
        const matrix = JSON.parse(gate.outputs['matrix'] || '{"include":[]}');
        const lines = matrix.include.flatMap((shard) => shard.lines);
        for (const line of lines) {
            for (let index = 1; index <= line.count; index++) {
                await loop_generate(babysea, line, `${line.idempotency_key}:${index}`);
            }
        }
        await loop_generate(babysea, { model: 'google/nano-banana', params: {} }, 'somebody-else');
        const settle = await runStep({
            ...options,
            entry: (0,external_node_path_.join)(root, 'dist/settle/index.js'),
            inputs: { ...common, report: 'budget-report.json', comment: 'never', 'max-overrun': '50%' },
        });
        return { gate, jobs: lines.map(({ id, count }) => ({ title: id, generated: count })), settle };
    }
    finally {
        await Promise.all([babysea.close(), github.close(), (0,promises_namespaceObject.rm)(workspace, { recursive: true, force: true })]);
    }
}
async function loop_generate(babysea, { model, params }, key) {
    const { type = 'image' } = babysea.models.find(({ identifier }) => identifier === model) ?? {};
    const response = await fetch(`${babysea.url}/v1/generate/${type}/${model}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${fullAccessKey}`, 'idempotency-key': key },
        body: JSON.stringify(params),
    });
    if (!response.ok)
        throw new Error(`The sandbox did not generate ${model}: HTTP ${response.status}.`);
}

;// CONCATENATED MODULE: ./sandbox/demo/play.ts







const play_REPOSITORY = 'sample-studio/catalogue';
/** Runs the built action on a pull request with the scenario's plan, against both stand-ins. */
async function play(scenario, entry, root) {
    const { number } = scenario.pullRequest;
    const { change } = scenario;
    const babysea = await startBabySea({ balance: scenario.balance });
    const github = await startGitHub();
    try {
        const workspace = (0,external_node_path_.join)(root, scenario.folder);
        const repository = play_repositoryOf(workspace) ?? play_REPOSITORY;
        github.addRepo(repository, {
            files: { main: { 'README.md': '# Catalogue\n', ...(await planBefore(scenario, workspace)) } },
            pulls: [{ number, ...(change === undefined && { files: [{ filename: scenario.plan, status: 'added' }] }) }],
        });
        const inputs = {
            'api-key': defaultKey,
            plan: scenario.plan,
            region: 'us',
            'base-url': babysea.url,
            'github-token': defaultToken,
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
        expected: { verdict: 'pass', 'total-cost': '6.860', shortfall: '0.000' },
    },
    {
        title: 'A plan that the balance cannot pay for',
        folder: 'examples/short-of-balance',
        plan: 'generation-plan.yml',
        balance: '12.480',
        change: { from: 'count: 50', to: 'count: 500' },
        pullRequest: { number: 8, title: 'Catalogue relaunch' },
        expected: { verdict: 'fail', 'total-cost': '26.000', shortfall: '13.520' },
    },
    {
        title: 'A plan that uses everything a plan can say',
        folder: 'examples/every-feature',
        plan: 'generation-plan.yml',
        balance: '25.000',
        inputs: { 'usage-days': '30' },
        pullRequest: { number: 9, title: 'Summer launch' },
        expected: { verdict: 'pass', 'total-cost': '14.140', shortfall: '0.000' },
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
/** What is not as it should be, in sentences. */
function scenarios_differences({ expected }, { step: { exitCode, outputs }, comments }) {
    if (expected === undefined)
        return [];
    const checks = [
        ['The exit code', exitCode, expected.verdict === 'pass' ? 0 : 1],
        ...Object.entries(expected).map(([name, value]) => [`The output ${name}`, outputs[name], value]),
        ['The number of comments on the pull request', comments.length, 1],
    ];
    return checks.flatMap(([what, actual, wanted]) => actual === wanted
        ? []
        : [`${what} is ${JSON.stringify(actual) ?? 'not set'}, and should be ${JSON.stringify(wanted)}.`]);
}

;// CONCATENATED MODULE: ./sandbox/demo.ts
/** The demo: runs the built action on the examples, with local servers, and shows what GitHub would show. */






/**
 * Runs the examples, or somebody's own plan. Gives the exit code: that of the step over their own plan; for the
 * examples, 0 where each came out as it should.
 */
async function demo({ root, own, print }) {
    const entry = (0,external_node_path_.join)(root, 'dist', 'index.js');
    if (!(0,external_node_fs_.existsSync)(entry)) {
        print(`There is no built action at ${entry}. Build it first: npm run build`);
        return 1;
    }
    print(`BabySea Budget Gate: demo

The built action (dist/index.js) runs here as a step of a workflow would. BabySea and GitHub are stand-ins on
this machine: nothing leaves it, nothing is generated and nothing is charged.
The prices are sample values of the sandbox, not what BabySea charges.`);
    if (own !== undefined) {
        const { workspace, plan } = placeOfPlan(own.folder, own.plan);
        const scenario = ownScenario(plan, own.plan);
        const played = await play(scenario, entry, workspace);
        print([heading(scenario.title), ...story(scenario, played)].join('\n'));
        // A killed step has no exit code.
        return played.step.exitCode ?? 1;
    }
    let isAsExpected = true;
    for (const [index, scenario] of scenarios.entries()) {
        const played = await play(scenario, entry, root);
        const wrong = scenarios_differences(scenario, played);
        const title = heading(`${index + 1} of ${scenarios.length + 1}: ${scenario.title}`);
        print([title, ...story(scenario, played), '', ...conclusion(scenario, wrong)].join('\n'));
        isAsExpected &&= wrong.length === 0;
    }
    const loop = await playLoop(root);
    print(loopStory(loop).join('\n'));
    isAsExpected &&= isGood(loop);
    print(isAsExpected ? '\nAll came out as they should.' : '\nSomething did not come out as it should: see above.');
    return isAsExpected ? 0 : 1;
}
function heading(title) {
    return `\n━━━━ ${title} ${'━'.repeat(40)}`;
}
/** The whole loop: what the gate allowed, what the jobs generated, and what settle says of it. */
function loopStory(loop) {
    const { gate, jobs, settle } = loop;
    return [
        heading(`${scenarios.length + 1} of ${scenarios.length + 1}: the whole loop of gate, generate and settle`),
        '',
        `The gate lets ${LOOP_PLAN} pass: ${gate.outputs['total-cost']} USD planned. Then, in the sandbox:`,
        '',
        ...jobs.map(({ title, generated }) => `  - the job for ${title} generated ${generated}`),
        '  - one image failed, one video was longer than planned, and somebody generated what no plan contains',
        '',
        'The log of settle',
        '',
        ...framed(['Run settle', ...showLog(settle.log, loopSecrets)]),
        '',
        isGood(loop)
            ? '✓ As it should be: settle found all three, and explains every cent of the balance.'
            : '✗ This is not as it should be: settle should warn of one failed, one longer and one unplanned generation.',
    ];
}
function isGood({ gate, settle }) {
    const { verdict, failed, unplanned, 'unexplained-cost': unexplained } = settle.outputs;
    return gate.outputs['verdict'] === 'pass' && [verdict, failed, unplanned, unexplained].join() === 'warn,1,1,0.000';
}
function story(scenario, { inputs, step, comments, secrets }) {
    const { number, title } = scenario.pullRequest;
    const given = Object.entries(inputs).map(([name, value]) => `    ${name}: ${secrets.includes(value) ? '***' : value}`);
    return [
        '',
        `Pull request #${number} “${title}” ${whatItDoes(scenario)}.`,
        `The sandbox account holds ${scenario.balance} USD.`,
        '',
        'The log of the step',
        '',
        ...framed(['Run the budget gate', '  with:', ...given, ...showLog(step.log, secrets)]),
        '',
        step.exitCode === 0 ? 'The step succeeded (exit code 0).' : `The step failed (exit code ${step.exitCode}).`,
        '',
        ...comments.flatMap(({ user, body }) => [
            `The comment of ${user.login} on pull request #${number}`,
            '',
            ...framed([body]),
            '',
        ]),
        ...(comments.length === 0 ? ['The pull request got no comment.', ''] : []),
        'The outputs of the step',
        '',
        ...framed(Object.entries(step.outputs).map(([name, value]) => `${name}: ${shortened(value)}`)),
    ];
}
function whatItDoes({ folder, plan, change }) {
    const file = (0,external_node_path_.join)(folder, plan);
    return change === undefined ? `adds ${file}` : `changes \`${change.from}\` to \`${change.to}\` in ${file}`;
}
/** The output `matrix` of a large plan is pages long. */
function shortened(value) {
    if (value === '')
        return '(empty)';
    return value.length <= 400 ? value : `${value.slice(0, 400)} … (${value.length} characters in all)`;
}
function conclusion({ expected }, wrong) {
    if (expected === undefined)
        return [];
    if (wrong.length > 0)
        return ['✗ This is not as it should be:', ...wrong.map((sentence) => `  - ${sentence}`)];
    const shortfall = expected.shortfall === '0.000' ? 'nothing is missing' : `${expected.shortfall} USD are missing`;
    const outcome = expected.verdict === 'pass' ? 'the job goes on' : 'the job stops here, before anything is generated';
    return [`✓ As it should be: ${expected.verdict}, ${expected['total-cost']} USD planned, ${shortfall}; ${outcome}.`];
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
/* harmony import */ var _demo_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(960);
/** The sandbox's command line: `node dist/sandbox/index.js demo [PLAN]`. */



const [command, ...args] = process.argv.slice(2);
// Where npm was called, though it runs scripts in the package's folder.
const folder = process.env['INIT_CWD'] ?? process.cwd();
const call = (0,_demo_arguments_js__WEBPACK_IMPORTED_MODULE_1__/* .readDemoCall */ .S)(command === 'demo' ? args : ['--help'], folder);
if ('text' in call) {
    (call.exitCode === 0 ? console.log : console.error)(call.text);
    process.exitCode = call.exitCode;
}
else {
    process.exitCode = await (0,_demo_js__WEBPACK_IMPORTED_MODULE_2__/* .demo */ .q)({
        ...(call.plan !== undefined && { own: { folder, plan: call.plan } }),
        root: (0,_demo_js__WEBPACK_IMPORTED_MODULE_2__/* .findRoot */ .w)((0,node_url__WEBPACK_IMPORTED_MODULE_0__.fileURLToPath)(import.meta.url)),
        print: (line) => console.log(line),
    });
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

