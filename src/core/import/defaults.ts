/** Blocks under the `defaults` of files that stand already: what these say otherwise is said in the block. */
import { canonical } from '../diff.ts';
import type { AnyState } from '../kind.ts';
import type { ImportedBlock } from './found.ts';

/** The block as it is written where these defaults are laid under it: what they say as well is left out. */
export function overDefaults(block: ImportedBlock, defaults: AnyState | undefined): ImportedBlock {
  if (defaults === undefined) return block;
  const own = Object.entries(block.settings).filter(([key, value]) => !isSame(value, defaults[key]));
  const unset = Object.keys(defaults)
    .filter(key => !Object.hasOwn(block.settings, key))
    .flatMap(key => {
      const usual = usualOf(block, key, defaults[key]);
      return usual === undefined || isSame(usual, defaults[key]) ? [] : [[key, usual] as const];
    });
  return { ...block, settings: Object.fromEntries([...own, ...unset]) };
}

const isSame = (one: unknown, other: unknown): boolean => other !== undefined && canonical(one) === canonical(other);

/** What a setting that nobody writes comes to; undefined: nothing that a spec could say. */
function usualOf({ kind }: ImportedBlock, key: string, given: unknown): unknown {
  const { default: usual } = memberOf(memberOf(kind.schema, 'properties'), key);
  if (usual !== undefined) return usual;
  if (typeof given === 'boolean') return key === 'manage'; // whether it is ours to adopt, to protect, to write at all
  return Array.isArray(given) ? [] : undefined;
}

function memberOf(schema: AnyState, key: string): AnyState {
  const member = Object.hasOwn(schema, key) ? schema[key] : undefined;
  return typeof member === 'object' && member !== null ? Object.fromEntries(Object.entries(member)) : {};
}
