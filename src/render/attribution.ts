/** Who did it, in a line: who, by which call, when, from where and with what. */
import type { Attribution, CausingEvent } from '../core/drift/attribution.ts';
import type { Attributed } from '../core/report.ts';
import { flow } from './flow.ts';
import type { Part } from './flow.ts';
import type { Look } from './look.ts';
import { counted, digits, duration, secondsBetween } from './words.ts';

/** Who caused which differences, and as of when that is told. */
export interface Told {
  /** ISO 8601, UTC: moments of this day are told without it. */
  readonly at: string;
  /** By `driftId`. */
  readonly by: ReadonlyMap<string, Attribution>;
}

export function toldOf(attributions: readonly Attributed[] = [], at: string): Told {
  return { at, by: new Map(attributions.map(one => [driftId(one.address, one.field), one.attribution])) };
}

/** By what a drift is known here. */
export const driftId = (address: string, field: string | null): string => `${address} ${field ?? ''}`;

/** Characters of a text of an event that are shown: the longest role with the longest session fits. JSON has all of it. */
const longest = 160;

/** What callers chose themselves can be of any length. */
export function clipped(text: string): string {
  const shown = Array.from(text.slice(0, 2 * longest));
  return shown.length > longest ? `${shown.slice(0, longest - 1).join('')}…` : text;
}

/** So many people are told of one block. */
const mostPeople = 3;

/** Who brought a field of these resources to what it is; nothing where nobody was asked. Each is told once. */
export function byLines(ids: readonly string[], { by, at }: Told, look: Look): readonly string[] {
  const found = ids.flatMap(id => by.get(id) ?? []);
  const texts = [...new Map(found.map(one => [JSON.stringify(byParts(one, at, look)), one])).values()];
  const more = texts.length - mostPeople;
  return [
    ...texts
      .slice(0, mostPeople)
      .flatMap(one => [
        ...flow(byParts(one, at, look), { width: look.width, lead: ['  by  '], indent: 6 }),
        ...attemptLines(one, at, look),
      ]),
    ...(more > 0 ? flow([`and ${digits(more)} more`], { width: look.width, lead: ['      '], indent: 6 }) : []),
  ];
}

/** A window this wide has room for whole sentences. */
const wide = 120;

const beforeName = { certain: '', likely: 'probably ', possible: 'perhaps ' } as const;

function byParts(found: Attribution, at: string, look: Look): readonly Part[] {
  const { paint } = look;
  if (found.answer !== 'found') return [[paint.dim, notFound(found)]];
  const { event, confidence, byOurPrincipal } = found;
  const ours = byOurPrincipal ? ', with credentials of trailwarden' : '';
  return [
    beforeName[confidence],
    [paint.bold, clipped(event.principal.name)],
    `, ${eventText(event, at, look)}${ours}`,
  ];
}

function notFound({ why }: Exclude<Attribution, { answer: 'found' }>): string {
  return why.startsWith('not in the event history') ? `${why} (usually within 15 min)` : `not known: ${why}`;
}

function eventText(
  { name, at, sourceIp, userAgent, eventId }: CausingEvent,
  today: string,
  { width, full }: Look,
): string {
  const agent = userAgent === null || userAgent === '' ? undefined : clipped(agentText(userAgent));
  const from = sourceIp && clipped(sourceIp);
  const roomy = full || (width !== undefined && width >= wide);
  const where = roomy
    ? [[from === null ? [] : `from ${from}`, agent === undefined ? [] : `with ${agent}`].flat().join(' ')]
    : [from ?? [], agent ?? []].flat();
  return [
    `${clipped(name)} ${momentText(at, today)}`,
    ...where.filter(text => text !== ''),
    ...(roomy ? [`event ${clipped(eventId)}`] : []),
  ].join(', ');
}

/** The program and its version: what follows is about its insides. */
const agentText = (agent: string): string => agent.split(/\s/u)[0] ?? agent;

/** To the second, as records have it. */
function momentText(at: string, today: string): string {
  const [day = '', time = ''] = at.split('T');
  const short = `${time.slice(0, 8)} UTC`;
  return today.startsWith(day) ? short : `${day} ${short}`;
}

function attemptLines({ attempts }: Attribution, at: string, look: Look): readonly string[] {
  const [last, ...more] = attempts;
  if (last === undefined) return [];
  const others = more.length > 0 ? `, and ${counted(more.length, 'attempt')} before` : '';
  const text = `refused: ${clipped(last.principal.name)}, ${eventText(last, at, look)}, ${clipped(last.errorCode ?? '')}${others}`;
  return flow([[look.paint.dim, text]], { width: look.width, lead: ['      '], indent: 6 });
}

/** That one person did most of it, which no block says by itself. */
export function peopleLine(attributions: readonly Attributed[] = []): string | undefined {
  const found = attributions.flatMap(({ attribution }) => (attribution.answer === 'found' ? [attribution.event] : []));
  const people = [...Map.groupBy(found, ({ principal: { arn, name } }) => arn ?? name).values()];
  const [most = []] = people.toSorted((a, b) => b.length - a.length);
  const [first] = most;
  if (first === undefined || most.length < 2) return undefined;
  const moments = most.map(({ at }) => at).toSorted();
  const took = secondsBetween(moments[0] ?? first.at, moments.at(-1) ?? first.at);
  const all =
    most.length === attributions.length
      ? `all ${digits(most.length)} changes`
      : `${digits(most.length)} of these ${counted(attributions.length, 'change')}`;
  return `One principal, ${clipped(first.principal.name)}, made ${all} within ${duration(Math.max(1, took))}.`;
}
