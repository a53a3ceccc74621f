/** `docs/reliability.md`, made from the matrix. */
import { exists, expectedOf, type Outcome } from './expected.ts';
import { FAULTS, type Fault } from './faults.ts';
import { ROWS, type Row } from './rows.ts';

const TITLES: Readonly<Record<string, string>> = {
  estimate: 'the price of a line',
  billing: 'the balance',
  library: 'the model library',
  usage: 'the usage of the last days',
  content: 'the newest generations',
  health: 'which providers are degraded',
  'get-commit': 'the commit of the base branch',
  'get-blob': 'a plan file',
  'get-contents': 'the plan file of the base branch, requested before the commit is known',
  'pull-files': 'the files that the pull request changes',
  'get-pull': 'the pull request, where the event does not tell it',
  'commit-pulls': 'the pull request of a push',
  'list-pulls': 'the pull request of a `workflow_run`',
  'get-tree': 'the list of files',
  'list-events': 'who put the override label on',
  permission: 'the permission of that person',
  'list-comments': 'the comments',
  graphql: 'whose comments are the gate’s own',
  'create-comment': 'a new comment',
  'update-comment': 'the comment, written again',
  'delete-comment': 'an earlier comment, deleted',
  'create-status': 'the commit status',
};

/** The cells whose sentences the page shows, each with the fault always. */
const SAMPLES: readonly (readonly [endpoint: string, fault: string])[] = [
  ['estimate', '502 with a page'],
  ['estimate', '429, `Retry-After: 99999999999`'],
  ['estimate', 'no answer'],
  ['estimate', 'negative'],
  ['estimate', 'the answer to another question'],
  ['estimate', 'redirect to another host'],
  ['estimate', 'expired certificate'],
  ['billing', '500, not retryable'],
  ['library', 'empty'],
  ['usage', '502 with a page'],
  ['get-blob', 'reset in the middle'],
  ['pull-files', 'truncated'],
  ['get-pull', 'the answer to another question'],
  ['list-events', '500, retryable'],
  ['create-comment', '502 with a page'],
  ['delete-comment', '500, retryable'],
  ['create-status', '`null` in every field'],
];

export function isSample({ endpoint }: Row, { name }: Fault): boolean {
  return SAMPLES.some(([sample, fault]) => sample === endpoint && fault === name);
}

/** @param sentences what was said in each sample, by its endpoint and its fault as {@link sentenceKey} has them */
export function reliabilityPage(sentences: ReadonlyMap<string, string>): string {
  const said = SAMPLES.map(([endpoint, fault]) => {
    const sentence = sentences.get(sentenceKey(endpoint, fault));
    if (sentence === undefined) throw new Error(`Nothing was said in ${sentenceKey(endpoint, fault)}.`);
    return `- ${titleOf(endpoint)}; ${fault}:\n  > ${sentence}`;
  });
  return `${[HEAD, ...side('BabySea'), ...side('GitHub'), '## What it says', SAID, said.join('\n')].join('\n\n')}\n`;
}

export function sentenceKey(endpoint: string, fault: string): string {
  return `${endpoint}: ${fault}`;
}

/** What is new in every run taken out: ids and ports. */
export function settled(sentence: string): string {
  return sentence
    .replace(/^[\w.-]+:\d+:\d+ /, '')
    .replace(/request `[\w-]{36}`/g, 'request `…`')
    .replace(/(127\.0\.0\.1|localhost):\d+/g, '$1:…')
    .replace(/[\da-f]{40}/g, '…')
    .replace(/\s+/g, ' ');
}

const HEAD = `# Reliability

<!-- Made by \`npm run reliability\`: do not edit. -->

What the gate does when BabySea or GitHub fail: each endpoint that it calls, with each way to fail, once and always. The tables are
held to the built action, which runs as a process and speaks HTTP with stand-ins of both services. In every cell,

- the step ends within \`timeout\` and five seconds more, with its outputs set, in less than 256 MiB of memory;
- it ends in a verdict of its own, without a stack trace, and neither the key nor the token is in anything that it writes;
- no verdict but \`error\` is given unless the price and the balance are those of the account;
- no redirect takes the key or the token to another host;
- the gate reports each loss once, in a sentence that says what happened and what to do.

In the tables, **as usual** means that the fault changes nothing, because a retry worked or the fault did no harm. If a cell has
two outcomes, the first is that of a fault that occurs once, the second that of a fault that persists. An *error* fails the step. With
a *warning* or a *notice*, the verdict stays the same. If a cell has *or*, the fault may also keep the prices back, depending on what has
been requested by then.`;

const SAID = 'Some of the cells above, with the fault always:';

function side(name: Row['side']): string[] {
  const rows = ROWS.filter((row) => row.side === name);
  const groups = grouped(rows);
  const letters = groups.map((_, index) => String.fromCharCode('A'.charCodeAt(0) + index));
  const legend = groups.map(
    (faults, index) => `- **${letters[index]}**: ${faults.map((fault) => fault.name).join(' · ')}`,
  );
  const head = [`| asked of ${name} |`, ...letters.map((letter) => ` ${letter} |`)].join('');
  const rule = ['| --- |', ...letters.map(() => ' --- |')].join('');
  const body = rows.map((row) =>
    [`| ${titleOf(row.endpoint)} |`, ...groups.map((faults) => ` ${cellOf(row, faults) ?? '—'} |`)].join(''),
  );
  return [`## ${name}`, legend.join('\n'), [head, rule, ...body].join('\n')];
}

/** Faults that come to the same in every row that has both. */
function grouped(rows: readonly Row[]): Fault[][] {
  const groups: Fault[][] = [];
  for (const fault of FAULTS) {
    const alike = groups.find((group) =>
      rows.every((row) => {
        const [known, own] = [cellOf(row, group), cellOf(row, [fault])];
        return known === undefined || own === undefined || known === own;
      }),
    );
    if (alike === undefined) groups.push([fault]);
    else alike.push(fault);
  }
  return groups.filter((group) => rows.some((row) => cellOf(row, group) !== undefined));
}

function cellOf(row: Row, faults: readonly Fault[]): string | undefined {
  const fault = faults.find((candidate) => exists(row, candidate));
  if (fault === undefined) return undefined;
  const [once, always] = (['once', 'always'] as const).map((times) =>
    expectedOf(row, fault, times)
      .map((outcome) => words(row, outcome))
      .join(' or '),
  );
  return once === always ? once : `${once}, ${always}`;
}

function words({ rank }: Row, { told }: Outcome): string {
  if (told === 'nowhere') return 'as usual';
  if (rank === 'approval') return 'the label does not count';
  return told === 'advice' ? 'told beside the advice' : told;
}

function titleOf(endpoint: string): string {
  return TITLES[endpoint] ?? endpoint;
}
