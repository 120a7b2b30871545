import { matchesAddress } from '../core/address.ts';
import type { Derived } from '../core/derive.ts';
import type { Wish } from '../core/desire.ts';
import type { Address, Problem } from '../core/model.ts';

export interface Scope {
  /** What is compared and may be changed. */
  readonly selected: ReadonlySet<Address>;
  /** What is looked at: the selected and all they rest on. */
  readonly looked: ReadonlySet<Address>;
  readonly problems: readonly Problem[];
}

/** The resources that these patterns mean, all without a pattern. A pattern that means nothing is a problem. */
export function select(wishes: readonly Wish[], after: Derived['after'], patterns: readonly string[]): Scope {
  const all = wishes.map(({ desired }) => desired.address);
  const means = (pattern: string) => all.filter(address => matchesAddress(pattern, address));
  const selected = new Set(patterns.length === 0 ? all : patterns.flatMap(means));
  const looked = new Set([...selected].flatMap(address => [address, ...(after.get(address) ?? [])]));
  const problems = patterns.filter(pattern => means(pattern).length === 0).map(pattern => noSuchTarget(pattern, all));
  return { selected, looked, problems };
}

function noSuchTarget(pattern: string, all: readonly Address[]): Problem {
  const shown = all.slice(0, 10).join(', ');
  return {
    code: 'no-such-target',
    message: `--target ${pattern} means no resource of the spec`,
    hint: `KIND/KEY@ACCOUNT/REGION, with * in any part: ${shown}${all.length > 10 ? ', …' : ''}`,
  };
}
