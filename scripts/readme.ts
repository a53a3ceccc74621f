import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pagesWithTables } from './readme-tables.ts';

/** `npm run readme`: makes the tables of the README, docs/plan.md and docs/settle.md anew from their sources. */
for (const [page, text] of await pagesWithTables()) {
  await writeFile(path.resolve(import.meta.dirname, '..', page), text);
}
