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
import { matchesNothing } from './exemption.ts';
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
  const differing = parts.filter(({ one, part }) => differsIn(one, part));
  const accepted = differing.filter(({ one, part }) => stands(value, one, part));
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
      ...(ended ? [hasEnded(waiver)] : differing.filter(one => !accepted.includes(one)).map(otherValue(waiver))),
    ],
  };
}

function differsIn({ kind, desired, live }: Known, { field, path }: Part): boolean {
  if (live.is !== 'present' || !desired.managed) return false;
  const change = compare(kind, desired, live.fields).find(one => one.field === field);
  if (!change) return false;
  return path.length === 0 || canonical(valueAt(change.before, path)) !== canonical(valueAt(change.after, path));
}

/** Whether that value stands there. Of tags, those that nobody wants do not count. */
function stands(value: unknown, { kind, desired, live }: Known, { field, path }: Part): boolean {
  const reading = live.is === 'present' ? live.fields[field] : undefined;
  if (reading === undefined || 'unread' in reading) return false;
  const { value: spelled, desiredKeys } = spellingOf({ kind: kind.name, field });
  const standing = valueAt(reading.value, path);
  const readable = [
    standing ?? null,
    ...(path.length === 0 && isScalar(standing) ? [spelled(standing)] : []),
    ...(path.length === 0 && desiredKeys ? [only(desired.state[field], standing)] : []),
  ];
  return readable.some(one => canonical(one) === canonical(value));
}

/** One that is not would be spelled in a word that many values have. */
const isScalar = (value: unknown): boolean => typeof value !== 'object' || value === null;

function only(wanted: unknown, standing: unknown): unknown {
  if (typeof wanted !== 'object' || wanted === null || typeof standing !== 'object' || standing === null)
    return standing;
  return Object.fromEntries(Object.entries(standing).filter(([key]) => Object.hasOwn(wanted, key)));
}

function acceptance({ reason, owner, until }: Waiver, { desired }: Known, part: Part): Exempt {
  const { address } = desired;
  const message = `Accepted until ${until} by ${owner}: ${reason}`;
  return { address, part, withheld: { by: 'waived', problem: { code: 'waived', at: address, message } } };
}

function hasEnded({ resource, field, reason, owner, until, at }: Waiver): Problem {
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
