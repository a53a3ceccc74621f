import Big from 'big.js';
import type { SandboxModel } from './catalogue.ts';
import { ApiFailure, type Success, trueOrFalse, wholeNumber } from './envelope.ts';
import type { Account } from './records.ts';

/** The API prices at most this many outputs, without saying so. */
const MOST_OUTPUTS = 100;

/** The settings that a price depends on, checked against the model. */
interface Settings {
  readonly count: number;
  readonly duration: number | undefined;
  readonly resolution: string | undefined;
  readonly audio: boolean;
}

/** Prices a request. Throws BSE2001 and BSE2008 for settings that the model does not take. */
export function estimate(
  model: SandboxModel,
  query: Readonly<Record<string, string>>,
  account: Account | undefined,
): Success {
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
export function priceOf(model: SandboxModel, query: Readonly<Record<string, string>>) {
  const settings = settingsFor(model, query);
  const rate = rateOf(model, settings);
  return { settings, rate, perOutput: rate.times(settings.duration ?? 1) };
}

function balanceFields(account: Account | undefined, perOutput: Big, total: Big) {
  if (account === undefined) {
    return { credit_balance: null, credit_balance_can_afford: null, credit_balance_max_affordable: null };
  }
  const balance = new Big(account.balance);
  const affordable = perOutput.eq(0) ? null : Number(balance.div(perOutput).round(0, Big.roundDown));
  return {
    credit_balance: Number(balance),
    credit_balance_can_afford: balance.gte(total),
    credit_balance_max_affordable: affordable,
  };
}

function settingsFor(model: SandboxModel, query: Readonly<Record<string, string>>): Settings {
  const { resolution } = query;
  return {
    count: Math.min(MOST_OUTPUTS, Math.max(1, wholeNumber(query, 'count') ?? 1)),
    duration: durationFor(model, wholeNumber(query, 'duration')),
    resolution: resolutionFor(model, resolution),
    audio: audioFor(model, trueOrFalse(query, 'audio')),
  };
}

function durationFor(model: SandboxModel, asked: number | undefined): number | undefined {
  const accepted = model.durations ?? [];
  const choices = `${model.identifier} accepts ${accepted.join(', ')} seconds.`;
  if (accepted.length === 0) {
    if (asked === undefined) return undefined;
    throw notTaken(model, 'duration');
  }
  if (asked === undefined) {
    throw new ApiFailure('BSE2001', `duration is required for video models. ${choices}`, { parameter: 'duration' });
  }
  if (accepted.includes(asked)) return asked;
  throw new ApiFailure('BSE2008', `duration ${asked} is out of range. ${choices}`, { parameter: 'duration', accepted });
}

function resolutionFor(model: SandboxModel, asked: string | undefined): string | undefined {
  const accepted = model.resolutions ?? [];
  if (asked === undefined) return accepted[0];
  if (accepted.length === 0) throw notTaken(model, 'resolution');
  if (accepted.includes(asked)) return asked;
  const message = `resolution ${asked} is not accepted. ${model.identifier} accepts ${accepted.join(', ')}.`;
  throw new ApiFailure('BSE2001', message, { parameter: 'resolution', accepted });
}

/** Every model accepts `audio=false`. */
function audioFor(model: SandboxModel, asked: boolean | undefined): boolean {
  if (asked && !model.audio) throw notTaken(model, 'audio');
  return asked ?? false;
}

function notTaken(model: SandboxModel, parameter: string): ApiFailure {
  const takes = [
    ...(model.durations ? [`duration (${model.durations.join(', ')} seconds)`] : []),
    ...(model.resolutions ? [`resolution (${model.resolutions.join(', ')})`] : []),
    ...(model.audio ? ['audio (true, false)'] : []),
  ];
  const accepts = takes.length === 0 ? 'It accepts count alone.' : `It accepts ${takes.join(', ')}.`;
  return new ApiFailure('BSE2001', `${model.identifier} does not take ${parameter}. ${accepts}`, { parameter });
}

/** The model's price for an output (image) or a second (video). */
function rateOf(model: SandboxModel, { resolution, audio }: Settings): Big {
  if (typeof model.price === 'string') return new Big(model.price);
  const key = model.audio ? `${resolution}_${audio ? 'audio' : 'noaudio'}` : `${resolution}`;
  const price = model.price[key];
  if (price === undefined) throw new Error(`The sandbox model ${model.identifier} has no price for ${key}.`);
  return new Big(price);
}
