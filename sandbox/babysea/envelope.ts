/** What all endpoints of BabySea share: the envelope, the errors and the query parameters. */
import { randomUUID } from 'node:crypto';
import type { Answer } from '../http/answer.ts';

/** What an endpoint gives, without the envelope. */
export interface Success {
  readonly message: string;
  readonly data: unknown;
  /** Goes beside `data` in the envelope of a paginated endpoint. */
  readonly page?: { readonly total: number; readonly limit: number; readonly offset: number };
  readonly headers?: Readonly<Record<string, string>>;
}

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
} as const;

type ErrorCode = keyof typeof errors;

/** Thrown by the endpoints; becomes an error envelope. */
export class ApiFailure extends Error {
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>> | undefined;
  readonly status: number;

  /** @param status default: the code's own */
  constructor(
    code: ErrorCode,
    message: string,
    details?: Readonly<Record<string, unknown>>,
    status: number = errors[code].status,
  ) {
    super(message);
    this.code = code;
    this.details = details;
    this.status = status;
  }
}

/** The envelope around a success. `now` is in milliseconds since 1970. */
export function successAnswer(success: Success, now: number): Answer {
  return {
    status: 200,
    ...(success.headers && { headers: success.headers }),
    body: {
      status: 'success',
      request_id: randomUUID(),
      message: success.message,
      timestamp: new Date(now).toISOString(),
      data: success.data,
      ...success.page,
    },
  };
}

export function errorAnswer(failure: ApiFailure, headers: Readonly<Record<string, string>> = {}): Answer {
  const { type, retryable } = errors[failure.code];
  return {
    status: failure.status,
    headers,
    body: {
      status: 'error',
      request_id: randomUUID(),
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

type Query = Readonly<Record<string, string>>;

/** An optional query parameter that is a whole number. Throws BSE2001 if it is not. */
export function wholeNumber(query: Query, name: string): number | undefined {
  const text = query[name];
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!/^-?\d+$/.test(text) || !Number.isSafeInteger(value)) {
    throw new ApiFailure('BSE2001', `${name} must be a whole number.`, { parameter: name });
  }
  return value;
}

/** The same with bounds and a default. Throws BSE2008 outside the bounds. */
export function wholeNumberBetween(query: Query, name: string, least: number, most: number, otherwise: number): number {
  const value = wholeNumber(query, name) ?? otherwise;
  if (value < least || value > most) {
    const bounds = most === Number.MAX_SAFE_INTEGER ? `at least ${least}` : `between ${least} and ${most}`;
    throw new ApiFailure('BSE2008', `${name} must be ${bounds}.`, { parameter: name });
  }
  return value;
}

/** An optional query parameter that is `true` or `false`. Throws BSE2001 if it is not. */
export function trueOrFalse(query: Query, name: string): boolean | undefined {
  const text = query[name];
  if (text === undefined) return undefined;
  if (text === 'true') return true;
  if (text === 'false') return false;
  throw new ApiFailure('BSE2001', `${name} must be true or false.`, { parameter: name });
}
