import { posix } from 'node:path';
import { type Base, type BasePlan, NO_BASE } from '../../src/baseline/match-plans.ts';
import { type FileSource, type FolderEntry, UnreadableError } from '../../src/files/source.ts';
import { parseHere } from '../../src/plan/parse-yaml.ts';
import type { RecordCount } from '../../src/plan/read.ts';
import { type PlanSource, readPlans } from '../../src/plan/read.ts';
import type { Diagnostic } from '../../src/shared/diagnostic.ts';
import { type Message, prose, say } from '../../src/shared/message.ts';
import { isNamed } from './expected-files.ts';
import { examplesBelow, isPattern, matches } from './glob.ts';
import type { Load, Loaded, Situation } from './run-case.ts';

/** Holes that the gate has had, or could have. */
export const HOLES = [
  'reads a name with wildcards as a file',
  'skips names that are not UTF-8',
  'skips folders that cannot be read',
  'skips links to folders',
  'skips links that match',
  'follows a link to a plan',
  'skips submodules',
  'takes a plan of another repository for a new one',
  'takes a plan that the base has lost for a new one',
  'forgets plans that are gone',
  'takes a base that cannot be read for empty',
  'reads the limits of the head',
] as const;
export type Hole = (typeof HOLES)[number];

/**
 * A plain way to load plans and their base, by which the model itself is tried out: without a hole it has to hold, and
 * with one the model has to find it.
 */
export function standIn(hole?: Hole): Load {
  return (situation) => new StandIn(situation, hole).load();
}

const MAX_BYTES = 1024 * 1024;

class StandIn {
  readonly #situation: Situation;
  readonly #hole: Hole | undefined;
  readonly #problems: Diagnostic[] = [];

  constructor(situation: Situation, hole: Hole | undefined) {
    this.#situation = situation;
    this.#hole = hole;
  }

  async load(): Promise<Loaded> {
    const { source } = this.#situation;
    const paths = await this.#find();
    const checkouts = new Map<string, string>();
    for (const path of paths) checkouts.set(path, await checkoutOf(source, path));
    const plans: PlanSource[] = [];
    for (const [path, folder] of checkouts) plans.push(await planAt(source, path, path, folder));
    return { plans, problems: this.#problems, base: () => this.#base(checkouts) };
  }

  #refuse(message: Message): void {
    this.#problems.push({ severity: 'error', message });
  }

  async #find(): Promise<string[]> {
    const { source, lines } = this.#situation;
    const found = new Set<string>();
    const included = lines.filter((line) => !line.startsWith('!'));
    const isExcluded = (path: string) => lines.some((line) => line.startsWith('!') && isNamed([line.slice(1)], path));
    for (const line of included) {
      const path = posix.normalize(line);
      const isRead = this.#hole === 'reads a name with wildcards as a file' && (await kindAt(source, path)) === 'file';
      if (isPattern(line) && !isRead) {
        const before = this.#problems.length;
        const matching = await this.#search(line, isExcluded);
        if (matching.length === 0 && this.#problems.length === before) this.#refuse(say`${line} has no match.`);
        for (const match of matching) found.add(match);
        continue;
      }
      const kind = isExcluded(path) ? 'excluded' : await kindAt(source, path);
      const isFollowed = this.#hole === 'follows a link to a plan' && kind === 'link';
      if (kind === 'file') found.add(path);
      else if (kind !== 'excluded' && !isFollowed) this.#refuse(say`${path} is no plan file.`);
    }
    const left = [...found].filter((path) => !isExcluded(path)).sort();
    if (left.length === 0) this.#refuse(prose('Nothing is judged.'));
    return left;
  }

  async #search(pattern: string, isExcluded: (path: string) => boolean): Promise<string[]> {
    const found: string[] = [];
    const couldHold = (path: string) => examplesBelow(pattern, path).some((example) => !isExcluded(example));
    const visit = async (path: string, { name, kind }: FolderEntry): Promise<void> => {
      if (kind !== 'file' && (name === 'node_modules' || name.toLowerCase() === '.git')) return;
      const isMatch = matches(pattern, path) && !isExcluded(path);
      if (name.includes('\ufffd')) {
        const isSkipped = this.#hole === 'skips names that are not UTF-8';
        if (!isSkipped && (isMatch || (kind !== 'file' && couldHold(path)))) this.#refuse(say`${path} is not UTF-8.`);
        return;
      }
      if (kind === 'file' && matches(pattern, path)) found.push(path);
      if (kind === 'folder') await search(path);
      if (kind === 'submodule' && couldHold(path) && this.#hole !== 'skips submodules') {
        this.#refuse(say`${path} is a submodule.`);
      }
      if (kind !== 'link') return;
      if (isMatch && this.#hole !== 'skips links that match') this.#refuse(say`${path} is a link.`);
      if (couldHold(path) && this.#hole !== 'skips links to folders') this.#refuse(say`${path} may lead to plans.`);
    };
    const search = async (folder: string): Promise<void> => {
      try {
        for (const entry of (await this.#situation.source.list(folder, true)) ?? []) {
          await visit(posix.join(folder, entry.name), entry);
        }
      } catch (error) {
        if (!(error instanceof UnreadableError)) throw error;
        if (couldHold(folder) && this.#hole !== 'skips folders that cannot be read') this.#refuse(error.said);
      }
    };
    await search('');
    return found;
  }

  /** The files of the base that may be plans; `undefined` if it cannot be read. */
  async #basePaths(): Promise<string[] | undefined> {
    try {
      return (await allFiles(this.#situation.base, '')).filter((path) => path.endsWith('.yml'));
    } catch (error) {
      if (!(error instanceof UnreadableError)) throw error;
      return this.#hole === 'takes a base that cannot be read for empty' ? [] : undefined;
    }
  }

  async #base(checkouts: ReadonlyMap<string, string>): Promise<Base> {
    const { base, lines, hasCeiling, source, changedFiles } = this.#situation;
    const basePaths = await this.#basePaths();
    if (basePaths === undefined)
      return { ...NO_BASE, diagnostics: [{ severity: 'error', message: prose('No base.') }] };
    const changes = await changedFiles();
    const problems: Diagnostic[] = [];
    const refuse = (message: Message) => problems.push({ severity: 'error', message });
    for (const [path, folder] of checkouts) {
      const inRepository = path.slice(folder.length);
      if (hasCeiling || basePaths.includes(inRepository) || changes.isAdded(inRepository, [])) continue;
      if (folder !== '' && this.#hole === 'takes a plan of another repository for a new one') continue;
      if (folder === '' && this.#hole === 'takes a plan that the base has lost for a new one') continue;
      refuse(say`No limits judge ${path}.`);
    }
    const plans: BasePlan[] = [];
    for (const folder of new Set(checkouts.values())) {
      for (const path of basePaths) {
        const isJudged = checkouts.has(folder + path);
        if (!isJudged && this.#hole === 'forgets plans that are gone') continue;
        const [read] = await readPlans([await planAt(base, path, folder + path, '')], parseHere);
        if (read === undefined) continue;
        const isMeant = isNamed(lines, folder + path);
        const isGone = (await kindAt(source, folder + path)) !== 'file';
        if (isJudged || isMeant || isGone) plans.push({ ...read, isNamed: isMeant });
      }
    }
    const renames = changes.removed.flatMap(({ path, renamedTo }) =>
      renamedTo === undefined
        ? []
        : [...checkouts.values()].map((folder): [string, string] => [folder + renamedTo, folder + path]),
    );
    const foreignFiles = new Set<string>();
    for (const [path, folder] of checkouts) if (await this.#situation.isOtherRepository(folder)) foreignFiles.add(path);
    const side = { name: 'main', commit: 'b'.repeat(40), plans, renames: new Map(renames), foreignFiles };
    const isJudging = this.#hole !== 'reads the limits of the head';
    return { limits: isJudging ? side : undefined, costs: side, diagnostics: problems };
  }
}

/** What is at a path that is reached without a link. */
async function kindAt(source: FileSource, path: string): Promise<FolderEntry['kind'] | undefined> {
  let kind: FolderEntry['kind'] | undefined = 'folder';
  const names = path.split('/');
  for (const [index, name] of names.entries()) {
    if (kind !== 'folder') return undefined;
    try {
      const entries = await source.list(names.slice(0, index).join('/'));
      kind = entries?.find((entry) => entry.name === name && !name.includes('\ufffd'))?.kind;
    } catch (error) {
      if (error instanceof UnreadableError) return undefined;
      throw error;
    }
  }
  return kind;
}

async function allFiles(source: FileSource, folder: string): Promise<string[]> {
  const files: string[] = [];
  for (const { name, kind } of (await source.list(folder, true)) ?? []) {
    if (name.includes('\ufffd')) continue;
    const path = posix.join(folder, name);
    if (kind === 'file') files.push(path);
    if (kind === 'folder') files.push(...(await allFiles(source, path)));
  }
  return files;
}

/** The nearest folder above a plan that has a `.git`, with `/` at the end. */
async function checkoutOf(source: FileSource, path: string): Promise<string> {
  for (let folder = posix.dirname(path); folder !== '.'; folder = posix.dirname(folder)) {
    if ((await source.list(folder))?.some(({ name }) => name === '.git')) return `${folder}/`;
  }
  return '';
}

/** @param shown the path in the workspace */
async function planAt(source: FileSource, path: string, shown: string, root: string): Promise<PlanSource> {
  const bytes = await source.read(path, MAX_BYTES);
  const prefix = shown.slice(0, shown.length - path.length);
  return {
    file: shown,
    text: Buffer.from(bytes).toString(),
    root,
    countRecords: (data) => countAt(source, data.slice(prefix.length), root),
  };
}

async function countAt(source: FileSource, path: string, root: string): Promise<RecordCount> {
  if (!path.startsWith(root) || (await kindAt(source, path)) !== 'file') {
    return { message: say`${path} is no data file.`, help: prose('Name one.') };
  }
  const text = Buffer.from(await source.read(path, MAX_BYTES)).toString();
  if (text.includes('spec/v1')) return { message: say`${path} is a pointer.`, help: prose('Fetch it.') };
  const rows = text.split('\n').filter((row) => row.trim() !== '').length;
  return { count: path.endsWith('.csv') ? Math.max(0, rows - 1) : rows };
}
