/**
 * The models of the sandbox.
 *
 * SAMPLE PRICES. `bfl/flux-schnell` and `bfl/flux-1.1-pro` cost what the examples of BabySea's documentation say; the
 * others are made up. None of them is what BabySea charges today: ask its estimate API for that.
 */

import { ApiFailure } from './envelope.ts';

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
  if (model !== undefined) return model;
  // The documentation has no code for an unknown model, only the status.
  throw new ApiFailure('BSE2001', `The model ${identifier} does not exist.`, { model_identifier: identifier }, 404);
}

/** A model as `GET /v1/library/models` lists it. */
export function libraryEntry(model: SandboxModel) {
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

function numbers(prices: Readonly<Record<string, string>>): Record<string, number> {
  return Object.fromEntries(Object.entries(prices).map(([key, price]) => [key, Number(price)]));
}
