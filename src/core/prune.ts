/** Trails that left the spec: which of them are deleted, after what, and what is lost with them. */
import { parseArn } from './arn.ts';
import type { Known, Stray } from './derive.ts';
import type { AnyState } from './kind.ts';
import type { Address, Arn, Problem, World } from './model.ts';
import { isOpen } from './plan.ts';
import type { Difference, FieldChange, Withheld } from './plan.ts';
import { standing, whole } from './reading.ts';
import { lossOf, recordsAny, shares, standingAs } from './succession.ts';
import type { Standing } from './succession.ts';
import { isProtected } from './tags.ts';

export interface PruneInput {
  readonly strays: readonly Stray[];
  /** The resources of the spec, as derived. */
  readonly known: readonly Known[];
  /** Accounts by id, with their key in the spec. */
  readonly accounts: readonly { readonly id: string; readonly key: string }[];
  /** Ids of all accounts of the organization; null: not known. */
  readonly members: readonly string[] | null;
  readonly world: World;
  /** What the spec says: `trails` deletes. */
  readonly prune: 'never' | 'trails';
  /** The run was limited to some resources. */
  readonly limited: boolean;
  /** Something could not be read, or is not known. */
  readonly incomplete: boolean;
}

/** What becomes of the strays. */
export interface Pruning {
  /** Those of the differences, as resources of the plan. */
  readonly resources: readonly Known[];
  readonly differences: readonly Difference[];
  /** Which declared trails are to record what it records, or some of that, and were not seen to do so yet. */
  readonly after: ReadonlyMap<Address, readonly Address[]>;
  /** Those that are only reported. */
  readonly findings: readonly Problem[];
}

/** What a stray records, and who does so in its place. */
interface Leaving {
  readonly resource: Known;
  readonly state: AnyState;
  /** Declared to record some of what it records, or all; none where it was not read whole. */
  readonly heirs: readonly Known[];
  /** What none of them is declared to record. */
  readonly loss: ReturnType<typeof lossOf>;
}

/**
 * Decides about strays. One is deleted only where the spec says so, in a run that looked at everything and could read all
 * of it, while trails are declared at all, and if it carries no tag that protects it.
 */
export function prune(input: PruneInput): Pruning {
  const judged = input.strays.map(stray => ({ stray, kept: keptBecause(stray, input) }));
  const leaving = judged.filter(({ kept }) => kept === undefined).map(({ stray }) => leavingOf(stray, input));
  return {
    resources: leaving.map(({ resource }) => resource),
    differences: leaving.map(one => deletion(one, input)),
    after: new Map(
      leaving.flatMap(one => {
        const first = awaited(one, input);
        return first.length === 0 ? [] : [[one.resource.desired.address, first]];
      }),
    ),
    findings: judged.flatMap(({ stray, kept }) => (kept === undefined ? [] : [reported(stray, kept, input)])),
  };
}

/**
 * The differences as the rules left them; a deletion waits where a trail that is to record in its place will not do so
 * once the open changes are made. Those that will are seen to log before it goes: the executor looks.
 */
export function awaitSuccessors(
  differences: readonly Difference[],
  { resources, after }: Pruning,
  input: PruneInput,
): readonly Difference[] {
  const open = new Map(differences.filter(isOpen).map(one => [one.address, one]));
  const leaving = new Map(resources.map(resource => [resource.desired.address, resource]));
  const stateOf = (one: Known): AnyState | undefined => {
    const change = open.get(one.desired.address);
    return change ? made(one, change) : whole(one.live);
  };
  return differences.map(difference => {
    const [resource, first] = [leaving.get(difference.address), after.get(difference.address)];
    if (resource === undefined || first === undefined || !isOpen(difference)) return difference;
    if (losesNoMore(resource, input, stateOf)) return difference;
    const late = input.known.find(one => first.includes(one.desired.address) && !isKept(one, stateOf(one), input));
    if (late === undefined) return difference;
    const message = `${late.desired.address} is to record in its place, and was not seen to`;
    return {
      ...difference,
      withheld: { by: 'waits', problem: problem('waits-for-change', difference.address, message) },
    };
  });
}

/** Those that a deletion comes after: all that begin to record anything of it, unless what stands already does as much. */
function awaited({ resource, heirs }: Leaving, input: PruneInput): readonly Address[] {
  if (losesNoMore(resource, input, one => whole(one.live))) return [];
  return heirs
    .filter(one => !isKept(one, whole(one.live), input))
    .map(({ desired }) => desired.address)
    .toSorted();
}

/** Whether no more is lost with a stray, were the declared ones in these states, than is lost once all of the spec stands. */
function losesNoMore(stray: Known, input: PruneInput, stateOf: (one: Known) => AnyState | undefined): boolean {
  const left = standingAs(stray, stray.desired.state);
  const lostTo = (states: typeof stateOf) => lossOf(left, statesOf(input.known, states), input.members)?.what;
  const lost = lostTo(stateOf);
  return lost === undefined || lost === lostTo(({ desired }) => desired.state);
}

function statesOf(known: readonly Known[], stateOf: (one: Known) => AnyState | undefined): readonly Standing[] {
  return known.flatMap(one => {
    const state = stateOf(one);
    return state === undefined ? [] : [standingAs(one, state)];
  });
}

/** Whether one records all that it is declared to, in a state of it. Undefined: it is not known. */
function isKept(one: Known, state: AnyState | undefined, { members }: PruneInput): boolean {
  if (state === undefined) return false;
  return lossOf(standingAs(one, one.desired.state), [standingAs(one, state)], members) === undefined;
}

const problem = (code: Problem['code'], at: Address, message: string): Problem => ({ code, at, message });

/** What will stand once a change is made. */
function made({ live, desired }: Known, { fields }: Difference): AnyState | undefined {
  const standing = live.is === 'absent' ? desired.state : whole(live);
  const changed = fields.filter(({ withheld }) => withheld === undefined).map(({ field, after }) => [field, after]);
  return standing && { ...standing, ...Object.fromEntries(changed) };
}

/** Why a stray is only reported. */
function keptBecause({ live }: Stray, { prune: wish, limited, known }: PruneInput): string | undefined {
  const { region } = live.target;
  const name = nameIn(live.arn);
  if (isProtected(live.fields))
    return `It is protected: take the tag trailwarden:protect away first, then delete it: aws cloudtrail delete-trail --name ${name} --region ${region}`;
  if (wish === 'never')
    return `Declare it again, or delete it on purpose: prune: trails in the spec, or aws cloudtrail delete-trail --name ${name} --region ${region}`;
  if (limited) return 'A run that is limited by --target deletes nothing: run it without';
  return known.some(({ kind }) => kind.recorder)
    ? undefined
    : 'The spec declares no trail at all, so that none is deleted';
}

function reported(stray: Stray, kept: string, input: PruneInput): Problem {
  const { live } = stray;
  return {
    code: 'stray',
    severity: 'warning',
    at: addressOf(stray, input),
    message: `${live.arn} carries the owner tag of this spec, which no longer declares it`,
    hint: `${kept}.`,
  };
}

const nameIn = (arn: Arn): string => parseArn(arn).resource.replace(/^.*\//u, '');

/** A stray that could not be read whole is no candidate in this run, and shown as one that waits. */
function leavingOf(stray: Stray, input: PruneInput): Leaving {
  const { kind, live } = stray;
  const read = whole(live);
  const state = read ?? standing(live.fields);
  const resource: Known = {
    kind,
    live,
    desired: {
      address: addressOf(stray, input),
      arn: live.arn,
      name: nameIn(live.arn),
      target: live.target,
      state,
      unknown: {},
      written: {},
      managed: true,
      adopt: false,
    },
  };
  if (read === undefined) return { resource, state, heirs: [], loss: undefined };
  const left = standingAs(resource, state);
  const heirs = input.known.filter(one => shares(standingAs(one, one.desired.state), left, input.members));
  const declared = statesOf(input.known, ({ desired }) => desired.state);
  return { resource, state, heirs, loss: lossOf(left, declared, input.members) };
}

/** Like a declared trail's, with its name for the key; marked where a declared trail has that address. */
function addressOf({ kind, live: { arn, target } }: Stray, { accounts, known }: PruneInput): Address {
  const account = accounts.find(({ id }) => id === target.account)?.key ?? target.account;
  const plain: Address = `${kind.name}/${nameIn(arn)}@${account}/${target.region}`;
  const taken = known.some(({ desired }) => desired.address === plain);
  return taken ? `${kind.name}/${nameIn(arn)}~stray@${account}/${target.region}` : plain;
}

/** With what stood before. That nothing declared records what it records weakens the field that makes it record. */
function deletion(leaving: Leaving, { incomplete, ...input }: PruneInput): Difference {
  const { resource, state, loss } = leaving;
  const { address } = resource.desired;
  const meaning = `${meaningOf(leaving, input.members)}${thenWithdrawn(resource, input)}`;
  const fields = Object.entries(state).map(([field, before]): FieldChange => {
    const weakens = loss !== undefined && (field === 'logging' || !('logging' in state));
    const effect = weakens ? ({ effect: 'weakens', loss: lossTold(loss) } as const) : neutral;
    return { field, before, after: null, gravity: 'low', meaning, ...effect };
  });
  const withheld = incomplete || whole(resource.live) === undefined ? { withheld: blind(address) } : {};
  return { address, action: 'delete', fields, ...withheld };
}

function blind(at: Address): Withheld {
  return {
    by: 'waits',
    problem: {
      code: 'prune-waits',
      at,
      message: 'Nothing is deleted while anything could not be read',
      hint: 'Mend what is not known, then run it again.',
    },
  };
}

function meaningOf({ resource, state, heirs, loss }: Leaving, members: PruneInput['members']): string {
  if (whole(resource.live) === undefined) return 'It has left the spec.';
  const left = standingAs(resource, state);
  if (!recordsAny(left)) return 'It has left the spec, and it records nothing.';
  if (loss) return `It has left the spec. ${lossTold(loss)}.`;
  const alone = heirs.find(one => lossOf(left, [standingAs(one, one.desired.state)], members) === undefined);
  const names = (alone ? [alone] : heirs).map(({ desired }) => desired.address);
  return `It has left the spec; ${names.join(' and ')} ${alone ? 'records' : 'record'} what it records.`;
}

/** What a later round does, once the deletion is seen: whoever approves the one approves the other. */
function thenWithdrawn({ kind, live, desired }: Known, { known, world }: Pick<PruneInput, 'known' | 'world'>): string {
  const state = whole(live);
  const served = new Set(state ? (kind.needs?.(state, desired.arn, world) ?? []).map(({ of }) => of) : []);
  const places = known.filter(one => one.desired.managed && served.has(one.desired.arn));
  if (places.length === 0) return '';
  return ` Then what lets it into ${places
    .map(one => one.desired.name)
    .toSorted()
    .join(' and ')} is withdrawn.`;
}

const neutral = { effect: 'neutral' } as const;

function lossTold({ what, whole: all }: NonNullable<Leaving['loss']>): string {
  return all
    ? `Nothing declared records what it does: ${what}`
    : `What is declared records a part of what it does, and not: ${what}`;
}
