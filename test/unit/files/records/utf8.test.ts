import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { count } from './support.ts';

describe('bytes that are not UTF-8', () => {
  test('are told by their line', async () => {
    const line = fc.constantFrom('a', 'é', '漢字', '😀', '\ufffd', '');
    const lines = fc.array(line, { maxLength: 6 });
    const invalid = fc.constantFrom([0xff], [0x80], [0xc3], [0xe6, 0xbc], [0xf0, 0x9f, 0x98], [0xed, 0xa0, 0x80]);
    const property = fc.asyncProperty(lines, line, invalid, line, lines, async (above, left, bytes, right, below) => {
      const content = Buffer.concat([
        Buffer.from([...above, left].join('\n')),
        Buffer.from(bytes),
        Buffer.from([right, ...below].map((text) => `${text}\n`).join('')),
      ]);
      const message = `Line ${above.length + 1}: expected UTF-8 text, found other bytes.`;
      expect(await count('txt', content)).toBe(message);
    });
    await fc.assert(property, { numRuns: 1000 });
  });
});
