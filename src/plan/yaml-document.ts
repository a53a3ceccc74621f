import { type Alias, isAlias, isMap, isScalar, isSeq, type Node, type Pair, parseDocument, type Scalar } from 'yaml';
import { MAX_DIAGNOSTICS, type Place } from '../shared/diagnostic.ts';

/** The way to a value inside a plan: `['generations', 3, 'model']`. */
export type PlanPath = readonly (string | number)[];

/** Aliases of a file; a limit of the contract. */
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

/** Where the values of a document are: one row for each, the rows of a mapping or list one after the other. */
export interface YamlPlaces {
  readonly rows: Int32Array;
  /** The key of each row; empty for the entries of lists. */
  readonly keys: readonly string[];
  readonly root: number;
}

/** A parsed text, as plain data that can be sent from one thread to another. */
export interface ParsedYaml {
  /** `undefined` if there are errors. A value that aliases repeat is the same object everywhere. */
  readonly data: unknown;
  readonly places: YamlPlaces;
  /** How many values the data has with its aliases written out. */
  readonly valueCount: number;
  readonly errors: readonly YamlError[];
  /** How many more errors there are than {@link errors} holds. */
  readonly hiddenErrors: number;
}

export const NO_PLACES: YamlPlaces = { rows: new Int32Array(), keys: [], root: 0 };

/**
 * Parses YAML 1.2 with merge keys (`<<`).
 *
 * Time and memory grow with the length of the text only, except inside the `yaml` package; callers bound that.
 *
 * @param maxValues how many values the data may have with its aliases written out
 * @throws RangeError if the text is nested more deeply than the stack allows
 */
export function parseYaml(text: string, maxValues: number = MAX_VALUES): ParsedYaml {
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

/** @param count how many there are, if those that are given are not all */
function withErrors(all: readonly YamlError[], count: number = all.length): ParsedYaml {
  const errors = all.toSorted((a, b) => a.start - b.start).slice(0, MAX_DIAGNOSTICS);
  const hiddenErrors = count - errors.length;
  return { data: undefined, places: NO_PLACES, valueCount: 0, errors, hiddenErrors };
}

function errorOf({ code, message, pos }: { code: string; message: string; pos: [number, number] }): YamlError {
  return { code, detail: message, start: pos[0], end: pos[1] };
}

function withoutByteOrderMark(text: string): string {
  return text.startsWith('\ufeff') ? text.slice(1) : text;
}

/** Refuses characters that end a line for some YAML readers and not for others: a comment would hide more or less. */
function ambiguousLineBreaks(text: string): ParsedYaml | undefined {
  const pattern = /[\u0085\u2028\u2029]|\r(?!\n)/g;
  const errors: YamlError[] = [];
  let count = 0;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    count += 1;
    if (count > MAX_DIAGNOSTICS) continue;
    const detail = `U+${(match[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
    errors.push({ code: 'LINE_BREAK', detail, start: match.index, end: match.index + 1 });
  }
  return count === 0 ? undefined : withErrors(errors, count);
}

/**
 * Refuses the first directive other than `%YAML 1.2`. The package's time for many directives grows with the square of
 * their number.
 */
function unknownDirective(text: string): ParsedYaml | undefined {
  for (let start = 0, end = 0; start < text.length; start = end + 1) {
    end = text.indexOf('\n', start);
    if (end === -1) end = text.length;
    const line = text.slice(start, end).trim();
    const isDirective = text[start] === '%';
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
 * Refuses a text before the package nests so deeply that older versions of Node end without an error, and that how it ends
 * depends on the size of the stack. A list item, a key and a value (`- `, `? `, `: `) can each open a level, all on one line.
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

/** The columns of a row of {@link YamlPlaces}. */
const KEY_START = 0;
const KEY_END = 1;
const VALUE_START = 2;
const VALUE_END = 3;
/** The rows of the value's own entries. */
const FIRST_ENTRY = 4;
const ENTRY_COUNT = 5;
/** Whether an alias repeats the value, so that its entries have no places of their own; see {@link OWN}. */
const ORIGIN = 6;
const COLUMNS = 7;

/** Values of {@link ORIGIN}: written here; an alias. Any other value is the row plus 1 that a merge copied. */
const OWN = 0;
const ALIAS = -1;

/** From where up to where a node is, in UTF-16 units. */
type Range = readonly [start: number, end: number];

/** A value, and its entries in the table of places. */
interface Value {
  readonly data: unknown;
  readonly firstEntry: number;
  readonly entryCount: number;
  /** How many values it has with aliases written out. */
  readonly size: number;
  /** How deeply mappings and lists are nested in it. */
  readonly depth: number;
}

/** An entry of a mapping or list before it is written into the table. */
interface Entry {
  readonly key: Range;
  readonly range: Range;
  readonly value: Value;
  /** As in the column of that name. */
  readonly origin: number;
}

/** A value without entries. */
const SCALAR: Value = { data: null, firstEntry: 0, entryCount: 0, size: 1, depth: 0 };
/** Replaces what cannot be read; the errors say why. */
const UNREADABLE: Value = { ...SCALAR, data: undefined };

/** Makes data and the table of places from the package's tree, in one pass in the order of the text. */
class TreeReader {
  readonly errors: YamlError[] = [];
  readonly #maxValues: number;
  #rows = new Int32Array(COLUMNS * 1024);
  readonly #keys: string[] = [];
  /** The value of the last anchor of each name; `undefined` while it is being read. */
  readonly #anchors = new Map<string, { value: Value | undefined }>();
  #aliasCount = 0;
  #firstAlias: Range = [0, 0];
  /** Entries that merges copy. */
  #mergedCount = 0;

  constructor(maxValues: number) {
    this.#maxValues = maxValues;
  }

  read(contents: Node | null): ParsedYaml {
    const value = this.#read(contents, 0);
    if (this.#aliasCount > MAX_ALIASES) this.#report('TOO_MANY_ALIASES', String(this.#aliasCount), this.#firstAlias);
    else if (value.size > this.#maxValues) this.#report('TOO_MANY_VALUES', '', this.#firstAlias);
    const root = this.#write([entryOf(contents, contents, value)], ['']);
    const places = { rows: this.#rows.slice(0, this.#keys.length * COLUMNS), keys: this.#keys, root };
    return { data: value.data, places, valueCount: value.size, errors: [], hiddenErrors: 0 };
  }

  #read(node: Node | null, depth: number): Value {
    if (isAlias(node)) return this.#follow(node, depth);
    if (node === null) return SCALAR;
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
    if (isSeq<Node>(node)) {
      const entries = node.items.map((item) => entryOf(item, item, this.#read(item, depth + 1)));
      const data = entries.map(({ value }) => value.data);
      return this.#collection(data, entries, new Array<string>(entries.length).fill(''));
    }
    return { ...SCALAR, data: isScalar(node) ? node.value : null };
  }

  #readMapping(pairs: readonly Pair<Node, Node | null>[], depth: number): Value {
    const entries = new Map<string, Entry>();
    const own = new Set<string>();
    let merged: Value | undefined;
    for (const { key, value: node } of pairs) {
      if (!isScalar(key)) continue;
      // A key may have an anchor.
      this.#read(key, depth + 1);
      const value = this.#read(node, depth + 1);
      const name = String(key.value);
      if (isMergeKey(key)) {
        if (merged !== undefined) this.#report('TWO_MERGES', name, rangeOf(key));
        merged = value;
        this.#merge(entryOf(key, node ?? key, value), entries);
        continue;
      }
      if (own.has(name)) this.#report('REPEATED_KEY', name, rangeOf(key));
      own.add(name);
      // A key of the mapping itself overrides a merged one, in any order.
      entries.set(name, entryOf(key, node ?? key, value));
    }
    const data: Record<string, unknown> = {};
    for (const [name, { value }] of entries) setOwn(data, name, value.data);
    return this.#collection(data, [...entries.values()], [...entries.keys()], merged, own.size);
  }

  /** Adds the entries of what a merge key names, a mapping or a list of mappings, except those that are there. */
  #merge(merge: Entry, entries: Map<string, Entry>): void {
    const { value } = merge;
    const sources = Array.isArray(value.data) ? this.#entriesOf(value, merge) : [merge];
    for (const source of sources) {
      const { data, firstEntry, entryCount } = source.value;
      // An alias that cannot be followed has been reported.
      if (data === undefined) continue;
      if (!isMapping(data)) {
        this.#report('BAD_MERGE', '', source.range);
        continue;
      }
      this.#mergedCount += entryCount;
      if (this.#mergedCount > this.#maxValues) return;
      const copies = this.#entriesOf(source.value, source);
      for (const [index, copy] of copies.entries()) {
        const name = this.#keys[firstEntry + index] ?? '';
        if (!entries.has(name)) entries.set(name, copy);
      }
    }
  }

  /** The entries of a value again; their places are those of the alias if one repeats the value. */
  #entriesOf({ data, firstEntry, entryCount }: Value, { range, origin }: Entry): Entry[] {
    return Array.from({ length: entryCount }, (_, index): Entry => {
      const row = firstEntry + index;
      const at = (column: number) => this.#rows[row * COLUMNS + column] ?? 0;
      const value: Value = {
        data: dataAt(data, Array.isArray(data) ? index : (this.#keys[row] ?? '')),
        firstEntry: at(FIRST_ENTRY),
        entryCount: at(ENTRY_COUNT),
        // Counted with the value that is merged.
        size: 0,
        depth: 0,
      };
      if (origin !== OWN) return { key: range, range, value, origin: row + 1 };
      const key: Range = [at(KEY_START), at(KEY_END)];
      return { key, range: [at(VALUE_START), at(VALUE_END)], value, origin: at(ORIGIN) };
    });
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

  #collection(
    data: unknown,
    entries: readonly Entry[],
    keys: readonly string[],
    merged: Value = { ...SCALAR, size: 0 },
    ownKeys = 0,
  ): Value {
    let size = 1 + ownKeys + merged.size;
    let depth = merged.depth;
    for (const { value } of entries) {
      size += value.size;
      depth = Math.max(depth, value.depth + 1);
    }
    return { data, firstEntry: this.#write(entries, keys), entryCount: entries.length, size, depth };
  }

  /** Writes rows one after the other and gives the first. */
  #write(entries: readonly Entry[], keys: readonly string[]): number {
    const first = this.#keys.length;
    const length = (first + entries.length) * COLUMNS;
    if (length > this.#rows.length) {
      const grown = new Int32Array(Math.max(length, this.#rows.length * 2));
      grown.set(this.#rows);
      this.#rows = grown;
    }
    for (const [index, { key, range, value, origin }] of entries.entries()) {
      const row = [...key, ...range, value.firstEntry, value.entryCount, origin];
      this.#rows.set(row, (first + index) * COLUMNS);
      this.#keys.push(keys[index] ?? '');
    }
    return first;
  }

  #report(code: string, detail: string, [start, end]: Range): Value {
    this.errors.push({ code, detail, start, end });
    return UNREADABLE;
  }
}

function entryOf(key: Node | null, node: Node | null, value: Value): Entry {
  return { key: rangeOf(key), range: rangeOf(node), value, origin: isAlias(node) ? ALIAS : OWN };
}

function rangeOf(node: Node | null): Range {
  const [start = 0, end = 0] = node?.range ?? [];
  return [start, end];
}

/** In quotes or with a tag, `<<` is a key like any other. */
function isMergeKey({ source, type, tag }: Scalar): boolean {
  return source === '<<' && type === 'PLAIN' && tag === undefined;
}

function isMapping(data: unknown): data is object {
  return typeof data === 'object' && data !== null && !Array.isArray(data);
}

function dataAt(data: unknown, key: string | number): unknown {
  return typeof data === 'object' && data !== null ? Object.getOwnPropertyDescriptor(data, key)?.value : undefined;
}

/** Assigning to `__proto__` would change the object instead. */
function setOwn(data: Record<string, unknown>, name: string, value: unknown): void {
  if (name !== '__proto__') data[name] = value;
  else Object.defineProperty(data, name, { value, writable: true, enumerable: true, configurable: true });
}

/** The longest line that a place quotes: a hundred errors in one line of 1 MiB would make a report of 100 MiB. */
const MAX_SOURCE_CHARACTERS = 4_000;

/** A plan's text and where in it its values are. */
export class PlanDocument {
  readonly file: string;
  readonly #text: string;
  readonly #places: YamlPlaces;
  #lineStarts: readonly number[] | undefined;

  /** @param places those that {@link parseYaml} found in the same text */
  constructor(file: string, text: string, places: YamlPlaces) {
    this.file = file;
    this.#text = withoutByteOrderMark(text);
    this.#places = places;
  }

  /** Where the value at a path is; if there is none, its nearest parent; if an alias repeats it, the alias. */
  placeOf(path: PlanPath): Place {
    return this.placeAt(...this.#find(path).value);
  }

  /** Where the key at the end of a path is. */
  placeOfKey(path: PlanPath): Place {
    return this.placeAt(...this.#find(path).key);
  }

  includes(characters: string): boolean {
    return this.#text.includes(characters);
  }

  /** The value at a path as it is written. */
  textOf(path: PlanPath): string {
    return this.#text.slice(...this.#find(path).value);
  }

  /**
   * Where the value at a path was written first, in UTF-16 units. It is the same for all that repeat it by an alias or a
   * merge, so that its errors can be shown once.
   */
  originOf(path: PlanPath): number {
    let row = this.#places.root;
    for (const step of path) row = this.#childOf(row, step) ?? row;
    while (this.#at(row, ORIGIN) > OWN) row = this.#at(row, ORIGIN) - 1;
    return this.#at(row, VALUE_START);
  }

  /** The place of the characters from `start` up to `end`, as far as they are on its first line. */
  placeAt(start: number, end: number): Place {
    this.#lineStarts ??= lineStartsOf(this.#text);
    // Past the last character, an editor would show the end of the last line.
    const offset = Math.min(start, Math.max(0, this.#text.length - 1));
    const line = lastAtMost(this.#lineStarts, offset);
    const lineStart = this.#lineStarts[line] ?? 0;
    const lineEnd = this.#text.indexOf('\n', lineStart);
    const whole = this.#text.slice(lineStart, lineEnd === -1 ? undefined : lineEnd).replace(/\r$/, '');
    const column = Math.min(offset - lineStart, whole.length);
    const length = Math.max(1, Math.min(end - start, whole.length - column));
    const source = whole.length > MAX_SOURCE_CHARACTERS ? '' : whole;
    return { file: this.file, line: line + 1, column: column + 1, length, source };
  }

  #find(path: PlanPath): { key: Range; value: Range } {
    const { root } = this.#places;
    let row = root;
    for (const step of path) {
      if (this.#at(row, ORIGIN) !== OWN) {
        const alias: Range = [this.#at(row, VALUE_START), this.#at(row, VALUE_END)];
        return { key: alias, value: alias };
      }
      const child = this.#childOf(row, step);
      if (child === undefined) break;
      row = child;
    }
    const value: Range = [this.#at(row, VALUE_START), this.#at(row, VALUE_END)];
    return { key: [this.#at(row, KEY_START), this.#at(row, KEY_END)], value };
  }

  #childOf(parent: number, step: string | number): number | undefined {
    const first = this.#at(parent, FIRST_ENTRY);
    const count = this.#at(parent, ENTRY_COUNT);
    if (typeof step === 'number') return step < count ? first + step : undefined;
    for (let row = first; row < first + count; row++) if (this.#places.keys[row] === step) return row;
    return undefined;
  }

  #at(row: number, column: number): number {
    return this.#places.rows[row * COLUMNS + column] ?? 0;
  }
}

function lineStartsOf(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** The index of the last of the sorted numbers that is not above `value`. */
function lastAtMost(sorted: readonly number[], value: number): number {
  let first = 0;
  let last = sorted.length - 1;
  while (first < last) {
    const middle = Math.ceil((first + last) / 2);
    if ((sorted[middle] ?? 0) <= value) first = middle;
    else last = middle - 1;
  }
  return first;
}
