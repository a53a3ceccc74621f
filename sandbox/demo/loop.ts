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

/** An entry of the output `matrix`, as far as the jobs read it. */
interface Shard {
  readonly lines: readonly {
    readonly id: string;
    readonly model: string;
    readonly count: number;
    readonly params: Readonly<Record<string, unknown>>;
    readonly idempotency_key: string;
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
    const jobs = [];
    for (const { lines } of shardsOf(gate)) {
      for (const line of lines) {
        for (let index = 1; index <= line.count; index++) {
          await generate(babysea, line.model, line.params, `${line.idempotency_key}:${index}`);
        }
        jobs.push({ title: line.id, generated: line.count });
      }
    }
    await generate(babysea, 'google/nano-banana', { generation_prompt: 'Somebody else’s' }, 'somebody-else');
    const settle = await runStep({
      ...options,
      entry: join(root, 'dist/settle/index.js'),
      inputs: { ...common, report: 'budget-report.json', comment: 'never', 'max-overrun': '50%' },
    });
    return { gate, jobs, settle };
  } finally {
    await Promise.all([babysea.close(), github.close(), rm(workspace, { recursive: true, force: true })]);
  }
}

function shardsOf({ outputs }: StepResult): readonly Shard[] {
  const matrix: { readonly include: readonly Shard[] } = JSON.parse(outputs['matrix'] || '{"include":[]}');
  return matrix.include;
}

async function generate(
  babysea: BabySeaSandbox,
  model: string,
  params: Readonly<Record<string, unknown>>,
  key: string,
): Promise<void> {
  const type = babysea.models.find(({ identifier }) => identifier === model)?.type ?? 'image';
  const response = await fetch(`${babysea.url}/v1/generate/${type}/${model}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${fullAccessKey}`, 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify(params),
  });
  if (!response.ok) throw new Error(`The sandbox did not generate ${model}: HTTP ${response.status}.`);
}
