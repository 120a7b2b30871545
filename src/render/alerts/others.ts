/** Notices that are about no drift: nothing is known, the source, a test. And reminders. */
import type { Notice } from '../../core/alerts/notice.ts';
import type { Problem } from '../../core/model.ts';
import { counted } from '../words.ts';
import { contextOf } from './context.ts';
import { commandOf } from './fate.ts';
import { listPart } from './grouped.ts';
import type { Letter, Part, Pieces } from './letter.ts';
import {
  accountOf,
  accountText,
  accountsOf,
  capital,
  clockText,
  cut,
  isDark,
  lasting,
  named,
  predicateOf,
  span,
  thingOf,
  weightWords,
} from './names.ts';

/** So many problems are shown. */
const mostProblems = 8;

export function reminderLetter(notice: Notice): Letter {
  const { weight, at, since, drifts, around } = notice;
  const word = weightWords[weight];
  const after = lasting(since, at);
  const [gravest] = drifts;
  const what = gravest === undefined ? 'it is not over' : reminded(notice, gravest);
  const command = gravest === undefined ? null : commandOf(gravest, notice);
  const lead: Pieces = [
    { bold: `Still ${word} after ${after}:` },
    ` ${what}, since `,
    { moment: since, words: clockText(since, at) },
    '.',
  ];
  return {
    sign: weight,
    text: `Still ${word} after ${after}: ${what}, since ${clockText(since, at)}.`,
    header: null,
    parts: [
      drifts.length === 1 && command !== null ? { is: 'command', lead, command } : { is: 'text', pieces: lead },
      ...(drifts.length > 1 ? [listPart(notice)] : []),
    ],
    context: [
      [remindedOften(notice)],
      contextOf({ ...notice, around: { ...around, source: { ...around.source, revision: null } } }),
    ],
  };
}

function reminded({ around, drifts }: Notice, drift: Notice['drifts'][number]): string {
  if (drifts.length > 1)
    return `${counted(drifts.length, 'drift')} in ${counted(accountsOf({ drifts, around }).length, 'account')}`;
  const place = accountText(accountOf(drift, around));
  return isDark(drift, around) ? `${place} is not recorded` : `${thingOf(drift)} in ${place} ${predicateOf(drift)}`;
}

function remindedOften({ reminders, nextReminderAt, at }: Notice): string {
  const next =
    nextReminderAt === null
      ? ''
      : ` The next comes in ${span(Math.max(0, (Date.parse(nextReminderAt) - Date.parse(at)) / 1000))}.`;
  return `Reminder ${reminders}.${next} Quiet it with a waiver that has a reason and an end: waivers in the spec.`;
}

export function blindLetter(notice: Notice): Letter {
  const { at, since, problems, around, drifts } = notice;
  const from = clockText(since, at);
  const held = around.mode === 'enforce' ? ' Nothing is being put back either.' : '';
  return {
    sign: 'not-known',
    text: `NOT KNOWN: nothing is known since ${from}. Several runs in a row could not look at AWS.${held}`,
    header: `NOT KNOWN: nothing is known since ${from}`,
    parts: [
      {
        is: 'text',
        pieces: [
          { bold: 'Several runs in a row could not look at AWS.' },
          ' What was seen before ',
          { moment: since, words: from },
          ` is not the present: it may be recorded or not, trailwarden cannot tell.${held}`,
        ],
      },
      ...problemsPart(problems),
      ...(drifts.length > 0 ? [listPart(notice)] : []),
      { is: 'command', lead: ['To see what is missing:'], command: 'trailwarden doctor' },
    ],
    context: [contextOf(notice, ['resolved by itself when a run can look again'])],
  };
}

export function seeingLetter(notice: Notice): Letter {
  const { at, since, around } = notice;
  const open = around.open.length;
  const now = open === 0 ? 'Nothing is open.' : `${counted(open, 'drift')} ${open === 1 ? 'is' : 'are'} open.`;
  return {
    sign: 'resolved',
    text: `Resolved: trailwarden can look at AWS again, after ${lasting(since, at)}. ${now}`,
    header: `Resolved: trailwarden can look at AWS again`,
    parts: [
      {
        is: 'text',
        pieces: [
          { bold: `Nothing was known from ${clockText(since, at)} to ${clockText(at, at)} (${lasting(since, at)}).` },
          ` ${now} What came and went meanwhile, nobody saw.`,
        ],
      },
    ],
    context: [contextOf(notice)],
  };
}

export function sourceBrokenLetter(notice: Notice): Letter {
  const { around, problems, weight } = notice;
  const { revision } = around.source;
  const name = sourceName(notice);
  const word = weightWords[weight];
  const count = counted(Math.max(problems.length, around.source.problems.length), 'problem');
  const stays =
    revision === null
      ? 'There is none before it: nothing is watched yet'
      : `The last good one, ${named(revision)}, stays in force`;
  return {
    sign: weight,
    text: `${word}: the spec from ${name} cannot be used (${count}). ${stays}.`,
    header: `${word}: the new spec cannot be used`,
    parts: [
      {
        is: 'text',
        pieces: [
          { bold: `What stands in ${name} has ${count}. ${stays}.` },
          revision === null ? '' : ' The trails are watched as before.',
        ],
      },
      ...problemsPart(problems),
    ],
    context: [contextOf(notice, ['resolved by itself when the next revision is in force'])],
  };
}

export function sourceMendedLetter(notice: Notice): Letter {
  const { around, at, since } = notice;
  const { revision } = around.source;
  const name = sourceName(notice);
  const now = revision === null ? 'the spec' : `spec ${named(revision)}`;
  return {
    sign: 'resolved',
    text: `Resolved: ${now} from ${name} is in force, after ${lasting(since, at)}.`,
    header: 'Resolved: the spec is in force',
    parts: [
      {
        is: 'text',
        pieces: [
          { bold: `${capital(now)} is in force.` },
          ` Since ${clockText(since, at)} an earlier one was (${lasting(since, at)}).`,
        ],
      },
    ],
    context: [contextOf(notice)],
  };
}

/** Without what would make a link of it. */
const sourceName = ({ around }: Notice): string => named(around.source.name.replace(/^https?:\/\//u, ''));

/** One line each: where, which code, what. */
function problemsPart(problems: readonly Problem[]): readonly Part[] {
  if (problems.length === 0) return [];
  const more = problems.length - mostProblems;
  const lines = problems.slice(0, mostProblems).map(({ at, code, message }) => {
    const place = typeof at === 'object' ? `${cut(at.file, 100)}:${at.line}:${at.column}` : cut(at ?? '', 100);
    return `${place === '' ? '' : `${place}  `}${code}  ${cut(message, 200)}`;
  });
  return [{ is: 'lines', lines: [...lines, ...(more > 0 ? [`and ${counted(more, 'more problem')}`] : [])] }];
}

export function testLetter(notice: Notice): Letter {
  const { around } = notice;
  return {
    sign: 'told',
    text: `A test of ${named(around.daemon)}: this receiver works. Nothing happened.`,
    header: 'This receiver works. Nothing happened',
    parts: [
      {
        is: 'text',
        pieces: [
          'Somebody asked ',
          { bold: named(around.daemon) },
          ' to send a test, by ',
          { code: 'trailwarden notify test' },
          '.',
        ],
      },
    ],
    context: [contextOf(notice)],
  };
}
