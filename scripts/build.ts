/** `npm run build`: empties `dist` and builds it from `src` and `sandbox`. */
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { bundleAll, ROOT } from './bundle.ts';

const dist = path.join(ROOT, 'dist');
await rm(dist, { recursive: true, force: true });
const files = await bundleAll(dist);
console.log(`Built ${files.length} files into dist: ${files.join(', ')}`);
