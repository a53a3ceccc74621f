import type { Diagnostic, Place } from '../shared/diagnostic.ts';
import { readPlainYaml } from './plain-yaml.ts';
import { SourceText } from './source-text.ts';
import { type PlanPath, YamlTree } from './yaml-tree.ts';

export type { PlanPath } from './yaml-tree.ts';

/**
 * Where in the text of a plan its values stand. Places are told where something is wrong, and only then: the tree that
 * knows them takes many times the memory of the data, so that it is not kept, and made anew where it is gone.
 */
export class PlanDocument {
  readonly #source: SourceText;
  /** As long as the memory is not wanted for something else, and at least while one function runs to its end. */
  #tree: WeakRef<YamlTree> | undefined;

  private constructor(source: SourceText) {
    this.#source = source;
  }

  /** Reads YAML 1.2 with merge keys; `data` is `undefined` where the text is no YAML, and the problems say why. */
  static read(file: string, text: string): { document: PlanDocument; data: unknown; problems: readonly Diagnostic[] } {
    const source = new SourceText(file, text.replace(/^\ufeff/, ''));
    const document = new PlanDocument(source);
    const plain = readPlainYaml(source.text);
    if (plain !== undefined) return { document, data: plain, problems: [] };
    const tree = document.#treeOfText();
    if (tree.problems.length > 0) return { document, data: undefined, problems: tree.problems };
    return { document, ...tree.toData() };
  }

  /** Where the value at a path stands; where there is none, its nearest parent. */
  placeOf(path: PlanPath): Place {
    return this.#source.placeAt(...this.#treeOfText().find(path).value);
  }

  /** Where the key at the end of a path stands. */
  placeOfKey(path: PlanPath): Place {
    return this.#source.placeAt(...this.#treeOfText().find(path).key);
  }

  #treeOfText(): YamlTree {
    const known = this.#tree?.deref();
    if (known !== undefined) return known;
    const tree = new YamlTree(this.#source);
    this.#tree = new WeakRef(tree);
    return tree;
  }
}
