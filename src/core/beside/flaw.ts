/** What is wrong with something that no spec declares: told as a difference that no call mends, and nothing moves to it. */
import type { Known } from '../derive.ts';
import type { Gravity } from '../kind.ts';
import type { Address, Problem } from '../model.ts';
import type { Difference, FieldChange, Withheld } from '../plan.ts';
import type { Denied } from '../policy/denied.ts';

/** One thing that keeps what a resource uses from serving it. */
export interface Flaw {
  /** Of the resource that uses it. */
  readonly at: Address;
  /** The field that names it. */
  readonly field: string;
  /** What of it is wrong: `state`. */
  readonly what: string;
  /** ARN of what is wrong, where it is not the resource itself. */
  readonly uses?: string;
  readonly live: string;
  readonly wanted: string;
  readonly gravity: Gravity;
  readonly meaning: string;
  readonly problem: Problem;
  /** Other fields whose change would come to rest on it. */
  readonly moves?: readonly string[];
  /** Told beside the field, which can be changed all the same. */
  readonly apart?: true;
  /** Needs of others that the resource does not serve for it. */
  readonly denied?: readonly Denied[];
}

/** What is wrong with a resource itself. */
export type OwnFlaw = Pick<Flaw, 'field' | 'what' | 'live' | 'wanted' | 'gravity' | 'meaning' | 'problem'>;

/** What is wrong with what stands that no call mends, although no other resource is at fault. */
export function ownFlaws(known: readonly Known[]): readonly Flaw[] {
  return known.flatMap(({ kind, desired, live }) =>
    live.is === 'present'
      ? (kind.flaws?.(desired.state, live.fields) ?? []).map(flaw => ({ ...flaw, at: desired.address, apart: true }))
      : [],
  );
}

/** What was found out about what is used beside the spec. */
export interface Judged {
  readonly flaws: readonly Flaw[];
  /** What is not known, and what people should know. */
  readonly findings: readonly Problem[];
}

/** Resources that also tell what they deny for their flaws. */
export function withFlaws(known: readonly Known[], flaws: readonly Flaw[]): readonly Known[] {
  const denied = Map.groupBy(
    flaws.flatMap(({ at, denied = [] }) => denied.map(one => ({ at, ...one }))),
    ({ at }) => at,
  );
  if (denied.size === 0) return known;
  return known.map(resource => {
    const own = denied.get(resource.desired.address);
    return own === undefined ? resource : { ...resource, denied: own };
  });
}

/**
 * The differences, with what is wrong: withheld is what would come to rest on it, a creation as a whole, of an update the
 * field that names it. What rests on it already is told, and every other change is made all the same.
 */
export function holdFlawed(
  differences: readonly Difference[],
  known: readonly Known[],
  flaws: readonly Flaw[],
): readonly Difference[] {
  if (flaws.length === 0) return differences;
  const flawsAt = Map.groupBy(flaws, ({ at }) => at);
  const differing = new Set(differences.map(({ address }) => address));
  const standing = new Set(
    known.flatMap(({ live, desired }) => (live.is === 'present' && desired.managed ? [desired.address] : [])),
  );
  const told = [...flawsAt].flatMap(([address, own]): Difference[] =>
    differing.has(address) || !standing.has(address) ? [] : [{ address, action: 'update', fields: own.map(tell) }],
  );
  return [...differences.map(difference => held(difference, flawsAt.get(difference.address) ?? [])), ...told];
}

/** What is wrong with what those use that are not written: nobody mends them here. */
export function flawFindings(known: readonly Known[], flaws: readonly Flaw[]): readonly Problem[] {
  const referred = new Set(known.flatMap(({ desired }) => (desired.managed ? [] : [desired.address])));
  return flaws.flatMap(({ at, problem }) => (referred.has(at) ? [{ ...problem, at }] : []));
}

function held(difference: Difference, flaws: readonly Flaw[]): Difference {
  const [first] = flaws;
  if (first === undefined || difference.withheld || difference.action === 'delete') return difference;
  if (difference.action === 'create') return { ...difference, withheld: withholding(first) };
  const holding = (field: string): Flaw | undefined => flaws.find(flaw => restsOn(field, flaw));
  const fields = difference.fields.map((field): FieldChange => {
    const flaw = field.withheld === undefined ? holding(field.field) : undefined;
    return flaw === undefined ? field : { ...field, gravity: flaw.gravity, withheld: withholding(flaw) };
  });
  const beside = flaws.filter(flaw => !difference.fields.some(({ field }) => restsOn(field, flaw)));
  return { ...difference, fields: [...fields, ...beside.map(tell)] };
}

/** Whether a change of the field would come to rest on what is wrong. */
function restsOn(changing: string, { field, moves = [], apart }: Flaw): boolean {
  return apart !== true && [field, ...moves].includes(changing);
}

function tell(flaw: Flaw): FieldChange {
  const { field, what, live, wanted, gravity, meaning, uses } = flaw;
  return {
    field: `${field}.${what}`,
    before: live,
    after: wanted,
    effect: 'neutral',
    gravity,
    meaning,
    withheld: withholding(flaw),
    ...(uses === undefined ? {} : { uses }),
  };
}

function withholding({ at, problem }: Flaw): Withheld {
  return { by: 'fixed', problem: { ...problem, at } };
}
