/**
 * Renders Markdown as GitHub does in a comment, as far as a test needs to know what a reader would see: GitHub's
 * flavour of Markdown, then its clean-up of HTML, then what it makes of mentions, references and the like in text.
 *
 * Where GitHub's rules are not public, or depend on what exists there (users, commits), the rule here is the wider one:
 * it finds a mention where GitHub may not, and never the reverse.
 */
import createMarkdownIt, { type MarkdownIt, type Token } from 'markdown-it';
import { type DefaultTreeAdapterTypes, defaultTreeAdapter, parseFragment, serialize } from 'parse5';

type Node = DefaultTreeAdapterTypes.ChildNode;
type Element = DefaultTreeAdapterTypes.Element;
type Parent = DefaultTreeAdapterTypes.ParentNode;

export interface Link {
  href: string;
  text: string;
}

export interface Image {
  src: string;
  alt: string;
}

/** A table's cells as the text that they show. */
export interface Table {
  header: string[];
  rows: string[][];
}

export class RenderedComment {
  readonly tree: DefaultTreeAdapterTypes.DocumentFragment;

  constructor(tree: DefaultTreeAdapterTypes.DocumentFragment) {
    this.tree = tree;
  }

  /** The HTML after GitHub's clean-up. */
  html(): string {
    return serialize(this.tree);
  }

  /** The text that a reader sees, folded parts included; blocks stand on lines of their own. */
  text(): string {
    return textOf(this.tree)
      .replace(/[^\S\n]*\n\s*/g, '\n')
      .trim();
  }

  links(): Link[] {
    return this.#elements('a').map((a) => ({ href: attribute(a, 'href'), text: textOf(a).trim() }));
  }

  images(): Image[] {
    return this.#elements('img').map((img) => ({ src: attribute(img, 'src'), alt: attribute(img, 'alt') }));
  }

  /** The names of all elements in use, each once, sorted. */
  tags(): string[] {
    return [...new Set(this.#elements().map(({ tagName }) => tagName))].sort();
  }

  tables(): Table[] {
    return this.#elements('table').map((table) => {
      const rows = descendants(table).filter((element) => element.tagName === 'tr');
      const [header = [], ...body] = rows.map((row) => children(row).flatMap(cellsOf));
      return { header, rows: body };
    });
  }

  /** The summaries of the parts that can be folded out. */
  summaries(): string[] {
    return this.#elements('summary').map((summary) => textOf(summary).trim());
  }

  /** Fenced blocks of one language, such as `mermaid`. */
  fences(language: string): string[] {
    return this.#elements('code')
      .filter((code) => attribute(code, 'class') === `language-${language}`)
      .map(textOf);
  }

  /** The HTML comments, which nobody sees. */
  comments(): string[] {
    return nodes(this.tree).flatMap((node) => (node.nodeName === '#comment' && 'data' in node ? [node.data] : []));
  }

  /** `@user` and `@org/team`, which notify people. */
  mentions(): string[] {
    return this.#found(/(?<![\p{L}\p{N}_`])@[a-z\d](?:[a-z\d]|[-_](?=[a-z\d]))*(?:\/[a-z\d][\w.-]*)?/giu);
  }

  /** `#1`, `GH-1` and `owner/repo#1`, which link to issues and tell them so. */
  references(): string[] {
    return this.#found(/(?<![\p{L}\p{N}_&])(?:[\w.-]+(?:\/[\w.-]+)?)?#\d+\b|(?<!\w)GH-\d+\b/giu);
  }

  /** Words that GitHub links to a commit where it has one of that name. */
  commits(): string[] {
    return this.#found(/(?<!\w)(?:(?:[\w.-]+\/)?[\w.-]+@)?[\da-f]{7,40}(?!\w)/gi);
  }

  /** `:name:`, which becomes a picture where GitHub knows the name. */
  emoji(): string[] {
    return this.#found(/:(?:[a-z\d_+-]*[a-z][a-z\d_+-]*|[+-]1|100|1234):/gi);
  }

  /** Text between dollar signs that GitHub sets as a formula. */
  math(): string[] {
    return this.#elements('math-renderer').map(textOf);
  }

  /** The matches in the text that GitHub looks through: not in code and not in links. */
  #found(pattern: RegExp): string[] {
    return plainTexts(this.tree).flatMap((text) => text.match(pattern) ?? []);
  }

  #elements(name?: string): Element[] {
    return descendants(this.tree).filter((element) => name === undefined || element.tagName === name);
  }
}

/** Renders a comment's Markdown as GitHub would show it. */
export function renderComment(markdown: string): RenderedComment {
  const tree = parseFragment(parser().render(markdown));
  cleanUp(tree);
  return new RenderedComment(tree);
}

const WWW = /^[\w-]+(?:\.[\w-]+)+(?:[^\s<]*[^\s<.,:;"'!?)*_~|])?/;

function parser(): MarkdownIt {
  // In comments, unlike in files, a line break is one.
  const md = new createMarkdownIt({ html: true, linkify: true, breaks: true });
  // GitHub takes `www.example.com` for a link, but neither `example.com` nor `//example.com`.
  md.linkify
    .set({ fuzzyLink: false })
    .add('//', null)
    .add('www.', {
      validate: (text, pos) => WWW.exec(text.slice(pos))?.[0].length ?? 0,
      normalize: (match) => {
        match.url = `http://${match.url}`;
      },
    });
  md.inline.ruler.before('escape', 'math', (state, silent) => {
    const found = /^\$\$?(?!\s)((?:\\.|[^$\\])+?)(?<!\s)\$\$?(?!\d)/s.exec(state.src.slice(state.pos, state.posMax));
    if (found === null) return false;
    if (!silent) {
      state.push('math', 'math-renderer', 0).content = found[1] ?? '';
    }
    state.pos += found[0].length;
    return true;
  });
  md.core.ruler.push('alert', ({ tokens }) => {
    for (const [index, { type }] of tokens.entries()) {
      if (type === 'blockquote_open') showAlert(tokens.slice(index, index + 3));
    }
  });
  md.renderer.rules['th_open'] = md.renderer.rules['td_open'] = (tokens, index) => {
    // GitHub writes the alignment as an attribute; it lets no styles through.
    const align = /text-align:(\w+)/.exec(String(tokens[index]?.attrGet('style')))?.[1];
    return `<${tokens[index]?.tag}${align === undefined ? '' : ` align="${align}"`}>`;
  };
  md.renderer.rules['math'] = (tokens, index) =>
    `<math-renderer>${md.utils.escapeHtml(tokens[index]?.content ?? '')}</math-renderer>`;
  return md;
}

/** A quotation that starts with `[!WARNING]` or the like on a line of its own is a coloured box with a title. */
function showAlert([quote, paragraph, inline]: Token[]): void {
  const [mark, kind] = /^\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]$/i.exec(inline?.children?.[0]?.content ?? '') ?? [];
  if (quote === undefined || paragraph?.type !== 'paragraph_open' || mark === undefined || kind === undefined) return;
  quote.attrSet('class', `markdown-alert markdown-alert-${kind.toLowerCase()}`);
  const [title] = inline?.children ?? [];
  if (title !== undefined) title.content = kind.charAt(0).toUpperCase() + kind.slice(1).toLowerCase();
}

/** What GitHub lets through, by its documentation of HTML in Markdown. */
const ALLOWED_TAGS = new Set(
  `a abbr b bdo blockquote br caption cite code dd del details dfn div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr
  i img ins kbd li mark math-renderer ol p picture pre q rp rt ruby s samp small source span strike strong sub summary
  sup table tbody td tfoot th thead time tr tt ul var wbr`.split(/\s+/),
);
/** These go with all that is in them. */
const DROPPED_TAGS = new Set([
  'script',
  'style',
  'iframe',
  'noframes',
  'noembed',
  'plaintext',
  'textarea',
  'title',
  'xmp',
]);
const ALLOWED_ATTRIBUTES = new Set(
  `align alt class colspan datetime dir height href lang name open rowspan src srcset start title valign
  width`.split(/\s+/),
);

function cleanUp(parent: Parent): void {
  for (const node of [...parent.childNodes]) {
    if (!('tagName' in node)) continue;
    cleanUp(node);
    if (ALLOWED_TAGS.has(node.tagName)) {
      node.attrs = node.attrs.filter((attr) => ALLOWED_ATTRIBUTES.has(attr.name) && isHarmless(attr.name, attr.value));
      continue;
    }
    if (!DROPPED_TAGS.has(node.tagName)) {
      for (const child of [...node.childNodes]) {
        defaultTreeAdapter.detachNode(child);
        defaultTreeAdapter.insertBefore(parent, child, node);
      }
    }
    defaultTreeAdapter.detachNode(node);
  }
}

function isHarmless(name: string, value: string): boolean {
  if (name !== 'href' && name !== 'src') return true;
  return !/^[\s\p{Cc}]*(?!https?:|mailto:)[a-z][a-z\d+.-]*:/iu.test(value);
}

const BLOCKS = new Set(
  'blockquote br details div dd dl dt h1 h2 h3 h4 h5 h6 hr li ol p pre summary table td th tr ul'.split(' '),
);

function textOf(node: Node | Parent): string {
  if ('value' in node) return node.value;
  if (!('childNodes' in node)) return '';
  const text = node.childNodes.map(textOf).join('');
  return BLOCKS.has(node.nodeName) ? `\n${text}\n` : text;
}

/** The texts that stand neither in code nor in a link. */
function plainTexts(parent: Parent): string[] {
  return parent.childNodes.flatMap((node) => {
    if ('value' in node) return [node.value];
    if (!('tagName' in node) || ['a', 'code', 'pre', 'tt', 'math-renderer'].includes(node.tagName)) return [];
    return plainTexts(node);
  });
}

function nodes(parent: Parent): Node[] {
  return parent.childNodes.flatMap((node) => ('childNodes' in node ? [node, ...nodes(node)] : [node]));
}

function descendants(parent: Parent): Element[] {
  return nodes(parent).filter((node): node is Element => 'tagName' in node);
}

function children(parent: Parent): Element[] {
  return parent.childNodes.filter((node): node is Element => 'tagName' in node);
}

/** The text of a cell, and an empty one for each further column that it spans. */
function cellsOf(cell: Element): string[] {
  const span = Number(attribute(cell, 'colspan') || 1);
  return [textOf(cell).trim(), ...new Array<string>(span - 1).fill('')];
}

function attribute(element: Element, name: string): string {
  return element.attrs.find((attr) => attr.name === name)?.value ?? '';
}
