/** Settings that mean an organization, in a spec that names none. */
import type { Position, Problem } from '../model.ts';
import { place } from './join.ts';
import { positionIn } from './places.ts';
import type { Block } from './spec.ts';

/** Blocks, and overrides of blocks, that say `organization: true`. One problem for each place, as defaults say it once for all. */
export function organizationNeeded(blocks: readonly Block[]): readonly Problem[] {
  const places = blocks.flatMap(({ spec, written, overrides }) => [
    ...(spec['organization'] === true ? [positionIn(written, '/organization')] : []),
    ...overrides.flatMap(({ set, written: own }) =>
      set['organization'] === true ? [own['/organization'] as Position] : [],
    ),
  ]);
  const once = new Map(places.map(at => [place(at), at]));
  return [...once.values()].map(at => ({
    code: 'trail-without-organization',
    message: 'this means the organization, and the spec names none',
    hint: 'write organization: { account: KEY } beside trails, and the account under accounts',
    at,
  }));
}
