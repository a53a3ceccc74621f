import { createHash } from 'node:crypto';
import type { FileContent } from './state.ts';

/** The bytes that git keeps for a file; of a link, where it points. A submodule has none. */
export function bytesOf(content: FileContent): Buffer {
  if (isLink(content)) return Buffer.from(content.symlink);
  return isSubmodule(content) ? Buffer.alloc(0) : Buffer.from(content);
}

/** As `git hash-object` has it. */
export function blobSha(bytes: Buffer): string {
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

export function isLink(content: FileContent): content is { readonly symlink: string } {
  return typeof content === 'object' && 'symlink' in content;
}

export function isSubmodule(content: FileContent): content is { readonly submodule: string } {
  return typeof content === 'object' && 'submodule' in content;
}
