import { groupThousands } from '../../shared/money.ts';
import type { Fitting } from './context.ts';

/** A list under a title, as far as there is room for it; nothing for no items. */
export function listed(title: string, items: readonly string[]): Fitting {
  if (items.length === 0) return () => '';
  return (room) => {
    const more =
      items.length > room
        ? [`- … and ${groupThousands(items.length - room)} more; the log and the other formats have them all.`]
        : [];
    return [title, '', ...items.slice(0, room), ...more].join('\n');
  };
}
