import { type ConversionConfig, toJsonSchema } from '@valibot/to-json-schema';
import type { GenericSchema } from 'valibot';
import { planSchema } from '../src/plan/schema.ts';
import { reportSchema } from '../src/report/schema.ts';
import { settlementSchema } from '../src/settlement/schema.ts';

/** The JSON Schemas that are published, by file name: made from the schemas that the code itself checks by. */
export function publishedSchemas(): Map<string, string> {
  return new Map([
    [
      'generation-plan.schema.json',
      published(planSchema, {
        title: 'BabySea generation plan',
        description: 'What a workflow is going to generate, for BabySea Budget Gate to price before it runs.',
      }),
    ],
    [
      'report.schema.json',
      published(reportSchema, {
        title: 'BabySea Budget Gate report',
        description: 'The result of one run of the gate. Amounts are USD as decimal text, exact.',
      }),
    ],
    [
      'settlement.schema.json',
      published(settlementSchema, {
        title: 'BabySea Budget Gate settlement',
        description: 'What was generated, compared with what was planned. Amounts are USD as decimal text, exact.',
      }),
    ],
  ]);
}

function published(schema: GenericSchema, about: { title: string; description: string }): string {
  const { $schema, ...rest } = toJsonSchema(schema, CONFIG);
  return `${JSON.stringify({ $schema, ...about, ...rest }, null, 2)}\n`;
}

const CONFIG: ConversionConfig = {
  // The shape that people write, before amounts become exact.
  typeMode: 'input',
  // Editors read patterns with the `u` flag, so nothing is lost.
  ignoreActions: ['raw_transform'],
  errorMode: 'ignore',
  overrideSchema: ({ valibotSchema, jsonSchema }) => {
    // Amounts and sentences: classes in the code, text in JSON.
    if (valibotSchema.type === 'custom') return { ...jsonSchema, type: 'string' };
    // Unknown keys are mistakes; the code looks for them by itself.
    if (valibotSchema.type === 'object') return { ...jsonSchema, additionalProperties: false };
    return undefined;
  },
};
