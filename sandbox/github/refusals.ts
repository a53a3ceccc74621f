import type { Answer } from '../http/answer.ts';

/** GitHub's shape of an error: the message, where to read on, and the status once more, as text. */
export function refusal(status: number, message: string, more: Readonly<Record<string, unknown>> = {}): Answer {
  return {
    status,
    body: { message, documentation_url: 'https://docs.github.com/rest', status: String(status), ...more },
  };
}

export function notFound(): Answer {
  return refusal(404, 'Not Found');
}

/** 422 with the field at fault. */
export function invalid(resource: string, field: string, code: string, message: string): Answer {
  return refusal(422, 'Validation Failed', { errors: [{ resource, field, code, message }] });
}
