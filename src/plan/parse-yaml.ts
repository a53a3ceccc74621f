import { type Alias, isAlias, isMap, isScalar, isSeq, type Node, type Pair, parseDocument, type Scalar } from 'yaml';
import { MAX_DIAGNOSTICS } from '../shared/diagnostic.ts';
import { NO_PLACES, type PlaceNode, withoutByteOrderMark } from './plan.ts';

/** Aliases of a file. */
export const MAX_ALIASES = 1_000;
/** Values of all plans together with their aliases written out; aliases of aliases multiply. */
export const MAX_VALUES = 1_000_000;
/** Mappings and lists around a value, with aliases written out, so that the data can be walked recursively. */
const MAX_DEPTH = 100;

/**
 * An error in a YAML text, as plain data. The code is that of the `yaml` package's error, or one of ours:
 * `LINE_BREAK`, `DIRECTIVE`, `TWO_MERGES`, `BAD_MERGE`, `REPEATED_KEY`, `NO_ANCHOR`, `ALIAS_INSIDE`, `TOO_DEEP`,
 * `TOO_MANY_ALIASES`, `TOO_MANY_VALUES`.
 */
export interface YamlError {
  readonly code: string;
  /** The key, the anchor or the character that is meant, or the parser's own message. */
  readonly detail: string;
  /** From where up to where in the text, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
}

/** A parsed text, as plain data that can be sent from one thread to another. */
export interface ParsedYaml {
  /** `undefined` if there are errors. A value that aliases repeat is the same object everywhere. */
  readonly data: unknown;
  readonly places: PlaceNode;
  /** How many values the data has with its aliases written out. */
  readonly valueCount: number;
  readonly errors: readonly YamlError[];
  /** Whether there are more errors than these. */
  readonly hasHiddenErrors: boolean;
}

/** What ran out before a text was parsed. */
export interface ParseFailure {
  readonly failure: 'time' | 'memory';
}

export type YamlResult = ParsedYaml | ParseFailure;

/** Parses the texts of the plans of one run, in their order. Never rejects because of what a text holds. */
export type ParseTexts = (texts: readonly string[]) => Promise<readonly YamlResult[]>;

/** A text that `plan-worker.ts` is to parse, and how many values its data may have with its aliases written out. */
export interface ParseTask {
  readonly text: string;
  readonly maxValues: number;
}

/** Parses in this thread and without limits of time and memory: for short texts, and for texts that we wrote. */
export const parseHere: ParseTexts = (texts) => parseInTurn(texts, async (task) => parseYaml(task));

/** Parses the texts of a run one after the other: the values of one leave less for those after it. */
export async function parseInTurn(
  texts: readonly string[],
  parse: (task: ParseTask) => Promise<YamlResult>,
): Promise<YamlResult[]> {
  const results: YamlResult[] = [];
  let maxValues = MAX_VALUES;
  for (const text of texts) {
    const result = await parse({ text, maxValues });
    if ('valueCount' in result) maxValues -= result.valueCount;
    results.push(result);
  }
  return results;
}

/**
 * Parses YAML 1.2 with merge keys (`<<`).
 *
 * Time and memory grow with the length of the text only, except inside the `yaml` package; callers bound that.
 */
export function parseYaml(task: ParseTask): ParsedYaml {
  try {
    return parseText(task);
  } catch (error) {
    // The stack overflowed.
    if (error instanceof RangeError) return withErrors([{ code: 'TOO_DEEP', detail: '', start: 0, end: 1 }]);
    throw error;
  }
}

function parseText({ text, maxValues }: ParseTask): ParsedYaml {
  const yaml = withoutByteOrderMark(text);
  const refused = ambiguousLineBreaks(yaml) ?? unknownDirective(yaml) ?? tooDeep(yaml);
  if (refused !== undefined) return refused;
  // `TreeReader` looks for repeated keys: the package compares each key with every other.
  const options = { merge: true, prettyErrors: false, stringKeys: true, uniqueKeys: false, resolveKnownTags: false };
  const document = parseDocument(yaml, options);
  const found = [...document.errors, ...document.warnings];
  // After a stack overflow inside the package, its other errors mean nothing.
  const exhausted = found.find(({ code }) => code === 'RESOURCE_EXHAUSTION');
  if (exhausted !== undefined) return withErrors([errorOf(exhausted)]);
  const reader = new TreeReader(maxValues);
  const parsed = reader.read(document.contents);
  const deep = reader.errors.find(({ code }) => code === 'TOO_DEEP');
  if (deep !== undefined) return withErrors([deep]);
  // One mistake may break several of the package's rules at the same place.
  const syntax = new Map(found.toReversed().map((error) => [error.pos[0], errorOf(error)]));
  const errors = [...syntax.values(), ...reader.errors];
  return errors.length > 0 ? withErrors(errors) : parsed;
}

function withErrors(all: readonly YamlError[]): ParsedYaml {
  const errors = all.toSorted((a, b) => a.start - b.start).slice(0, MAX_DIAGNOSTICS);
  return { data: undefined, places: NO_PLACES, valueCount: 0, errors, hasHiddenErrors: all.length > errors.length };
}

function errorOf({ code, message, pos }: { code: string; message: string; pos: [number, number] }): YamlError {
  return { code, detail: message, start: pos[0], end: pos[1] };
}

/** Refuses characters that end a line for some YAML readers and not for others: a comment would hide more or less. */
function ambiguousLineBreaks(text: string): ParsedYaml | undefined {
  const errors = Array.from(text.matchAll(/[\u0085\u2028\u2029]|\r(?!\n)/g), ({ 0: character, index }) => {
    const detail = `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
    return { code: 'LINE_BREAK', detail, start: index, end: index + 1 };
  });
  return errors.length === 0 ? undefined : withErrors(errors);
}

/**
 * Refuses the first directive other than `%YAML 1.2`. The package's time for many directives grows with the square of
 * their number.
 */
function unknownDirective(text: string): ParsedYaml | undefined {
  for (const { 0: whole, index: start } of text.matchAll(/^.*$/gm)) {
    const line = whole.trim();
    const isDirective = whole.startsWith('%');
    if (isDirective && !/^%YAML\s+1\.2(?:\s+#|$)/.test(line)) {
      return withErrors([{ code: 'DIRECTIVE', detail: line, start, end: start + line.length }]);
    }
    const isBeforeContent = isDirective || line === '' || line.startsWith('#');
    if (!isBeforeContent) break;
  }
  return undefined;
}

/** More brackets than this are never open at once, in texts and comments neither. */
const MAX_OPEN_BRACKETS = 2_000;
/** More hyphens than this, with nothing but blanks between them, are on no line of a plan. */
const MAX_HYPHENS = 200;
const OPENINGS = new RegExp(`[[\\]{}]|(?:[-?:][ \\t]+){1,${MAX_HYPHENS + 1}}`, 'g');

/**
 * Refuses deeply nested text early. Otherwise older versions of Node may end without an error, and what happens depends on the
 * size of the stack. A list item, a key and a value (`- `, `? `, `: `) can each open a level, all on one line.
 */
function tooDeep(text: string): ParsedYaml | undefined {
  let open = 0;
  for (const { 0: found, index } of text.matchAll(OPENINGS)) {
    if (found === '[' || found === '{') open += 1;
    else if (found === ']' || found === '}') open = Math.max(0, open - 1);
    const isTooDeep = open > MAX_OPEN_BRACKETS || found.replaceAll(/[ \t]/g, '').length > MAX_HYPHENS;
    if (isTooDeep) return withErrors([{ code: 'TOO_DEEP', detail: '', start: index, end: index + 1 }]);
  }
  return undefined;
}

/** From where up to where a node is, in UTF-16 units. */
type Range = Pick<PlaceNode, 'start' | 'end'>;

interface Value {
  readonly data: unknown;
  readonly entries: readonly PlaceNode[];
  /** How many values it has with aliases written out. */
  readonly size: number;
  readonly depth: number;
}

/** A value of a mapping, and where it is. */
interface Entry {
  readonly data: unknown;
  readonly place: PlaceNode;
}

const EMPTY: Value = { data: null, entries: [], size: 1, depth: 0 };
/** Replaces what cannot be read; the errors say why. */
const UNREADABLE: Value = { ...EMPTY, data: undefined };

/** Makes data and places from the package's tree, in one pass in the order of the text. */
class TreeReader {
  readonly errors: YamlError[] = [];
  readonly #maxValues: number;
  /** The value of the last anchor of each name; `undefined` while it is being read. */
  readonly #anchors = new Map<string, { value: Value | undefined }>();
  #aliasCount = 0;
  #firstAlias: Range = NO_PLACES;
  #mergedCount = 0;

  constructor(maxValues: number) {
    this.#maxValues = maxValues;
  }

  read(contents: Node | null): ParsedYaml {
    const value = this.#read(contents, 0);
    if (this.#aliasCount > MAX_ALIASES) this.#report('TOO_MANY_ALIASES', String(this.#aliasCount), this.#firstAlias);
    else if (value.size > this.#maxValues) this.#report('TOO_MANY_VALUES', '', this.#firstAlias);
    const places = placeNodeOf('', contents, contents, value);
    return { data: value.data, places, valueCount: value.size, errors: [], hasHiddenErrors: false };
  }

  #read(node: Node | null, depth: number): Value {
    if (isAlias(node)) return this.#follow(node, depth);
    if (node === null) return EMPTY;
    if (depth > MAX_DEPTH) return this.#report('TOO_DEEP', '', rangeOf(node));
    const name = isMap(node) || isSeq(node) || isScalar(node) ? node.anchor : undefined;
    if (name === undefined) return this.#readContent(node, depth);
    const anchor: { value: Value | undefined } = { value: undefined };
    this.#anchors.set(name, anchor);
    anchor.value = this.#readContent(node, depth);
    return anchor.value;
  }

  #readContent(node: Node, depth: number): Value {
    if (isMap<Node, Node | null>(node)) return this.#readMapping(node.items, depth);
    if (isSeq<Node>(node)) return this.#readList(node.items, depth);
    return { ...EMPTY, data: isScalar(node) ? node.value : null };
  }

  #readList(items: readonly Node[], depth: number): Value {
    const values = items.map((item) => this.#read(item, depth + 1));
    return {
      data: values.map(({ data }) => data),
      entries: values.map((value, index) => placeNodeOf('', items[index], items[index], value)),
      size: values.reduce((sum, { size }) => sum + size, 1),
      depth: values.reduce((most, value) => Math.max(most, value.depth + 1), 0),
    };
  }

  #readMapping(pairs: readonly Pair<Node, Node | null>[], depth: number): Value {
    const own = new Map<string, Entry>();
    const merges: Entry[] = [];
    let size = 1;
    let nested = 0;
    for (const { key, value: node } of pairs) {
      if (!isScalar(key)) continue;
      // A key may have an anchor.
      this.#read(key, depth + 1);
      const value = this.#read(node, depth + 1);
      const name = String(key.value);
      const entry = { data: value.data, place: placeNodeOf(name, key, node ?? key, value) };
      if (isMergeKey(key)) {
        if (merges.length > 0) this.#report('TWO_MERGES', name, rangeOf(key));
        merges.push(entry);
        size += value.size;
        nested = Math.max(nested, value.depth);
      } else {
        if (own.has(name)) this.#report('REPEATED_KEY', name, rangeOf(key));
        own.set(name, entry);
        size += 1 + value.size;
        nested = Math.max(nested, value.depth + 1);
      }
    }
    // A key of the mapping itself overrides a merged one, in any order.
    const all = merges.length === 0 ? own : new Map([...merges.flatMap((merge) => [...this.#merged(merge)]), ...own]);
    return {
      data: Object.fromEntries(Array.from(all, ([name, { data }]) => [name, data])),
      entries: Array.from(all.values(), ({ place }) => place),
      size,
      depth: nested,
    };
  }

  /** The entries of what a merge key names, a mapping or a list of mappings. Of those with one name, the first counts. */
  #merged({ data, place }: Entry): Map<string, Entry> {
    const mappings = Array.isArray(data)
      ? place.entries.map((entry, index): Entry => ({ data: data[index], place: repeatedBy(place, entry) }))
      : [{ data, place }];
    const merged = new Map<string, Entry>();
    for (const mapping of mappings) {
      // An alias that cannot be followed has been reported.
      if (mapping.data === undefined) continue;
      if (!isMapping(mapping.data)) {
        this.#report('BAD_MERGE', '', mapping.place);
        continue;
      }
      this.#mergedCount += mapping.place.entries.length;
      if (this.#mergedCount > this.#maxValues) break;
      for (const entry of mapping.place.entries) {
        if (merged.has(entry.name)) continue;
        merged.set(entry.name, { data: fieldOf(mapping.data, entry.name), place: repeatedBy(mapping.place, entry) });
      }
    }
    return merged;
  }

  #follow(alias: Alias, depth: number): Value {
    const range = rangeOf(alias);
    if (this.#aliasCount === 0) this.#firstAlias = range;
    this.#aliasCount += 1;
    if (this.#aliasCount > MAX_ALIASES) return UNREADABLE;
    const anchor = this.#anchors.get(alias.source);
    if (anchor === undefined) return this.#report('NO_ANCHOR', alias.source, range);
    if (anchor.value === undefined) return this.#report('ALIAS_INSIDE', alias.source, range);
    if (depth + anchor.value.depth > MAX_DEPTH) return this.#report('TOO_DEEP', '', range);
    return anchor.value;
  }

  #report(code: string, detail: string, { start, end }: Range): Value {
    this.errors.push({ code, detail, start, end });
    return UNREADABLE;
  }
}

type MaybeNode = Node | null | undefined;

function placeNodeOf(name: string, key: MaybeNode, node: MaybeNode, { entries }: Value): PlaceNode {
  const { start: keyStart, end: keyEnd } = rangeOf(key);
  return { name, keyStart, keyEnd, ...rangeOf(node), entries, isAlias: isAlias(node) };
}

/** The place of an entry of a value that is merged: the alias, if one names the value. */
function repeatedBy({ isAlias, start, end }: PlaceNode, entry: PlaceNode): PlaceNode {
  if (!isAlias) return entry;
  const { name, entries } = entry;
  return { name, keyStart: start, keyEnd: end, start, end, entries, isAlias, origin: entry };
}

function rangeOf(node: MaybeNode): Range {
  const [start = 0, end = 0] = node?.range ?? [];
  return { start, end };
}

/** In quotes or with a tag, `<<` is a key like any other. */
function isMergeKey({ source, type, tag }: Scalar): boolean {
  return source === '<<' && type === 'PLAIN' && tag === undefined;
}

export function isMapping(data: unknown): data is object {
  return typeof data === 'object' && data !== null && !Array.isArray(data);
}

/** The value at a key of unchecked data. */
export function fieldOf(data: unknown, key: string): unknown {
  return isMapping(data) && Object.hasOwn(data, key) ? Reflect.get(data, key) : undefined;
}

/** The list at a key of unchecked data; an empty list if the value is no list. */
export function listIn(data: unknown, key: string): readonly unknown[] {
  const list = fieldOf(data, key);
  return Array.isArray(list) ? list : [];
}
