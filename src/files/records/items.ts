import { isMap, isNode, isScalar, isSeq, parseDocument, type YAMLError } from 'yaml';
import { prose, say } from '../../shared/message.ts';
import { notAList, RecordsError } from './error.ts';

/**
 * How many items the list has that a YAML text is; none where the text is empty.
 *
 * @param firstLine where in its file the text begins.
 * @throws {RecordsError} where the text is something else.
 */
export function itemsIn(text: string, firstLine: number): number {
  // Whether keys are unique changes no count, and looking takes a time that grows with the square of their number.
  const { contents, errors } = parseDocument(text, { prettyErrors: false, uniqueKeys: false });
  // Past the depth that a parser can follow, what it says next is noise.
  const error = errors.find(({ code }) => code === 'RESOURCE_EXHAUSTION') ?? errors[0];
  // What is not closed takes in all that follows: the error is at the end, the mistake in the last item.
  const last = isSeq(contents) && error?.code === 'MISSING_CHAR' ? contents.items.at(-1) : undefined;
  if (error !== undefined) throw notYaml(error, lineAt(isNode(last) ? (last.range?.[0] ?? 0) : error.pos[0]));
  if (isSeq(contents)) return contents.items.length;
  if (contents === null || (isScalar(contents) && contents.source === '')) return 0;
  throw notAList(lineAt(contents.range?.[0] ?? 0), isMap(contents) ? 'a mapping' : 'a single value', '- id: first');

  function lineAt(position: number): number {
    return firstLine + text.slice(0, position).split('\n').length - 1;
  }
}

export function severalDocuments(line: number): RecordsError {
  return new RecordsError({
    line,
    expected: prose('one YAML document'),
    found: prose('another one'),
    help: say`Put all records into one list, without ${'---'} between them.`,
  });
}

function notYaml({ code, message }: YAMLError, line: number): RecordsError {
  if (code === 'MULTIPLE_DOCS') return severalDocuments(line);
  if (code === 'RESOURCE_EXHAUSTION') {
    const help = prose('Make the records flatter.');
    return new RecordsError({
      line,
      expected: prose('values that can be followed'),
      found: prose('too deep ones'),
      help,
    });
  }
  return new RecordsError({
    line,
    expected: prose('valid YAML'),
    // What comes after the colon is a piece of the file.
    found: say`a mistake (${message.split(': ')[0]})`,
    help: prose('Check the indentation, and put texts with special characters between quotes.'),
  });
}
