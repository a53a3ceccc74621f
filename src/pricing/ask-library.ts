import type { BabySeaApi } from '../babysea/api.ts';
import { describeError } from '../babysea/error-messages.ts';
import { librarySchema, parseResponse } from '../babysea/responses.ts';
import { prose } from '../shared/message.ts';
import type { Answer } from './billing.ts';
import type { ModelLibrary } from './model-library.ts';

/** Asks for the model library. Never rejects. */
export async function fetchModelLibrary(api: BabySeaApi, region: string): Promise<Answer<ModelLibrary>> {
  try {
    return { value: parseResponse(librarySchema, await api.library.models()).models };
  } catch (error) {
    return { trouble: describeError(error, prose('the model library'), region) };
  }
}
