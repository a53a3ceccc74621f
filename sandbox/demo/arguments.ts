import { statSync } from 'node:fs';
import { resolve } from 'node:path';

export const USAGE = `Usage: npm run demo [PLAN]

Runs the built Action as a runner would, against stand-ins for BabySea and GitHub on this machine: no account, no cost.

  npm run demo               runs the examples
  npm run demo my-plan.yml   runs one plan of yours, by its path from here
  npm run demo -- --help     shows this help

Exit code: 0 if the examples came out as they should; with a plan of yours, that of the step (0 pass or warn, 1 fail or error);
2 if this call is wrong.`;

/** What to do: run a plan, run the examples (no plan), or only say something. */
export type DemoCall = { readonly plan: string | undefined } | { readonly text: string; readonly exitCode: 0 | 2 };

/** @param folder where paths begin; absolute */
export function readDemoCall(args: readonly string[], folder: string): DemoCall {
  if (args.includes('--help') || args.includes('-h')) return { text: USAGE, exitCode: 0 };
  const [plan, ...others] = args;
  const option = args.find((arg) => arg.startsWith('-'));
  if (option !== undefined) return wrong(`The demo has no option \`${option}\`.`);
  if (others.length > 0)
    return wrong(`The demo runs one plan at a time, and this call names ${args.length}: ${args.join(', ')}.`);
  if (plan === undefined) return { plan };
  const found = statSync(resolve(folder, plan), { throwIfNoEntry: false });
  if (found === undefined) return wrong(`There is no file \`${plan}\` in ${folder}. Check the path.`);
  if (found.isDirectory()) return wrong(`\`${plan}\` is a folder, not a file. Name the plan in it.`);
  return { plan };
}

function wrong(sentence: string): DemoCall {
  return { text: `${sentence}\n\n${USAGE}`, exitCode: 2 };
}
