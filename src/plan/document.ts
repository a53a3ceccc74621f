import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  visit,
} from 'yaml';
import type { Place, Problem } from '../problem.ts';
import { prose, say, type Text } from '../text.ts';
import { SourceText } from './source-text.ts';

/** The way to a value inside a plan: `['generations', 3, 'model']`. */
export type PlanPath = readonly (string | number)[];

/** The most values of a plan with its aliases written out; they multiply into more in a YAML bomb. */
const MOST_VALUES = 1_000_000;
/** The most aliases of a plan: following them takes the parser a time that grows with the square of their number. */
const MOST_ALIASES = 20_000;

/**
 * A YAML file as data, together with where in the file each value stands. Anchors, aliases and merge keys (`<<`) are
 * followed as a workflow follows them.
 */
export class PlanDocument {
  readonly #source: SourceText;
  readonly #document: Document;
  /** What each alias stands for. */
  readonly #targets = new Map<Alias, Node>();
  /** The entries of each mapping by their keys, but for merges. */
  readonly #entries = new Map<Node, Map<string, Pair<Node, Node | null>>>();

  private constructor(source: SourceText, document: Document) {
    this.#source = source;
    this.#document = document;
  }

  /** Reads YAML 1.2 with merge keys; `data` is `undefined` where the text is no YAML, and the problems say why. */
  static read(file: string, source: string): { document: PlanDocument; data: unknown; problems: Problem[] } {
    const text = source.replace(/^\ufeff/, '');
    // Whether keys are unique is seen below: the parser holds each against every other, which takes minutes in a large file.
    const parsed = parseDocument(text, { merge: true, prettyErrors: false, stringKeys: true, uniqueKeys: false });
    const document = new PlanDocument(new SourceText(file, text), parsed);
    // Past the depth that a parser can follow, what it says next is noise.
    const exhausted = parsed.errors.find(({ code }) => code === 'RESOURCE_EXHAUSTION');
    const findings = exhausted === undefined ? [...parsed.errors, ...parsed.warnings] : [exhausted];
    const problems: Problem[] = findings.map(({ code, message, pos }) => ({
      severity: 'error',
      message: WORDS[code]?.message ?? say`This is not valid YAML: ${message}.`,
      ...(WORDS[code] && { help: WORDS[code].help }),
      place: document.#source.placeAt(pos[0], pos[1]),
    }));
    const unusable = [...problems, ...document.#readKeys(), ...document.#followAliases()];
    if (unusable.length > 0) return { document, data: undefined, problems: unusable };
    try {
      return { document, data: parsed.toJS({ maxAliasCount: -1 }), problems };
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      problems.push({
        severity: 'error',
        message: say`This file cannot be read as data: ${message}.`,
        place: document.#source.placeAt(0, 0),
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

  /** Notes the entries of every mapping; a key that stands twice is a problem. */
  #readKeys(): Problem[] {
    const problems: Problem[] = [];
    visit(this.#document, {
      Map: (_key, map) => {
        const entries = new Map<string, Pair<Node, Node | null>>();
        for (const pair of isMap<Node, Node | null>(map) ? map.items : []) {
          if (!isScalar(pair.key) || isMergeKey(pair.key)) continue;
          const name = String(pair.key.value);
          if (entries.has(name)) {
            const message = say`The key ${name} stands in this mapping already.`;
            const help = prose('Remove or rename one of them.');
            problems.push({ severity: 'error', message, help, place: this.#placeOfNode(pair.key) });
          } else entries.set(name, pair);
        }
        this.#entries.set(map, entries);
      },
    });
    return problems;
  }

  /** Finds what each alias stands for; problems for those that cannot be followed, or that multiply without measure. */
  #followAliases(): Problem[] {
    const problems: Problem[] = [];
    const anchored = new Map<string, Node>();
    visit(this.#document, {
      Node: (_key, node, ancestors) => {
        if (!isAlias(node)) {
          if (node.anchor !== undefined) anchored.set(node.anchor, node);
          return;
        }
        const target = anchored.get(node.source);
        if (target !== undefined && !ancestors.includes(target)) {
          this.#targets.set(node, target);
          return;
        }
        const message =
          target === undefined
            ? say`There is no anchor ${`&${node.source}`} above this alias.`
            : say`The alias ${`*${node.source}`} stands inside of what it refers to.`;
        problems.push({ severity: 'error', message, place: this.#placeOfNode(node) });
      },
    });
    if (problems.length > 0) return problems;
    visit(this.#document, {
      Pair: (_key, { key, value }) => {
        if (!isMergeKey(key) || this.#mergedBy(value).every((source) => isMap(source))) return;
        const message = say`${'<<'} merges a mapping, an alias of one, or a list of those.`;
        problems.push({ severity: 'error', message, place: this.#placeOfNode([value, key].find(isNode) ?? null) });
      },
    });
    const tooMany =
      this.#targets.size > MOST_ALIASES
        ? say`This file has ${this.#targets.size} aliases; ${MOST_ALIASES} are the most.`
        : this.#sizeOf(this.#document.contents) > MOST_VALUES
          ? say`With its aliases written out, this file has more than ${MOST_VALUES} values.`
          : undefined;
    if (tooMany !== undefined) {
      const help = prose('Refer to the repeated parts less often.');
      problems.push({ severity: 'error', message: tooMany, help, place: this.#source.placeAt(0, 0) });
    }
    return problems;
  }

  /** The mappings that a merge key takes in. */
  #mergedBy(value: unknown): (Node | null)[] {
    const merged = this.#followed(isNode(value) ? value : null);
    return isSeq<Node>(merged) ? merged.items.map((item) => this.#followed(item)) : [merged];
  }

  /** How many values a node holds with its aliases written out. */
  #sizeOf(node: Node | null, sizes: Map<Node, number> = new Map()): number {
    const target = this.#followed(node);
    if (target === null) return 1;
    let size = sizes.get(target);
    if (size === undefined) {
      size = 1;
      if (isMap<Node, Node | null>(target)) {
        for (const { value } of target.items) size += 1 + this.#sizeOf(value, sizes);
      } else if (isSeq<Node>(target)) {
        for (const item of target.items) size += this.#sizeOf(item, sizes);
      }
      sizes.set(target, size);
    }
    return size;
  }

  #pairIn(node: Node | null, name: string): Pair<Node, Node | null> | undefined {
    const map = this.#followed(node);
    if (!isMap<Node, Node | null>(map)) return undefined;
    const own = this.#entries.get(map)?.get(name);
    if (own !== undefined) return own;
    for (const { key, value } of map.items) {
      if (!isMergeKey(key)) continue;
      for (const source of this.#mergedBy(value)) {
        const found = this.#pairIn(source, name);
        if (found !== undefined) return found;
      }
    }
    return undefined;
  }

  #followed(node: Node | null): Node | null {
    return isAlias(node) ? (this.#targets.get(node) ?? null) : node;
  }

  #placeOfNode(node: Node | null): Place {
    const range = node?.range ?? [0, 0];
    return this.#source.placeAt(range[0], range[1]);
  }
}

function isMergeKey(key: unknown): boolean {
  return isScalar(key) && key.source === '<<';
}

/** What to say of those mistakes that people make most, and of those that the parser words for programmers. */
const WORDS: Readonly<Record<string, { readonly message: Text; readonly help: Text }>> = {
  TAB_AS_INDENT: {
    message: prose('This line is indented with a tab, which YAML does not allow.'),
    help: prose('Indent with spaces.'),
  },
  MULTIPLE_DOCS: {
    message: prose('This file holds several YAML documents; a plan is one.'),
    help: prose('Put what follows `---` into a plan file of its own.'),
  },
  RESOURCE_EXHAUSTION: {
    message: prose('This file is nested too deeply to be read.'),
    help: prose('A plan needs no more than a few levels.'),
  },
};
