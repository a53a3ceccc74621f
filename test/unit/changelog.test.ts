import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { notesOf } from '../../scripts/changelog.ts';

const changelog = `# Changelog

## [Unreleased]

### Added

- Something to come.

## [1.2.0] - 2026-03-01

### Fixed

- A price of nothing.

## [1.1.0]

- Without a date.

## [1.0.0] - 2026-01-05

[Unreleased]: https://example.com/compare/v1.2.0...HEAD
[1.0.0]: https://example.com/releases/tag/v1.0.0
`;

describe('the notes of a release', () => {
  it('are what stands between the heading of the version and the next', () => {
    expect(notesOf('1.2.0', changelog)).toBe('### Fixed\n\n- A price of nothing.');
  });

  it.each([
    ['3.0.0', 'CHANGELOG.md has no entry for 3.0.0.'],
    ['1.2', 'CHANGELOG.md has no entry for 1.2.'],
    ['1.0.0', 'CHANGELOG.md has no entry for 1.0.0.'],
    ['1.1.0', 'The heading of 1.1.0 in CHANGELOG.md should be: ## [1.1.0] - YYYY-MM-DD'],
  ])('are refused for %s, whose entry is missing, empty or without a date', (version, message) => {
    expect(() => notesOf(version, changelog)).toThrow(message);
  });

  it('can be made of the changelog that stands', async () => {
    const released = (await readFile('CHANGELOG.md', 'utf8')).replace('## [Unreleased]', '## [1.0.0] - 2026-01-05');
    expect(notesOf('1.0.0', released)).toContain('\n### Added\n');
  });
});
