import { errorMessage } from '../shared/helpers.ts';
import { type Message, perRun, plural, prose, say } from '../shared/message.ts';
import {
  BabySeaError,
  BabySeaNetworkError,
  BabySeaRetryError,
  BabySeaTimeoutError,
  InvalidResponseError,
  RateLimitedError,
} from './errors.ts';

/** What went wrong, what it means, and what to do. */
export interface ErrorDescription {
  readonly message: Message;
  readonly help: Message;
  /**
   * What else fails for the same reason: `everything`, such as for a refused key; the `service` for now, such as for an
   * outage; or only this `request`.
   */
  readonly reach: 'everything' | 'service' | 'request';
  /** BabySea refuses this request, and would refuse it again. */
  readonly isFinal?: true;
  /** BabySea does not know the model that the request names. */
  readonly isUnknownModel?: true;
}

interface RequestFacts {
  /** Whether the request names a model, so that a 404 means that model. */
  readonly namesModel?: boolean;
  readonly attempts?: number;
}

/**
 * Puts an error between the gate and BabySea into words.
 *
 * @param asked what was requested, as in `the price of …`
 * @param region the region or origin, which decides which keys are valid
 */
export function describeError(
  error: unknown,
  asked: Message,
  region: string,
  { namesModel = false, attempts = 1 }: RequestFacts = {},
): ErrorDescription {
  if (error instanceof BabySeaRetryError)
    return describeError(error.cause, asked, region, { namesModel, attempts: error.attempts });
  if (error instanceof BabySeaError) return describeStatus(error, asked, region, namesModel, attempts);
  if (error instanceof RateLimitedError) return describeRateLimit(error, asked);
  if (error instanceof BabySeaTimeoutError && error.scope === 'run') {
    return {
      message: say`Time ran out while BabySea was asked for ${asked}.`,
      help: say`Run the gate again, or raise ${'timeout'}.`,
      reach: 'everything',
    };
  }
  if (error instanceof BabySeaTimeoutError || error instanceof BabySeaNetworkError) {
    const reason = error instanceof BabySeaTimeoutError ? prose('it took too long') : say`${error.message}`;
    return {
      message: say`BabySea did not answer for ${asked} (${plural(attempts, 'attempt')}): ${reason}.`,
      help: say`Check that this machine reaches BabySea (network, proxy, ${'base-url'}), and run the gate again.`,
      reach: 'service',
    };
  }
  if (error instanceof InvalidResponseError) {
    return {
      message: say`Unexpected response from BabySea for ${asked}${requestOf(error)}: expected ${prose(error.expected)}, found ${error.found}.`,
      help: prose(
        'Run the gate again; if it happens again, give BabySea support the request id, and check `base-url`.',
      ),
      reach: 'request',
    };
  }
  return {
    message: say`The request to BabySea for ${asked} failed: ${errorMessage(error)}.`,
    help: prose('Run the gate again.'),
    reach: 'request',
  };
}

function describeStatus(
  error: BabySeaError,
  asked: Message,
  region: string,
  namesModel: boolean,
  attempts: number,
): ErrorDescription {
  const facts = say`${prose(`HTTP ${error.status}`)}${error.code && say` ${error.code}`}${requestOf(error)}`;
  const said = error.message === '' ? undefined : say` It says: ${error.message}`;
  if (error.code === 'BSE1007') {
    return {
      message: say`BabySea does not let this machine's IP address use the key (${facts}).${said}`,
      help: prose('Allow its address in the key’s IP list, or run the gate on a machine with a fixed address.'),
      reach: 'everything',
    };
  }
  // BSE1008: BabySea knows no account for the key.
  if (error.status === 401 || error.code === 'BSE1008') {
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
  if (error.status === 404 && namesModel) {
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
      message: say`BabySea answered the request for ${asked} with a redirect (${facts}). The gate does not follow redirects, to protect the API key.`,
      help: say`Check ${'base-url'}: it must name the API itself.`,
      reach: 'request',
    };
  }
  if (error.status === 429 || error.status >= 500 || error.retryable) {
    const { retryAfter } = error.rateLimit;
    const waits = retryAfter === undefined ? undefined : say` and asks to wait ${plural(retryAfter, 'second')}`;
    return {
      message: say`BabySea could not answer for ${asked} (${facts}, ${plural(attempts, 'attempt')})${waits}.${said}`,
      help:
        error.status === 429
          ? say`Run the gate again later, lower ${'concurrency'}, or raise ${'timeout'}.`
          : prose('Run the gate again later; BabySea’s status page may know of it.'),
      reach: 'service',
    };
  }
  return {
    message: say`BabySea refused to answer for ${asked} (${facts}).${said}`,
    help: helpForRefusal(error),
    reach: 'request',
    // An answer without a code comes from a gateway in front of BabySea.
    ...(error.code !== undefined && { isFinal: true }),
  };
}

function helpForRefusal({ status, code }: BabySeaError): Message {
  if (status === 404) return say`Check ${'base-url'}: it must name the API itself.`;
  if (status === 403 && code === undefined)
    return say`An answer without a code comes from a firewall in front of the API: check ${'base-url'}, and that the key has the preset ${'Read Only'}.`;
  return prose('Correct what BabySea names, and run the gate again.');
}

/** The maximum of the input `timeout`. */
const MAX_TIMEOUT_S = 21_600;

function describeRateLimit({ limit, seconds, secondsLeft, timeout }: RateLimitedError, asked: Message) {
  const known = limit === undefined ? undefined : say` of ${plural(limit, 'request')} a window`;
  return {
    message: say`BabySea's rate limit${known} is reached: the request for ${asked} must wait ${plural(seconds, 'second')}, but only ${plural(secondsLeft, 'second is', 'seconds are')} left.`,
    help:
      timeout === undefined || timeout > MAX_TIMEOUT_S
        ? prose('Run the gate again later.')
        : say`Raise ${'timeout'} to at least ${prose(`${timeout}`)}, and further if later requests have to wait as well; or plan fewer distinct settings.`,
    // Every other request would have to wait, too.
    reach: 'everything',
  } as const;
}

/** `, request …`, if the answer has an id that BabySea support can look up. */
export function requestOf({ requestId }: { readonly requestId?: string | undefined }): Message | undefined {
  return requestId === undefined ? undefined : say`, request ${perRun(requestId)}`;
}
