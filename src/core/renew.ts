/** Makes the calls of a stored change anew: what a file says is shown and compared, and never sent. */
import { parseArn } from './arn.ts';
import { canonical } from './diff.ts';
import type { AnyKind, AnyState, Api, Call, Change } from './kind.ts';
import type { Live, Problem } from './model.ts';
import type { PlannedChange } from './plan.ts';
import type { Secrets } from './secrets.ts';
import { isProtected } from './tags.ts';

/** What a stored change is held against. */
export interface Found {
  /** What stands there; undefined: nobody looked, because nothing is sent. */
  readonly live: Live<AnyState> | undefined;
  /** Whose the plan is. */
  readonly owner: string;
}

/**
 * The change with the calls that its kind makes of its fields and of what stands there. A change whose stored calls are
 * others than these, whose resource is not of one piece or is somebody else's, whose fields are not as they stand, or whose
 * basis leaves it out was altered: a problem says so.
 *
 * @param kind undefined: no kind has the name that is stored
 */
export function renewed(
  change: PlannedChange,
  kind: AnyKind | undefined,
  { live, owner }: Found,
): PlannedChange | Problem {
  if (!kind || !isOfOnePiece(change, kind)) return altered(change, 'it names no resource that this version knows');
  if (!Object.hasOwn(change.basis, change.address)) return altered(change, 'it does not say what it was made from');
  if (change.withheld && change.calls.length > 0) return altered(change, 'what is withheld has no calls');
  if (isOthers(change, live, owner)) return altered(change, `its resource does not belong to ${JSON.stringify(owner)}`);
  if (!areAsTheyStand(change, live)) return altered(change, 'its fields do not stand as it says');
  if (!areJudgedSo(change, kind)) return altered(change, 'its fields do not have the effects that it says');
  const calls = callsOf(change, kind, live);
  const repairs = repairsOf(change, kind, live);
  if (calls === undefined || repairs === undefined) return altered(change, 'its fields are none of this kind');
  const names = (some: readonly Call<Api>[]): string => canonical(some.map(({ call }) => call));
  if (names(calls) !== names(change.calls)) return altered(change, 'its calls are not those of its fields');
  const losing = losingUnsaid(change, kind, live);
  if (losing !== undefined) return onlyTheSpecKnows(change, losing);
  return { ...change, calls, ...(repairs.length > 0 ? { repairs } : {}) };
}

/** Nothing is planned of what carries another owner's tag, and what is deleted carries ours. */
function isOthers({ action, calls }: PlannedChange, live: Live<AnyState> | undefined, owner: string): boolean {
  if (calls.length === 0 || live?.is !== 'present') return false;
  return typeof live.owner === 'string' ? live.owner !== owner : action === 'delete';
}

/** What a change does is judged by what it starts from, which is what AWS says. */
function areAsTheyStand({ calls, fields, action }: PlannedChange, live: Live<AnyState> | undefined): boolean {
  if (calls.length === 0 || action === 'create' || live?.is !== 'present') return true;
  return fields.every(({ field, before }) => {
    const reading = Object.hasOwn(live.fields, field) ? live.fields[field] : undefined;
    return reading !== undefined && 'value' in reading && canonical(before) === canonical(reading.value);
  });
}

/** What people approved by reading is what the values mean: a field that weakens cannot call itself harmless. */
function areJudgedSo({ action, fields, resource }: PlannedChange, kind: AnyKind): boolean {
  if (action === 'create' || action === 'delete') return true; // judged as a whole, by what else there is
  return fields.every(({ field, before, after, effect }) => {
    try {
      return kind.fields[field]?.effect(before, after, resource.target) === effect;
    } catch {
      return false;
    }
  });
}

/** The first field that would weaken, but for what a file cannot prove; undefined: there is none. */
function losingUnsaid(
  { action, fields, resource: { arn, target } }: PlannedChange,
  kind: AnyKind,
  live: Live<AnyState> | undefined,
): string | undefined {
  if (action === 'create' || action === 'delete' || live?.is !== 'present') return undefined;
  const open = fields.filter(({ withheld, effect }) => withheld === undefined && effect !== 'weakens');
  const values = Object.fromEntries(open.map(({ field, after }) => [field, after]));
  const wanted = kind.unvouched?.(values, { arn, live: live.fields }) ?? values;
  return open.find(({ field, before }) => kind.fields[field]?.effect(before, wanted[field], target) === 'weakens')
    ?.field;
}

function onlyTheSpecKnows({ address: at }: PlannedChange, field: string): Problem {
  return {
    code: 'no-plan',
    at,
    message: `${field} would leave less evidence, unless the spec asks for no more, and a plan in a file cannot prove that`,
    hint: 'Apply the spec itself: trailwarden apply SPEC.',
  };
}

/** The calls of the fields alone that strengthen what stands there. */
function repairsOf(
  change: PlannedChange,
  kind: AnyKind,
  live: Live<AnyState> | undefined,
): PlannedChange['calls'] | undefined {
  if (change.action === 'create' || change.action === 'delete') return [];
  return callsOf({ ...change, fields: change.fields.filter(({ effect }) => effect === 'strengthens') }, kind, live);
}

function altered({ address }: PlannedChange, why: string): Problem {
  return {
    code: 'no-plan',
    at: address,
    message: `The plan was altered after it was made: ${why}`,
    hint: 'Make a new one: trailwarden plan --out FILE.',
  };
}

/** ARN, name, place and kind say the same. An organization's trail has the management account in its ARN. */
function isOfOnePiece({ resource }: PlannedChange, { reads }: AnyKind): boolean {
  const { arn, name, target } = resource;
  const { partition, service, region, resource: rest } = parseArn(arn);
  return (
    partition === target.partition &&
    (region === '' || region === target.region) &&
    Object.keys(reads).every(call => call.startsWith(`${service}:`)) &&
    (rest === name || rest.endsWith(`/${name}`))
  );
}

/** Undefined: the values are not such as the kind has. */
function callsOf(
  change: PlannedChange,
  kind: AnyKind,
  live: Live<AnyState> | undefined,
): PlannedChange['calls'] | undefined {
  if (change.calls.length === 0) return [];
  if (change.fields.some(({ field }) => !Object.hasOwn(kind.fields, field))) return undefined;
  const asked = changeOf(change, live);
  try {
    return asked && kind.calls(asked);
  } catch {
    return undefined;
  }
}

function changeOf(
  { action, fields, resource, calls }: PlannedChange,
  live: Live<AnyState> | undefined,
): Change<AnyState> | undefined {
  const { name, arn, target } = resource;
  const place = { name, arn, target, secrets: Object.assign({}, ...calls.map(call => call.secrets ?? {})) as Secrets };
  const open = fields.filter(({ withheld }) => withheld === undefined);
  const wanted = Object.fromEntries(open.map(({ field, after }) => [field, after]));
  if (action === 'create') return { action, ...place, desired: wanted };
  if (live?.is !== 'present') return undefined;
  if (action === 'delete') return isGoing(fields, live) ? { action, ...place, live: live.fields } : undefined;
  const standing = Object.entries(live.fields).flatMap(([field, reading]) =>
    'value' in reading ? [[field, reading.value] as const] : [],
  );
  const desired = { ...Object.fromEntries(standing), ...wanted };
  return { action: 'update', ...place, desired, live: live.fields, changed: open.map(({ field }) => field) };
}

/** What is deleted is ours, goes whole, and no tag protects it. */
function isGoing(fields: PlannedChange['fields'], live: Extract<Live<AnyState>, { is: 'present' }>): boolean {
  const whole = fields.every(({ after, withheld }) => after === null && withheld === undefined);
  const ours = fields.some(({ field, before }) => field === 'owner' && before === live.owner && before !== null);
  return whole && ours && !isProtected(live.fields);
}
