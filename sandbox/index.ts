/** The sandbox's command line: `node dist/sandbox/index.js demo [PLAN]`. */
import { fileURLToPath } from 'node:url';
import { readDemoCall } from './demo/arguments.ts';
import { demo, findRoot } from './demo.ts';

const [command, ...args] = process.argv.slice(2);
// Where npm was called, though it runs scripts in the package's folder.
const folder = process.env['INIT_CWD'] ?? process.cwd();
const call = readDemoCall(command === 'demo' ? args : ['--help'], folder);
if ('text' in call) {
  (call.exitCode === 0 ? console.log : console.error)(call.text);
  process.exitCode = call.exitCode;
} else {
  process.exitCode = await demo({
    ...(call.plan !== undefined && { own: { folder, plan: call.plan } }),
    root: findRoot(fileURLToPath(import.meta.url)),
    print: (line) => console.log(line),
  });
}
