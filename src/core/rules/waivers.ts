/** Live values that the spec accepts until a day. */
import { matchesAddress } from '../address.ts';
import type { Known } from '../derive.ts';
import { canonical, compare } from '../diff.ts';
import type { Problem } from '../model.ts';
import { partsNamed, valueAt } from '../parts.ts';
import type { Part } from '../parts.ts';
import type { WaiverTold } from '../plan.ts';
import { holds } from '../spec/safety.ts';
import type { Waiver } from '../spec/safety.ts';
import { spellingOf } from '../spelling.ts';
import { farAway, matchesNothing } from './exemption.ts';
import type { Exempt, Exemption } from './exemption.ts';

export interface Waived extends Exemption {
  /** Every waiver of the spec, in its order. */
  readonly told: readonly WaiverTold[];
}

/**
 * What the waivers accept of these resources on this day: a value that stands there and is exactly the one written, as
 * `show` or a report prints it. One that has ended accepts nothing and is told.
 */
export function waiversIn(known: readonly Known[], waivers: readonly Waiver[], now: Date): Waived {
  const judged = waivers.map(waiver => judge(waiver, known, now));
  return {
    exempt: judged.flatMap(one => one.exempt),
    findings: judged.flatMap(one => one.findings),
    told: judged.map(one => one.told),
  };
}

interface Judged extends Exemption {
  readonly told: WaiverTold;
}

function judge(waiver: Waiver, known: readonly Known[], now: Date): Judged {
  const { resource, field, value, reason, owner, until, at } = waiver;
  const meant = known.filter(({ desired }) => matchesAddress(resource, desired.address));
  const parts = meant.flatMap(one => partsNamed(field, one).map(part => ({ one, part })));
  const differing = parts.flatMap(({ one, part }) => {
    const standing = differingIn(one, part);
    return standing ? [{ one, part, ...standing }] : [];
  });
  const accepted = differing.filter(found => readable(found).some(text => canonical(text) === canonical(value)));
  const ended = !holds(waiver, now);
  const told = { resource, field, value, reason, owner, until, ended };
  const nothing = matchesNothing(
    meant.length === 0
      ? `The waiver is of ${resource}, which means no resource of the spec`
      : `The waiver is of ${field}, which ${resource} has not`,
    at,
  );
  return {
    told: { ...told, accepts: ended ? [] : accepted.map(({ one }) => one.desired.address) },
    exempt: ended ? [] : accepted.map(({ one, part }) => acceptance(waiver, one, part)),
    findings: [
      ...(parts.length === 0 ? [nothing] : []),
      ...(ended ? [] : [...vitalWaived(waiver, parts), ...farAway(waiver, 'The waiver', now)]),
      ...(ended ? [hasEnded(waiver)] : differing.filter(one => !accepted.includes(one)).map(otherValue(waiver))),
    ],
  };
}

/** What stands where something differs from the spec; undefined: nothing does, or nobody knows. */
function differingIn({ kind, desired, live }: Known, { field, path }: Part): Pick<Found, 'standing'> | undefined {
  if (live.is !== 'present' || !desired.managed) return undefined;
  const change = compare(kind, desired, live.fields).find(one => one.field === field);
  if (!change) return undefined;
  const standing = valueAt(change.before, path);
  return canonical(standing) === canonical(valueAt(change.after, path)) ? undefined : { standing };
}

interface Found {
  readonly one: Known;
  readonly part: Part;
  /** What stands there, as state has it. */
  readonly standing: unknown;
}

/** The ways to write what stands there. Of tags, those that nobody wants need not be. */
function readable({ one: { kind, desired }, part: { field, path }, standing }: Found): readonly unknown[] {
  if (path.length > 0) return [standing ?? null];
  const { value: spelled, desiredKeys } = spellingOf({ kind: kind.name, field });
  return [
    standing,
    ...(isScalar(standing) ? [spelled(standing)] : []),
    ...(desiredKeys ? [only(desired.state[field], standing)] : []),
  ];
}

/** One that is not would be spelled in a word that many values have. */
const isScalar = (value: unknown): boolean => typeof value !== 'object' || value === null;

function only(wanted: unknown, standing: unknown): unknown {
  return Object.fromEntries(Object.entries(Object(standing)).filter(([key]) => Object.hasOwn(Object(wanted), key)));
}

function acceptance({ reason, owner, until }: Waiver, { desired }: Known, part: Part): Exempt {
  const { address } = desired;
  const message = `Accepted until ${until} by ${owner}: ${reason}`;
  return { address, part, withheld: { by: 'waived', problem: { code: 'waived', at: address, message } } };
}

/** Nothing may be recorded with that value, and until its day nobody calls it a difference. */
function vitalWaived(
  { resource, field, until, at }: Waiver,
  parts: readonly { readonly one: Known; readonly part: Part }[],
): readonly Problem[] {
  if (!parts.some(({ one, part }) => one.kind.fields[part.field]?.vital === true)) return [];
  return [
    {
      code: 'vital-waived',
      severity: 'warning',
      message: `A value of ${field} of ${resource} is accepted until ${until}, though it decides whether anything is recorded or delivered`,
      hint: 'Look whether somebody needs that; take the waiver away as soon as nobody does.',
      at,
    },
  ];
}

/** That a waiver holds no more. */
export function hasEnded({ resource, field, reason, owner, until, at }: Waiver): Problem {
  return {
    code: 'waiver-ended',
    severity: 'warning',
    message: `The waiver of ${field} for ${resource} has ended on ${until} (${owner}: ${reason})`,
    hint: 'Mend what it accepted and take it away, or write another day and say why.',
    at,
  };
}

const otherValue =
  ({ field, at }: Waiver) =>
  ({ one }: { readonly one: Known }): Problem => ({
    code: 'waiver-of-other-value',
    severity: 'warning',
    message: `The waiver accepts another value of ${field} than stands at ${one.desired.address}`,
    hint: 'A waiver accepts one exact value. Look at what stands there before you accept that too.',
    at,
  });
