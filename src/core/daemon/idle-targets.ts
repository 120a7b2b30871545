/** Patterns of `enforce.targets` that mean no resource: a misspelt one would turn enforcing off without a word. */
import { matchesAddress } from '../address.ts';
import type { Address, Position, Problem } from '../model.ts';
import { positionsBelow } from '../spec/node.ts';
import { parse } from '../spec/parse.ts';
import { quoted } from '../spec/words.ts';
import type { ConfigReading } from './read.ts';

/** One warning for each pattern that means none of these addresses. */
export function idleTargets(patterns: readonly string[], addresses: readonly Address[]): readonly Problem[] {
  return patterns.filter(pattern => !meansAny(pattern, addresses)).map(idle);
}

/**
 * The same of a config that was read, with positions.
 *
 * @param placed whether the spec says which accounts it is about: else a pattern may name any
 */
export function idleTargetsIn(
  { config, file }: ConfigReading,
  addresses: readonly Address[],
  placed: boolean,
): readonly Problem[] {
  const positions = parse(file).documents.map(document => positionsBelow(document));
  return (config?.enforce.targets ?? []).flatMap((pattern, index) => {
    if (meansAny(placed ? pattern : pattern.replace(/@[^/@]*/u, '@*'), addresses)) return [];
    return positions.map(at => ({ ...idle(pattern), at: at[`/spec/enforce/targets/${index}`] as Position }));
  });
}

const meansAny = (pattern: string, addresses: readonly Address[]): boolean =>
  addresses.some(address => matchesAddress(pattern, address));

function idle(pattern: string): Problem {
  return {
    code: 'matches-nothing',
    severity: 'warning',
    message: `${quoted(pattern)} of enforce.targets means no resource of the spec, so it lets nothing be enforced`,
    hint: 'KIND/KEY@ACCOUNT/REGION, with * in any part: trailwarden show prints the addresses',
  };
}
