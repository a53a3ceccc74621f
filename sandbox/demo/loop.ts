/** The whole loop in the sandbox: the gate, a job for each line that generates, and settle. */
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { type BabySeaSandbox, defaultKey, fullAccessKey, type Outcome, startBabySea } from '../babysea/index.ts';
import { startGitHub, workflowDispatchEvent } from '../github/index.ts';
import { runStep, type StepResult } from '../runner.ts';

const REPOSITORY = 'sample-studio/catalogue';
/** The plan of the loop, below the root. */
export const LOOP_PLAN = 'examples/settle/generation-plan.yml';

/** To mask in the logs. */
export const loopSecrets: readonly string[] = [defaultKey, fullAccessKey];

/** The steps of the loop, and what the jobs between them generated. */
export interface Loop {
  readonly gate: StepResult;
  /** One for each job of the matrix. */
  readonly jobs: readonly { readonly title: string; readonly generated: number }[];
  readonly settle: StepResult;
}

/** The second image fails, and the first video is longer than planned. */
const OUTCOMES: Readonly<Record<number, Outcome>> = {
  2: { status: 'failed', provider: 'fal' },
  5: { params: { generation_duration: 10 } },
};

interface Order {
  readonly model: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** The output `matrix`, as far as the jobs read it. */
interface Matrix {
  readonly include: readonly {
    readonly lines: readonly (Order & {
      readonly id: string;
      readonly count: number;
      readonly idempotency_key: string;
    })[];
  }[];
}

/** @param root the folder that contains `dist` and `examples` */
export async function playLoop(root: string): Promise<Loop> {
  const babysea = await startBabySea({
    balance: '12.480',
    generations: [],
    outcome: ({ number }) => OUTCOMES[number] ?? {},
  });
  const github = await startGitHub();
  const workspace = await mkdtemp(join(tmpdir(), 'demo-loop-'));
  try {
    const plan = basename(LOOP_PLAN);
    await copyFile(join(root, LOOP_PLAN), join(workspace, plan));
    github.addRepo(REPOSITORY, { files: { main: {} } });
    const event = workflowDispatchEvent(github, REPOSITORY);
    const common = { 'api-key': defaultKey, region: 'us', 'base-url': babysea.url, summary: 'true' };
    const options = { workspace, ...event };
    const gate = await runStep({
      ...options,
      entry: join(root, 'dist/index.js'),
      inputs: { ...common, plan, comment: 'never', report: 'budget-report.json' },
    });
    const matrix: Matrix = JSON.parse(gate.outputs['matrix'] || '{"include":[]}');
    const lines = matrix.include.flatMap((shard) => shard.lines);
    for (const line of lines) {
      for (let index = 1; index <= line.count; index++) {
        await generate(babysea, line, `${line.idempotency_key}:${index}`);
      }
    }
    await generate(babysea, { model: 'google/nano-banana', params: {} }, 'somebody-else');
    const settle = await runStep({
      ...options,
      entry: join(root, 'dist/settle/index.js'),
      inputs: { ...common, report: 'budget-report.json', comment: 'never', 'max-overrun': '50%' },
    });
    return { gate, jobs: lines.map(({ id, count }) => ({ title: id, generated: count })), settle };
  } finally {
    await Promise.all([babysea.close(), github.close(), rm(workspace, { recursive: true, force: true })]);
  }
}

async function generate(babysea: BabySeaSandbox, { model, params }: Order, key: string): Promise<void> {
  const { type = 'image' } = babysea.models.find(({ identifier }) => identifier === model) ?? {};
  const response = await fetch(`${babysea.url}/v1/generate/${type}/${model}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${fullAccessKey}`, 'idempotency-key': key },
    body: JSON.stringify(params),
  });
  if (!response.ok) throw new Error(`The sandbox did not generate ${model}: HTTP ${response.status}.`);
}
