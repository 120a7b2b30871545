/** One person behind several drifts: told once, before them. */
import type { CausingEvent } from '../../core/drift/attribution.ts';
import type { Drift } from '../../core/drift/drift.ts';
import { counted } from '../../render/words.ts';
import { element } from './element.ts';
import type { Element } from './element.ts';
import { icon } from './icons.ts';
import { age, minute } from './time.ts';

/** Changes of one hand that are further apart than this are told one by one. */
const together = 30 * minute;

interface Spree {
  readonly name: string;
  readonly events: readonly CausingEvent[];
}

/** The one who made most of the changes, if at least three in a short time. */
export function spreeOf(drifts: readonly Drift[]): Spree | null {
  const events = drifts.flatMap(({ attribution }) =>
    attribution?.answer === 'found' && attribution.confidence !== 'possible' ? [attribution.event] : [],
  );
  const byName = [...Map.groupBy(events, ({ principal }) => principal.arn ?? principal.name).values()];
  const sprees = byName.map(all => longest(all.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at))));
  const most = sprees.toSorted((a, b) => b.length - a.length)[0] ?? [];
  const [first] = most;
  return most.length < 3 || first === undefined ? null : { name: first.principal.name, events: most };
}

/** The most events that lie within the time, one after the other. */
function longest(events: readonly CausingEvent[]): readonly CausingEvent[] {
  const runs = events.map((first, index) =>
    events.slice(index).filter(({ at }) => Date.parse(at) - Date.parse(first.at) <= together),
  );
  return runs.toSorted((a, b) => b.length - a.length)[0] ?? [];
}

/** `BreakGlass/jdoe made 3 of these 6 changes within 2 minutes, from 203.0.113.24. Treat it as one incident.` */
export function spreeView(drifts: readonly Drift[]): Element | null {
  const spree = spreeOf(drifts);
  if (spree === null) return null;
  const times = spree.events.map(({ at }) => Date.parse(at));
  const lasted = Math.max(...times) - Math.min(...times);
  const addresses = [...new Set(spree.events.flatMap(({ sourceIp }) => sourceIp ?? []))];
  const from = addresses.length === 1 ? `, from ${addresses[0]}` : '';
  const within = ` made ${spree.events.length} of these ${counted(drifts.length, 'change')} within ${age(lasted)}${from}.`;
  return element(
    'p.spree',
    {},
    icon('person'),
    element('span', {}, element('b', {}, spree.name), `${within} Treat it as one incident.`),
  );
}
