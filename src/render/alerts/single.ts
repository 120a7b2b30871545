/** One drift that stands, or that was put back by the run that found it. */
import type { Notice } from '../../core/alerts/notice.ts';
import type { Drift } from '../../core/drift/drift.ts';
import { accountKey } from '../titles.ts';
import { contextOf, reminderNote } from './context.ts';
import { factsOf } from './facts.ts';
import { fateParts, shortFate, stopped } from './fate.ts';
import type { Letter, Part, Pieces } from './letter.ts';
import {
  accountOf,
  accountText,
  beganAt,
  capital,
  clockText,
  cut,
  isDark,
  lasting,
  meaningOf,
  pastOf,
  predicateOf,
  sentenceOf,
  thingOf,
  weightWords,
  whoOf,
} from './names.ts';

/** Of sentences that kinds write, with names of any length in them. */
const longestMeaning = 400;

export function singleLetter(notice: Notice, drift: Drift): Letter {
  return drift.closedAt !== null && drift.status === 'closed' ? healed(notice, drift) : standing(notice, drift);
}

function standing(notice: Notice, drift: Drift): Letter {
  const { around, at, weight } = notice;
  const word = headOf(notice);
  const who = whoOf(drift);
  const since = clockText(beganAt(drift), at);
  const place = accountText(accountOf(drift, around));
  const what = isDark(drift, around)
    ? `${place} is not recorded since ${since}. ${capital(thingOf(drift))} ${predicateOf(drift)}`
    : `${thingOf(drift)} in ${place} ${predicateOf(drift)}${drift.kind === 'undelivered' || drift.kind === 'unproven' ? `, found ${since}` : ` since ${since}`}`;
  return {
    sign: weight,
    text: `${word}: ${what}${who === null ? '' : `, by ${who}`}. ${capital(stopped(shortFate(drift, notice)))}`,
    header: `${word}: ${sentenceOf(drift, around)}`,
    parts: [
      { is: 'text', pieces: statement(notice, drift) },
      { is: 'facts', facts: factsOf(drift, notice) },
      ...fateParts(drift, notice),
    ],
    context: [contextOf(notice, reminderNote(notice))],
  };
}

/** `CRITICAL`, `now CRITICAL`. */
function headOf({ happening, weight }: Notice): string {
  if (happening === 'worse') return `Now ${weightWords[weight]}`;
  return happening === 'milder' ? `Now only ${weightWords[weight]}` : weightWords[weight];
}

function statement({ around, at }: Notice, drift: Drift): Pieces {
  const { name } = accountOf(drift, around);
  const began = beganAt(drift);
  const meaning = stopped(cut(drift.meaning, longestMeaning));
  if (drift.kind === 'unread')
    return [
      { bold: 'It may be recorded or not; trailwarden cannot tell.' },
      ` ${capital(thingOf(drift))} in ${name} could not be read since `,
      { moment: began, words: clockText(began, at) },
      '.',
    ];
  if (drift.kind === 'undelivered' || drift.kind === 'unproven')
    return [{ bold: meaning }, ' Found ', { moment: began, words: clockText(began, at) }, '.'];
  const lead = isDark(drift, around) ? `${name} is not being recorded. ${meaning}` : meaning;
  return [
    { bold: lead },
    ` ${capital(thingOf(drift))} in ${name} ${predicateOf(drift)} since `,
    { moment: began, words: clockText(began, at) },
    '.',
  ];
}

/** Opened, and put back by the same run: complete as it is. */
function healed(notice: Notice, drift: Drift): Letter {
  const { around, at, weight, unrecorded } = notice;
  const [began, ended] = [beganAt(drift), drift.closedAt ?? at];
  const took = lasting(began, ended);
  const word = `${weightWords[weight]}, ${drift.ending === 'healed' ? 'healed' : 'over'}`;
  const place = accountOf(drift, around);
  const who = whoOf(drift);
  const was = pastOf(predicateOf(drift));
  return {
    sign: weight,
    text: `${word}: ${thingOf(drift)} in ${accountText(place)} ${was} for ${took}${who === null ? '' : `, by ${who}`}.`,
    header: `${word}: ${thingOf(drift)} in ${place.name} ${was} for ${took}`,
    parts: [
      {
        is: 'text',
        pieces: [
          { bold: `From ${clockText(began, at, true)} to ${clockText(ended, at, true)}: ` },
          stopped(cut(meaningOf(drift), longestMeaning)),
          ' Over since ',
          { moment: ended, words: clockText(ended, at) },
          `: ${stopped(shortFate(drift, notice))}`,
        ],
      },
      { is: 'facts', facts: factsOf(drift, notice) },
      ...leftToDo(unrecorded, { since: began, account: accountKey(drift.address) }),
    ],
    context: [contextOf(notice)],
  };
}

/** Days that the event history of AWS goes back. */
const historyDays = 90;

interface LostTime {
  readonly since: string;
  /** Its key in the spec; null: there are several. */
  readonly account: string | null;
}

/** What nobody can put back, and where there is something of it. */
export function leftToDo(unrecorded: number | null, { since, account }: LostTime): readonly Part[] {
  if (unrecorded === null || unrecorded <= 0) return [];
  const until = new Date(Date.parse(since) + historyDays * 86_400_000).toISOString().slice(0, 10);
  return [
    {
      is: 'command',
      lead: [
        { bold: 'Left to do:' },
        ` find out why. There are no log files of this trail of that time. Management events are still in the AWS event history, until ${until}:`,
      ],
      command: [
        'trailwarden logs blind',
        ...(account === null ? [] : ['--account', account]),
        '--since',
        `${since.slice(0, 19)}Z`,
        '--recover',
      ].join(' '),
    },
  ];
}
