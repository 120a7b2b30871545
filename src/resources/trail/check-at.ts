import type { Address, Entry, Position } from '../../core/model.ts';

/**
 * Where a setting stands; where it was not written, the nearest thing around it that was, up to the block's key.
 *
 * @param pointer JSON pointer into the block: `/tags/team`
 */
export function positionOf(entry: Entry<unknown>, pointer: string): Position | Address {
  const { written, address } = entry;
  return written[pointer] ?? (pointer === '' ? address : positionOf(entry, pointer.slice(0, pointer.lastIndexOf('/'))));
}
