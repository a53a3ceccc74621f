/** A fenced block of a Markdown page. */
export interface Block {
  readonly language: string;
  /** Without the indentation that the block stands at. */
  readonly text: string;
  /** Where it begins. */
  readonly line: number;
  /** What `<!-- yaml: … -->` or `<!-- sh: … -->` above it says of it. */
  readonly mark: string | undefined;
  /** The block below it. */
  readonly next: Block | undefined;
}

/** The fenced blocks of a Markdown page, from top to bottom. */
export function blocksOf(markdown: string): Block[] {
  const found = [...markdown.matchAll(/(?:^ *<!-- (?:yaml|sh): (.+?) -->\n\s*)?^( *)```(\w*)\n([\s\S]*?)^\2```$/gm)];
  const blocks: Block[] = [];
  for (const { 0: whole, 1: mark, 2: indentation = '', 3: language = '', 4: text = '', index } of found.reverse()) {
    const line = markdown.slice(0, index + whole.indexOf('```')).split('\n').length;
    blocks.unshift({
      language,
      text: text.replace(new RegExp(`^${indentation}`, 'gm'), ''),
      line,
      mark,
      next: blocks[0],
    });
  }
  return blocks;
}
