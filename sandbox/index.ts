/** The sandbox's door: `node dist/sandbox/index.js demo`. */
import { fileURLToPath } from 'node:url';
import { demo, findRoot } from './demo.ts';

/** Each command gives whether it went well. */
const commands: Readonly<Record<string, () => Promise<boolean>>> = {
  demo: () =>
    demo({
      root: findRoot(fileURLToPath(import.meta.url)),
      print: (line) => console.log(line),
      colour: process.stdout.isTTY === true && !process.env['NO_COLOR'],
    }),
};

const [name = ''] = process.argv.slice(2);
const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
if (command === undefined) {
  console.error(
    `Usage: node dist/sandbox/index.js COMMAND, where COMMAND is one of: ${Object.keys(commands).join(', ')}`,
  );
  process.exitCode = 2;
} else {
  process.exitCode = (await command()) ? 0 : 1;
}
