/** Trails that left the spec: which of them are deleted, after what, and what is lost with them. */
import { parseArn } from './arn.ts';
import type { Known, Stray } from './derive.ts';
import { leadingRegion } from './keeper.ts';
import type { AnyState } from './kind.ts';
import type { Address, Arn, Problem, Target, World } from './model.ts';
import type { Recorder } from './needs.ts';
import { isOpen } from './plan.ts';
import type { Difference, FieldChange, Withheld } from './plan.ts';
import { whole } from './reading.ts';
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
  /** Which declared trails record in the place of each, where none of them was seen to do so yet. */
  readonly after: ReadonlyMap<Address, readonly Address[]>;
  /** Those that are only reported. */
  readonly findings: readonly Problem[];
}

/** What a stray records, and who does so in its place. */
interface Leaving {
  readonly resource: Known;
  readonly state: AnyState;
  /** Declared to record all that it records. */
  readonly successors: readonly Known[];
}

/**
 * Decides about strays. One is deleted only where the spec says so, in a run that looked at everything and could read all
 * of it, while trails are declared at all, and if it carries no tag that protects it.
 */
export function prune(input: PruneInput): Pruning {
  const judged = input.strays.map(stray => ({ stray, kept: keptBecause(stray, input) }));
  const leaving = judged.filter(({ kept }) => kept === undefined).flatMap(({ stray }) => leavingOf(stray, input));
  return {
    resources: leaving.map(({ resource }) => resource),
    differences: leaving.map(one => deletion(one, input)),
    after: new Map(
      leaving
        .filter(one => !one.successors.some(successor => succeeds(whole(successor.live), successor, one, input)))
        .map(({ resource, successors }) => [
          resource.desired.address,
          successors.map(({ desired }) => desired.address).toSorted(),
        ]),
    ),
    findings: judged.flatMap(({ stray, kept }) => (kept === undefined ? [] : [reported(stray, kept)])),
  };
}

/**
 * The differences as the rules left them; a deletion waits where no trail that is to record in its place does so once the
 * open changes are made. Those that will are seen to log before it goes: the executor looks.
 */
export function awaitSuccessors(
  differences: readonly Difference[],
  { resources, after }: Pruning,
  input: PruneInput,
): readonly Difference[] {
  const open = new Map(differences.filter(isOpen).map(one => [one.address, one]));
  const leaving = new Map(resources.map(resource => [resource.desired.address, resource]));
  const known = new Map(input.known.map(one => [one.desired.address, one]));
  return differences.map(difference => {
    const [resource, first] = [leaving.get(difference.address), after.get(difference.address)?.[0]];
    if (resource === undefined || first === undefined || !isOpen(difference)) return difference;
    const one = { resource, state: resource.desired.state };
    const follows = (address: Address): boolean => {
      const successor = known.get(address);
      const change = open.get(address);
      return (
        successor !== undefined && change !== undefined && succeeds(made(successor, change), successor, one, input)
      );
    };
    if (after.get(difference.address)?.some(follows)) return difference;
    const message = `${first} is to record in its place, and was not seen to`;
    return {
      ...difference,
      withheld: { by: 'waits', problem: problem('waits-for-change', difference.address, message) },
    };
  });
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

function reported({ live }: Stray, kept: string): Problem {
  return {
    code: 'stray',
    severity: 'warning',
    message: `${live.arn} carries the owner tag of this spec, which no longer declares it`,
    hint: `${kept}.`,
  };
}

const nameIn = (arn: Arn): string => parseArn(arn).resource.replace(/^.*\//u, '');

/** A stray that could not be read whole is no candidate in this run, and shown as one that waits. */
function leavingOf(stray: Stray, input: PruneInput): readonly Leaving[] {
  const { kind, live } = stray;
  const state = whole(live) ?? readIn(live.fields);
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
  const successors = input.known.filter(one => succeeds(one.desired.state, one, { resource, state }, input));
  return [{ resource, state, successors }];
}

function readIn(fields: Stray['live']['fields']): AnyState {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([field, reading]) => ('value' in reading ? [[field, reading.value]] : [])),
  );
}

/** Like a declared trail's, with its name for the key; marked where a declared trail has that address. */
function addressOf({ kind, live: { arn, target } }: Stray, { accounts, known }: PruneInput): Address {
  const account = accounts.find(({ id }) => id === target.account)?.key ?? target.account;
  const plain: Address = `${kind.name}/${nameIn(arn)}@${account}/${target.region}`;
  const taken = known.some(({ desired }) => desired.address === plain);
  return taken ? `${kind.name}/${nameIn(arn)}~stray@${account}/${target.region}` : plain;
}

/** Whether a trail in this state records all that the stray records. Undefined: it was not read. */
function succeeds(
  state: AnyState | undefined,
  { kind, desired }: Known,
  { resource, state: left }: Pick<Leaving, 'resource' | 'state'>,
  { members }: PruneInput,
): boolean {
  if (state === undefined || kind !== resource.kind || !kind.recorder) return false;
  const [by, of] = [kind.recorder(state), kind.recorder(left)];
  return (
    by.records &&
    (by.global || !receivesGlobal({ ...of, target: resource.desired.target })) &&
    reaches({ ...by, target: desired.target }, { ...of, target: resource.desired.target }, members) &&
    (kind.recordsAll?.(state, left) ?? true)
  );
}

interface Reach extends Recorder {
  readonly target: Target;
}

/** The flag alone does nothing for a trail of one region that is not the leading one. */
function receivesGlobal({ global, covers, target }: Reach): boolean {
  return global && (covers !== 'region' || target.region === leadingRegion(target.partition));
}

function reaches(by: Reach, of: Reach, members: readonly string[] | null): boolean {
  if (by.target.partition !== of.target.partition) return false;
  const same = by.target.account === of.target.account;
  if (of.covers === 'organization') return same && by.covers === 'organization';
  if (!same) return by.covers === 'organization' && members?.includes(of.target.account) === true;
  return by.covers !== 'region' || (of.covers === 'region' && by.target.region === of.target.region);
}

/** With what stood before. That nothing declared records what it records weakens the field that makes it record. */
function deletion({ resource, state, successors }: Leaving, { incomplete, ...input }: PruneInput): Difference {
  const { address, target } = resource.desired;
  const recorder = resource.kind.recorder?.(state);
  const loses = recorder?.records === true && successors.length === 0;
  const meaning = `${meaningOf({ recorder, target, successors })}${thenWithdrawn(resource, input)}`;
  const fields = Object.entries(state).map(([field, before]): FieldChange => {
    const weakens = loses && (field === 'logging' || !('logging' in state));
    const effect = weakens ? ({ effect: 'weakens', loss: lossOf(recorder.covers, target) } as const) : neutral;
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

interface Lost extends Pick<Leaving, 'successors'> {
  readonly recorder: Recorder | undefined;
  readonly target: Target;
}

function meaningOf({ recorder, target, successors }: Lost): string {
  if (recorder?.records !== true) return 'It has left the spec, and it records nothing.';
  const [first] = successors;
  if (first) return `It has left the spec; ${first.desired.address} records what it records.`;
  return `It has left the spec. ${lossOf(recorder.covers, target)}.`;
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

function lossOf(covers: Recorder['covers'], { account, region }: Target): string {
  const what = {
    region: `events of account ${account} in ${region}`,
    account: `events of all regions of account ${account}`,
    organization: `events of the organization of account ${account}`,
  }[covers];
  return `Nothing declared records what it does: ${what}`;
}
