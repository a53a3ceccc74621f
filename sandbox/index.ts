/** The sandbox's command line: `node dist/sandbox/index.js demo [PLAN]`. */
import { fileURLToPath } from 'node:url';
import { readDemoCall } from './demo/arguments.ts';
import { demo, findRoot } from './demo.ts';

/** Each command gives its exit code. */
const commands: Readonly<Record<string, (args: readonly string[]) => Promise<number>>> = {
  demo: async (args) => {
    // Where npm was called, though it runs scripts in the package's folder.
    const folder = process.env['INIT_CWD'] ?? process.cwd();
    const call = readDemoCall(args, folder);
    if ('text' in call) {
      (call.exitCode === 0 ? console.log : console.error)(call.text);
      return call.exitCode;
    }
    return demo({
      ...(call.plan !== undefined && { own: { folder, plan: call.plan } }),
      root: findRoot(fileURLToPath(import.meta.url)),
      print: (line) => console.log(line),
      colour: process.stdout.isTTY === true && !process.env['NO_COLOR'],
    });
  },
};

const [name = '', ...args] = process.argv.slice(2);
const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
if (command === undefined) {
  console.error(
    `Usage: node dist/sandbox/index.js COMMAND, where COMMAND is one of: ${Object.keys(commands).join(', ')}`,
  );
  process.exitCode = 2;
} else {
  process.exitCode = await command(args);
}
