/** What drifted before, on a line of time and in words. */
import type { Drift } from '../../core/drift/drift.ts';
import { begunAt } from '../../core/drift/gaps.ts';
import { counted, digits } from '../../render/words.ts';
import { accountOf, certaintyOf, titleOf } from '../../render/drift-words.ts';
import { element } from './element.ts';
import type { Element, Written } from './element.ts';
import { endingWords } from './endings.ts';
import { choice, gravityShape, section, unfold } from './parts.ts';
import { isBlind, spans } from './shown.ts';
import type { Shown, Span } from './shown.ts';
import { age, day, moment, shortWhen } from './time.ts';
import { isGap, timeline } from './timeline.ts';

const most = 6;

const spanWords: Readonly<Record<Span, string>> = { 1: '24 h', 7: '7 days', 30: '30 days' };

export function historyView(shown: Shown): Element {
  const { told, now, choices, width } = shown;
  const start = now - choices.span * day;
  const closed = told.closed.filter(({ closedAt }) => closedAt !== null && Date.parse(closedAt) > start);
  const open = isBlind(shown) ? [] : told.snapshot.drifts.filter(({ kind }) => kind !== 'unread');
  const drifts = [...closed, ...open];
  const buttons = spans.map(span => ({ value: String(span), words: spanWords[span] }));
  return section(
    {
      id: 'history',
      title: 'History',
      beside: gapWords(drifts, start, now),
      choices: choice('Time span', 'span', { chosen: String(choices.span), buttons }),
    },
    element(
      'div.card',
      {},
      element(
        'div.timeline-frame',
        {},
        drifts.length === 0
          ? element('p.mute', {}, `Nothing drifted in the last ${spanWords[choices.span]}.`)
          : timeline({ drifts, now, span: choices.span, width: Math.max(280, width - 42) }),
      ),
      closed.length === 0 ? null : endings(closed, shown),
    ),
  );
}

/** How often and how long trails did not log. */
function gapWords(drifts: readonly Drift[], start: number, now: number): Written {
  const gaps = drifts.filter(isGap);
  const total = gaps.reduce(
    (sum, drift) =>
      sum + (drift.closedAt === null ? now : Date.parse(drift.closedAt)) - Math.max(start, begunOf(drift)),
    0,
  );
  if (drifts.length === 0) return null;
  if (gaps.length === 0) return 'No trail stopped. Pale bars: it logged, and differed.';
  return [
    element('b.tone-critical', {}, `${counted(gaps.length, 'time')} a trail did not log`),
    `, ${age(total)} in all. Solid bars: it did not log. Pale bars: it logged, and differed.`,
  ];
}

function endings(closed: readonly Drift[], { choices, now }: Shown): Written {
  const sorted = closed.toSorted((a, b) => Date.parse(b.closedAt ?? b.openedAt) - Date.parse(a.closedAt ?? a.openedAt));
  const whole = choices.whole.has('history') || sorted.length <= most;
  const head = (name: string, optional = false): Element =>
    element('th', { scope: 'col', class: optional ? 'optional' : null }, name);
  return [
    element(
      'table.data.past',
      {},
      element(
        'thead',
        {},
        element(
          'tr',
          {},
          head('closed, UTC'),
          head('what drifted'),
          head('by', true),
          head('lasted'),
          head('how it ended'),
        ),
      ),
      element(
        'tbody',
        {},
        (whole ? sorted : sorted.slice(0, most)).map(drift => row(drift, now)),
      ),
    ),
    whole ? null : unfold('history', `Show all ${digits(sorted.length)}`),
  ];
}

function row(drift: Drift, now: number): Element {
  const { closedAt, openedAt, gravity, fingerprint } = drift;
  const end = closedAt ?? openedAt;
  return element(
    'tr',
    { 'data-key': `${fingerprint} ${openedAt}` },
    element('td.whole', {}, moment(end, shortWhen(end, now))),
    element(
      'td',
      {},
      gravityShape(gravity),
      ' ',
      titleOf(drift),
      ' ',
      element('span.mute.one-piece', {}, accountOf(drift)),
      ' ',
      element('span.narrow-only.mute', {}, `by ${byWhom(drift)}`),
    ),
    element('td.optional', {}, byWhom(drift)),
    element(
      'td.whole',
      {},
      age(Date.parse(end) - begunOf(drift)),
      isGap(drift) ? [' ', element('b.tone-critical', {}, 'not logging')] : null,
    ),
    element('td', {}, endingWords(drift)),
  );
}

/** When it was done, where that is sure, and not when a run saw it. In milliseconds. */
function begunOf({ openedAt, attribution }: Drift): number {
  const isSure = attribution?.answer === 'found' && attribution.confidence !== 'possible';
  return Date.parse(begunAt({ openedAt, causedAt: isSure ? attribution.event.at : null }));
}

function byWhom({ attribution }: Drift): string {
  if (attribution?.answer !== 'found') return 'not known';
  const { name } = attribution.event.principal;
  const own = attribution.byOurPrincipal ? ', and not by trailwarden' : '';
  return `${certaintyOf(attribution)}${name}${own}`;
}
