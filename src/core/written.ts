import type { Address, Entry, Position } from './model.ts';

/**
 * Where a setting of an entry was written, for a problem about it: its own position, else that of the map or list it
 * stands in, else the block's key, else the entry's address.
 *
 * @param pointer JSON pointer into the block: `/policy/tlsOnly`
 */
export function settingAt(
  { written, address }: Pick<Entry<unknown>, 'written' | 'address'>,
  pointer: string,
): Position | Address {
  const own = written[pointer];
  if (own !== undefined) return own;
  return pointer === '' ? address : settingAt({ written, address }, pointer.slice(0, pointer.lastIndexOf('/')));
}
