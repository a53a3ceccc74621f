/** GitHub's own examples of deliveries. */
import { createRequire } from 'node:module';

interface Example {
  action?: string;
  ref?: string;
  repository: { full_name: string };
}

interface Definition {
  name: string;
  examples: Example[];
}

const definitions: Definition[] = createRequire(import.meta.url)('@octokit/webhooks-examples');

/** The JSON of the first example of an event that fits, as if it were from the repository `fullName`. */
export function webhookExample(name: string, fullName: string, fits: (example: Example) => boolean): string {
  const example = definitions.find((definition) => definition.name === name)?.examples.find(fits);
  if (example === undefined) throw new Error(`There is no such example of the event ${name} any more.`);
  return JSON.stringify(example).replaceAll(example.repository.full_name, fullName);
}
