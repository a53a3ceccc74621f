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
import type { Diagnostic } from '../shared/diagnostic.ts';
import { type Message, prose, say } from '../shared/message.ts';
import type { SourceText } from './source-text.ts';

/** The way to a value inside a plan: `['generations', 3, 'model']`. */
export type PlanPath = readonly (string | number)[];

/** The most values of a plan with its aliases written out; they multiply into more in a YAML bomb. */
const MOST_VALUES = 1_000_000;
/** The most aliases of a plan: following them takes the parser a time that grows with the square of their number. */
const MOST_ALIASES = 20_000;

/** From where up to where a node stands, in characters. */
type Range = readonly [start: number, end: number];

/**
 * YAML 1.2 with merge keys as the tree that its parser makes of it, which knows where each value stands and takes many
 * times the memory of the data. Anchors, aliases and merge keys (`<<`) are followed as a workflow follows them.
 */
export class YamlTree {
  readonly #source: SourceText;
  readonly #document: Document;
  /** What each alias stands for. */
  readonly #targets = new Map<Alias, Node>();
  /** The entries of each mapping by their keys, but for merges. */
  readonly #entries = new Map<Node, Map<string, Pair<Node, Node | null>>>();
  /** Why the text cannot be read as data. */
  readonly problems: readonly Diagnostic[];

  constructor(source: SourceText) {
    this.#source = source;
    // Whether keys are unique is seen below: the parser holds each against every other, which takes minutes in a large file.
    const options = { merge: true, prettyErrors: false, stringKeys: true, uniqueKeys: false };
    this.#document = parseDocument(source.text, options);
    this.problems = [...this.#syntaxProblems(), ...this.#walk()];
  }

  /** The data that the text means; `undefined`, and a problem, where it cannot be had. Only where there are no problems. */
  toData(): { data: unknown; problems: Diagnostic[] } {
    try {
      return { data: this.#document.toJS({ maxAliasCount: -1 }), problems: [] };
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return { data: undefined, problems: [this.#problem(say`This file cannot be read as data: ${message}.`, [0, 0])] };
    }
  }

  /** Where the value at a path stands, or where there is none, its nearest parent; and the key at the end of the path. */
  find(path: PlanPath): { key: Range; value: Range } {
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
    return { key: rangeOf(key ?? value), value: rangeOf(value) };
  }

  #syntaxProblems(): Diagnostic[] {
    const { errors, warnings } = this.#document;
    // Past the depth that a parser can follow, what it says next is noise.
    const exhausted = errors.find(({ code }) => code === 'RESOURCE_EXHAUSTION');
    const findings = exhausted === undefined ? [...errors, ...warnings] : [exhausted];
    return findings.map(({ code, message, pos }) => {
      const words = WORDS[code];
      return this.#problem(words?.message ?? say`This is not valid YAML: ${message}.`, pos, words?.help);
    });
  }

  /** Notes the entries of every mapping and what each alias stands for; what cannot be followed is a problem. */
  #walk(): Diagnostic[] {
    const twice: Diagnostic[] = [];
    const lost: Diagnostic[] = [];
    const merges: Pair[] = [];
    const anchored = new Map<string, Node>();
    visit(this.#document, {
      Pair: (_key, pair) => {
        if (isMergeKey(pair.key)) merges.push(pair);
      },
      Node: (_key, node, ancestors) => {
        if (isAlias(node)) lost.push(...this.#follow(node, anchored.get(node.source), ancestors));
        else if (node.anchor !== undefined) anchored.set(node.anchor, node);
        if (isMap<Node, Node | null>(node)) twice.push(...this.#readKeys(node, node.items));
      },
    });
    // Merges are followed by way of the aliases, and what has no measure is not to be counted.
    return lost.length > 0 ? [...twice, ...lost] : [...twice, ...this.#brokenMerges(merges), ...this.#excess()];
  }

  /** Notes the entries of a mapping; a key that stands twice is a problem. */
  #readKeys(map: Node, pairs: readonly Pair<Node, Node | null>[]): Diagnostic[] {
    const problems: Diagnostic[] = [];
    const entries = new Map<string, Pair<Node, Node | null>>();
    for (const pair of pairs) {
      if (!isScalar(pair.key) || isMergeKey(pair.key)) continue;
      const name = String(pair.key.value);
      if (entries.has(name)) {
        const message = say`The key ${name} stands in this mapping already.`;
        problems.push(this.#problem(message, rangeOf(pair.key), prose('Remove or rename one of them.')));
      } else entries.set(name, pair);
    }
    this.#entries.set(map, entries);
    return problems;
  }

  /** Notes what an alias stands for; a problem where that is nothing, or what it stands in. */
  #follow(alias: Alias, target: Node | undefined, ancestors: readonly unknown[]): Diagnostic[] {
    if (target !== undefined && !ancestors.includes(target)) {
      this.#targets.set(alias, target);
      return [];
    }
    const message =
      target === undefined
        ? say`There is no anchor ${`&${alias.source}`} above this alias.`
        : say`The alias ${`*${alias.source}`} stands inside of what it refers to.`;
    return [this.#problem(message, rangeOf(alias))];
  }

  #brokenMerges(merges: readonly Pair[]): Diagnostic[] {
    return merges
      .filter(({ value }) => !this.#mergedBy(value).every((source) => isMap(source)))
      .map(({ key, value }) => {
        const message = say`${'<<'} merges a mapping, an alias of one, or a list of those.`;
        return this.#problem(message, rangeOf([value, key].find(isNode)));
      });
  }

  /** That the aliases are too many, or multiply without measure. */
  #excess(): Diagnostic[] {
    const tooMany =
      this.#targets.size > MOST_ALIASES
        ? say`This file has ${this.#targets.size} aliases; ${MOST_ALIASES} are the most.`
        : this.#sizeOf(this.#document.contents) > MOST_VALUES
          ? say`With its aliases written out, this file has more than ${MOST_VALUES} values.`
          : undefined;
    return tooMany === undefined
      ? []
      : [this.#problem(tooMany, [0, 0], prose('Refer to the repeated parts less often.'))];
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

  #problem(message: Message, [start, end]: Range, help?: Message): Diagnostic {
    const place = this.#source.placeAt(start, end);
    return { severity: 'error', message, ...(help !== undefined && { help }), place };
  }
}

function rangeOf(node: Node | null | undefined): Range {
  const [start = 0, end = 0] = node?.range ?? [];
  return [start, end];
}

function isMergeKey(key: unknown): boolean {
  return isScalar(key) && key.source === '<<';
}

/** What to say of those mistakes that people make most, and of those that the parser words for programmers. */
const WORDS: Readonly<Record<string, { readonly message: Message; readonly help: Message }>> = {
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
