/** What is told of a notice, before it has a format. */
import { filledTemplate } from '../../core/alerts/templates.ts';
import type { Placeholder } from '../../core/alerts/templates.ts';
import type { AlertsConfig } from '../../core/alerts/config.ts';
import type { Move, Notice } from '../../core/alerts/notice.ts';
import { isSample } from '../../core/alerts/samples.ts';
import { counted, digits } from '../words.ts';
import { resolvedLetter } from './ended.ts';
import { fightingLetter } from './fighting.ts';
import { firstRunLetter, groupedLetter, onePerson, returnedLetter } from './grouped.ts';
import { longestHeader, longestText } from './letter.ts';
import type { Letter } from './letter.ts';
import { accountsOf, clockText, cut, lasting, meaningOf, named, regionOf, sentenceOf, weightWords } from './names.ts';
import {
  blindLetter,
  reminderLetter,
  seeingLetter,
  sourceBrokenLetter,
  sourceMendedLetter,
  testLetter,
} from './others.ts';
import { singleLetter } from './single.ts';
import { threadLetter } from './thread.ts';

export type Texts = AlertsConfig['texts'];

/** @param texts own words for first lines */
export function letterOf(notice: Notice, move: Move, texts: Texts): Letter {
  const whole = worded(wholeLetter(notice), notice, texts);
  const isLine = (move === 'reply' || move === 'broadcast') && notice.happening !== 'reminder';
  return fitting(isLine ? threadLetter(notice, whole) : whole, isSample(notice));
}

function wholeLetter(notice: Notice): Letter {
  const { happening, drifts } = notice;
  const [gravest, second] = drifts;
  switch (happening) {
    case 'reminder':
      return reminderLetter(notice);
    case 'resolved':
      return resolvedLetter(notice);
    case 'first-run':
      return firstRunLetter(notice);
    case 'returned':
      return returnedLetter(notice);
    case 'blind':
      return blindLetter(notice);
    case 'seeing':
      return seeingLetter(notice);
    case 'source-broken':
      return sourceBrokenLetter(notice);
    case 'source-mended':
      return sourceMendedLetter(notice);
    case 'test':
      return testLetter(notice);
    case 'flapping':
    case 'contested':
      return gravest ? fightingLetter(notice, gravest) : groupedLetter(notice);
    case 'opened':
    case 'worse':
    case 'milder':
    case 'changed':
    case 'attributed':
      return gravest && second === undefined ? singleLetter(notice, gravest) : groupedLetter(notice);
  }
}

/** With own words in place of the first line, where the config has some. */
function worded(letter: Letter, notice: Notice, texts: Texts): Letter {
  const template = texts[notice.happening];
  if (template === undefined) return letter;
  const line = filledTemplate(template, valuesOf(notice));
  return { ...letter, text: line, header: letter.header === null ? null : line };
}

function valuesOf(notice: Notice): Readonly<Record<Placeholder, string>> {
  const { drifts, around, weight, happening, since, at } = notice;
  const [gravest] = drifts;
  const accounts = accountsOf(notice);
  const [only] = accounts.length === 1 ? accounts : [];
  return {
    gravity: weightWords[weight],
    happening,
    account: only?.name ?? (accounts.length === 0 ? '' : counted(accounts.length, 'account')),
    accountId: only?.id ?? '',
    region: gravest ? regionOf(gravest) : '',
    resource: gravest ? named(gravest.address) : '',
    what: gravest ? sentenceOf(gravest, around) : '',
    meaning: gravest ? cut(meaningOf(gravest), longestText) : '',
    who: onePerson(drifts) ?? '',
    since: clockText(since, at),
    duration: lasting(since, at),
    count: digits(drifts.length),
    owner: named(around.owner ?? ''),
    daemon: named(around.daemon),
    mode: around.mode,
  };
}

/** Cut to what a phone and a header show; what is only a sample says so first. */
function fitting(letter: Letter, isTest: boolean): Letter {
  const mark = isTest ? 'TEST: ' : '';
  const { header } = letter;
  return {
    ...letter,
    text: cut(`${mark}${letter.text}`, longestText),
    header: header === null ? null : cut(`${mark}${header}`, longestHeader - signRoom),
    parts: isTest && header === null ? [{ is: 'text', pieces: [{ bold: 'TEST' }] }, ...letter.parts] : letter.parts,
  };
}

/** What a format may put in front of a header. */
const signRoom = 30;
