import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { sentencesIn } from '../support/messages.ts';

const PAGES = ['README.md', 'docs/troubleshooting.md'];

/**
 * Messages that the page sends elsewhere: mistakes of a plan and its data file have their place, violations their rule,
 * and the command line its own page.
 */
const ELSEWHERE = /^src\/(plan|catalogue|records|budget\/judge-(plan|models|whole)|cli)\b/;

const sentences = await sentencesIn('src');
const entries = (await Promise.all(PAGES.map(entriesOf))).flat();

describe('the tables of messages', () => {
  it('have the beginnings of many', () => {
    expect(entries.length).toBeGreaterThan(70);
  });

  it.each(entries)('name a message of the source at $page: $beginning', ({ beginning }) => {
    expect(sentences.filter(({ text }) => begins(text, beginning)).map(({ place }) => place)).not.toEqual([]);
  });

  it('have every message that stands for itself', () => {
    const untold = sentences
      .filter(({ isMessage, place, text }) => isMessage && !ELSEWHERE.test(place) && /\p{L}{3}/u.test(text))
      .filter(({ text }) => !entries.some(({ beginning }) => begins(text, beginning)));
    expect(untold).toEqual([]);
  });
});

/** Whether a sentence begins so; `…` of the beginning stands for whatever the sentence has there. */
function begins(text: string, beginning: string): boolean {
  const pattern = beginning.split('…').map((words) => words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${pattern.join('.*?')}`, 'su').test(text);
}

/** What stands in the first cells of the tables whose head is *Message begins with*. */
async function entriesOf(page: string): Promise<{ page: string; beginning: string }[]> {
  const lines = (await readFile(page, 'utf8')).split('\n');
  const found: { page: string; beginning: string }[] = [];
  let isTable = false;
  for (const line of lines) {
    if (line.startsWith('| Message begins with |')) isTable = true;
    else if (!line.startsWith('|')) isTable = false;
    else if (isTable && !line.startsWith('| ---')) {
      const cell = /^\| (.*?) \| /.exec(line)?.[1] ?? '';
      for (const [, , beginning = ''] of cell.matchAll(/(`+)(.+?)\1(?!`)/g)) found.push({ page, beginning });
    }
  }
  return found;
}
