/** What one run saw of all drifts: what was there, what is left, and of what it cannot tell. Pure. */
import { accountIn, matchesAddress } from '../address.ts';
import type { DigestOf } from '../basis.ts';
import type { Wish } from '../desire.ts';
import { equals } from '../diff.ts';
import type { Address } from '../model.ts';
import type { Plan } from '../plan.ts';
import type { Report } from '../report.ts';
import type { Drift, Sighting } from './drift.ts';
import { sightings } from './sightings.ts';
import type { Shown } from './sightings.ts';

/** What a run says to the lives of drifts. */
export interface Seen {
  /** Id of the run. */
  readonly id: string;
  /** When it began to look. ISO 8601, UTC. */
  readonly foundAt: string;
  /** When it ended. */
  readonly endedAt: string;
  /** What it found before it sent anything. */
  readonly found: readonly Sighting[];
  /** What is there at its end. */
  readonly left: Shown;
  /** Whether our own calls touched what drifted. */
  mended(drift: Drift): boolean;
  /** Whether the drift would have shown at the end of the run, were it still there. */
  saw(drift: Drift): boolean;
  /** Whether the run was about the resource, and the spec does not have it any more. */
  hasLeft(drift: Drift): boolean;
  /** Whether the spec now says what was found. False where the spec alone does not say it. */
  adopts(drift: Drift): boolean;
  /** Whether the spec has the resource. */
  declares(address: Address): boolean;
}

/** What the watch over deliveries, or over log files, saw; it is apart from what a run compares. */
export interface HealthSeen {
  /** Of the kind `undelivered`, or `unproven`. */
  readonly sightings: readonly Sighting[];
  /** Whether the delivery of a trail, or what was delivered, was looked at. */
  looked(address: Address): boolean;
}

export interface SeenBy {
  /** Id of the run. */
  readonly id: string;
  /** Patterns of addresses that it was limited to; empty: everything. */
  readonly targets: readonly string[];
  /** What its spec wants. */
  readonly wishes: readonly Wish[];
  /** Null: nobody looked at deliveries. */
  readonly health: HealthSeen | null;
  /** Of the kind `unproven`; null: log files are not verified. */
  readonly proof: HealthSeen | null;
  /** SHA-256 in hexadecimal. */
  readonly digest: DigestOf;
}

/** What a run saw, from its report. */
export function seenIn(report: Report, { id, targets, wishes, health, proof, digest }: SeenBy): Seen {
  const last = report.remaining ?? report.plan;
  const left = sightings(last, digest);
  const found = report.remaining ? sightings(report.plan, digest).drifts : left.drifts;
  const watched = [...(health?.sightings ?? []), ...(proof?.sightings ?? [])];
  const wished = new Map(wishes.filter(({ desired }) => desired.managed).map(one => [one.desired.address, one]));
  const accounts = new Set(wishes.map(({ desired: { address } }) => accountIn(address)));
  const isMeant = ({ address }: Drift): boolean =>
    targets.length === 0 || targets.some(pattern => matchesAddress(pattern, address));
  return {
    id,
    foundAt: report.startedAt,
    endedAt: report.finishedAt,
    found: [...found, ...watched],
    left: { ...left, drifts: [...left.drifts, ...watched] },
    mended: drift => isMended(drift, report),
    saw(drift) {
      if (drift.kind === 'undelivered') return health?.looked(drift.address) ?? false;
      if (drift.kind === 'unproven') return proof?.looked(drift.address) ?? false;
      if (drift.kind === 'stray') return targets.length === 0 && isPlaceKnown(drift.address, last);
      return isMeant(drift) && isKnown(drift, last);
    },
    hasLeft(drift) {
      if (drift.kind === 'stray' || !isMeant(drift)) return false;
      return isArea(drift.address) ? !accounts.has(accountIn(drift.address)) : !wished.has(drift.address);
    },
    adopts: drift => isAdopted(wished.get(drift.address), drift),
    declares: address => wished.has(address),
  };
}

/** A field of a resource that is not there, or that nobody could read, cannot be seen to be in order. */
function isKnown({ address, kind, field }: Drift, { changes, unknown }: Plan): boolean {
  if (unknown.some(one => one.address === address && (one.field ?? field) === field)) return false;
  if (kind !== 'changed') return true;
  return !changes.some(change => change.address === address && change.action === 'create');
}

/** What stands beside the spec shows only where all of an account and region could be read. */
function isPlaceKnown(address: Address, { unknown }: Plan): boolean {
  const place = (one: Address): string => one.slice(one.indexOf('@'));
  return !unknown.some(one => one.field === undefined && place(one.address) === place(address));
}

function isMended({ address, field }: Drift, { plan, outcomes }: Report): boolean {
  if (!outcomes?.some(outcome => outcome.address === address && outcome.sent.length > 0)) return false;
  const held = plan.changes
    .filter(change => change.address === address)
    .flatMap(({ withheld, fields }) => [withheld, ...fields.map(one => one.field === field && one.withheld)]);
  return !held.some(one => one && one.by !== 'waits'); // what waited may have been done in a later round
}

/** All of a kind in one place, such as `trail/*@security/eu-west-1`: it is read for strays, and no spec names it. */
const isArea = (address: Address): boolean => address.includes('*');

/** Told as the kind tells equal values. What is worked out from what others need is not the spec's alone. */
function isAdopted(wish: Wish | undefined, { field, found, wanted }: Drift): boolean {
  if (wish === undefined || field === null) return false;
  const { kind, desired } = wish;
  const policy = kind.fields[field];
  if (!policy || policy.derived || desired.unknown[field]) return false;
  const says = (live: unknown): boolean => equals(policy, { desired: desired.state[field], live });
  return says(found) && !says(wanted); // what takes both, such as whatever others wrote, was not changed
}
