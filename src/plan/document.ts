import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  visit,
} from 'yaml';
import type { Place, Problem } from '../problem.ts';
import { prose, say } from '../text.ts';

/** The way to a value inside a plan: `['generations', 3, 'model']`. */
export type PlanPath = readonly (string | number)[];

/** Aliases may be used often, but not multiply into more than this (a YAML bomb does). */
const MOST_ALIASES = 10_000;

/**
 * A YAML file as data, together with where in the file each value stands. Anchors, aliases and merge keys (`<<`) are
 * followed as a workflow follows them.
 */
export class PlanDocument {
  readonly file: string;
  readonly #text: string;
  readonly #lines: LineCounter;
  readonly #document: Document;

  private constructor(file: string, text: string, lines: LineCounter, document: Document) {
    this.file = file;
    this.#text = text;
    this.#lines = lines;
    this.#document = document;
  }

  /** Reads YAML 1.2 with merge keys; `data` is `undefined` where the text is no YAML, and the problems say why. */
  static read(file: string, text: string): { document: PlanDocument; data: unknown; problems: Problem[] } {
    const lines = new LineCounter();
    const parsed = parseDocument(text, {
      lineCounter: lines,
      merge: true,
      prettyErrors: false,
      stringKeys: true,
    });
    const document = new PlanDocument(file, text, lines, parsed);
    // Past the depth that a parser can follow, what it says next is noise.
    const exhausted = parsed.errors.find(({ code }) => code === 'RESOURCE_EXHAUSTION');
    const findings = exhausted === undefined ? [...parsed.errors, ...parsed.warnings] : [exhausted];
    const problems: Problem[] = findings.map(({ code, message, pos }) => ({
      severity: 'error',
      message: say`This is not valid YAML: ${message}`,
      ...helpFor(code),
      place: document.#placeAt(pos[0], pos[1]),
    }));
    problems.push(...document.#brokenAliases());
    if (problems.length > 0) return { document, data: undefined, problems };
    try {
      return { document, data: parsed.toJS({ maxAliasCount: MOST_ALIASES }), problems };
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      problems.push({
        severity: 'error',
        message: say`The aliases of this file cannot be followed: ${message}`,
        help: prose('Write the repeated part out, or refer to it less often.'),
        place: document.#placeAt(0, 0),
      });
      return { document, data: undefined, problems };
    }
  }

  /** Where the value at a path stands; where there is none, its nearest parent. */
  placeOf(path: PlanPath): Place {
    return this.#placeOfNode(this.#find(path).value);
  }

  /** Where the key at the end of a path stands. */
  placeOfKey(path: PlanPath): Place {
    const { key, value } = this.#find(path);
    return this.#placeOfNode(key ?? value);
  }

  #find(path: PlanPath): { key: Node | undefined; value: Node | null } {
    let value: Node | null = this.#document.contents;
    let key: Node | undefined;
    for (const step of path) {
      const node: Node | null = this.#followed(value);
      if (isSeq<Node>(node) && typeof step === 'number' && node.items[step] !== undefined) {
        value = node.items[step];
        key = undefined;
        continue;
      }
      const pair = this.#pairIn(node, String(step));
      if (pair === undefined) break;
      key = pair.key;
      value = pair.value ?? pair.key;
    }
    return { key, value };
  }

  /** Aliases of anchors that are not there, or that stand inside what they refer to. */
  #brokenAliases(): Problem[] {
    const problems: Problem[] = [];
    const anchors = new Set<string>();
    visit(this.#document, {
      Node: (_key, node, ancestors) => {
        if (!isAlias(node)) {
          if (node.anchor !== undefined) anchors.add(node.anchor);
          return;
        }
        const inItself = ancestors.some((ancestor) => isNode(ancestor) && anchorOf(ancestor) === node.source);
        if (anchors.has(node.source) && !inItself) return;
        problems.push({
          severity: 'error',
          message: inItself
            ? say`The alias ${`*${node.source}`} stands inside of what it refers to.`
            : say`There is no anchor ${`&${node.source}`} above this alias.`,
          place: this.#placeOfNode(node),
        });
      },
    });
    return problems;
  }

  #pairIn(node: Node | null, name: string): Pair<Node, Node | null> | undefined {
    const map = this.#followed(node);
    if (!isMap<Node, Node | null>(map)) return undefined;
    const own = map.items.find(({ key }) => isScalar(key) && key.value === name);
    if (own !== undefined) return own;
    for (const { key, value } of map.items) {
      if (!(isScalar(key) && key.source === '<<')) continue;
      const merged = this.#followed(value);
      for (const source of isSeq<Node>(merged) ? merged.items : [merged]) {
        const found = this.#pairIn(source, name);
        if (found !== undefined) return found;
      }
    }
    return undefined;
  }

  #followed(node: Node | null): Node | null {
    return isAlias(node) ? (node.resolve(this.#document) ?? null) : node;
  }

  #placeOfNode(node: Node | null): Place {
    const range = node?.range ?? [0, 0];
    return this.#placeAt(range[0], range[1]);
  }

  #placeAt(start: number, end: number): Place {
    // Past the last character, an editor would stand at the end of the last line.
    const offset = Math.min(start, Math.max(0, this.#text.length - 1));
    const { line, col } = this.#lines.linePos(offset);
    const lineStart = offset - (Math.max(col, 1) - 1);
    const lineEnd = this.#text.indexOf('\n', lineStart);
    const source = this.#text.slice(lineStart, lineEnd === -1 ? undefined : lineEnd).replace(/\r$/, '');
    const column = Math.max(col, 1);
    const length = Math.max(1, Math.min(end, lineStart + source.length) - offset);
    return { file: this.file, line: Math.max(line, 1), column, length, source };
  }
}

function anchorOf(node: Node): string | undefined {
  return isAlias(node) ? undefined : node.anchor;
}

/** What to do about those mistakes that people make most. */
function helpFor(code: string): Pick<Problem, 'help'> {
  switch (code) {
    case 'TAB_AS_INDENT':
      return { help: prose('Indent with spaces: YAML does not allow tabs there.') };
    case 'MULTIPLE_DOCS':
      return { help: prose('A plan is one document: put what follows `---` into a plan file of its own.') };
    case 'RESOURCE_EXHAUSTION':
      return { help: prose('It is nested too deeply to be read: a plan needs no more than a few levels.') };
    case 'DUPLICATE_KEY':
      return { help: prose('Each key may stand once: remove or rename one of them.') };
    default:
      return {};
  }
}
