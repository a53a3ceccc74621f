/** Patterns by the letter of the contract: slow, and short enough to be seen to be right. */

/** A path with one of these is a pattern, and never a file of that name. */
export function isPattern(path: string): boolean {
  return /[*?[{]/.test(path);
}

/** Whether a pattern means a path. `**` is any number of folders; `*` and `?` stop at `/`; a leading dot is no exception. */
export function matches(pattern: string, path: string): boolean {
  return alternatives(pattern.replace(/^(?:\.\/)+/, '')).some((glob) => namesMatch(glob.split('/'), path.split('/')));
}

function namesMatch([first, ...rest]: readonly string[], names: readonly string[]): boolean {
  if (first === undefined) return names.length === 0;
  if (first === '**' && rest.length === 0) return names.length > 0;
  if (first === '**') return names.some((_, index) => namesMatch(rest, names.slice(index)));
  const [name, ...others] = names;
  return name !== undefined && nameRegex(first).test(name) && namesMatch(rest, others);
}

/** `a{b,c}` → `ab`, `ac` */
function alternatives(pattern: string): string[] {
  const {
    before = '',
    inside,
    after = '',
  } = /^(?<before>.*?)\{(?<inside>[^{}]*)\}(?<after>.*)$/.exec(pattern)?.groups ?? {};
  if (inside === undefined) return [pattern];
  return inside.split(',').flatMap((choice) => alternatives(before + choice + after));
}

const regexes = new Map<string, RegExp>();

function nameRegex(glob: string): RegExp {
  const known = regexes.get(glob);
  if (known !== undefined) return known;
  const source = glob.replace(/\*+|\?|\[(?<not>[!^]?)(?<set>[^\]]+)\]|[\\^$.|+(){}[\]]/g, (part, not, set) => {
    if (part.startsWith('*')) return '.*';
    if (part === '?') return '.';
    return set === undefined ? `\\${part}` : `[${not ? '^' : ''}${set}]`;
  });
  const regex = new RegExp(`^${source}$`, 'su');
  regexes.set(glob, regex);
  return regex;
}

/** Paths below a folder that a pattern means, one for each way to split the pattern there; none if it leads elsewhere. */
export function examplesBelow(pattern: string, folder: string): string[] {
  return alternatives(pattern).flatMap((glob) => {
    const names = glob.split('/');
    return names
      .map((_, start) => [folder, ...names.slice(start).flatMap(exampleOf)].join('/'))
      .filter((path) => path !== folder && matches(pattern, path));
  });
}

function exampleOf(glob: string, index: number, globs: readonly string[]): string[] {
  if (glob === '**') return index === globs.length - 1 ? ['x.yml'] : [];
  return [
    glob
      .replace(/\[[!^][^\]]+\]/g, '~')
      .replace(/\[(.)[^\]]*\]/gu, '$1')
      .replace(/\*+|\?/g, 'x'),
  ];
}
