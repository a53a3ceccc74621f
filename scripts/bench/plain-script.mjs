/**
 * What people write today, after BabySea's credit guide: a plain script that asks for the balance and for the price of each
 * line, one after the other, holds the sum against the balance, and posts a comment. It has no need of YAML, which makes
 * it quicker than it would be.
 */
import { readFile } from 'node:fs/promises';

const { env } = process;
const base = env['INPUT_BASE-URL'];

async function ask(path) {
  const response = await fetch(`${base}/v1${path}`, { headers: { authorization: `Bearer ${env['INPUT_API-KEY']}` } });
  if (!response.ok) throw new Error(`BabySea answered ${response.status}`);
  return (await response.json()).data;
}

const lines = JSON.parse(await readFile('plan.json', 'utf8'));
const { billing_credit_balance: balance } = await ask('/user/billing');
let total = 0;
const rows = [];
for (const { id, model, count, duration, resolution } of lines) {
  const estimate = await ask(`/estimate/${model}?count=1&duration=${duration}&resolution=${resolution}`);
  const cost = estimate.cost_per_generation * count;
  total += cost;
  rows.push(`| ${id} | ${model} | ${count} | ${cost.toFixed(3)} |`);
}
const verdict = total <= balance ? 'The balance covers it.' : 'The balance does not cover it.';
console.log(`The plan costs $${total.toFixed(3)}. ${verdict}`);

const { pull_request } = JSON.parse(await readFile(env.GITHUB_EVENT_PATH, 'utf8'));
if (pull_request !== undefined) {
  const body = `The plan costs $${total.toFixed(3)}. ${verdict}\n\n| id | model | count | cost |\n| --- | --- | --- | --- |\n${rows.join('\n')}`;
  const response = await fetch(
    `${env.GITHUB_API_URL}/repos/${env.GITHUB_REPOSITORY}/issues/${pull_request.number}/comments`,
    {
      method: 'POST',
      headers: { authorization: `Bearer ${env['INPUT_GITHUB-TOKEN']}`, 'content-type': 'application/json' },
      body: JSON.stringify({ body }),
    },
  );
  if (!response.ok) throw new Error(`GitHub answered ${response.status}`);
}
if (total > balance) process.exitCode = 1;
