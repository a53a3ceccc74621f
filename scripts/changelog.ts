/** What CHANGELOG.md says of a version, without its heading. Throws where it says nothing, or gives it no date. */
export function notesOf(version: string, changelog: string): string {
  const [, ...sections] = `\n${changelog}`.split(/\n## /);
  const section = sections.find((text) => text.startsWith(`[${version}]`));
  const [heading = '', ...rest] = (section ?? '').split('\n');
  const notes = rest
    .join('\n')
    // The addresses of the headings stand at the end of the file.
    .replace(/^\[[^\]\n]+\]: .*$/gm, '')
    .trim();
  if (notes === '') throw new Error(`CHANGELOG.md has no entry for ${version}.`);
  if (!/^\[[^\]]+\] - \d{4}-\d{2}-\d{2}$/.test(heading)) {
    throw new Error(`The heading of ${version} in CHANGELOG.md should be: ## [${version}] - YYYY-MM-DD`);
  }
  return notes;
}
