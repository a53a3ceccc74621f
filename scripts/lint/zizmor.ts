/** zizmor looks for what makes a workflow insecure. Offline: the same commit gets the same answer on any day. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

export interface ZizmorOptions {
  readonly config: string;
  readonly persona: 'regular' | 'pedantic';
}

/** Whether it finds nothing; what it finds, it writes to standard output. */
export function passesZizmor(files: readonly string[], { config, persona }: ZizmorOptions): boolean {
  const local = path.join('.venv', 'bin', 'zizmor');
  const options = [`--config=${config}`, `--persona=${persona}`, '--offline', '--no-progress', '--strict-collection'];
  const { error, status } = spawnSync(existsSync(local) ? local : 'zizmor', ['--quiet', ...options, '--', ...files], {
    stdio: 'inherit',
  });
  if (error) {
    console.error(`zizmor cannot be run (${error.message}). Install it with:`);
    console.error(
      '  python3 -m venv .venv && .venv/bin/pip install --require-hashes --requirement .ci/requirements.txt',
    );
  }
  return status === 0;
}
