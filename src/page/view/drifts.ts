/** The open drifts, gravest first, or why there is none. */
import { blindSince } from '../../core/daemon/verdict.ts';
import type { Drift } from '../../core/drift/drift.ts';
import { gravities } from '../../core/plan.ts';
import { digits } from '../../render/words.ts';
import { groupsOf } from './drift-groups.ts';
import { fullTitleOf } from '../../render/drift-words.ts';
import { driftView } from './drift.ts';
import { element } from './element.ts';
import type { Element, Written } from './element.ts';
import { endingWords } from './endings.ts';
import { choice, nothing, section, unfold } from './parts.ts';
import { isBlind } from './shown.ts';
import type { Shown } from './shown.ts';
import { age, ageOf, clock } from './time.ts';
import { spreeView } from './whodunit.ts';

/** How many are shown before the rest is folded. */
const most = 30;

export function driftsView(shown: Shown): Element {
  const { told, choices } = shown;
  const { drifts } = told.snapshot;
  const blind = isBlind(shown);
  const chosen = drifts.filter(
    drift => choices.gravity === 'all' || (drift.gravity === choices.gravity && drift.kind !== 'unread'),
  );
  const groups = blind ? [] : groupsOf(chosen);
  const whole = choices.whole.has('drifts') || groups.length <= most;
  return section(
    {
      id: 'drifts',
      title: 'Open drifts',
      beside: groups.length === 0 ? null : 'Gravest first. What differs, what it means, who did it.',
      choices: blind ? null : gravityChoice(drifts, choices.gravity),
    },
    blind ? null : spreeView(drifts),
    element(
      'ol.card.drifts',
      {},
      groups.length === 0 ? element('li', {}, blind ? unseen(shown) : none(shown)) : null,
      (whole ? groups : groups.slice(0, most)).map(group => driftView(group, shown)),
    ),
    whole ? null : unfold('drifts', `Show all ${digits(groups.length)}`),
  );
}

function gravityChoice(all: readonly Drift[], chosen: string): Written {
  const drifts = all.filter(({ kind }) => kind !== 'unread');
  const found = gravities.filter(gravity => drifts.some(drift => drift.gravity === gravity));
  if (drifts.length < 2 || found.length < 2) return null;
  const of = (gravity: string): number => drifts.filter(drift => drift.gravity === gravity).length;
  const buttons = found.map(gravity => ({ value: gravity, words: `${gravity} ${digits(of(gravity))}` }));
  return choice('Gravity', 'gravity', {
    chosen,
    buttons: [{ value: 'all', words: `all ${digits(all.length)}` }, ...buttons],
  });
}

function none({ told: { verdict, closed }, choices, now }: Shown): Element {
  if (choices.gravity !== 'all') return nothing('ok', `No open drift is ${choices.gravity}.`);
  const unread = verdict.reason === 'not-all-read' || verdict.reason === 'nothing-read';
  const [last] = closed;
  const before =
    last?.closedAt == null
      ? 'None was closed in the time that is kept.'
      : `Last one: ${fullTitleOf(last)}, closed ${ageOf(last.closedAt, now)} ago after ${lasted(last)}, ${endingWords(last)}.`;
  return nothing(
    unread ? 'unknown' : 'ok',
    element('b', {}, 'No open drifts.'),
    unread ? ' Live matches the spec in all that could be read.' : ' Live matches the spec.',
    element('br'),
    element('span.mute', {}, before),
  );
}

const lasted = ({ openedAt, closedAt }: Drift): string => age(Date.parse(closedAt ?? openedAt) - Date.parse(openedAt));

function unseen({ told: { snapshot }, now }: Shown): Element {
  const since = blindSince(snapshot, new Date(now));
  if (since === null) return nothing('unknown', 'No run has looked at AWS yet. That is not the same as no drift.');
  const drifts = snapshot.drifts.filter(({ kind }) => kind !== 'unread');
  const words = gravities
    .map(gravity => ({ gravity, count: drifts.filter(drift => drift.gravity === gravity).length }))
    .flatMap(({ gravity, count }) => (count === 0 ? [] : [`${digits(count)} ${gravity}`]));
  const before = drifts.length === 0 ? 'none' : `${digits(drifts.length)} (${words.join(', ')})`;
  return nothing(
    'unknown',
    `No drift can be shown because nothing could be read since ${clock(since)}. That is not the same as no drift.`,
    element('br'),
    element('span.mute', {}, `What was open at the last good run: ${before}.`),
  );
}
