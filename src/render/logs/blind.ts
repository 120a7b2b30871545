/** When nobody recorded, why, and what is left of that time; for people and as data. */
import type { Problem } from '../../core/model.ts';
import type { Unknown } from '../../core/plan.ts';
import type { Verdict } from '../../core/report.ts';
import { secondsOf } from '../../logs/blind/blind.ts';
import type { Blind } from '../../logs/blind/blind.ts';
import type { Dark, Source, Why } from '../../logs/blind/dark.ts';
import { isKept } from '../../logs/blind/recover.ts';
import type { RecoverQuestion } from '../../logs/blind/recover.ts';
import { problemJson, unknownJson } from '../change-document.ts';
import type { Json } from '../change-document.ts';
import { flow, line } from '../flow.ts';
import { lookOf, notKnownPart, withSign } from '../look.ts';
import type { Look, ViewOptions } from '../look.ts';
import { joinBlocks } from '../plan.ts';
import { unknownBlocks } from '../unknown.ts';
import { counted, digits, duration, pathsText, some } from '../words.ts';

/** How many events the history has of one time in one region. */
interface RemainCount {
  readonly question: RecoverQuestion;
  readonly events: number;
  /** There are more. */
  readonly cut: boolean;
  readonly problem: Problem | null;
}

export interface BlindView {
  readonly owner: string;
  readonly paths: readonly string[];
  readonly range: { readonly from: string; readonly until: string };
  readonly now: string;
  readonly historyFrom: string;
  readonly blind: readonly Blind[];
  readonly remains: readonly RemainCount[];
  readonly unknown: readonly Unknown[];
  /** Where the evidence was written to; null: nobody asked for it. */
  readonly recovered: string | null;
  /** As it would be typed, with --recover. */
  readonly command: string;
}

/** A block for each blind time, then what is not known, then a line that says it all; without a newline at the end. */
export function renderBlind(view: BlindView, options: ViewOptions): string {
  const look = lookOf(options);
  const { owner, paths, range, blind, unknown } = view;
  const head = `${owner}, ${minuteOf(range.from)} to ${minuteOf(range.until)} UTC. Spec ${pathsText(paths)}.`;
  return joinBlocks([
    flow([[look.paint.dim, head]], { width: look.width, indent: 2 }),
    ...blind.map(one => blindBlock(one, view, look)),
    ...unknownBlocks(unknown, look, 'shown'),
    ...endings(view, look),
  ]);
}

function blindBlock(one: Blind, view: BlindView, look: Look): readonly string[] {
  const { paint, width, fold } = look;
  const { accountKey, regions, classes, from, to } = one;
  const where = fold ? some(regions, 4) : regions.join(', ');
  const lasted = lasting(secondsOf(one, view.now));
  const title = `${accountKey}: ${classesText(classes)} not recorded for ${lasted}${to === null ? ', and still are not' : ''}`;
  return [
    ...flow([[paint.bold, title]], { width, lead: [[paint.red, withSign('✖', 'BLIND', look)], '  '], indent: 2 }),
    line('  ', [paint.dim, `${secondText(from)} to ${to === null ? 'now' : `${secondText(to)} UTC`}`]),
    ...flow([[paint.dim, where]], { width, lead: ['  '], indent: 2 }),
    ...causesOf(one).flatMap(text => flow([text], { width, lead: ['  '], indent: 4 })),
    ...remainLines(one, view, look),
  ];
}

/** `management events`, `management events that read`, `data events of AWS::S3::Object`. */
function classesText(classes: readonly string[]): string {
  const reads = classes.includes('management read');
  const writes = classes.includes('management write');
  const words = [
    ...(reads && writes ? ['management events'] : []),
    ...(reads && !writes ? ['management events that read'] : []),
    ...(writes && !reads ? ['management events that write'] : []),
    ...classes.flatMap(one => {
      const [, kind = '', of = ''] = /^(data|network) (.*)$/u.exec(one) ?? [];
      return kind === '' ? [] : [kind === 'data' ? `data events of ${of}` : `network activity of ${of}`];
    }),
  ];
  return some(words, 3);
}

const whys: Readonly<Record<Why, string>> = {
  stopped: 'was stopped',
  deleted: 'was deleted',
  'not there': 'is not there, or was not',
  'not created': 'was not there yet, or not started',
  selectors: 'left these events out',
  'one region': 'recorded its own region only',
  'no digest': 'delivered neither digests nor log files, and nothing explains it',
};

const sources: Readonly<Record<Source, string>> = {
  'event history': 'the event history',
  status: 'its status',
  history: 'the history of the daemon',
  digests: 'the digests in the bucket',
};

/** What several sources tell of one cause is said once. */
function causesOf({ causes }: Blind): readonly string[] {
  const alike = Map.groupBy(causes, ({ trail, why, by }) => JSON.stringify([trail, why, by?.eventId ?? null]));
  return [...alike.values()].flatMap(([cause]) => (cause ? [causeText(cause)] : []));
}

function causeText({ trail, why, by, source }: Dark): string {
  const name = trail.slice(trail.indexOf('/') + 1);
  const who = by === null ? '' : `: ${by.name}, ${by.event} ${secondText(by.at)} UTC`;
  return `trail ${name} ${whys[why]}${who} (says ${sources[source]})`;
}

/** What the event history has of it. */
function remainLines(one: Blind, { remains, historyFrom, recovered }: BlindView, look: Look): readonly string[] {
  const { width } = look;
  const say = (text: string): readonly string[] => flow([text], { width, lead: ['  '], indent: 4 });
  if (!isKept(one.classes)) return say('The event history has no such events: they are lost.');
  const own = remains.filter(
    ({ question }) =>
      question.account === one.account &&
      one.regions.includes(question.region) &&
      question.until >= one.from &&
      (one.to === null || question.from <= one.to) &&
      question.classes.join() === one.classes.join(),
  );
  if (own.length === 0) return say('It is longer ago than the 90 days that the event history goes back: it is lost.');
  const count = own.reduce((sum, { events }) => sum + events, 0);
  const more = own.some(({ cut }) => cut) ? 'at least ' : '';
  const [failed] = own.flatMap(({ problem }) => problem ?? []);
  return [
    ...say(
      `The event history ${recovered === null ? 'still knows' : 'gave back'} ${more}${counted(count, 'management event')} of it${one.from < historyFrom ? ', none before the last 90 days' : ''}.`,
    ),
    ...(one.classes.some(of => !of.startsWith('management'))
      ? say('It has management events only: the others are lost.')
      : []),
    ...(failed ? flow([failed.message], { width, lead: ['  ', notKnownPart(look), '  '], indent: 4 }) : []),
  ];
}

function endings(view: BlindView, look: Look): readonly (readonly string[])[] {
  const { blind, remains, recovered, command, now, unknown } = view;
  const { width, paint } = look;
  const events = remains.reduce((sum, one) => sum + one.events, 0);
  const next =
    recovered !== null
      ? [`Wrote ${counted(events, 'event')} to ${recovered}, marked as recovered, with a manifest.`]
      : events > 0
        ? [`Get them: ${command}`]
        : [];
  const total = blind.reduce((sum, one) => sum + secondsOf(one, now), 0);
  const accounts = new Set(blind.map(({ account }) => account)).size;
  const known = unknown.length === 0 ? '' : ' Not everything could be read.';
  const last =
    blind.length === 0
      ? `Blind: never, as far as is known.${known}`
      : `Blind: ${counted(blind.length, 'time')} in ${counted(accounts, 'account')}, ${lasting(total)} together; ${digits(events)} events of it are left.${known}`;
  return [...next.map(text => flow([text], { width, indent: 2 })), flow([[paint.bold, last]], { width, indent: 2 })];
}

const day = 86_400;

/** Two units at most. */
function lasting(seconds: number): string {
  if (seconds < 2 * day) return duration(seconds);
  const hours = Math.floor((seconds % day) / 3600);
  return `${counted(Math.floor(seconds / day), 'day')}${hours === 0 ? '' : ` ${hours} h`}`;
}

const secondText = (moment: string): string => moment.slice(0, 19).replace('T', ' ');
const minuteOf = (moment: string): string => moment.slice(0, 16).replace('T', ' ');

/** The same as JSON, as blind.schema.json describes it. */
export function blindDocument(view: BlindView, ended: Verdict): Json {
  const { owner, paths, range, historyFrom, blind, remains, unknown, recovered, now } = view;
  return {
    format_version: '1.0',
    kind: 'blind',
    owner,
    spec: { paths },
    since: range.from,
    until: range.until,
    event_history_since: historyFrom,
    verdict: { exit_code: ended.exitCode, reason: ended.reason, complete: ended.complete },
    blind: blind.map(one => ({
      account: one.account,
      account_key: one.accountKey,
      regions: one.regions,
      classes: one.classes,
      from: one.from,
      to: one.to,
      seconds: secondsOf(one, now),
      causes: one.causes.map(causeJson),
    })),
    left: remains.map(({ question, events, cut, problem }) => ({
      account: question.account,
      region: question.region,
      from: question.from,
      until: question.until,
      classes: question.classes,
      events,
      more: cut,
      problem: problem === null ? null : problemJson(problem),
    })),
    recovered,
    unreadable: unknown.map(unknownJson),
  };
}

function causeJson({ trail, why, by, source, from, to }: Dark): Json {
  return {
    trail,
    why,
    source,
    from,
    to,
    by: by === null ? null : { name: by.name, event: by.event, event_id: by.eventId, at: by.at },
  };
}
