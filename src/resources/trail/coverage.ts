/** What event selectors record, worked out, so that people read what is lost and not two lists. */
import { canonical } from '../../core/diff.ts';
import type { Effect, Field, Gravity } from '../../core/kind.ts';
import { extrasOf, isManagement, notIn, passes } from './extras.ts';
import type { Extra } from './extras.ts';
import { excludable } from './fault.ts';
import { asSet, sameSelectors } from './selectors.ts';
import type { AdvancedSelector, BasicSelector, EventSelectors } from './selectors.ts';

const modes = ['read', 'write'] as const;
type Mode = (typeof modes)[number];
/** Stands for every event source that no selector names. */
const anyOther = 'any other source';

/** A kind of management event: those that read or that write, of one source. */
interface Cell {
  readonly mode: Mode;
  readonly source: string;
}

/** Whether management events are recorded, global ones among them: all but those of sources that AWS lets a trail leave out. */
export function recordsManagement(selectors: EventSelectors): boolean {
  const sources = sourcesOf(selectors).filter(source => !excludable.includes(source));
  return cellsOf(sources).every(cell => covers(selectors, cell));
}

/** Of management events that read, or that write, what selectors take: the rest but some sources, a part, or nothing. */
export function managementTaken(
  selectors: EventSelectors,
  mode: Mode,
): { readonly all: boolean; readonly without: readonly string[] } | undefined {
  const sources = sourcesOf(selectors);
  const taken = sources.filter(source => covers(selectors, { mode, source }));
  if (taken.includes(anyOther)) return { all: true, without: sources.filter(source => !taken.includes(source)) };
  return taken.length > 0 || takesSome(selectors, mode) ? { all: false, without: [] } : undefined;
}

/** Whether it takes some management events by conditions that AWS takes elsewhere only. */
function takesSome(selectors: EventSelectors, mode: Mode): boolean {
  if ('basic' in selectors) return false;
  return selectors.advanced.some(
    selector => isManagement(selector) && passes(selector.fields['readOnly'] ?? {}, String(mode === 'read')),
  );
}

/** What selectors take and none of others does, in words for people; empty: nothing. */
export function leftOut(of: EventSelectors, by: readonly EventSelectors[]): readonly string[] {
  const sources = asSet([of, ...by].flatMap(sourcesOf));
  const lost = cellsOf(sources).filter(cell => covers(of, cell) && !by.some(one => covers(one, cell)));
  const partly = modes.filter(mode => !managementTaken(of, mode)?.all && takesSome(of, mode));
  const open = partly.filter(mode => !by.some(one => managementTaken(one, mode)?.all));
  const others = by.flatMap(extrasOf);
  const isPartOf = ({ what, of: name }: Extra): boolean => others.some(one => one.what === what && one.of === name);
  return [
    ...managementNamed(lost),
    ...open.map(mode => `some management events that ${mode}`),
    ...asSet(
      notIn(extrasOf(of), others).map(
        extra => `${isPartOf(extra) ? 'some ' : ''}${extra.what.toLowerCase()} of ${extra.of}`,
      ),
    ),
  ];
}

/** Reads and writes in one name where both are of the same sources. */
function managementNamed(cells: readonly Cell[]): readonly string[] {
  const [reads, writes] = modes.map(mode =>
    asSet(cells.filter(cell => cell.mode === mode).map(({ source }) => source)),
  );
  const named = (name: string, sources: readonly string[] = []): readonly string[] => {
    if (sources.length === 0) return [];
    return [sources.includes(anyOther) ? name : `${name} of ${sources.join(', ')}`];
  };
  if (canonical(reads) === canonical(writes)) return named('management events', reads);
  return [...named('management events that read', reads), ...named('management events that write', writes)];
}

interface Gap {
  /** Of management events, what the first records and the second does not. */
  readonly cells: readonly Cell[];
  /** The same of other events. */
  readonly extras: readonly Extra[];
}

function gap(first: EventSelectors, second: EventSelectors): Gap {
  const sources = asSet([...sourcesOf(first), ...sourcesOf(second)]);
  return {
    cells: cellsOf(sources).filter(cell => covers(first, cell) && !covers(second, cell)),
    extras: notIn(extrasOf(first), extrasOf(second)),
  };
}

/** Whether basic selectors and advanced ones take the same for certain. Two lists of one sort are compared as they stand. */
function sayTheSame(one: EventSelectors, other: EventSelectors): boolean {
  const [basic, advanced] = 'basic' in one ? [one, other] : [other, one];
  if (!('basic' in basic) || !('advanced' in advanced) || basic.basic.length === 0) return false;
  const certain = advanced.advanced.filter(isManagement).every(isPlain);
  return (
    certain &&
    [gap(basic, advanced), gap(advanced, basic)].every(({ cells, extras }) => cells.length + extras.length === 0)
  );
}

const plainOperators: Readonly<Record<string, string>> = {
  eventCategory: 'Equals',
  readOnly: 'Equals',
  eventSource: 'NotEquals',
};

/** Whether a selector of management events has only the conditions that AWS takes on trails. */
function isPlain({ fields }: AdvancedSelector): boolean {
  return Object.entries(fields).every(([field, conditions]) =>
    Object.keys(conditions).every(operator => operator === plainOperators[field]),
  );
}

/** Which events a list of selectors takes at least some of: what Insights and aggregations are made of. */
export function kindsRecorded(selectors: EventSelectors): {
  readonly reads: boolean;
  readonly writes: boolean;
  readonly data: boolean;
} {
  const taken = cellsOf(sourcesOf(selectors)).filter(cell => covers(selectors, cell));
  return {
    reads: taken.some(({ mode }) => mode === 'read'),
    writes: taken.some(({ mode }) => mode === 'write'),
    data: extrasOf(selectors).some(({ what }) => what === 'Data events'),
  };
}

/** What weighs most first: nothing that was added below makes the repair of what was taken above look like a loss. */
const weights: readonly ((cell: Cell) => boolean)[] = [
  ({ mode, source }) => mode === 'write' && !excludable.includes(source),
  ({ source }) => !excludable.includes(source),
  () => true, // of sources that AWS lets a trail leave out
];

/** Management events outweigh the rest: a dummy data selector must not make the repair of a silenced trail look like a loss. */
function effect(from: EventSelectors, to: EventSelectors): Effect {
  const [lost, gained] = [gap(from, to), gap(to, from)];
  for (const weighs of weights) {
    if (lost.cells.some(weighs)) return 'weakens';
    if (gained.cells.some(weighs)) return 'strengthens';
  }
  if (lost.extras.length > 0) return 'weakens';
  return gained.extras.length > 0 ? 'strengthens' : 'neutral';
}

function gravity(desired: EventSelectors, live: EventSelectors): Gravity {
  const [lost, more] = [gap(desired, live), gap(live, desired)];
  if (lost.cells.length > 0) return 'critical';
  if (lost.extras.length > 0) return 'high';
  return more.cells.length > 0 || more.extras.length > 0 ? 'medium' : 'low';
}

function meaning(desired: EventSelectors, live: EventSelectors): string {
  const [lost, more] = [gap(desired, live), gap(live, desired)];
  if (lost.cells.length > 0) return beside(lostManagement(lost.cells, desired, live), more.extras);
  if (lost.extras.length > 0) return `${list(lost.extras)} are not recorded.`;
  if (more.cells.length > 0) return 'More management events are recorded than the spec asks for.';
  if (more.extras.length > 0) return `${list(more.extras)} are recorded, and billed, beyond the spec.`;
  return 'The event selectors are written differently and record the same.';
}

const onlyOthers = ', only others.';

/** Who mends the one gives up the other, and is told so in the same sentence. */
function beside(sentence: string, beyond: readonly Extra[]): string {
  if (beyond.length === 0 || sentence.endsWith(onlyOthers)) return sentence;
  return `${sentence.slice(0, -1)}; ${list(beyond).replace(/^./u, first => first.toLowerCase())} are, beyond the spec.`;
}

export const eventSelectorsField: Field<EventSelectors> = {
  change: 'call',
  vital: true,
  serves: true,
  equal: (desired, live) => sameSelectors(desired, live) || sayTheSame(desired, live),
  effect,
  gravity,
  meaning,
};

function lostManagement(lost: readonly Cell[], desired: EventSelectors, live: EventSelectors): string {
  const sources = asSet([...sourcesOf(desired), ...sourcesOf(live)]);
  const lostOf = (mode: Mode) => lost.filter(cell => cell.mode === mode).map(({ source }) => source);
  const [reads, writes] = [lostOf('read'), lostOf('write')];
  if (cellsOf(sources).every(cell => !covers(live, cell))) return nothingOfManagement(live);
  if (reads.length === sources.length) return `Only management events that write are recorded${exceptOf(writes)}.`;
  if (writes.length === sources.length) return `Only management events that read are recorded${exceptOf(reads)}.`;
  if (canonical(reads) === canonical(writes) && !reads.includes(anyOther))
    return `Management events of ${reads.join(' and ')} are not recorded.`;
  return 'Some management events are not recorded.';
}

function nothingOfManagement(live: EventSelectors): string {
  if ('advanced' in live && live.advanced.some(isManagement)) return 'Only some management events are recorded.';
  return extrasOf(live).length > 0
    ? `No management events are recorded${onlyOthers}`
    : 'No management events are recorded.';
}

const exceptOf = (sources: readonly string[]): string =>
  sources.length > 0 ? `, and none of ${sources.join(' and ')}` : '';

/** At most two of each by name, so that the sentence stays short. */
function list(extras: readonly Extra[]): string {
  const groups = Map.groupBy(extras, ({ what }) => what);
  return [...groups].map(([what, same]) => `${what} of ${some(asSet(same.map(extra => extra.of)))}`).join(' and ');
}

function some(names: readonly string[]): string {
  return names.length > 2 ? `${names.slice(0, 2).join(', ')} and ${names.length - 2} more` : names.join(' and ');
}

const cellsOf = (sources: readonly string[]): readonly Cell[] =>
  sources.flatMap(source => modes.map(mode => ({ mode, source })));

/** The event sources that selectors of management events name, and one for all that they do not. */
function sourcesOf(selectors: EventSelectors): readonly string[] {
  const named =
    'basic' in selectors
      ? selectors.basic.flatMap(({ excludedSources }) => excludedSources)
      : selectors.advanced
          .filter(isManagement)
          .flatMap(({ fields }) => Object.values(fields['eventSource'] ?? {}).flat());
  return asSet([anyOther, ...named]);
}

function covers(selectors: EventSelectors, cell: Cell): boolean {
  return 'basic' in selectors
    ? selectors.basic.some(selector => coversBasic(selector, cell))
    : selectors.advanced.some(selector => coversAdvanced(selector, cell));
}

function coversBasic(
  { managementEvents, readWriteType, excludedSources }: BasicSelector,
  { mode, source }: Cell,
): boolean {
  const wanted = mode === 'read' ? 'ReadOnly' : 'WriteOnly';
  return managementEvents && (readWriteType === 'All' || readWriteType === wanted) && !excludedSources.includes(source);
}

/** A condition on any other field takes only some events of every cell, so it covers none for certain. */
function coversAdvanced(selector: AdvancedSelector, { mode, source }: Cell): boolean {
  const { eventCategory, readOnly = {}, eventSource = {}, ...others } = selector.fields;
  return (
    eventCategory !== undefined &&
    isManagement(selector) &&
    Object.keys(others).length === 0 &&
    passes(readOnly, String(mode === 'read')) &&
    passes(eventSource, source)
  );
}
