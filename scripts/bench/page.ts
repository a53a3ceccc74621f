import { type Check, limitOf, type Measured } from './checks.ts';
import { ratio, table, whole } from './figures.ts';
import type { Result } from './results.ts';

/** What the figures were measured on. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly node: string;
}

export interface Conditions {
  readonly machine: Machine;
  /** Runs of each contestant over each course. */
  readonly runs: number;
  /** Bytes of all that a runner may load: `dist` less the sandbox and licences. */
  readonly distBytes: number;
}

/** The results as Markdown. */
export function pageOf(measured: Measured, checks: readonly Check[], { machine, runs, distBytes }: Conditions): string {
  const { latencyMs, results, indexBytes } = measured;
  const [first] = results;
  const node = first?.of.node;
  return `# Performance

Measured by \`npm run bench\`, which writes this page. Every answer of BabySea and of GitHub, which are the sandbox, takes
${latencyMs} ms. Figures are medians of ${runs} ${runs === 1 ? 'run' : 'runs'} of each, taken in turns, on ${machine.cpu}, ${machine.cores} cores, Node.js ${machine.node}.

- **gate**: the built Action as a process, with its defaults, which look for cheaper models; *without advice* with
  \`alternatives: false\`.
- **limit**: the time that no program can do without: Node's own start, a round trip for each time that 8 slots are filled
  with the distinct settings, and one that writes the comment.
- **plain**: what people write today: a script that asks for the price of each line, one after the other, and then posts a
  comment. It runs up to 100 lines.
- **chain**: the longest chain of requests each of which came only after the one before it was answered.
- **first request**: from the start of the process until the request arrived.
- **settings**: distinct models and settings. **PR**: on a pull request, whose base branch has the same plan with another count.

Node.js with nothing to do takes ${whole(node?.wallMs)} ms, ${whole(node?.cpuMs)} ms of CPU and ${whole(node?.peakMiB)} MiB. \`dist/index.js\` has ${whole(indexBytes)} bytes; with all that
it may load besides, ${whole(distBytes)}.

## What must hold

${checks.map((check) => `- ${markOf(check)} ${check.promise}: ${check.found}`).join('\n')}

Between the gate and the limit is processor time on one thread. Before the first request, the whole bundle is loaded, and Node's own
\`fetch\` is started. Then the plans of both sides are read and compared, and the results are written, by code that runs for the first
time. Of memory, most is the space that V8 keeps for new objects.

## Time, in milliseconds

${timeTable(results, latencyMs)}

## What it takes

${costTable(results)}
`;
}

export function markOf({ holds }: Check): string {
  return holds === undefined ? '–' : holds ? '✓' : '✗';
}

/** Wall time, and how it stands to what is possible and to what there is. */
export function timeTable(results: readonly Result[], latencyMs: number): string {
  const heads = ['lines', 'settings', 'PR', 'limit', 'gate', '÷ limit', 'without advice', '÷ limit', 'plain'];
  const rows = results.map((result) => {
    const limit = limitOf(result, latencyMs);
    const [gate, without, plain] = [result.of.gate, result.of.gateWithoutAdvice, result.of.plain];
    return [
      ...nameOf(result),
      whole(limit),
      whole(gate?.wallMs),
      ratio(gate?.wallMs, limit),
      whole(without?.wallMs),
      ratio(without?.wallMs, limit),
      whole(plain?.wallMs),
      ratio(plain?.wallMs, gate?.wallMs),
    ];
  });
  return table([...heads, 'plain ÷ gate'], rows);
}

/** CPU, memory and requests of the gate; CPU and memory of the plain script beside them. */
export function costTable(results: readonly Result[]): string {
  const heads = ['lines', 'settings', 'PR', 'CPU ms', 'plain', 'peak MiB', 'plain', 'first request ms'];
  const rows = results.map((result) => {
    const { gate, plain } = result.of;
    return [
      ...nameOf(result),
      whole(gate?.cpuMs),
      whole(plain?.cpuMs),
      whole(gate?.peakMiB),
      whole(plain?.peakMiB),
      whole(gate?.firstMs),
      whole(gate?.babysea),
      whole(result.of.gateWithoutAdvice?.babysea),
      whole(gate?.github),
      whole(gate?.chain),
      whole(result.of.gateWithoutAdvice?.chain),
      whole(plain?.chain),
    ];
  });
  const requests = ['to BabySea', 'without advice', 'to GitHub', 'chain', 'without advice', 'plain'];
  return table([...heads, ...requests], rows);
}

function nameOf({ lines, settings, hasPullRequest }: Result): string[] {
  return [whole(lines), whole(settings), hasPullRequest ? 'yes' : 'no'];
}
