import type { Diagnostic, Place } from '../shared/diagnostic.ts';
import { prose, say } from '../shared/message.ts';
import { MAX_ALIASES, MAX_VALUES, type YamlError } from './parse-yaml.ts';
import type { PlanDocument } from './plan.ts';
import { hiddenCharacterIn } from './suggest.ts';

type Words = Pick<Diagnostic, 'message' | 'help'>;

/**
 * What is wrong with a text as YAML, in words for people who do not know YAML well. Where a text lacks quotes, the help is
 * the line as it should be.
 */
export function yamlDiagnostics(errors: readonly YamlError[], document: PlanDocument): Diagnostic[] {
  // Text without quotes can make several errors on its line, and the quotes correct them all.
  const quotedLines = new Set<number>();
  return errors.flatMap((error) => {
    const place = document.placeAt(error.start, error.end);
    if (quotedLines.has(place.line)) return [];
    const quoted = NEEDS_QUOTES.has(error.code) ? withQuotes(place.source) : undefined;
    const { message, help } = hiddenIndent(place) ?? wordsFor(error, place);
    const advice = quoted === undefined ? help : say`Put the text between quotes: ${quoted}.`;
    if (quoted !== undefined) quotedLines.add(place.line);
    return [{ severity: 'error', message, ...(advice && { help: advice }), place }];
  });
}

function wordsFor({ code, detail }: YamlError, place: Place): Words {
  const found = place.source.slice(place.column - 1, place.column - 1 + place.length);
  const isFirstOfLine = /^\s+$/.test(place.source.slice(0, place.column - 1));
  return (WORDS[code] ?? INVALID)(code === 'TAG_RESOLVE_FAILED' ? found : detail, found, isFirstOfLine);
}

/** Indentation that looks right and is not: with a no-break space, for example. YAML says of a tab that it is one. */
function hiddenIndent({ source }: Place): Words | undefined {
  const [indent = ''] = /^\s*/.exec(source) ?? [];
  const hidden = hiddenCharacterIn(indent.replaceAll('\t', ''));
  if (hidden === undefined) return undefined;
  return { message: say`This line is indented with ${hidden}.`, help: prose('Indent with plain spaces.') };
}

/** Mistakes that a text without quotes leads to. */
const NEEDS_QUOTES: ReadonlySet<string> = new Set([
  'ALIAS_PROPS',
  'BAD_ALIAS',
  'BAD_PROP_ORDER',
  'BAD_SCALAR_START',
  'BLOCK_AS_IMPLICIT_KEY',
  'MISSING_CHAR',
  'MULTIPLE_ANCHORS',
  'MULTIPLE_TAGS',
  'NO_ANCHOR',
  'TAG_RESOLVE_FAILED',
  'UNEXPECTED_TOKEN',
]);

/** A longer line is cut where it is shown, so that nobody could paste it. */
const MAX_QUOTED_CHARACTERS = 250;

/** A line whose text YAML takes for something else, with that text between quotes; `undefined` if the line has no such text. */
function withQuotes(line: string): string | undefined {
  if (line.length > MAX_QUOTED_CHARACTERS) return undefined;
  const [, start = '', rest = ''] = /^((?:- +)*(?:[\w.-]+: +)?)(.*)$/.exec(line.trim()) ?? [];
  // A `#` inside of quotes begins no comment.
  const closing = /^["']/.test(rest) ? rest.lastIndexOf(rest.charAt(0)) : 0;
  const comment = rest.indexOf(' #', closing);
  const text = (comment === -1 ? rest : rest.slice(0, comment)).trimEnd();
  const isSpecial = /^(?:["'@`%*&|>]|!(?!!)|[-?:] |[^{["'].*(?:: |:$))/.test(text);
  // Between brackets, a comma or a bracket at the end may not belong to the text.
  if (start === '' || !isSpecial || /[,}\]]$/.test(text)) return undefined;
  return `${start}${text.includes('"') || text.includes('\\') ? `'${text.replaceAll("'", "''")}'` : `"${text}"`}`;
}

const TOO_DEEP: Words = {
  message: prose('This file is nested too deeply to be read.'),
  help: prose('A plan needs no more than a few levels.'),
};

const INVALID = (): Words => ({
  message: prose('This is not valid YAML.'),
  help: prose('Check the indentation, and put text with special characters between quotes.'),
});

const NO_REFERENCE = (): Words => ({
  message: prose('YAML takes this for an anchor (`&`), an alias (`*`) or a tag (`!`), which cannot be here.'),
  help: prose('Put a text that begins with one of these characters between quotes.'),
});

/**
 * By the codes of `YamlError`.
 *
 * @param detail as in `YamlError`; of an unknown tag, the tag
 * @param found what is written at the place
 * @param isFirstOfLine whether only indentation is before it
 */
const WORDS: Readonly<Record<string, (detail: string, found: string, isFirstOfLine: boolean) => Words>> = {
  BLOCK_AS_IMPLICIT_KEY: () => ({
    message: prose('YAML reads a colon with a space after it as the end of a key, so it sees two keys in this line.'),
    help: prose('Put a text with a colon between quotes, and let all keys of an entry begin in the same column.'),
  }),
  BAD_SCALAR_START: (_, found) => ({
    message: say`A text that begins with ${found.slice(0, 1)} needs quotes.`,
    help: prose('Put the text between quotes.'),
  }),
  UNEXPECTED_TOKEN: () => ({
    message: prose('YAML does not expect this text here.'),
    help: prose('Put the whole text between quotes, and close every bracket and quote that is opened before it.'),
  }),
  MISSING_CHAR: () => ({
    message: prose('A character is missing here or above: a hyphen, a colon, a comma, a closing quote or a bracket.'),
    help: prose(
      'Entries of a list begin with `- `, and a key ends with a colon and a space. Close what is opened above.',
    ),
  }),
  BAD_INDENT: () => ({
    message: prose('This line is indented differently from the lines that it belongs to.'),
    help: prose(
      'Keys of one entry begin in the same column: below the first key, not below the hyphen. A new entry begins with a hyphen. Close brackets that are opened above.',
    ),
  }),
  MULTILINE_IMPLICIT_KEY: () => ({
    message: prose('This line has no colon, so YAML reads it and the next line as one key.'),
    help: say`Write ${'key: value'}, with a space after the colon.`,
  }),
  BLOCK_IN_FLOW: () => ({
    message: prose('A list or mapping in brackets continues here without brackets.'),
    help: prose('Close the bracket, or write all of it in one form.'),
  }),
  BAD_DQ_ESCAPE: () => ({
    message: prose('A backslash between double quotes begins an escape, and YAML does not know this one.'),
    help: say`Write ${'\\\\'} for a backslash, or put the text between single quotes.`,
  }),
  KEY_OVER_1024_CHARS: () => ({
    message: prose('This key has more than 1,024 characters.'),
    help: prose('If the colon belongs to a text, put the text between quotes.'),
  }),
  NON_STRING_KEY: () => ({ message: prose('A key must be text.'), help: prose('Put it between quotes.') }),
  ALIAS_PROPS: NO_REFERENCE,
  BAD_ALIAS: NO_REFERENCE,
  BAD_COLLECTION_TYPE: NO_REFERENCE,
  BAD_PROP_ORDER: NO_REFERENCE,
  MULTIPLE_ANCHORS: NO_REFERENCE,
  MULTIPLE_TAGS: NO_REFERENCE,
  TAB_AS_INDENT: () => ({
    message: prose('This line is indented with a tab, which YAML does not allow.'),
    help: prose('Indent with spaces.'),
  }),
  MULTIPLE_DOCS: () => ({
    message: prose('This file holds several YAML documents; a plan is one.'),
    help: prose('Put what follows `---` into a plan file of its own.'),
  }),
  RESOURCE_EXHAUSTION: () => TOO_DEEP,
  TOO_DEEP: () => TOO_DEEP,
  TAG_RESOLVE_FAILED: (detail) => ({
    message: say`A plan cannot hold a value with the tag ${detail}.`,
    help: prose('Remove the tag. A plan holds text, numbers, `true`, `false`, lists and mappings.'),
  }),
  LINE_BREAK: (detail) => ({
    message: say`This file holds the character ${detail}, which ends a line for some YAML readers and not for others.`,
    help: prose(
      'Remove it, or start a new line there. In a text between double quotes, write it as an escape such as `\\u2028`.',
    ),
  }),
  DIRECTIVE: (detail) => ({
    message: say`The directive ${detail} is not supported.`,
    help: say`Remove this line. A plan is read as YAML 1.2; ${'%YAML 1.2'} may say so.`,
  }),
  REPEATED_KEY: (detail, _, isFirstOfLine) => ({
    message: say`This mapping has the key ${detail} already.`,
    help: prose(
      isFirstOfLine
        ? 'Remove one of them, or begin a new entry with a hyphen before its first key: `- model: …`.'
        : 'Remove or rename one of them.',
    ),
  }),
  TWO_MERGES: () => ({
    message: say`This mapping has the key ${'<<'} already, and YAML readers differ in which of them counts.`,
    help: say`Merge a list instead: ${'<<: [*one, *two]'}.`,
  }),
  BAD_MERGE: () => ({
    message: say`The value of ${'<<'} cannot be merged: it is not a mapping, an alias of one, or a list of those.`,
  }),
  NO_ANCHOR: (detail) => ({
    message: say`YAML reads ${`*${detail}`} as an alias, but there is no anchor ${`&${detail}`} above it.`,
  }),
  ALIAS_INSIDE: (detail) => ({
    message: say`The alias ${`*${detail}`} is inside the part that it refers to.`,
    help: prose('Write this part out instead of using the alias.'),
  }),
  TOO_MANY_ALIASES: (detail) => ({
    message: say`This file has ${Number(detail)} aliases; at most ${MAX_ALIASES} are allowed.`,
    help: prose('Refer to the repeated parts less often, for example with `defaults` or a `matrix`.'),
  }),
  TOO_MANY_VALUES: () => ({
    message: say`With aliases written out, the plans have more than ${MAX_VALUES} values; this file exceeds the limit.`,
    help: prose('Refer to the repeated parts less often, or shorten `params`.'),
  }),
};
