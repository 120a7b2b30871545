/** Patterns of `enforce.targets` that mean no resource: a misspelt one would turn enforcing off without a word. */
import { matchesAddress } from '../address.ts';
import type { Address, Position, Problem } from '../model.ts';
import { positionsBelow, valueOf, type Node } from '../spec/node.ts';
import { parse } from '../spec/parse.ts';
import { quoted } from '../spec/words.ts';
import type { SourceFile } from '../spec/source.ts';

/** One warning for each pattern that means none of these addresses. */
export function idleTargets(patterns: readonly string[], addresses: readonly Address[]): readonly Problem[] {
  return patterns.filter(pattern => !meansAny(pattern, addresses)).map(idle);
}

/**
 * The same of the file of a config, with positions, whatever else is wrong with it.
 *
 * @param placed whether the spec says which accounts it is about: else a pattern may name any
 */
export function idleTargetsIn(file: SourceFile, addresses: readonly Address[], placed: boolean): readonly Problem[] {
  const [document] = parse(file).documents;
  if (document === undefined) return [];
  const positions = positionsBelow(document);
  return targetsIn(document).flatMap((pattern, index) => {
    if (typeof pattern !== 'string') return [];
    if (meansAny(placed ? pattern : pattern.replace(/@[^/@]*/u, '@*'), addresses)) return [];
    return [{ ...idle(pattern), at: positions[`/spec/enforce/targets/${index}`] as Position }];
  });
}

function targetsIn(document: Node): readonly unknown[] {
  const of = (value: unknown, key: string): unknown => Reflect.get(Object(value), key);
  const targets = of(of(of(valueOf(document), 'spec'), 'enforce'), 'targets');
  return Array.isArray(targets) ? targets : [];
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
