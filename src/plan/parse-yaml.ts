import { MAX_VALUES, type ParsedYaml, parseYaml } from './yaml-document.ts';

/** Why a text was not parsed: its time or memory ran out, or it is nested more deeply than the stack allows. */
export interface ParseFailure {
  readonly failure: 'time' | 'memory' | 'depth';
}

export type YamlResult = ParsedYaml | ParseFailure;

/** Parses the texts of the plans of one run, in their order. Never rejects because of what a text holds. */
export type ParseTexts = (texts: readonly string[]) => Promise<readonly YamlResult[]>;

/** A text that `plan-worker.ts` is to parse, and how many values its data may have. */
export interface ParseTask {
  readonly text: string;
  readonly maxValues: number;
}

/** Parses a text; nesting that is too deep for the stack is a result, not an error. */
export function tryParseYaml({ text, maxValues }: ParseTask): YamlResult {
  try {
    return parseYaml(text, maxValues);
  } catch (error) {
    if (error instanceof RangeError) return { failure: 'depth' };
    throw error;
  }
}

/** Parses in this thread and without limits of time and memory: for short texts, and for texts that we wrote. */
export const parseHere: ParseTexts = async (texts) => {
  let maxValues = MAX_VALUES;
  return texts.map((text) => {
    const result = tryParseYaml({ text, maxValues });
    maxValues -= valuesOf(result);
    return result;
  });
};

export function valuesOf(result: YamlResult): number {
  return 'failure' in result ? 0 : result.valueCount;
}
