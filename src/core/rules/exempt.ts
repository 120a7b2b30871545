/** Comparison that leaves alone what a waiver or an ignore of the spec means. */
import type { Known } from '../derive.ts';
import { difference } from '../diff.ts';
import type { Compared } from '../diff.ts';
import type { AnyState } from '../kind.ts';
import type { Address, Problem } from '../model.ts';
import { withValueAt } from '../parts.ts';
import type { FieldChange, WaiverTold } from '../plan.ts';
import type { Safety } from '../spec/safety.ts';
import type { Exempt } from './exemption.ts';
import { ignoresIn } from './ignores.ts';
import { waiversIn } from './waivers.ts';

export interface Exempted {
  /** Desired is what stands there, where that is left alone. */
  readonly known: readonly Known[];
  readonly findings: readonly Problem[];
  readonly waivers: readonly WaiverTold[];
  /** Compares these of them: what differs only in what is left alone is withheld. */
  compare(selected: ReadonlySet<Address>): readonly Compared[];
}

export interface ExemptInput {
  readonly known: readonly Known[];
  readonly safety: Pick<Safety, 'waivers' | 'ignore'>;
  /** Whether all resources of the spec are known: else nobody can say that a pattern matches none. */
  readonly complete: boolean;
}

/** All that waivers and ignores leave alone on this day. Both lists mean what stands there, so a creation is as it was. */
export function exempted({ known, safety, complete }: ExemptInput, now: Date): Exempted {
  const waivers = waiversIn(known, safety.waivers, now);
  const ignores = ignoresIn(known, safety.ignore);
  const byResource = Map.groupBy([...waivers.exempt, ...ignores.exempt], ({ address }) => address);
  const of = ({ desired }: Known): readonly Exempt[] => byResource.get(desired.address) ?? [];
  const findings = [...waivers.findings, ...ignores.findings];
  return {
    known: known.map(resource => leftAlone(resource, of(resource))),
    findings: complete ? findings : findings.filter(({ code }) => code !== 'matches-nothing'),
    waivers: waivers.told,
    compare: selected =>
      known.filter(({ desired }) => selected.has(desired.address)).map(resource => merged(resource, of(resource))),
  };
}

function leftAlone(resource: Known, exempt: readonly Exempt[]): Known {
  const { desired, live, waits } = resource;
  if (exempt.length === 0 || live.is !== 'present') return resource;
  const left = (wanted: AnyState): AnyState => {
    const state: Record<string, unknown> = { ...wanted };
    for (const { part } of exempt) {
      const reading = live.fields[part.field];
      if (reading && 'value' in reading) state[part.field] = withValueAt(state[part.field], part, reading.value);
    }
    return state;
  };
  return {
    ...resource,
    desired: { ...desired, state: left(desired.state) },
    ...(waits ? { waits: { ...waits, state: left(waits.state) } } : {}),
  };
}

/** The differences of what is left to compare, and those that are none because of what is left alone. */
function merged(resource: Known, exempt: readonly Exempt[]): Compared {
  const compared = difference(leftAlone(resource, exempt));
  if (exempt.length === 0) return compared;
  const whole = difference(resource).difference;
  if (!whole) return compared;
  const open = new Map(compared.difference?.fields.map(field => [field.field, field]));
  const fields = whole.fields.map(field => open.get(field.field) ?? told(field, exempt));
  return { ...compared, difference: { ...(compared.difference ?? whole), fields } };
}

function told(field: FieldChange, exempt: readonly Exempt[]): FieldChange {
  const why = exempt.filter(({ part }) => part.field === field.field).map(({ withheld }) => ({ withheld }));
  return { ...field, ...why[0] };
}
