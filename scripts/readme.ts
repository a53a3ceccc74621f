import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readmeWithTables } from './readme-tables.ts';

/** `npm run readme`: makes the README's tables anew from `action.yml`. */
await writeFile(path.resolve(import.meta.dirname, '..', 'README.md'), await readmeWithTables());
