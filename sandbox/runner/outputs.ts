/**
 * Reads the file behind `GITHUB_OUTPUT` as the runner does: `name=value`, or `name<<DELIMITER`, lines, `DELIMITER`.
 * Throws on anything else, where the runner would fail the step.
 */
export function parseOutputs(text: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  const lines = text.split(/\r?\n/);
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (line === '') continue;
    const equals = line.indexOf('=');
    const heredoc = line.indexOf('<<');
    // Whichever stands first says which form it is: a value may hold either.
    if (equals >= 0 && (heredoc < 0 || equals < heredoc)) {
      outputs[line.slice(0, equals)] = line.slice(equals + 1);
    } else if (heredoc > 0) {
      const delimiter = line.slice(heredoc + 2);
      const end = lines.indexOf(delimiter, at + 1);
      if (end < 0) throw new Error(`GITHUB_OUTPUT: the delimiter ${delimiter} never comes.`);
      outputs[line.slice(0, heredoc)] = lines.slice(at + 1, end).join('\n');
      at = end;
    } else {
      throw new Error(`GITHUB_OUTPUT: the line ${JSON.stringify(line)} has no form that the runner knows.`);
    }
  }
  return outputs;
}
