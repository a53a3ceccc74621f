import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { missingKey } from '../../src/action/inputs.ts';
import type { Override } from '../../src/budget/approval.ts';
import { renderComment } from '../../src/report/comment.ts';
import { lacksScope, refused, refusedAfter, refusedKey } from '../support/answers.ts';
import { COMMIT, labelled, record, shown } from '../support/labels.ts';
import { RUN, type Run, reportOf } from '../support/reports.ts';

/** Sample prices. */
const prices = {
  'bfl/flux-1.1-pro': 0.052,
  'bfl/flux-schnell': 0.005,
  'kling/v1.5-pro': ({ duration = 5 }) => duration * 0.049,
  'google/veo-2': ({ duration = 5 }) => duration * 0.35,
};

/** The guide's own example: 500 × 0.052 is 26.000, and the balance is 12.480. */
const catalogue = `
name: Catalogue relaunch
budget:
  max_total: 30.00
generations:
  - id: catalogue
    model: bfl/flux-1.1-pro
    count: 500
`;

const campaign = `
name: Spring campaign
budget:
  max_total: 10.00
  warn_at: 80%
generations:
  - {id: product-shots, model: bfl/flux-1.1-pro, count: 40}
  - {id: thumbnails, model: bfl/flux-schnell, count: 50, outputs: 4}
  - {id: hero, model: kling/v1.5-pro, count: 2, duration: 10, resolution: 720p, audio: false}
  - id: teaser
    model: google/veo-2
    params: {generation_prompt: A baby seal plays in the Arctic, generation_duration: 8}
`;

const broken = `
name: Spring campaign
budjet:
  max_total: 10.00
generations:
  - id: hero
    model: kling/v1.5-pro
    durration: 10
    count: twelve
  - id: hero
    model: flux-1.1-pro
    count_from: data/products.csv
`;

const hostile = {
  name: '[free credits](https://evil.example)',
  budget: { max_per_generation: 0.01, max_total: 0.01 },
  generations: [
    {
      id: '</code></td></table> [win](https://evil.example) ![x](https://evil.example/x.png)',
      model: 'bfl/flux-1.1-pro',
    },
    { id: '``` @octocat #1 `$x$` | <!-- https://evil.example -->', model: 'bfl/flux-schnell' },
    { id: '<script>alert(1)</script> &lt;b&gt; :tada: ::error::', model: 'kling/v1.5-pro' },
  ],
};

const many = {
  generations: Array.from({ length: 3_000 }, (_, index) => ({
    id: `product-${String(index + 1).padStart(4, '0')}`,
    model: index % 2 === 0 ? 'bfl/flux-1.1-pro' : 'bfl/flux-schnell',
    count: 1 + (index % 100),
  })),
};

/** The campaign as it may stand on the base branch. */
const campaignBefore = `
name: Spring campaign
budget:
  max_total: 10.00
  warn_at: 80%
generations:
  - {id: product-shots, model: bfl/flux-1.1-pro, count: 30}
  - {id: thumbnails, model: bfl/flux-schnell, count: 50, outputs: 4}
  - {id: hero, model: kling/v1.5-pro, count: 2, duration: 5, resolution: 1080p}
  - {id: banner, model: kling/v1.5-pro, duration: 5}
`;

const weekly = (max: string) => `
name: Weekly catalogue
runs_per_month: 4
budget:
  max_monthly: ${max}
generations:
  - {id: catalogue, model: bfl/flux-1.1-pro, count: 500}
  - {id: thumbnails, model: bfl/flux-schnell, count: 500}
`;

/** The label that a maintainer put on when the campaign cost this much. */
function approvedFor(cost: string): Override {
  return labelled({ record: record(cost), shown: shown(cost, { commit: COMMIT }) });
}

const one = (plan: string | object) => ({ 'generation-plan.yml': plan });

const cases: Record<string, Run> = {
  pass: { plans: { 'generation-plan.yml': campaign }, prices: { ...prices, 'google/veo-2': 0.35 }, balance: 40 },
  warn: { plans: { 'generation-plan.yml': campaign.replace('80%', '60%') }, prices, balance: 40 },
  'warn-only': { plans: { 'generation-plan.yml': campaign }, prices, balance: 40, budget: '5', warnOnly: true },
  'fail-by-balance': { plans: { 'generation-plan.yml': catalogue }, prices, balance: 12.48 },
  'fail-by-balance-and-reserve': {
    plans: { 'generation-plan.yml': catalogue },
    prices,
    balance: 30,
    reserve: '10',
  },
  'fail-by-budget': { plans: { 'generation-plan.yml': catalogue }, prices, balance: 40, budget: '20' },
  'fail-by-max-total': {
    plans: { 'generation-plan.yml': catalogue.replace('30.00', '20.00\n  max_per_generation: 0.05') },
    prices,
    balance: 40,
  },
  'fail-by-balance-and-budget': {
    plans: { 'generation-plan.yml': catalogue.replace('30.00', '20.00') },
    prices,
    balance: 0.48,
    budget: '20',
    lowBalance: '1',
  },
  'error-in-plan': { plans: { 'generation-plan.yml': broken } },
  'error-key-refused': {
    plans: { 'generation-plan.yml': campaign },
    prices: Object.fromEntries(Object.keys(prices).map((model) => [model, refusedKey()])),
    balance: refusedKey(),
  },
  'error-key-missing-on-fork': { plans: { 'generation-plan.yml': campaign }, problems: [missingKey('fork')] },
  'error-prices': {
    plans: { 'generation-plan.yml': campaign },
    prices: {
      ...prices,
      'kling/v1.5-pro': refused(404, { message: 'Model not found.' }),
      'google/veo-2': refusedAfter(3, 503, { code: 'BSE9001', message: 'Try again later.' }),
      'bfl/flux-schnell': { cost_per_generation: -1 },
    },
    balance: 40,
  },
  'balance-from-estimates': {
    plans: { 'generation-plan.yml': campaign },
    prices: { ...prices, 'google/veo-2': 0.35 },
    balance: lacksScope(),
    creditBalance: 40,
  },
  'several-plans': {
    plans: { 'plans/catalogue.yml': catalogue, 'plans/spring.yml': campaign.replace('10.00', '7.00') },
    prices,
    balance: 30,
  },
  'hostile-text': { plans: { 'plans/`[x](https://evil.example)` @octocat.yml': hostile }, prices, balance: 40 },
  'many-lines': { plans: { 'generation-plan.yml': many }, prices, balance: 10_000 },
  'no-change': { before: one(campaign), plans: one(campaign), prices, balance: 40 },
  'first-plan': { before: {}, plans: one(campaign), prices, balance: 40 },
  'changed-lines': {
    before: {
      'plans/spring.yml': campaignBefore,
      'plans/teasers.yml': `
generations:
  - {id: teaser, model: google/veo-2, duration: 8}
  - {id: trailer, model: google/veo-2, duration: 5}
`,
    },
    plans: {
      'plans/spring.yml': campaign,
      'plans/teasers.yml': 'generations: [{id: trailer, model: google/veo-2, duration: 5}]',
    },
    prices,
    balance: 40,
  },
  'removed-plan': {
    before: { 'plans/catalogue.yml': catalogue, 'plans/spring.yml': campaign, 'plans/weekly.yml': weekly('150.00') },
    plans: { 'plans/catalogue.yml': catalogue, 'plans/weekly.yml': weekly('150.00') },
    prices,
    balance: 80,
  },
  'max-increase': {
    before: one(campaignBefore.replace('warn_at: 80%', 'max_increase: 20%')),
    plans: one(campaign.replace('warn_at: 80%', 'max_increase: 20%')),
    prices,
    balance: 40,
  },
  'proposed-limits': {
    before: one(campaign.replace('10.00', '5.00\n  denied_models: [google/veo-*]')),
    plans: one(campaign.replace('80%', '90%')),
    prices,
    balance: 40,
  },
  override: {
    before: one(campaignBefore.replace('10.00', '5.00')),
    plans: one(campaign.replace('10.00', '5.00')),
    prices,
    balance: 40,
    override: approvedFor('6.86'),
  },
  'override-not-enough': {
    before: one(campaignBefore.replace('10.00', '5.00')),
    plans: one(campaign.replace('10.00', '5.00')),
    prices,
    balance: 40,
    override: approvedFor('6.00'),
  },
  monthly: { before: one(weekly('100.00')), plans: one(weekly('100.00')), prices, balance: 40 },
  'several-plans-compared': {
    before: { 'plans/catalogue.yml': catalogue.replace('500', '450'), 'plans/spring.yml': campaign },
    plans: { 'plans/catalogue.yml': catalogue, 'plans/spring.yml': campaign, 'plans/summer.yml': weekly('150.00') },
    prices,
    balance: 80,
  },
  'baseline-broken': { before: one(broken), plans: one(campaign), prices, balance: 40 },
  'many-lines-compared': { before: one({ generations: many.generations.slice(1) }), plans: one(many), prices, balance: 10_000 },
  empty: { plans: { 'generation-plan.yml': 'generations: []' }, balance: 12.48 },
};

/** Of a very long comment, what a reviewer of a change needs to see: how it begins and how it ends. */
function headAndTail(body: string): string {
  const lines = body.split('\n');
  if (lines.length <= 150) return body;
  const left = lines.length - 60;
  return [
    ...lines.slice(0, 40),
    `[… ${left} lines of the comment are not kept in this file …]`,
    ...lines.slice(-20),
  ].join('\n');
}

describe('the comment, as a reviewer reads it', () => {
  test.each(Object.entries(cases))('%s', async (name, run) => {
    const body = renderComment(await reportOf(run), RUN, '');
    await expect(headAndTail(body)).toMatchFileSnapshot(`./${name}.md`);
  });

  test('stands here for every case and for nothing else', () => {
    const files = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.md'));
    expect(files).toEqual(
      Object.keys(cases)
        .map((name) => `${name}.md`)
        .toSorted(),
    );
  });
});
