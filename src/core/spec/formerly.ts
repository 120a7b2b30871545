/** A block under a new key names its old one: that is another key, and nobody else's. */
import type { Position, Problem } from '../model.ts';
import type { Block } from './spec.ts';
import { quoted } from './words.ts';

/** What is wrong with the former keys of these blocks. */
export function formerlyProblems(blocks: readonly Block[]): readonly Problem[] {
  const declared = new Map(blocks.map(block => [`${block.kind} ${block.key}`, block]));
  const claimed = new Map<string, Block>();
  return blocks.flatMap((block): readonly Problem[] => {
    const { kind, key, formerly } = block;
    if (formerly === undefined) return [];
    const at = block.written['/formerly'] as Position;
    if (formerly === key)
      return [
        { code: 'formerly-taken', at, message: `${quoted(key)} is its key now`, hint: 'name the key it had before' },
      ];
    const old = `${kind} ${formerly}`;
    const other = declared.get(old) ?? claimed.get(old);
    claimed.set(old, block);
    if (other === undefined) return [];
    const how = other.key === formerly ? 'is still declared' : `became ${quoted(other.key)} already`;
    const hint = 'one block goes on as another: take the old one away, or take formerly away';
    return [{ code: 'formerly-taken', at, message: `the ${kind} ${quoted(formerly)} ${how}`, hint }];
  });
}
