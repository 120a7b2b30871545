/** Who records in the place of a trail that goes, and what nobody will. */
import type { Known } from './derive.ts';
import { leadingRegion } from './keeper.ts';
import type { AnyKind, AnyState } from './kind.ts';
import type { Arn, Target } from './model.ts';
import type { Recorder } from './needs.ts';
import { categoryOf } from './coverage/recording.ts';

/** A resource in one state of it: as it is declared, as it stands, or as it will. */
export interface Standing {
  readonly kind: AnyKind;
  readonly arn: Arn;
  readonly target: Target;
  readonly state: AnyState;
}

/** Ids of all accounts of the organization; null: not known. */
type Members = readonly string[] | null;

/** A resource of the spec in a state of it. */
export function standingAs({ kind, desired: { arn, target } }: Known, state: AnyState): Standing {
  return { kind, arn, target, state };
}

/** Whether it records anything at all. */
export function recordsAny(one: Standing): boolean {
  return eventsLost(one, []).length > 0;
}

/**
 * What one records and none of these does, in words such as `data events of AWS::Lambda::Function of account
 * 111111111111 in eu-west-1`; undefined: nothing is lost. `whole`: they record nothing of it.
 */
export function lossOf(
  left: Standing,
  others: readonly Standing[],
  members: Members,
): { readonly what: string; readonly whole: boolean } | undefined {
  const alike = others.filter(({ kind }) => kind === left.kind && kind.recorder);
  const reaching = alike.filter(one => reaches(one, left, members));
  const [all, events] = [eventsLost(left, []), eventsLost(left, reaching)];
  const some = alike.filter(one => isNarrower(one, left) && touches(one, left, members));
  const beyond = events.length === 0 ? [] : some.filter(one => eventsLost(left, [...reaching, one]).length === 0);
  const kept = beyond.length > 0 || !all.every(name => events.includes(name));
  const lost = [...events, ...(kept && losesGlobal(left, alike, members) ? [globalEvents] : [])];
  if (lost.length === 0) return undefined;
  const except = beyond.length > 0 ? ` but ${listed(beyond.map(one => placeOf(one, left)))}` : '';
  return { what: `${listed(lost)} of ${reachOf(left)}${except}`, whole: !kept };
}

/** Whether one records anything of what another does, more beside it or not. */
export function shares(one: Standing, left: Standing, members: Members): boolean {
  if (one.kind !== left.kind || !one.kind.recorder || !touches(one, left, members)) return false;
  const [by, of] = [one, left].map(classesOf);
  return by !== undefined && of !== undefined && [...by].some(name => of.has(name));
}

const globalEvents = 'global service events (IAM, STS and CloudFront)';

const listed = (names: readonly string[]): string =>
  names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : names.join();

/** Of what the first records, what none of these does, were they to reach as far. */
function eventsLost(left: Standing, by: readonly Standing[]): readonly string[] {
  const { kind, state } = left;
  if (kind.notRecorded)
    return kind.notRecorded(
      state,
      by.map(one => one.state),
    );
  return isOn(left) && !by.some(isOn) ? ['events'] : [];
}

const isOn = ({ kind, state }: Standing): boolean => kind.recorder?.(state).records === true;

function classesOf(one: Standing): ReadonlySet<string> {
  const { kind, state, arn } = one;
  if (kind.recording) return new Set(kind.recording(state, arn).takes.map(taken => taken.of));
  return new Set(isOn(one) ? ['events'] : []);
}

function coversOf({ kind, state }: Standing): Recorder['covers'] {
  return kind.recorder?.(state).covers ?? 'region';
}

/** The flag alone does nothing for a trail of one region that is not the leading one, nor without management events. */
function receivesGlobal(one: Standing): boolean {
  const { kind, state, arn, target } = one;
  const takes = kind.recording?.(state, arn).takes;
  const management = takes ? takes.some(({ of }) => categoryOf(of) === 'management') : isOn(one);
  const flag = kind.recorder?.(state).global === true;
  return management && flag && (coversOf(one) !== 'region' || target.region === leadingRegion(target.partition));
}

function losesGlobal(left: Standing, others: readonly Standing[], members: Members): boolean {
  return receivesGlobal(left) && !others.some(one => receivesGlobal(one) && reachesAccount(one, left, members));
}

/** Whether one is of every account that the other is of. */
function reachesAccount(by: Standing, of: Standing, members: Members): boolean {
  if (by.target.partition !== of.target.partition) return false;
  const same = by.target.account === of.target.account;
  const wide = coversOf(by) === 'organization';
  if (coversOf(of) === 'organization') return same && wide;
  return same || (wide && members?.includes(of.target.account) === true);
}

function reaches(by: Standing, of: Standing, members: Members): boolean {
  if (!reachesAccount(by, of, members)) return false;
  return coversOf(by) !== 'region' || (coversOf(of) === 'region' && by.target.region === of.target.region);
}

/** Whether there may be a place that both are of. Of members that are not known, each may be one. */
function touches(by: Standing, of: Standing, members: Members): boolean {
  if (by.target.partition !== of.target.partition) return false;
  const isMember = ({ target }: Standing): boolean => members?.includes(target.account) ?? true;
  const together =
    by.target.account === of.target.account ||
    (coversOf(by) === 'organization' && isMember(of)) ||
    (coversOf(of) === 'organization' && isMember(by));
  return together && [by, of].some(one => coversOf(one) !== 'region' || by.target.region === of.target.region);
}

const width = { region: 0, account: 1, organization: 2 } as const;

const isNarrower = (one: Standing, other: Standing): boolean => width[coversOf(one)] < width[coversOf(other)];

function reachOf(one: Standing): string {
  const { account, region } = one.target;
  return {
    region: `account ${account} in ${region}`,
    account: `all regions of account ${account}`,
    organization: `the organization of account ${account}`,
  }[coversOf(one)];
}

/** Where one of them is, as far as it is not said of the other. */
function placeOf(by: Standing, of: Standing): string {
  return by.target.account === of.target.account && coversOf(by) === 'region' ? by.target.region : reachOf(by);
}
