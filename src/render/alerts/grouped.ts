/** Several drifts in one message: of one person, of one run, of the first look, or after a silence. */
import type { Notice } from '../../core/alerts/notice.ts';
import type { Drift } from '../../core/drift/drift.ts';
import { counted, digits } from '../words.ts';
import { contextOf, reminderNote } from './context.ts';
import { shortFate, stopped } from './fate.ts';
import type { Letter, Part, Pieces } from './letter.ts';
import { pageLink } from './links.ts';
import {
  accountOf,
  accountsOf,
  beganAt,
  capital,
  clockText,
  cut,
  isOver,
  meaningOf,
  named,
  stateOf,
  thingOf,
  weightWords,
  whoOf,
} from './names.ts';

/** So many drifts are named in one message. */
const mostListed = 15;

const longestMeaning = 160;

export function groupedLetter(notice: Notice): Letter {
  const { drifts, weight, happening } = notice;
  const word = happening === 'worse' ? `now ${weightWords[weight]}` : weightWords[weight];
  const allOver = drifts.every(isOver);
  const what = `${whatOf(notice)}${allOver ? ', all healed' : ''}`;
  const isKept = nothingLost(notice);
  return {
    sign: weight,
    text: `${capital(word)}: ${what}.${isKept ? ' Nothing was lost.' : ` Gravest: ${gravestOf(notice)}.`}`,
    header: `${capital(word)}: ${what}`,
    parts: [{ is: 'text', pieces: lead(notice, isKept) }, listPart(notice), ...advice(notice)],
    context: [contextOf(notice, reminderNote(notice))],
  };
}

/** `3 changes by BreakGlass/jdoe`, `4 changes in 4 accounts`, `legacy could not be read`. */
function whatOf(notice: Notice): string {
  const { drifts } = notice;
  const accounts = accountsOf(notice);
  const [first] = accounts;
  const where = accounts.length === 1 && first ? first.name : counted(accounts.length, 'account');
  if (drifts.every(({ kind }) => kind === 'unread'))
    return accounts.length === 1 ? `${where} could not be read` : `${where} could not be read whole`;
  const changes = counted(drifts.length, drifts.every(({ kind }) => kind === 'changed') ? 'change' : 'drift');
  const who = onePerson(drifts);
  return who === null ? `${changes} in ${where}` : `${changes} by ${who} in ${where}`;
}

/** Null: several did it, or not of every one it is known. */
export function onePerson(drifts: readonly Drift[]): string | null {
  const people = new Set(drifts.map(whoOf));
  const [who = null] = people;
  return people.size === 1 ? who : null;
}

function gravestOf({ drifts: [gravest], around }: Notice): string {
  if (gravest === undefined) return 'none';
  return `${thingOf(gravest)} in ${accountOf(gravest, around).name} ${stateOf(gravest)}`;
}

/** Whether all of it left the evidence whole. */
function nothingLost({ drifts, unrecorded }: Notice): boolean {
  const keeps = ({ kind, effect, gravity }: Drift): boolean =>
    (kind === 'changed' || kind === 'stray') && effect !== 'weakens' && gravity !== 'critical' && gravity !== 'high';
  return unrecorded === null && drifts.every(keeps);
}

function lead({ drifts, at }: Notice, isKept: boolean): Pieces {
  if (drifts.every(({ kind }) => kind === 'unread'))
    return [{ bold: 'It may be recorded or not; trailwarden cannot tell.' }, ' What could not be read:'];
  const moments = drifts.map(beganAt).toSorted();
  const [from = at, to = at] = [moments[0], moments.at(-1)];
  const when =
    clockText(from, at) === clockText(to, at)
      ? `at ${clockText(from, at)}`
      : `between ${clockText(from, at)} and ${clockText(to, at)}`;
  const who = onePerson(drifts);
  const found = drifts.every(isOver) ? 'One run found, and put back,' : 'trailwarden found';
  return [...(isKept ? [{ bold: 'Nothing was lost.' }, ' '] : []), `${found} what ${who ?? 'was'} changed ${when}:`];
}

/** The gravest first; what does not fit is a count, and stands on the page. */
export function listPart(notice: Notice): Part {
  const { drifts, around } = notice;
  const shown = drifts.slice(0, mostListed);
  const items = shown.map((drift, index) => itemOf(drift, shown[index - 1], notice));
  return { is: 'list', items, of: drifts.length, to: pageLink({ drifts }, around) };
}

function itemOf(drift: Drift, before: Drift | undefined, notice: Notice): readonly Pieces[] {
  const { name } = accountOf(drift, notice.around);
  const words = wordsOf(drift, notice);
  const isSame = before !== undefined && words === wordsOf(before, notice);
  return [[{ bold: name }, '  ', { code: cut(drift.address, 200) }], [isSame ? 'the same' : words]];
}

/** Of what opens and closes again and again: what was open a while ago may be put back now. */
function flappingWords({ reopenedAt, healedAt, openedAt, closedAt }: Drift, at: string): string {
  const times = counted(Math.max(reopenedAt.length, 1), 'time');
  const since = clockText(reopenedAt[0] ?? openedAt, at);
  const now = closedAt === null ? 'Not as it should be now.' : 'As it should be now.';
  return `Flapping: changed ${times} since ${since}, put back by trailwarden ${counted(healedAt.length, 'time')}. ${now}`;
}

function wordsOf(drift: Drift, notice: Notice): string {
  const meaning = drift.kind === 'unread' ? (drift.problem?.message ?? 'nobody knows why') : meaningOf(drift);
  const isMixed = new Set(notice.drifts.map(({ gravity }) => gravity)).size > 1;
  const gravity = isMixed && drift.kind !== 'unread' ? `${weightWords[drift.gravity]}: ` : '';
  const said = meaning === '' ? `${stateOf(drift)}.` : stopped(cut(meaning, longestMeaning));
  if (drift.status === 'flapping')
    return `${gravity}${drift.closedAt === null ? `${capital(said)} ` : ''}${flappingWords(drift, notice.at)}`;
  const fate = drift.kind === 'unread' ? '' : ` ${capital(stopped(shortFate(drift, notice)))}`;
  return `${gravity}${capital(said)}${fate}`;
}

function advice({ drifts, around }: Notice): readonly Part[] {
  const who = onePerson(drifts);
  const accounts = new Set(drifts.map(drift => accountOf(drift, around).name)).size;
  const parts: Part[] = [];
  if (who !== null && drifts.length > 2 && accounts > 2)
    parts.push({
      is: 'text',
      pieces: [
        `One person, ${digits(accounts)} accounts: probably one script. If it is meant to win, change the spec, or it will be undone every time.`,
      ],
    });
  if (
    around.mode === 'observe' &&
    drifts.some(drift => !isOver(drift) && drift.withheld === undefined && drift.kind !== 'unread')
  )
    parts.push({
      is: 'command',
      lead: [
        { bold: 'Observe mode: trailwarden has changed nothing and will not.' },
        ' To see it all, and what mends it:',
      ],
      command: 'trailwarden plan',
    });
  return parts;
}

/** What the very first run found: one message, whatever it is. */
export function firstRunLetter(notice: Notice): Letter {
  const { drifts, around, weight } = notice;
  const who = named(around.owner ?? around.daemon);
  if (drifts.length === 0)
    return {
      sign: 'resolved',
      text: `trailwarden watches ${who} from now on. The first run found all as the spec says.`,
      header: `trailwarden watches ${who} from now on`,
      parts: [
        { is: 'text', pieces: [{ bold: 'The first run found all as the spec says.' }, ` Mode: ${around.mode}.`] },
      ],
      context: [contextOf(notice)],
    };
  const found = `${counted(drifts.length, 'drift')} in ${counted(accountsOf(notice).length, 'account')}`;
  return {
    sign: weight,
    text: `${weightWords[weight]}: the first run of ${who} found ${found}. Gravest: ${gravestOf(notice)}.`,
    header: `${weightWords[weight]}: the first run found ${found}`,
    parts: [
      {
        is: 'text',
        pieces: [
          { bold: `trailwarden watches ${who} from now on, in mode ${around.mode}.` },
          ' What the first run found is told once, here; from now on only what changes:',
        ],
      },
      listPart(notice),
      ...advice(notice),
    ],
    context: [contextOf(notice, reminderNote(notice))],
  };
}

/** `2 drifts open, 1 drift flapping, 1 not read`. */
function openWords(drifts: readonly Drift[]): string {
  const flapping = drifts.filter(({ status }) => status === 'flapping').length;
  const unread = drifts.filter(({ kind, status }) => kind === 'unread' && status !== 'flapping').length;
  const open = drifts.length - flapping - unread;
  if (drifts.length === 0) return 'nothing is open';
  return [
    ...(open > 0 ? [`${counted(open, 'drift')} open`] : []),
    ...(flapping > 0 ? [`${counted(flapping, 'drift')} flapping`] : []),
    ...(unread > 0 ? [`${digits(unread)} not read`] : []),
  ].join(', ');
}

/** The receiver was down: what is open now, and how much came and went meanwhile. */
export function returnedLetter(notice: Notice): Letter {
  const { drifts, missed, weight, since, at } = notice;
  const gone =
    missed === 0 ? '' : ` ${counted(missed, 'drift')} opened and ${missed === 1 ? 'was' : 'were'} over meanwhile.`;
  const open = openWords(drifts);
  const from = clockText(since, at);
  const isRestless = drifts.some(({ status }) => status === 'flapping');
  return {
    sign: drifts.length === 0 ? 'told' : weight,
    text: `${drifts.length === 0 ? '' : `${weightWords[weight]}: `}${capital(open)}. Nobody could be told since ${from}.${gone}`,
    header: `${drifts.length === 0 ? '' : `${weightWords[weight]}: `}${capital(open)}; nobody could be told since ${from}`,
    parts: [
      {
        is: 'text',
        pieces: [
          { bold: 'This receiver could not be reached' },
          ' since ',
          { moment: since, words: from },
          `.${gone}${drifts.length === 0 ? ' Nothing is open now.' : ` What is open${isRestless ? ' or flapping' : ''} now:`}`,
        ],
      },
      ...(drifts.length === 0 ? [] : [listPart(notice)]),
    ],
    context: [contextOf(notice, reminderNote(notice))],
  };
}
