/** The envelope around every answer of BabySea, and its errors. */
import { randomUUID } from 'node:crypto';
import type { Answer } from '../http/answer.ts';

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
} as const;

/** Thrown by the endpoints; becomes an error envelope. */
export class ApiFailure extends Error {
  readonly code: keyof typeof errors;
  readonly status: number;

  /** @param status default: the code's own */
  constructor(code: keyof typeof errors, message: string, status: number = errors[code].status) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** @param page goes beside `data` in the envelope of a paginated endpoint */
export function successAnswer(data: unknown, page?: { readonly total: number }): Answer {
  return { status: 200, body: { status: 'success', request_id: randomUUID(), data, ...page } };
}

export function errorAnswer({ code, status, message }: ApiFailure, headers: Answer['headers'] = {}): Answer {
  const error = { code, type: errors[code].type, message, retryable: code === 'BSE1005' };
  return { status, headers, body: { status: 'error', request_id: randomUUID(), error } };
}

export function rateLimited(headers: Answer['headers'] = {}): Answer {
  return errorAnswer(new ApiFailure('BSE1005', 'Too many requests. Try again later.'), headers);
}
