/** The sandbox's command line: `node dist/sandbox/index.js demo [PLAN]`. */
import { fileURLToPath } from 'node:url';
import { demo, findRoot } from './demo.ts';

const commands: Readonly<Record<string, (plan?: string) => Promise<number>>> = {
  demo: (plan) =>
    demo({
      // npm runs scripts in the package's folder; this is where the user called it.
      ...(plan !== undefined && { own: { folder: process.env['INIT_CWD'] ?? process.cwd(), plan } }),
      root: findRoot(fileURLToPath(import.meta.url)),
      print: (line) => console.log(line),
      colour: process.stdout.isTTY === true && !process.env['NO_COLOR'],
    }),
};

const [name = '', plan] = process.argv.slice(2);
const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
if (command === undefined) {
  console.error(
    `Usage: node dist/sandbox/index.js COMMAND, where COMMAND is one of: ${Object.keys(commands).join(', ')}`,
  );
  process.exitCode = 2;
} else {
  process.exitCode = await command(plan);
}
