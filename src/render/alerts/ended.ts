/** What is over: a message of its own, or the first one as it is edited. */
import type { Notice } from '../../core/alerts/notice.ts';
import type { Drift } from '../../core/drift/drift.ts';
import { accountKey } from '../titles.ts';
import { counted } from '../words.ts';
import { contextOf } from './context.ts';
import { changes } from './facts.ts';
import { endings } from './fate.ts';
import { listPart } from './grouped.ts';
import type { Fact, Letter, Piece } from './letter.ts';
import {
  accountOf,
  accountText,
  accountsOf,
  beganAt,
  clockText,
  cut,
  isOver,
  lasting,
  pastOf,
  predicateOf,
  span,
  thingOf,
  weightWords,
  whoOf,
} from './names.ts';
import { leftToDo } from './single.ts';
import { pastTense } from './tense.ts';

export function resolvedLetter(notice: Notice): Letter {
  const [only, second] = notice.drifts;
  return only && second === undefined ? ofOne(notice, only) : ofSeveral(notice);
}

/** Something that flapped is over when it was last over. */
const endOf = (drift: Drift, at: string): string => drift.closedAt ?? at;

function ofOne(notice: Notice, drift: Drift): Letter {
  const { at, around, unrecorded } = notice;
  const [began, ended] = [beganAt(drift), endOf(drift, at)];
  const took = lasting(began, ended);
  const place = accountOf(drift, around);
  const was = pastOf(predicateOf(drift));
  const how = drift.ending === null ? 'it is over' : endings[drift.ending];
  const turns = drift.reopenedAt.length;
  return {
    sign: 'resolved',
    text: `Resolved: ${thingOf(drift)} in ${accountText(place)} ${was} for ${took}. How it ended: ${how}.`,
    header: `Resolved: ${thingOf(drift)} in ${place.name} ${was} for ${took}`,
    parts: [
      {
        is: 'text',
        pieces: [
          { bold: `From ${clockText(began, at, true)} to ${clockText(ended, at, true)} (${took}): ` },
          cut(drift.meaning === '' ? `${thingOf(drift)} ${was}.` : pastTense(drift.meaning), 400),
          ' Over since ',
          { moment: ended, words: clockText(ended, at) },
          `: ${how}.`,
          ...(turns > 1 ? [` It opened ${counted(turns, 'time')}.`] : []),
          ...unrecordedWords(unrecorded),
        ],
      },
      { is: 'facts', facts: facts(drift, notice, how) },
      ...leftToDo(unrecorded, { since: began, account: accountKey(drift.address) }),
    ],
    context: [contextOf(notice, history(notice))],
  };
}

function unrecordedWords(seconds: number | null): readonly Piece[] {
  return seconds === null || seconds <= 0 ? [] : [' ', { bold: `Not recorded in all: ${span(seconds)}.` }];
}

function facts(drift: Drift, { around }: Notice, how: string): readonly Fact[] {
  const { name, id } = accountOf(drift, around);
  const who = whoOf(drift);
  const [change] = changes(drift);
  return [
    { name: 'Account', lines: [id === null || id === name ? [{ code: name }] : [`${name} `, { code: id }]] },
    { name: 'Resource', lines: [[{ code: cut(drift.address, 200) }]] },
    ...(change ? [{ name: 'Was', lines: [[...change, ...(who === null ? [] : [`, by ${who}`])]] }] : []),
    { name: 'How it ended', lines: [[how]] },
  ];
}

/** `was CRITICAL, open 44 min 12 s, 1 reminder`. */
function history({ drifts, reminders, since, at }: Notice): readonly string[] {
  const [gravest] = drifts;
  const word = gravest === undefined || gravest.kind === 'unread' ? 'not known' : weightWords[gravest.gravity];
  const ends = drifts.map(drift => endOf(drift, at)).toSorted();
  return [`was ${word}, open ${lasting(since, ends.at(-1) ?? at)}, ${counted(reminders, 'reminder')}`];
}

function ofSeveral(notice: Notice): Letter {
  const { drifts, at, since, unrecorded } = notice;
  const ends = drifts.map(drift => endOf(drift, at)).toSorted();
  const took = lasting(since, ends.at(-1) ?? at);
  const accounts = accountsOf(notice);
  const [first] = accounts;
  const where = accounts.length === 1 && first ? first.name : counted(accounts.length, 'account');
  const what = `${counted(drifts.length, 'drift')} in ${where}`;
  const how = drifts.filter(isOver).map(({ ending }) => (ending === null ? 'over' : endings[ending]));
  const counts = [...Map.groupBy(how, word => word)].map(([word, all]) => `${all.length} ${word}`);
  return {
    sign: 'resolved',
    text: `Resolved: ${what}, after ${took}. ${counts.join('; ')}.`,
    header: `Resolved: ${what}, after ${took}`,
    parts: [
      {
        is: 'text',
        pieces: [
          { bold: `From ${clockText(since, at, true)} to ${clockText(ends.at(-1) ?? at, at, true)} (${took}).` },
          ` How it ended: ${counts.join('; ')}.`,
          ...unrecordedWords(unrecorded),
        ],
      },
      listPart(notice),
      ...leftToDo(unrecorded, { since, account: null }),
    ],
    context: [contextOf(notice, history(notice))],
  };
}
