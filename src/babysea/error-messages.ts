import { type Message, plural, prose, say } from '../shared/message.ts';
import { InvalidResponseError, RateLimitedError, RefusedError, UnansweredError } from './errors.ts';

/** What went wrong, what it means, and what to do. */
export interface ErrorDescription {
  readonly message: Message;
  readonly help: Message;
  /**
   * What else it spoils: `everything`, as a refused key does; the `service` for now, as a fault or a rate limit does; or
   * this `request` alone.
   */
  readonly reach: 'everything' | 'service' | 'request';
  /** BabySea itself denies the request for what it asks, and will the next time. */
  readonly isFinal?: true;
  /** BabySea does not know the model that the request names. */
  readonly isUnknownModel?: true;
}

/**
 * Puts an error between the gate and BabySea into words.
 *
 * @param asked what was asked for, as in `the price of …`
 * @param region the region that was asked, as `region` names it; it decides which keys are good
 */
export function describeError(error: unknown, asked: Message, region: string): ErrorDescription {
  if (error instanceof RefusedError) return refusal(error, asked, region);
  if (error instanceof InvalidResponseError) {
    return {
      message: say`BabySea's answer for ${asked} cannot be believed${idOf(error)}: expected ${prose(error.expected)}, found ${error.found}.`,
      help: prose('Run the gate again; where it stays, tell BabySea support the request id and check `base-url`.'),
      reach: 'request',
    };
  }
  if (error instanceof UnansweredError) return silence(error, asked);
  if (error instanceof RateLimitedError) return heldUp(error, asked);
  return {
    message: say`Asking BabySea for ${asked} failed: ${error instanceof Error ? error.message : String(error)}.`,
    help: prose('Run the gate again.'),
    reach: 'request',
  };
}

function refusal(error: RefusedError, asked: Message, region: string): ErrorDescription {
  const facts = say`${prose(`HTTP ${error.status}`)}${error.code && say` ${error.code}`}${idOf(error)}`;
  const said = error.said === '' ? undefined : say` It says: ${error.said}`;
  if (error.code === 'BSE1007') {
    return {
      message: say`BabySea does not let this machine's IP address use the key (${facts}).${said}`,
      help: prose('Allow its address in the key’s IP list, or run the gate on a machine with a fixed address.'),
      reach: 'everything',
    };
  }
  if (error.status === 401) {
    return {
      message: say`BabySea refused the key (${facts}): it is wrong, expired, or belongs to another region than ${region}.${said}`,
      help: say`Check that the gate was given the whole key (it starts with ${'bye_'}), that it has not expired, and that ${'region'} is the region that it was made in.`,
      reach: 'everything',
    };
  }
  if (error.code === 'BSE1003') {
    return {
      message: say`The key may not ask BabySea for ${asked} (${facts}): it lacks the scope.${said}`,
      help: say`Make a key with the preset ${'Read Only'} and use it for the gate.`,
      reach: 'everything',
    };
  }
  if (error.code === 'BSE1008') {
    return {
      message: say`BabySea knows no account for this key (${facts}).${said}`,
      help: say`Check the key, and that ${'region'} is the region that it was made in.`,
      reach: 'everything',
    };
  }
  if (error.status === 404 && error.model !== undefined) {
    return {
      message: say`BabySea could not give ${asked}, since it does not know that model (${facts}).${said}`,
      help: prose('Correct the model identifier: `{lab}/{name}`, as the model library lists it.'),
      reach: 'request',
      isFinal: true,
      isUnknownModel: true,
    };
  }
  if (error.status >= 300 && error.status < 400) {
    return {
      message: say`The gate was sent elsewhere for ${asked} (${facts}), and did not go: its key is for BabySea alone.`,
      help: say`Check ${'base-url'}: it must name the API itself.`,
      reach: 'request',
    };
  }
  if (error.status === 429 || error.status >= 500 || error.isRetryable) return busy(error, asked, facts, said);
  return {
    message: say`BabySea refused to answer for ${asked} (${facts}).${said}`,
    help: helpFor(error),
    reach: 'request',
    // What has no code of BabySea's comes from something before it.
    ...(error.code !== undefined && { isFinal: true }),
  };
}

function helpFor({ status, code }: RefusedError): Message {
  if (status === 404) return say`Check ${'base-url'}: it must name the API itself.`;
  if (status === 403 && code === undefined)
    return say`An answer without a code comes from the firewall before the API: check ${'base-url'}, and that the key has the preset ${'Read Only'}.`;
  return prose('Correct what BabySea names, and run the gate again.');
}

function busy(error: RefusedError, asked: Message, facts: Message, said: Message | undefined): ErrorDescription {
  const waits =
    error.retryAfter === undefined ? prose('') : say` and asks to wait ${plural(error.retryAfter, 'second')}`;
  return {
    message: say`BabySea could not answer for ${asked} (${facts}, ${attempts(error.attempts)})${waits}.${said}`,
    help:
      error.status === 429
        ? say`Run the gate again later, lower ${'concurrency'}, or raise ${'timeout'}.`
        : prose('Run the gate again later; BabySea’s status page may know of it.'),
    reach: 'service',
  };
}

function silence(error: UnansweredError, asked: Message): ErrorDescription {
  if (error.reason === 'out-of-time') {
    return {
      message: say`Time ran out while BabySea was asked for ${asked} (${attempts(error.attempts)}).`,
      help: say`Run the gate again, or raise ${'timeout'}.`,
      reach: 'everything',
    };
  }
  const detail = error.reason === 'request-timeout' ? prose('it took too long') : say`${error.message}`;
  return {
    message: say`BabySea did not answer for ${asked} (${attempts(error.attempts)}): ${detail}.`,
    help: say`Check that this machine reaches BabySea (network, proxy, ${'base-url'}), and run the gate again.`,
    reach: 'service',
  };
}

/** The most seconds that `timeout` takes. */
const MAX_TIMEOUT_S = 21_600;

function heldUp({ limit, seconds, secondsLeft, timeout }: RateLimitedError, asked: Message): ErrorDescription {
  const told = limit === undefined ? undefined : say` of ${plural(limit, 'request')} a window`;
  return {
    message: say`BabySea's rate limit${told} is used up for now: to ask for ${asked} and whatever else is missing takes at least ${plural(seconds, 'second')} of waiting, and the time that is left is ${plural(secondsLeft, 'second')}.`,
    help:
      timeout === undefined || timeout > MAX_TIMEOUT_S
        ? prose('Run the gate again later.')
        : say`Raise ${'timeout'} to ${prose(`${timeout}`)} or more, or plan fewer distinct settings.`,
    // Whatever is asked next waits as long.
    reach: 'everything',
  };
}

function attempts(count: number): Message {
  return plural(count, 'attempt');
}

function idOf({ requestId }: { requestId: string | undefined }): Message | undefined {
  return requestId === undefined ? undefined : say`, request ${requestId}`;
}
