/** What every view of a report tells, gathered once: no view knows a drift that the others do not. */
import type { DigestOf } from '../../core/basis.ts';
import type { Attribution } from '../../core/drift/attribution.ts';
import type { Sighting } from '../../core/drift/drift.ts';
import { sightings } from '../../core/drift/sightings.ts';
import type { Address, Position, Problem, Written } from '../../core/model.ts';
import { differs } from '../../core/plan.ts';
import type { Plan, Withheld } from '../../core/plan.ts';
import type { Report, Verdict } from '../../core/report.ts';
import { spellingOf } from '../../core/spelling.ts';
import { driftId, toldOf } from '../attribution.ts';
import type { Told } from '../attribution.ts';
import { toldIn } from '../plan.ts';

/** A report, and what a view needs besides. */
export interface Reporting {
  readonly report: Report;
  readonly verdict: Verdict;
  /** Of trailwarden. */
  readonly version: string;
  /** SHA-256, in hexadecimal. */
  readonly digest: DigestOf;
}

/** One thing that is not as the spec says, or that could not be read. */
export interface Fact extends Sighting {
  /** Where the spec says otherwise; absent: the spec is not at hand, or has nothing of it. */
  readonly position?: Position;
  /** Null: nobody was asked. */
  readonly attribution: Attribution | null;
}

/** What differs and counts as none: accepted, left alone, or waiting. */
export interface Accepted {
  readonly address: Address;
  readonly field: string | null;
  readonly withheld: Withheld;
}

/** As it stands in the end: after sending, if anything was sent. */
export function lastPlan({ remaining, plan }: Pick<Report, 'remaining' | 'plan'>): Plan {
  return remaining ?? plan;
}

/** All that differs or could not be read, gravest first; what could not be read last. */
export function factsOf({ report, digest }: Pick<Reporting, 'report' | 'digest'>): readonly Fact[] {
  const place = placer(report);
  const told: Told = toldOf(report.attributions, report.finishedAt);
  const all = sightings(lastPlan(report), digest).drifts.map((one): Fact => {
    const position = place(one.address, one.resource?.kind ?? kindIn(one.address), one.field);
    return {
      ...one,
      ...(position ? { position } : {}),
      attribution: told.by.get(driftId(one.address, one.field)) ?? null,
    };
  });
  return [...all.filter(({ kind }) => kind !== 'unread'), ...all.filter(({ kind }) => kind === 'unread')];
}

const kindIn = (address: Address): string => address.replace(/\/.*$/su, '');

/** Where a field of a resource is written: at its value, else at the block. */
export type Placer = (address: Address, kind: string, field: string | null) => Position | undefined;

export function placer({ resources = [] }: Pick<Report, 'resources'>): Placer {
  const byAddress = new Map(resources.map(({ address, written }) => [address, written]));
  return (address, kind, field) => {
    const written = byAddress.get(address);
    return written && positionIn(written, field === null ? [] : spellingOf({ kind, field }).at);
  };
}

/** The position of the setting, or of what it stands in. */
function positionIn(written: Written, path: readonly string[]): Position | undefined {
  const pointers = path.map((_, index) => `/${path.slice(0, path.length - index).join('/')}`);
  const found = [...pointers, ''].find(pointer => Object.hasOwn(written, pointer));
  return found === undefined ? undefined : written[found];
}

/** The block of each resource, for views that have a row for every one. */
export function blockPositions({ resources = [] }: Pick<Report, 'resources'>): ReadonlyMap<Address, Position> {
  return new Map(resources.flatMap(({ address, written }) => (written[''] ? [[address, written['']] as const] : [])));
}

/** What is withheld and counts as no difference, with the reason. */
export function acceptedIn({ changes }: Plan): readonly Accepted[] {
  return changes.flatMap((change): readonly Accepted[] => {
    const { address, withheld, fields } = change;
    if (withheld !== undefined) return differs(change) ? [] : [{ address, field: null, withheld }];
    return fields.flatMap(one =>
      one.withheld === undefined || differs({ ...change, fields: [one] })
        ? []
        : [{ address, field: one.field, withheld: one.withheld }],
    );
  });
}

/** What is told besides drifts: refusals, and what no change mends. What a change has said already is left out. */
export function problemsIn(report: Report): readonly Problem[] {
  const plan = lastPlan(report);
  const said = toldIn(plan.changes);
  const all = [...report.refused, ...plan.findings.filter(({ code }) => code !== 'stray')];
  return [...new Map(all.map(one => [JSON.stringify(one), one]))].map(([, one]) => one).filter(one => !said(one));
}
