/** What opens and closes again and again: told once, with its turns. */
import type { Notice } from '../../core/alerts/notice.ts';
import type { Drift } from '../../core/drift/drift.ts';
import { counted } from '../words.ts';
import { contextOf } from './context.ts';
import { fateParts, stopped } from './fate.ts';
import type { Letter, Part } from './letter.ts';
import { listPart } from './grouped.ts';
import {
  accountOf,
  accountText,
  beganAt,
  causeOf,
  clockText,
  cut,
  meaningOf,
  named,
  span,
  stateOf,
  thingOf,
  weightWords,
} from './names.ts';

/** So many of the latest turns are shown. */
const mostTurns = 12;

/** @param drift the gravest of it */
export function fightingLetter(notice: Notice, drift: Drift): Letter {
  const { around, weight, at, drifts, happening } = notice;
  const isContested = happening === 'contested';
  const place = accountOf(drift, around);
  const times = counted(Math.max(drift.reopenedAt.length, 1), 'time');
  const since = clockText(drift.reopenedAt[0] ?? beganAt(drift), at);
  const word = `${weightWords[weight]}, ${isContested ? 'contested' : 'flapping'}`;
  const fate = isContested
    ? 'trailwarden has stopped healing it, a person must decide'
    : 'Its turns are not told one by one';
  const more = drifts.length > 1 ? ` And ${counted(drifts.length - 1, 'more drift')}.` : '';
  return {
    sign: weight,
    text: `${word}: ${thingOf(drift)} in ${accountText(place)} changed ${times} since ${since}. ${fate}.${more}`,
    header: `${word}: somebody keeps changing ${thingOf(drift)} in ${place.name}`,
    parts: [
      {
        is: 'text',
        pieces: [
          { bold: stopped(cut(drift.meaning === '' ? `${thingOf(drift)} ${stateOf(drift)}` : meaningOf(drift), 400)) },
          ` Opened ${times} since ${since}, put back by trailwarden ${counted(drift.healedAt.length, 'time')}.${isContested ? '' : ` ${fate}.`}`,
        ],
      },
      ...turnsPart(drift, at),
      ...unrecordedPart(notice),
      ...(drifts.length > 1 ? [listPart(notice)] : []),
      ...(isContested ? fateParts({ ...drift, status: 'contested' }, notice) : fateParts(drift, notice)),
    ],
    context: [contextOf(notice, ['one incident from now on, no message for each turn'])],
  };
}

function unrecordedPart({ unrecorded }: Notice): readonly Part[] {
  if (unrecorded === null || unrecorded <= 0) return [];
  return [{ is: 'text', pieces: [`Not recorded in all so far: ${span(unrecorded)}.`] }];
}

/** Who turned it when, the oldest first. Who did it is known of the last turn only; the others of the fight are named apart. */
function turnsPart(drift: Drift, at: string): readonly Part[] {
  const { reopenedAt, healedAt, others } = drift;
  const cause = causeOf(drift);
  const last = reopenedAt.at(-1);
  const by = (moment: string): string => (moment === last && cause !== null ? named(cause.principal.name) : 'somebody');
  const turns = [
    ...reopenedAt.map(moment => ({ moment, who: by(moment), what: 'changed' })),
    ...healedAt.map(moment => ({ moment, who: 'trailwarden', what: 'put back' })),
  ].toSorted((a, b) => (a.moment < b.moment ? -1 : 1));
  if (turns.length < 2) return [];
  const shown = turns.slice(-mostTurns);
  const width = Math.max(...shown.map(({ who }) => Array.from(who).length));
  const lines = shown.map(({ moment, who, what }) => `${clockText(moment, at, true)}  ${who.padEnd(width)}  ${what}`);
  const before = turns.length - shown.length;
  const people = [...new Set(others.map(named))];
  const sides: readonly Part[] =
    people.length > 0 ? [{ is: 'text', pieces: [`The other side: ${people.slice(-5).join(', ')}.`] }] : [];
  return [{ is: 'lines', lines: [...(before > 0 ? [`(${counted(before, 'turn')} before)`] : []), ...lines] }, ...sides];
}
