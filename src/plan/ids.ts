import type { Diagnostic } from '../shared/diagnostic.ts';
import { prose, say } from '../shared/message.ts';
import type { GenerationData } from './schema.ts';
import type { PlanDocument } from './yaml-document.ts';

/** Ids that stand twice in a plan; each line needs one of its own. */
export function duplicateIds(generations: readonly GenerationData[], document: PlanDocument): Diagnostic[] {
  const firsts = new Map<string, number>();
  return generations.flatMap(({ id }, index): Diagnostic[] => {
    if (id === undefined) return [];
    const first = firsts.get(id);
    if (first === undefined) {
      firsts.set(id, index);
      return [];
    }
    const firstLine = document.placeOf(['generations', first, 'id']).line;
    return [
      {
        severity: 'error',
        message: say`The id ${id} stands twice: line ${firstLine} has it already.`,
        help: prose('Each line of a plan needs an id of its own.'),
        place: document.placeOf(['generations', index, 'id']),
      },
    ];
  });
}

/** Gives each line an id that no other has: the wanted one, or it with `-2`, `-3` … where that is taken. */
export class IdMaker {
  readonly #taken: Set<string>;
  readonly #lastNumbers = new Map<string, number>();

  /** @param own the ids that the plan gives itself, which go before any that is made */
  constructor(own: Iterable<string>) {
    this.#taken = new Set(own);
  }

  make(wanted: string): string {
    for (let number = (this.#lastNumbers.get(wanted) ?? 0) + 1; ; number++) {
      const id = number === 1 ? wanted : `${wanted}-${number}`;
      if (this.#taken.has(id)) continue;
      this.#lastNumbers.set(wanted, number);
      this.#taken.add(id);
      return id;
    }
  }
}

/** The id of a line that has none: its model's name. */
export function idOfModel(model: string): string {
  return model.slice(model.indexOf('/') + 1);
}
