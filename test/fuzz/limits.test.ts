import fc from 'fast-check';
import { expect, test } from 'vitest';
import { soundAccount } from './account.ts';
import { anyCase, type Case, outcomeOf } from './cases.ts';
import { anyBudget, anyShape, type Budget, type Shape } from './plan-shapes.ts';
import { anyStyle, type Style, textOf } from './plan-texts.ts';
import { runs } from './runs.ts';

function planOf(file: string, shape: Shape, style: Style) {
  return { file, shape, style, text: textOf(shape, style), isIntact: true };
}

function withBudget({ budget: _, ...shape }: Shape, budget: Budget | null): Shape {
  return budget === null ? shape : { ...shape, budget };
}

test('whatever a pull request writes into its budget, it is judged by that of the base branch', async () => {
  const limits = fc.record({
    base: anyBudget,
    own: fc.option(anyBudget),
    other: fc.option(anyBudget),
    shape: anyShape,
    before: fc.option(anyShape),
    style: anyStyle,
    isMoved: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(anyCase, soundAccount, limits, async (rest, account, drawn) => {
      const { base, own, other, shape, before, style, isMoved } = drawn;
      const run = (budget: Budget | null) => {
        const given: Case = {
          ...rest,
          account,
          plans: [planOf(isMoved ? 'moved.yml' : 'plan.yml', withBudget(shape, budget), style)],
          // A plan that has moved is known by the ids of its lines.
          base: [planOf('plan.yml', withBudget(isMoved ? shape : (before ?? shape), base), style)],
          baseIs: { limits: true, costs: rest.baseIs.costs },
        };
        return outcomeOf(given);
      };
      fc.pre(!isMoved || shape.name !== undefined || shape.entries.length > 0);
      const [one, another] = [await run(own), await run(other)];
      const judged = ({ report }: typeof one) => JSON.stringify([report.verdict, report.violations, report.headline]);
      expect(judged(another)).toBe(judged(one));
    }),
    runs(0.1),
  );
});
