/**
 * How much one run may change. What strengthens is never counted, nor what leads back to the places of the spec: a mass
 * attack must not hold up its own repair.
 */
import type { Known } from '../derive.ts';
import type { Address, Problem } from '../model.ts';
import type { Difference, FieldChange, Withheld } from '../plan.ts';
import type { Limit } from '../spec/safety.ts';
import { fieldKey } from './homecoming.ts';
import type { RuleOf, RuleSettings } from './settings.ts';

/**
 * Where more resources change, or are deleted, than the spec lets one run do, none of those changes is made; what
 * strengthens them is. Each resource counts once, and only by what no other rule withholds.
 */
export const limitChanges: RuleOf = (differences, { safety, consent, known, homecoming }) => {
  if (consent.overLimits) return differences;
  const { limits } = safety;
  const isCounted: Counts = ({ address }, { field, effect, withheld }) =>
    effect !== 'strengthens' && withheld === undefined && !homecoming.has(fieldKey(address, field));
  const mayChange = (difference: Difference): boolean =>
    difference.action !== 'delete' &&
    difference.withheld === undefined &&
    difference.fields.some(field => isCounted(difference, field));
  const changing = countOf(differences, mayChange);
  const all = [...known.values()].filter(({ desired }) => desired.managed).length;
  return hold(differences, {
    counts: mayChange,
    isCounted,
    refusal: over({ count: changing, all, limit: limits.change, shareFrom: limits.shareFrom }, changes),
  });
};

/** The same of deletions, held against what carries our owner tag. None while too many accounts are gone. */
export const limitDeletions: RuleOf = (differences, { owner, safety, consent, known, gone }) => {
  if (consent.overLimits) return differences;
  const { limits } = safety;
  if (gone !== null)
    return hold(differences, {
      counts: isDeleted,
      isCounted: () => true,
      refusal: { by: 'refused', problem: gone },
    });
  const deleting = countOf(differences, isDeleted);
  const all = tagged(differences, known, owner);
  return hold(differences, {
    counts: isDeleted,
    isCounted: () => true,
    refusal: over({ count: deleting, all, limit: limits.delete, shareFrom: limits.shareFrom }, deletions),
  });
};

function isDeleted({ action, withheld }: Difference): boolean {
  return action === 'delete' && withheld === undefined;
}

function countOf(differences: readonly Difference[], counts: (difference: Difference) => boolean): number {
  return differences.filter(counts).length;
}

/** How many resources carry our tag, of the kinds that something is deleted of. What left the spec is known by that alone. */
function tagged(differences: readonly Difference[], known: RuleSettings['known'], owner: string): number {
  const deleted = differences.filter(({ action }) => action === 'delete').map(({ address }) => address);
  const kinds = new Set(deleted.map(kindIn));
  const isOurs = ({ live }: Known): boolean => live.is === 'present' && live.owner === owner;
  const ours = [...known].filter(([address, one]) => kinds.has(kindIn(address)) && isOurs(one));
  return new Set([...ours.map(([address]) => address), ...deleted]).size;
}

const kindIn = (address: Address): string => address.slice(0, address.indexOf('/'));

interface Words {
  readonly code: Problem['code'];
  readonly setting: string;
  readonly what: (count: number) => string;
}

const changes: Words = {
  code: 'too-many-changes',
  setting: 'change',
  what: count => (count === 1 ? '1 resource would change' : `${count} resources would change`),
};

const deletions: Words = {
  code: 'too-many-deletions',
  setting: 'delete',
  what: count => (count === 1 ? '1 resource would be deleted' : `${count} resources would be deleted`),
};

interface Counted {
  readonly count: number;
  readonly all: number;
  readonly limit: Limit;
  readonly shareFrom: number;
}

/** Undefined: it is not too much. */
function over(counted: Counted, { code, setting, what }: Words): Withheld | undefined {
  const exceeded = exceededBy(counted);
  if (exceeded.length === 0) return undefined;
  const allowed = exceeded.map(({ name, allows }) => `limits.${setting}.${name} allows ${allows}`).join(' and ');
  const lifted = exceeded.map(({ name, needs }) => `${name}: ${needs}`).join(', ');
  return {
    by: 'refused',
    problem: {
      code,
      message: `${what(counted.count)} in one run, and ${allowed}`,
      hint: `Look at each. --lift-limits lets this run do it, limits: { ${setting}: { ${lifted} } } every run.`,
    },
  };
}

interface Exceeded {
  readonly name: 'count' | 'share';
  readonly allows: string;
  /** The least that would do. */
  readonly needs: number;
}

function exceededBy({ count, all, limit, shareFrom }: Counted): readonly Exceeded[] {
  const isShareOver = all >= shareFrom && count / all > limit.share;
  return [
    ...(count > limit.count ? [{ name: 'count', allows: `${limit.count}`, needs: count } as const] : []),
    ...(isShareOver
      ? [{ name: 'share', allows: `${limit.share} of ${all}`, needs: Math.ceil((count / all) * 100) / 100 } as const]
      : []),
  ];
}

/** Whether a field makes its resource count. */
type Counts = (difference: Difference, field: FieldChange) => boolean;

interface Hold {
  readonly counts: (difference: Difference) => boolean;
  readonly isCounted: Counts;
  readonly refusal: Withheld | undefined;
}

function hold(differences: readonly Difference[], { counts, isCounted, refusal }: Hold): readonly Difference[] {
  if (refusal === undefined) return differences;
  return differences.map(difference => {
    if (!counts(difference)) return difference;
    if (difference.action === 'delete') return { ...difference, withheld: refusal };
    return {
      ...difference,
      fields: difference.fields.map(field => (isCounted(difference, field) ? { ...field, withheld: refusal } : field)),
    };
  });
}
