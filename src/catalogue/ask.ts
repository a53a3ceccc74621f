import { believed, librarySchema } from '../babysea/answers.ts';
import type { BabySeaApi } from '../babysea/api.ts';
import { troubleOf } from '../babysea/trouble.ts';
import type { Answer } from '../quotes/ask.ts';
import { prose } from '../text.ts';
import type { Catalogue } from './catalogue.ts';

/** Asks for the model library. Never rejects. */
export async function askCatalogue(api: BabySeaApi, region: string): Promise<Answer<Catalogue>> {
  try {
    return { value: believed(librarySchema, await api.library.models()).models };
  } catch (error) {
    return { trouble: troubleOf(error, prose('the model library'), region) };
  }
}
