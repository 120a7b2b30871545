/** What a change was computed from, kept as digests, and what of it has moved since. */
import { canonical } from './diff.ts';
import type { AnyState } from './call.ts';
import type { Live, Reading } from './model.ts';

/**
 * What was seen of one resource: a digest for each field, so that a refusal can say which of them moved, and no value. Never
 * of health, and never of the words of an error, which hold request ids.
 */
export interface Basis {
  /** `unknown`: the run that made the plan did not know the resource. */
  readonly is: Live<AnyState>['is'] | 'unknown';
  /** 32 hexadecimal digits each; null: it could not be read. Empty unless the resource was present. */
  readonly fields: Readonly<Record<string, string | null>>;
}

/** A digest of a text, in hexadecimal: core has no hash of its own. */
export type DigestOf = (text: string) => string;

/** @param live undefined: the resource is not known in this run */
export function basisOf(live: Live<AnyState> | undefined, digest: DigestOf): Basis {
  if (live?.is !== 'present') return { is: live?.is ?? 'unknown', fields: {} };
  const fields = Object.entries(live.fields).map(([field, reading]) => [field, fieldDigest(reading, digest)]);
  return { is: live.is, fields: Object.fromEntries(fields) };
}

/** Half of a SHA-256: a plan holds one for each field of all that it rests on. */
const length = 32;

function fieldDigest(reading: Reading<unknown>, digest: DigestOf): string | null {
  return 'value' in reading ? digest(canonical([reading.value])).slice(0, length) : null;
}

/** One field that is no longer as it was. */
export interface MovedField {
  readonly field: string;
  /** Digest of what stood there; null: it could not be read. */
  readonly then: string | null;
  /** Of what stands there now; null: it cannot be read. */
  readonly digest: string | null;
  /** What stands there now; null where it cannot be read. */
  readonly now: unknown;
}

/** How a resource is no longer as it was. */
export interface Move {
  readonly was: Basis['is'];
  readonly is: Basis['is'];
  /** By name. Empty where it came or went as a whole. */
  readonly fields: readonly MovedField[];
}

/** What has moved since a basis was taken; undefined: nothing. */
export function movedSince(basis: Basis, live: Live<AnyState> | undefined, digest: DigestOf): Move | undefined {
  const now = basisOf(live, digest);
  if (basis.is !== now.is) return { was: basis.is, is: now.is, fields: [] };
  if (live?.is !== 'present') return undefined;
  const names = [...new Set([...Object.keys(basis.fields), ...Object.keys(now.fields)])].toSorted();
  const fields = names.flatMap((field): MovedField[] => {
    const [then, stands] = [basis.fields[field] ?? null, now.fields[field] ?? null];
    return then === stands ? [] : [{ field, then, digest: stands, now: valueOf(live.fields[field]) }];
  });
  return fields.length === 0 ? undefined : { was: basis.is, is: now.is, fields };
}

function valueOf(reading: Reading<unknown> | undefined): unknown {
  return reading !== undefined && 'value' in reading ? reading.value : null;
}

/** A move in words, as a sentence without a full stop. */
export function moveWords(move: Move): string {
  const { was, is } = move;
  if (was === is) return `Changed since the plan was saved: ${movedNames(move)}`;
  return `It ${states[was].then} when the plan was saved, and ${states[is].now}`;
}

/** What moved, by name: `logging and tags`; `it` where that is the resource as a whole. */
export function movedNames({ fields }: Pick<Move, 'fields'>): string {
  return fields.length === 0 ? 'it' : listOf(fields.map(({ field }) => field));
}

function listOf(names: readonly string[]): string {
  return names.join(', ').replace(/, (?=[^,]*$)/u, ' and ');
}

const states: Readonly<Record<Basis['is'], { readonly then: string; readonly now: string }>> = {
  present: { then: 'was there', now: 'is there now' },
  absent: { then: 'was not there', now: 'does not exist now' },
  elsewhere: { then: 'belonged to another account', now: 'belongs to another account now' },
  unread: { then: 'could not be read', now: 'cannot be read now' },
  unknown: { then: 'was not looked at', now: 'is not looked at now' },
};
