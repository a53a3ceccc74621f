/**
 * What the step needs of the runner before its first request, in the runner's own terms: the toolkit, which has this too,
 * takes as long to load as Node itself to start, and is loaded later.
 */

/** The text of an input (docs.github.com: actions/reference/workflows-and-actions/metadata-syntax, `inputs`); empty where there is none. */
export function inputText(env: NodeJS.ProcessEnv, name: string): string {
  return (env[`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`] ?? '').trim();
}

/** The command by which the runner hides a text in all that is logged after it (docs.github.com: workflow commands, `add-mask`). */
export function maskCommand(secret: string): string {
  return `::add-mask::${secret.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')}`;
}
