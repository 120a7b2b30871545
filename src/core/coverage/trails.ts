/** The trails that coverage is counted from: as the spec wants them, or as they stand. */
import { targetOf } from '../arn.ts';
import type { Known } from '../derive.ts';
import type { Other } from '../findings.ts';
import type { AnyKind, AnyState } from '../kind.ts';
import type { Address, Arn, Live, Target } from '../model.ts';
import { standing } from '../reading.ts';
import { categories } from './recording.ts';
import type { Recording } from './recording.ts';

/** Something that records, or may. */
export interface Trail {
  /** Its address if the spec declares it, else its ARN. */
  readonly name: Address | Arn;
  /** Absent: the spec does not declare it. */
  readonly address?: Address;
  readonly arn: Arn;
  /** Where it stands. The ARN of an organization's trail may name another account. */
  readonly target: Target;
  readonly kind: AnyKind;
  /** As far as it is known. */
  readonly state: AnyState;
  readonly recording: Recording;
  /** Why nothing of it is delivered, where that is certain. */
  readonly fault?: Fault;
}

/** What keeps the log files of a trail from where they should go. */
export interface Fault {
  /** A sentence without its full stop. */
  readonly why: string;
  readonly hint: string;
}

/** Something that was seen from another region than its own only. */
export interface Copy {
  readonly kind: AnyKind;
  readonly arn: Arn;
}

/** What a look at AWS showed. */
export interface Seen {
  readonly known: readonly Known[];
  readonly others: readonly Other[];
  readonly copies: readonly Copy[];
}

/** The trails of the spec as they will stand once it is applied, and those that nobody declared as they stand. */
export function wantedTrails({ known, others, copies }: Seen): readonly Trail[] {
  const wanted = known.flatMap(one => (one.desired.managed ? asWanted(one) : asSeen(one)));
  return withCopies([...wanted, ...others.flatMap(undeclared)], copies);
}

/** All trails as they stand, as far as they could be read. */
export function liveTrails({ known, others, copies }: Seen): readonly Trail[] {
  return withCopies([...known.flatMap(asSeen), ...others.flatMap(undeclared)], copies);
}

/** A trail that shows in other regions is multi-region. */
function withCopies(trails: readonly Trail[], copies: readonly Copy[]): readonly Trail[] {
  const named = new Set(trails.map(({ arn }) => arn));
  return [...trails, ...copies.filter(({ arn }) => !named.has(arn)).map(copied)];
}

function copied({ kind, arn }: Copy): Trail {
  return { name: arn, arn, target: targetOf(arn), kind, state: {}, recording: { ...unreadable, everyAccount: false } };
}

function asWanted({ kind, desired: { address, arn, target, state } }: Known): readonly Trail[] {
  if (!kind.recording) return [];
  return [{ name: address, address, arn, target, kind, state, recording: kind.recording(state, arn) }];
}

/** Nobody knows what stands in place of something that could not be read: it may reach as far as the spec says. */
function asSeen({ kind, desired, live }: Known): readonly Trail[] {
  const { address, arn, target } = desired;
  if (live.is === 'present') return present(kind, live, { name: address, address, arn, target });
  if (!kind.recording || live.is === 'absent') return [];
  const recording = { ...kind.recording(desired.state, arn), takes: [], open: categories, proves: null, delivers: null };
  return [{ name: address, address, arn, target, kind, state: {}, recording }];
}

function undeclared({ kind, live }: Other): readonly Trail[] {
  if (live.is === 'present') return present(kind, live, { name: live.arn, arn: live.arn, target: live.target });
  if (!kind.recording || live.is !== 'elsewhere') return [];
  const { arn } = live;
  return [{ name: arn, arn, target: targetOf(arn), kind, state: {}, recording: unreadable }];
}

type Present = Extract<Live<AnyState>, { is: 'present' }>;

function present(
  kind: AnyKind,
  live: Present,
  named: Pick<Trail, 'name' | 'address' | 'arn' | 'target'>,
): readonly Trail[] {
  const state = standing(live.fields);
  const recording = kind.recording?.(state, live.arn);
  if (!recording) return [];
  const error = live.health['deliveryError'];
  const fault = error === undefined ? undefined : saidByAws(`${error}`);
  return [{ ...named, kind, state, recording, ...(fault && recording.takes.length > 0 ? { fault } : {}) }];
}

function saidByAws(error: string): Fault {
  return {
    why: `AWS says that it could not deliver when it last tried: ${error}`,
    hint: 'See what stands in its way: trailwarden policy test.',
  };
}

/** A trail of another account is an organization's. What it records cannot be read from where it was seen. */
const unreadable: Recording = {
  everyRegion: true,
  everyAccount: true,
  flag: true,
  takes: [],
  open: categories,
  proves: null,
  delivers: null,
};
