/**
 * The plain part of YAML, in which nearly all plans are written: blocks of `key: value` and `- entry`, on each line a
 * scalar or a list of scalars; no anchors, tags, escapes, or text over several lines. Read line by line, it takes a small
 * part of the time and the memory that a parser takes, which must be ready for all of YAML.
 *
 * It is all or nothing: a text that has anything in it that is not plain, or a mistake, is left to the parser as a whole.
 */

/** No mapping or list of a plan stands so deep in others. */
const DEEPEST = 10;

const KEY = '[A-Za-z][A-Za-z0-9_]{0,99}';
/** It begins as nothing else in YAML does, and has nothing that could end it: no colon, no `#`, no space at its end. */
const WORDS = String.raw`[\p{L}0-9](?:[\p{L}\p{N}_.,;!?()'/+-]| +(?=[\p{L}\p{N}_.,;!?()'/+-]))*`;
const RATIO = String.raw`\d{1,5}:\d{1,5}`;
const QUOTED = String.raw`"(?:[^"\\\p{C}\p{Z}]| )*"|'(?:[^'\p{C}\p{Z}]| )*'`;
const SCALAR = `${QUOTED}|${RATIO}|${WORDS}`;
const LIST = String.raw`\[(?:[^\]#\p{C}\p{Z}]| )*\]`;
const COMMENT = String.raw`#\P{C}*`;

/** All spaces that there are: a line is not to be tried anew with fewer and fewer of them. */
const SPACES = ' *(?! )';
/** `  - key: value # comment`, of which a line may have any part. */
const LINE = new RegExp(
  `^(${SPACES})(- (?! ))?(?:(${KEY}):(?= |$))?${SPACES}(${LIST}|${SCALAR})?${SPACES}(?:(?<= )${COMMENT})?$`,
  'u',
);
const EMPTY_LINE = new RegExp(`^ *(?:${COMMENT})?$`, 'u');
const ONE_SCALAR = new RegExp(`^(?:${SCALAR})$`, 'u');

/** A number in decimals that is the same whoever reads it. */
const NUMBER = /^(?:0|[1-9]\d{0,14})(?:\.\d{1,15})?$/;
/** What YAML takes for no text (yaml.org/spec/1.2.2: 10.3.2), of what can begin with a letter or a digit. */
const NO_TEXT = /^(?:null|true|false|0o[0-7]+|0x[0-9a-f]+|\d+(?:\.\d*)?(?:e[-+]?\d+)?)$/i;

/** The data of a text that is plain YAML; `undefined` for any other, of which nothing is said. */
export function readPlainYaml(text: string): object | undefined {
  return new PlainYaml(text.replaceAll('\r\n', '\n').split('\n')).read();
}

type Scalar = string | number | boolean;

interface Line {
  /** Where its key or its scalar stands, in spaces. */
  readonly indent: number;
  /** Whether a list's entry begins with it; the indent is then that of the dash. */
  readonly isEntry: boolean;
  readonly key: string | undefined;
  readonly value: Scalar | readonly Scalar[] | undefined;
}

class PlainYaml {
  readonly #lines: readonly string[];
  #next = 0;
  /** The line that is to be read; `undefined` after the last, and where the text is not plain. */
  #line: Line | undefined;
  #isPlain = true;

  constructor(lines: readonly string[]) {
    this.#lines = lines;
    this.#advance();
  }

  read(): object | undefined {
    const data = this.#mapping(0, 0);
    // What stands at no indent that was expected is left over.
    return this.#isPlain && this.#line === undefined && Object.keys(data).length > 0 ? data : undefined;
  }

  #mapping(indent: number, depth: number): Record<string, unknown> {
    const data: Record<string, unknown> = {};
    for (let line = this.#line; line?.indent === indent && !line.isEntry; line = this.#line) {
      if (line.key === undefined || Object.hasOwn(data, line.key)) this.#giveUp();
      else {
        this.#advance();
        data[line.key] = line.value ?? this.#below(indent, depth);
      }
    }
    return data;
  }

  #list(indent: number, depth: number): unknown[] {
    const data: unknown[] = [];
    for (let line = this.#line; line?.indent === indent && line.isEntry; line = this.#line) {
      if (line.key !== undefined) {
        // What follows the dash is a mapping's first line.
        this.#line = { ...line, indent: indent + 2, isEntry: false };
        data.push(this.#mapping(indent + 2, depth));
      } else {
        this.#advance();
        data.push(line.value);
      }
    }
    return data;
  }

  /** What stands below a key that has nothing beside it; a list may stand as far to the left as the key. */
  #below(indent: number, depth: number): unknown {
    const first = this.#line;
    if (first === undefined || first.indent < indent || (first.indent === indent && !first.isEntry)) return null;
    if (depth === DEEPEST) return this.#giveUp();
    return first.isEntry ? this.#list(first.indent, depth + 1) : this.#mapping(first.indent, depth + 1);
  }

  #advance(): void {
    let text: string | undefined;
    do {
      text = this.#lines[this.#next];
      this.#next += 1;
      this.#line = text === undefined ? undefined : lineOf(text);
    } while (text !== undefined && this.#line === undefined && EMPTY_LINE.test(text));
    if (text !== undefined && this.#line === undefined) this.#giveUp();
  }

  #giveUp(): undefined {
    this.#isPlain = false;
    this.#line = undefined;
  }
}

/** A line, where it is a plain one. */
function lineOf(text: string): Line | undefined {
  const [match, indent = '', dash, key, written] = LINE.exec(text) ?? [];
  if (match === undefined) return undefined;
  const value = written?.startsWith('[') ? listOf(written.slice(1, -1)) : written && scalarOf(written);
  // An entry, and a scalar, need something; a key may have its value below it.
  if (value === undefined && (written !== undefined || key === undefined)) return undefined;
  return { indent: indent.length, isEntry: dash !== undefined, key, value };
}

function listOf(text: string): Scalar[] | undefined {
  if (text.trim() === '') return [];
  const items = text.split(',').flatMap((item) => scalarOf(item.trim()) ?? []);
  return items.length === text.split(',').length ? items : undefined;
}

/** A scalar as YAML's core schema means it; `undefined` where that is not plain. */
function scalarOf(text: string): Scalar | undefined {
  if (!ONE_SCALAR.test(text)) return undefined;
  if (text.startsWith('"') || text.startsWith("'")) return text.slice(1, -1);
  if (NUMBER.test(text)) return Number(text);
  if (text === 'true' || text === 'false') return text === 'true';
  return NO_TEXT.test(text) ? undefined : text;
}
