/** Puts back what an earlier apply changed, as far as it still stands there as that apply made it. */
import { byAddress } from './derive.ts';
import type { Derived, Known } from './derive.ts';
import { difference, equals } from './diff.ts';
import { homeOf, strangePlace } from './home.ts';
import type { Home } from './home.ts';
import type { AnyState } from './kind.ts';
import type { Address, Live, Problem, World } from './model.ts';
import type { FieldChange, PlannedChange } from './plan.ts';
import { standing } from './reading.ts';

/** What an apply did, as its report tells it. Nothing of it is believed that the spec or AWS does not say too. */
export interface Done {
  /** The changes of which something was sent. */
  readonly changes: readonly Pick<PlannedChange, 'address' | 'action' | 'resource' | 'fields'>[];
  /** What was sent for and is not among these: it was found in a later round, and its earlier values were not kept. */
  readonly untold: readonly Address[];
}

export interface PutBack {
  /** The resources of the spec; those that something is put back of are desired as they were. */
  readonly known: readonly Known[];
  /** Those that something is put back of, or might be once it can be read. */
  readonly selected: ReadonlySet<Address>;
  /** What is left as it stands, and why. All of it warnings. */
  readonly findings: readonly Problem[];
}

/**
 * The resources as they were before an apply. A field is put back where live still is as the apply made it; what has moved
 * since, what was created, and whose a resource is, is left; so is what would lead to a place that the spec does not know.
 */
export function putBack(known: readonly Known[], { changes, untold }: Done, world: World): PutBack {
  const named = byAddress(known);
  const home = homeOf(known, world);
  const made = changes.map(change => restored(change, named.get(change.address), home));
  const wanted = new Map(made.flatMap(({ wants }) => (wants ? [[wants.desired.address, wants] as const] : [])));
  return {
    known: known.map(one => wanted.get(one.desired.address) ?? one),
    selected: new Set(wanted.keys()),
    findings: [...made.flatMap(({ findings }) => findings), ...untold.map(laterRound)],
  };
}

/**
 * The same with what serves: what is let in where something is put back follows from all that needs it, as it stands and
 * as it is put back, so that the earlier place is ready before anything goes back to it.
 *
 * @param derived the resources completed with the needs of what is put back, with what comes after what
 * @param isMeant whether the run is about a resource
 */
export function withServers(
  back: PutBack,
  { known, after }: Pick<Derived, 'known' | 'after'>,
  isMeant: (address: Address) => boolean,
): PutBack {
  const named = new Set([...back.selected].flatMap(address => [address, ...(after.get(address) ?? [])]));
  const derived = byAddress(known);
  const served = back.known.flatMap((one): readonly Known[] => {
    const { address } = one.desired;
    const completed = derived.get(address);
    if (!completed || !named.has(address) || !isMeant(address)) return [];
    return servedBy(one, completed, back.selected.has(address));
  });
  const wanted = byAddress(served);
  return {
    ...back,
    known: back.known.map(one => wanted.get(one.desired.address) ?? one),
    selected: new Set([...back.selected, ...wanted.keys()]),
  };
}

/** With the derived fields as completed; all else as it is put back, or as it stands. None: nothing of it is derived. */
function servedBy({ kind, live, desired }: Known, completed: Known, isPutBack: boolean): readonly Known[] {
  const fields = Object.keys(kind.fields).filter(field => kind.fields[field]?.derived);
  if (fields.length === 0 || live.is !== 'present' || !desired.managed) return [];
  const { owner } = desired.state;
  const rest = isPutBack ? desired.state : { ...valuesOf(live), owner };
  const own = Object.fromEntries(fields.map(field => [field, completed.desired.state[field]]));
  return [{ kind, live, desired: { ...desired, state: { ...rest, ...own }, unknown: {} } }];
}

/** The resources as the spec has them, but for those that need others and are put back: these need what they needed. */
export function needing(known: readonly Known[], back: PutBack): readonly Known[] {
  const wanted = byAddress(back.known.filter(({ desired }) => back.selected.has(desired.address)));
  return known.map(one => {
    const { kind, desired } = one;
    const state = kind.needs && wanted.get(desired.address)?.desired.state;
    return state ? { ...one, desired: { ...desired, state: { ...desired.state, ...state } } } : one;
  });
}

type Change = Done['changes'][number];

interface Restored {
  readonly wants?: Known;
  readonly findings: readonly Problem[];
}

const left = (at: Address, message: string, hint: string): Problem => ({
  code: 'not-put-back',
  severity: 'warning',
  at,
  message,
  hint,
});

function laterRound(at: Address): Problem {
  return left(at, 'It was changed in a later round, and the report does not have its earlier values', lookHint);
}

const lookHint = 'Look at it: trailwarden plan.';

function restored(change: Change, known: Known | undefined, home: Home): Restored {
  const { address, action } = change;
  if (!known || !isSame(change, known))
    return one(
      left(address, 'The spec does not have this resource, or has it elsewhere', 'Take the spec as it was applied.'),
    );
  const { live, kind, desired } = known;
  if (action === 'create') return one(creation(known));
  if (action === 'delete') return one(left(address, 'The apply deleted it, and only settings are put back', lookHint));
  if (live.is === 'unread') return { wants: known, findings: [] };
  if (live.is !== 'present') return one(left(address, 'It is not there any more', lookHint));
  const fields = change.fields
    .filter(({ withheld }) => withheld === undefined)
    .map(field => stayingHome(judge(field, known, live), known, home));
  const findings = fields.flatMap(({ finding }) => finding ?? []);
  const { owner } = desired.state; // whose it is is judged as in any plan
  const values = unvouched(Object.fromEntries(fields.flatMap(({ value }) => value ?? [])), known, live);
  if (values === undefined) return one(damaged(address));
  const state = { ...valuesOf(live), owner, ...values };
  if (fields.every(({ value }) => value === undefined)) return { findings };
  const wants: Known = { kind, live, desired: { ...desired, state, unknown: {} } };
  return works(wants, live) ? { wants, findings } : one(damaged(address));
}

/** What a report says of the spec is the spec's to say. Undefined: a kind may trust its states to be its own. */
function unvouched(values: AnyState, { kind, desired }: Known, live: Present): AnyState | undefined {
  try {
    return kind.unvouched?.(values, { arn: desired.arn, live: live.fields, own: desired.state }) ?? values;
  } catch {
    return undefined;
  }
}

const one = (finding: Problem): Restored => ({ findings: [finding] });

/** The address alone proves nothing: what it means must be what the report says. */
function isSame({ resource }: Change, { kind, desired }: Known): boolean {
  const { target } = desired;
  return (
    desired.managed &&
    resource.kind === kind.name &&
    resource.arn === desired.arn &&
    resource.target.account === target.account &&
    resource.target.region === target.region
  );
}

function creation({ kind, desired: { address, name, target } }: Known): Problem {
  const message = 'The apply created it, and nothing is deleted by putting back';
  const how = kind.deletion?.(name, target);
  return left(
    address,
    message,
    how === undefined
      ? 'It is left, with all that it holds.'
      : `To delete it on purpose, take it out of the spec first, then: ${how}`,
  );
}

interface Judged {
  readonly value?: readonly (readonly [field: string, before: unknown])[];
  readonly finding?: Problem;
}

function judge(change: FieldChange, { kind, desired }: Known, live: Present): Judged {
  const { field, before, after } = change;
  const { address } = desired;
  const policy = Object.hasOwn(kind.fields, field) ? kind.fields[field] : undefined;
  const reading = live.fields[field];
  if (policy === undefined || reading === undefined) return { finding: damaged(address) };
  if ('unread' in reading) return { value: [[field, before]] }; // not compared: it is told as not known
  if (!alike(before, reading.value)) return { finding: damaged(address) };
  if (field === 'owner')
    return { finding: left(address, 'Whose it is is not given up', 'Take the tag away on purpose.') };
  const [asMade, asBefore] = [after, before].map(value =>
    tried(() => equals(policy, { desired: value, live: reading.value })),
  );
  if (policy.derived) return asMade && !asBefore ? { finding: left(address, `${field} ${derivedAnew}`, lookHint) } : {};
  if (asMade && !asBefore) return { value: [[field, before]] };
  if (asMade) return { finding: left(address, `${field}: what was added cannot be taken away by a call`, lookHint) };
  if (asBefore) return {};
  return { finding: left(address, `${field} was changed since, and is left as it stands`, lookHint) };
}

/** A report is a file: it leads nobody to a place that is neither declared nor in use, nor in an account of the spec. */
function stayingHome(judged: Judged, known: Known, home: Home): Judged {
  if (judged.value === undefined || known.live.is !== 'present') return judged;
  const { address } = known.desired;
  try {
    const place = strangePlace(Object.fromEntries(judged.value), { known, live: known.live.fields }, home);
    if (place === undefined) return judged;
    const name = judged.value.map(([field]) => field).join(', ');
    const message = `${name} would lead to ${place}, which the spec does not have, and is left as it stands`;
    return { finding: left(address, message, 'Declare that place, or look at where the report comes from.') };
  } catch {
    return { finding: damaged(address) };
  }
}

const derivedAnew = 'is worked out anew: what lets in whoever needs it stays';

type Present = Extract<Live<AnyState>, { is: 'present' }>;

const valuesOf = ({ fields }: Present): AnyState => standing(fields);

/** Whether a value can stand where another does: what is unset can be anything, and anything can be unset. */
function alike(value: unknown, standing: unknown): boolean {
  if (holdsOurTags(value)) return false;
  if (value === null || standing === null) return true;
  return typeof value === typeof standing && Array.isArray(value) === Array.isArray(standing);
}

/** Ours say whose a resource is: no value of a field has them, and none may bring them in. */
function holdsOurTags(value: unknown): boolean {
  return (
    typeof value === 'object' && value !== null && Object.keys(value).some(key => /^(?:trailwarden|aws):/iu.test(key))
  );
}

/** A kind may trust its states to be its own; a file's may be anything. */
function works(wanted: Known, live: Present): boolean {
  const { kind, desired } = wanted;
  return tried(() => {
    const found = difference(wanted).difference;
    if (!found) return true;
    const { name, arn, target, state, secrets = {} } = desired;
    const changed = found.fields.map(({ field }) => field);
    kind.calls({ action: 'update', name, arn, target, secrets, desired: state, live: live.fields, changed });
    return true;
  });
}

function tried(asked: () => boolean): boolean {
  try {
    return asked();
  } catch {
    return false;
  }
}

function damaged(at: Address): Problem {
  return left(at, 'The values in the report are none that it can have', 'Take the report as apply printed it.');
}
