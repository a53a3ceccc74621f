import type { Diagnostic } from '../shared/diagnostic.ts';
import { type Message, prose, say } from '../shared/message.ts';
import { MAX_ALIASES, MAX_VALUES, type PlanDocument, type YamlError } from './yaml-document.ts';

interface Words {
  readonly message: Message;
  readonly help?: Message;
}

/** What is wrong with a text as YAML, for people. */
export function yamlDiagnostic({ code, detail, start, end }: YamlError, document: PlanDocument): Diagnostic {
  const words = WORDS[code]?.(detail) ?? { message: say`This is not valid YAML: ${detail}.` };
  return { severity: 'error', ...words, place: document.placeAt(start, end) };
}

const TOO_DEEP: Words = {
  message: prose('This file is nested too deeply to be read.'),
  help: prose('A plan needs no more than a few levels.'),
};

/** By the codes of `YamlError`; for all others, the parser's own words are shown. */
const WORDS: Readonly<Record<string, (detail: string) => Words>> = {
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
    message: say`A plan cannot hold a value with this tag: ${detail}.`,
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
  REPEATED_KEY: (detail) => ({
    message: say`This mapping has the key ${detail} already.`,
    help: prose('Remove or rename one of them.'),
  }),
  TWO_MERGES: () => ({
    message: say`This mapping has the key ${'<<'} already, and YAML readers differ in which of them counts.`,
    help: say`Merge a list instead: ${'<<: [*one, *two]'}.`,
  }),
  BAD_MERGE: () => ({
    message: say`${'<<'} merges a mapping, an alias of one, or a list of those.`,
  }),
  NO_ANCHOR: (detail) => ({
    message: say`There is no anchor ${`&${detail}`} above this alias.`,
  }),
  ALIAS_INSIDE: (detail) => ({
    message: say`The alias ${`*${detail}`} is inside of what it refers to.`,
  }),
  TOO_MANY_ALIASES: (detail) => ({
    message: say`This file has ${Number(detail)} aliases; ${MAX_ALIASES} are the most.`,
    help: prose('Refer to the repeated parts less often, for example by `defaults` or a `matrix`.'),
  }),
  TOO_MANY_VALUES: () => ({
    message: say`With aliases written out, the plans have more than ${MAX_VALUES} values; this file exceeds the limit.`,
    help: prose('Refer to the repeated parts less often, or shorten `params`.'),
  }),
};
