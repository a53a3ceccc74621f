import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Cue, Scene, Seen } from './sides.ts';

/** Both stand-ins, in a process of their own. */
export interface Stage {
  /** Sets it anew for a run. */
  begin(scene: NonNullable<Cue['scene']>): Promise<Scene>;
  /** Ends the run, and tells what the stand-ins saw of it. */
  end(): Promise<Seen>;
  close(): void;
}

/** Starts the process of the stand-ins. */
export function startStage(): Stage {
  const child = fork(join(import.meta.dirname, 'sides.ts'));
  const gone = once(child, 'exit').then(() => raise('The process of the stand-ins has ended.'));
  // In the end it does, when nobody waits for it any more.
  gone.catch(() => undefined);
  const answer = async (cue: Cue): Promise<string> => {
    child.send(JSON.stringify(cue));
    const [text] = await Promise.race([once(child, 'message'), gone]);
    return String(text);
  };
  return {
    begin: async (scene) => JSON.parse(await answer({ scene })),
    end: async () => JSON.parse(await answer({})),
    close: () => child.disconnect(),
  };
}

function raise(message: string): never {
  throw new Error(message);
}
