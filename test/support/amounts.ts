import { expect } from 'vitest';
import { Usd } from '../../src/shared/money.ts';

// Loaded before every test: an amount keeps its figure to itself, so that any two would be equal to `toEqual` and its like.
expect.addEqualityTesters([(a, b) => (a instanceof Usd && b instanceof Usd ? a.compare(b) === 0 : undefined)]);
