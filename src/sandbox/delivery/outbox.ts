import type { Trail } from '../cloudtrail/trail.ts';

/** What is on its way for all trails. */
export interface Post {
  /** Trails that log, by the account that owns them. */
  readonly logging: Map<string, Set<Trail>>;
  /** Trails for which something is on its way, also those that are deleted. */
  readonly busy: Set<Trail>;
  /** When the next of it is due, in milliseconds since 1970. */
  next: number;
}

export function newPost(): Post {
  return { logging: new Map(), busy: new Set(), next: Number.POSITIVE_INFINITY };
}
