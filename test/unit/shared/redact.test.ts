import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { redactor } from '../../../src/shared/redact.ts';

const KEY = 'bye_live_8s7Dh2+k/9?x&"z<q>';
const redact = redactor([KEY]);

describe('a secret is hidden', () => {
  test('as it is, wherever it stands', () => {
    expect(redact(`key=${KEY}, again ${KEY}!`)).toBe('key=***, again ***!');
  });

  test('in other letter cases', () => {
    expect(redact(KEY.toUpperCase())).toBe('***');
  });

  test('encoded for a URL', () => {
    expect(redact(`?key=${encodeURIComponent(KEY)}&x=1`)).toBe('?key=***&x=1');
  });

  test('escaped for JSON', () => {
    expect(redact(JSON.stringify({ key: KEY }))).toBe('{"key":"***"}');
  });

  test('escaped for HTML by numbers', () => {
    expect(redact(KEY.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`))).toBe('***');
  });

  test('escaped for HTML by names', () => {
    const names: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
    expect(redact(KEY.replace(/[&<>"]/g, (character) => names[character] ?? ''))).toBe('***');
  });

  test.each(['', 'u', 'us', 'use', 'user:'])('in base64 after %j', (before) => {
    const encoded = Buffer.from(`${before}${KEY}`).toString('base64');
    expect(redact(encoded)).toContain('***');
    expect(redact(encoded).length).toBeLessThan(14);
  });

  test.each(['', 'u', 'us'])('in URL-safe base64 after %j', (before) => {
    const encoded = Buffer.from(`${before}${KEY}~~~`).toString('base64url');
    expect(redact(encoded)).toContain('***');
    expect(redact(encoded).length).toBeLessThan(14);
  });

  test('in URL-safe base64 with the characters that it has in the place of others', () => {
    const key = 'key>>>>>????????';
    const encoded = Buffer.from(key).toString('base64');
    expect(encoded).toBe('a2V5Pj4+Pj4/Pz8/Pz8/Pw==');
    expect(redactor([key])(encoded)).toBe('***w==');
    expect(redactor([key])(Buffer.from(key).toString('base64url'))).toBe('***w');
  });

  test('escaped for HTML by names, and the apostrophe by its number', () => {
    expect(redactor([`it's a <key>`])('it&#39;s a &lt;key&gt;')).toBe('***');
  });

  test('of four characters, in base64 too', () => {
    const short = redactor(['a1B2']);
    expect(short('a1B2')).toBe('***');
    const encoded = ['', 'u', 'us'].map((before) => Buffer.from(`${before}a1B2`).toString('base64'));
    expect(encoded.map(short)).toEqual(['***g==', 'dW***I=', 'dXN***']);
  });

  test('as a whole where one secret begins another', () => {
    expect(redactor(['bye_key', 'bye_key_long'])('bye_key_long bye_key')).toBe('*** ***');
  });

  test('where it has characters that mean something to a pattern', () => {
    expect(redactor(['a.b*c(d'])('a.b*c(d axbbc(d')).toBe('*** axbbc(d');
  });
});

describe('nothing else is hidden', () => {
  test('without secrets', () => {
    expect(redactor([])('as it is')).toBe('as it is');
  });

  test('for what is too short to be a secret', () => {
    expect(redactor(['', 'a', 'abc'])('abc, a banana')).toBe('abc, a banana');
  });
});

describe('whatever the secret and what surrounds it', () => {
  const secret = fc
    .string({ minLength: 8, maxLength: 60, unit: 'grapheme-ascii' })
    .filter((text) => text.trim() === text);
  const around = fc.string({ maxLength: 20 });
  const forms: [string, (text: string) => string][] = [
    ['as it is', (text) => text],
    ['for a URL', encodeURIComponent],
    ['for JSON', (text) => JSON.stringify(text).slice(1, -1)],
    ['for HTML', (text) => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)],
  ];

  test.each(forms)('it does not appear %s', (_, form) => {
    fc.assert(
      fc.property(secret, around, around, (hidden, before, after) => {
        const written = redactor([hidden])(`${before}${form(hidden)}${after}`);
        // A secret made of stars would be hidden as itself.
        fc.pre(!'***'.includes(hidden) && !`${before}***${after}`.toLowerCase().includes(form(hidden).toLowerCase()));
        expect(written.toLowerCase()).not.toContain(form(hidden).toLowerCase());
      }),
    );
  });

  test.each(['base64', 'base64url'] as const)('%s of it gives away no more than its edges', (encoding) => {
    fc.assert(
      fc.property(secret, around, around, (hidden, before, after) => {
        const text = Buffer.from(`${before}${hidden}${after}`).toString(encoding);
        const edges = Math.ceil((Buffer.byteLength(before) * 4) / 3) + Math.ceil((Buffer.byteLength(after) * 4) / 3);
        // Beside them: what stands for the secret, and the characters that also carry bits of it, and padding.
        expect(redactor([hidden])(text).length).toBeLessThanOrEqual(edges + '***'.length + 6);
      }),
    );
  });
});
