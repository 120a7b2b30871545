/** What a plan says of each drift: the same drift has the same fingerprint in every run. Pure. */
import type { DigestOf } from '../basis.ts';
import type { Effect, Gravity } from '../kind.ts';
import type { Address, Problem } from '../model.ts';
import { gravities, gravityOf } from '../plan.ts';
import type { FieldChange, Plan, PlannedChange, Unknown, Withheld } from '../plan.ts';
import type { DriftKind, Sighting } from './drift.ts';

/** What one plan shows. */
export interface Shown {
  /** Gravest first, each once. */
  readonly drifts: readonly Sighting[];
  /** What differs and waits for something: no drift of its own, and not over where it was one. By fingerprint. */
  readonly waiting: ReadonlyMap<string, Withheld>;
  /** What a waiver or `ignore` accepts. Fingerprints. */
  readonly accepted: ReadonlySet<string>;
}

/** What a fingerprint is made of. */
export interface Identity {
  readonly owner: string;
  readonly address: Address;
  readonly kind: DriftKind;
  /** Null: the whole resource. */
  readonly field: string | null;
}

/** `d-` and 12 hexadecimals, of the owner and of what drifted, never of values. */
export function fingerprintOf({ owner, address, kind, field }: Identity, digest: DigestOf): string {
  return `d-${digest(JSON.stringify([owner, address, kind, field])).slice(0, 12)}`;
}

/**
 * All that differs from the spec in a plan, and all of it that could not be read. What is refused, or no call mends, is
 * there with `withheld`; what is waived, ignored or waits is not, but for strays: they stand there until they are gone.
 *
 * @param digest SHA-256 in hexadecimal
 */
export function sightings(plan: Plan, digest: DigestOf): Shown {
  const all = [
    ...plan.changes.flatMap(ofChange),
    ...plan.findings.flatMap(ofStray),
    ...plan.unknown.filter(({ problem }) => problem.code !== 'not-looked-at').map(ofUnknown),
  ].map(one => ({ ...one, fingerprint: fingerprintOf({ ...one, owner: plan.owner }, digest) }));
  const drifts = all.filter(one => standingOf(one) === 'drift').map(one => [one.fingerprint, one] as const);
  return {
    drifts: inOrder([...new Map(drifts.toReversed()).values()]),
    waiting: new Map(
      all.flatMap(({ kind, fingerprint, withheld }) =>
        withheld?.by === 'waits' && kind !== 'stray' ? [[fingerprint, withheld]] : [],
      ),
    ),
    accepted: new Set(all.filter(one => standingOf(one) === 'accepted').map(({ fingerprint }) => fingerprint)),
  };
}

/** Gravest first, then by address, kind and field. */
export function inOrder<T extends Sighting>(drifts: readonly T[]): readonly T[] {
  const keyOf = ({ gravity, address, kind, field }: T): string =>
    JSON.stringify([gravities.indexOf(gravity), address, kind, field]);
  return drifts
    .map(drift => ({ drift, key: keyOf(drift) }))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ drift }) => drift);
}

type Found = Omit<Sighting, 'fingerprint'>;

function standingOf({ kind, withheld }: Found): 'drift' | 'waits' | 'accepted' {
  if (withheld === undefined || kind === 'stray') return 'drift';
  if (withheld.by === 'waits') return 'waits';
  return withheld.by === 'waived' || withheld.by === 'ignored' ? 'accepted' : 'drift';
}

function ofChange(change: PlannedChange): readonly Found[] {
  if (change.action === 'create') return [ofWhole(change, 'missing')];
  if (change.action === 'delete') return [ofWhole(change, 'stray')];
  const { address, resource, fields } = change;
  return fields.map(one => ({
    kind: 'changed',
    address,
    resource,
    field: one.field,
    gravity: one.gravity,
    effect: opposite[one.effect],
    meaning: one.meaning,
    wanted: one.after,
    found: one.before,
    ...(one.origin ? { origin: one.origin } : {}),
    ...(one.astray === undefined ? {} : { astray: one.astray }),
    ...(one.uses === undefined ? {} : { uses: one.uses }),
    ...withheldBy(one.withheld ?? change.withheld),
  }));
}

/** A plan says what mending does. Drift went the other way. */
const opposite: Readonly<Record<Effect, Effect>> = {
  strengthens: 'weakens',
  weakens: 'strengthens',
  neutral: 'neutral',
};

function ofWhole(change: PlannedChange, kind: 'missing' | 'stray'): Found {
  const { address, resource, fields, withheld } = change;
  const origin = fields.find(field => field.origin)?.origin;
  const lead = fields.find(({ effect }) => effect !== 'neutral') ?? fields[0];
  return {
    kind,
    address,
    resource,
    field: null,
    gravity: gravityOf(change),
    effect: lead ? opposite[lead.effect] : 'neutral',
    meaning: lead?.meaning ?? '',
    wanted: null,
    found: null,
    ...(origin ? { origin } : {}),
    ...withheldBy(withheld ?? onAll(fields)),
  };
}

const withheldBy = (withheld: Withheld | undefined): { readonly withheld?: Withheld } => (withheld ? { withheld } : {});

function onAll(fields: readonly FieldChange[]): Withheld | undefined {
  return fields.every(({ withheld }) => withheld) ? fields[0]?.withheld : undefined;
}

/** A stray that nothing deletes: it is only told. */
function ofStray(finding: Problem): readonly Found[] {
  const { code, at, message } = finding;
  if (code !== 'stray' || typeof at !== 'string') return [];
  return [
    {
      kind: 'stray',
      address: at,
      resource: null,
      field: null,
      gravity: 'low',
      effect: 'neutral',
      meaning: `${message}.`,
      wanted: null,
      found: null,
      withheld: { by: 'fixed', problem: finding },
    },
  ];
}

/** That nobody knows is no gravity of its own; what stands there may be anything. */
const unreadGravity: Gravity = 'medium';

function ofUnknown({ address, field, problem }: Unknown): Found {
  return {
    kind: 'unread',
    address,
    resource: null,
    field: field ?? null,
    gravity: unreadGravity,
    effect: 'neutral',
    meaning: 'It could not be read, so nobody knows how it stands.',
    wanted: null,
    found: null,
    problem,
  };
}
