import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { publishedSchemas } from './published-schemas.ts';

/** `npm run schema`: writes the JSON Schemas that `src` defines to `schema/`. */
const folder = path.resolve(import.meta.dirname, '..', 'schema');
for (const [name, text] of publishedSchemas()) {
  await writeFile(path.join(folder, name), text);
  console.log(`Wrote schema/${name}`);
}
