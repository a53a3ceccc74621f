import type { Load } from './run-case.ts';
import { standIn } from './stand-in.ts';

/** How the gate loads plans and their base: the one place where the model meets the sources that it tries out. */
export const load: Load = standIn();
