/**
 * The models of the sandbox, and what they cost.
 *
 * SAMPLE PRICES. `bfl/flux-schnell` and `bfl/flux-1.1-pro` cost what the examples of BabySea's documentation say; the
 * others are made up. None of them is what BabySea charges today: ask its estimate API for that.
 */

import Big from 'big.js';
import { ApiFailure } from './answers.ts';

/** A model as the sandbox knows it. Prices are USD as decimal strings. */
export interface SandboxModel {
  readonly identifier: string;
  readonly type: 'image' | 'video';
  /**
   * One price, or one for each `RESOLUTION` or `RESOLUTION_audio` / `RESOLUTION_noaudio`. An image model's is for an
   * output, a video model's for a second.
   */
  readonly price: string | Readonly<Record<string, string>>;
  readonly durations?: readonly number[];
  /** Accepted resolutions, the default first. */
  readonly resolutions?: readonly string[];
  /** Whether the model can make sound, at a price of its own. */
  readonly audio?: boolean;
  /** Default: one made-up provider. */
  readonly providers?: readonly string[];
}

export const sampleModels: readonly SandboxModel[] = [
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
export function findModel(models: readonly SandboxModel[], identifier: string): SandboxModel {
  const model = models.find((candidate) => candidate.identifier === identifier);
  // The documentation has no code for an unknown model, only the status.
  if (model === undefined) throw new ApiFailure('BSE2001', `The model ${identifier} does not exist.`, 404);
  return model;
}

/** A model as `GET /v1/library/models` lists it. */
export function libraryEntry({ identifier, type, price, providers, durations, resolutions, audio }: SandboxModel) {
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

type Settings = Readonly<Partial<Record<'count' | 'duration' | 'resolution' | 'audio', string>>>;

/** The exact price of an output. Throws BSE2001 and BSE2008 for settings that the model does not take. */
export function priceOf(model: SandboxModel, settings: Settings) {
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
  if (audio && !makesSound) throw new ApiFailure('BSE2001', `${identifier} does not take audio.`);

  const key = makesSound ? `${resolution}_${audio ? 'audio' : 'noaudio'}` : `${resolution}`;
  const price = typeof model.price === 'string' ? model.price : model.price[key];
  if (price === undefined) throw new Error(`The sandbox model ${identifier} has no price for ${key}.`);
  const rate = new Big(price);
  return { duration, resolution, rate, perOutput: rate.times(duration ?? 1) };
}

/** `GET /v1/estimate/{model_identifier}` */
export function estimate(model: SandboxModel, query: Settings, balance: string) {
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
