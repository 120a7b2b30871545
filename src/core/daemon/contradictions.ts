/** What is wrong with a config although each of its settings looks as it must. */
import { alertsProblems } from '../alerts/judge.ts';
import type { ProblemCode } from '../catalogue/index.ts';
import type { Position, Problem } from '../model.ts';
import { nodeAt, type Node } from '../spec/node.ts';
import { quoted } from '../spec/words.ts';
import { doubts } from './doubts.ts';
import { milliseconds } from './duration.ts';
import { isMoment } from './moment.ts';
import { isLoopback, judgeUrl, type Transport } from './repository-url.ts';
import type { SoundConfig, SoundGit, SoundWindow } from './written.ts';

/** What is known of times of day. */
export interface Calendar {
  /** What is wrong with a cron expression, in a few words; null: nothing. */
  wrong(cron: string): string | null;
  /** Whether there is a time zone of that name. */
  hasZone(name: string): boolean;
  /** The shortest time between two moments of a cron expression, in milliseconds; null: it is none. */
  every(cron: string): number | null;
  /** Whether a window opened at most `duration` milliseconds before the moment, and is still open then. */
  isOpen(window: { readonly cron: string; readonly timeZone: string; readonly duration: number }, at: Date): boolean;
}

/** A problem, and the pointer below `spec` to the setting that it is about, which need not be written. */
interface Found {
  readonly about: string;
  readonly code: ProblemCode;
  readonly message: string;
  readonly hint: string;
  readonly severity?: 'warning';
}

export interface Judged {
  /** Less what is wrong in it by itself. */
  readonly spec: SoundConfig;
  readonly document: Node;
  /** Pointers of what something was said about: nothing more is said of these. */
  readonly told: ReadonlySet<string>;
  /** The moment at which it is judged. */
  readonly now: Date;
}

/** Every problem between the settings of a config. */
export function contradictions({ spec, document, told, now }: Judged, calendar: Calendar): readonly Problem[] {
  const found = [
    ...sourceProblems(spec),
    ...timeProblems(spec, calendar),
    ...haste(spec),
    ...momentProblems(spec),
    ...serverProblems(spec),
    ...leaseProblems(spec),
    ...windowProblems(spec),
    ...queueProblems(spec),
    ...alertProblems(spec),
  ];
  // of a default that does not fit nobody need be warned
  const doubtful = doubts(spec, now, calendar)
    .filter(({ about }) => nodeAt(document, `/spec${about}`) && !found.some(one => one.about === about))
    .map((doubt): Found => ({ ...doubt, code: 'config-contradicts', severity: 'warning' }));
  const isTold = (pointer: string) => [...told].some(one => `${one}/`.startsWith(`${pointer}/`));
  return [...found, ...doubtful].flatMap(({ about, ...problem }) => {
    const pointer = `/spec${about}`;
    return isTold(pointer) ? [] : [{ ...problem, at: positionOf(document, pointer) }];
  });
}

/** Where a setting stands, or what it would stand in. */
function positionOf(document: Node, pointer: string): Position {
  return nodeAt(document, pointer)?.at ?? positionOf(document, pointer.slice(0, pointer.lastIndexOf('/')));
}

function contradicts(about: string, message: string, hint: string): Found {
  return { about, code: 'config-contradicts', message, hint };
}

function sourceProblems({ source }: SoundConfig): readonly Found[] {
  if (!source) return [];
  const { folder, git } = source;
  if (folder && git)
    return [
      contradicts('/source/git', 'the source is a folder and a repository', 'remove one: there is one source'),
      ...gitProblems(git),
    ];
  if (git) return gitProblems(git);
  return folder ? [] : [contradicts('/source', 'the source is not named', 'write folder or git')];
}

const place = '/source/git';

function gitProblems({ url, ref, credentials, verify }: SoundGit): readonly Found[] {
  const refs = Object.keys(ref);
  return [
    ...(refs.length === 1
      ? []
      : [
          contradicts(
            `${place}/ref`,
            `ref names ${refs.join(' and ') || 'nothing'}`,
            'write one of branch, tag and commit',
          ),
        ]),
    ...(verify && Object.keys(verify).length === 0
      ? [contradicts(`${place}/verify`, 'verify names no keys', 'write allowedSignersFile or gpgKeysFile')]
      : []),
    ...(url === undefined ? [] : urlProblems(url, credentials)),
  ];
}

function urlProblems(url: string, credentials: SoundGit['credentials']): readonly Found[] {
  const judged = judgeUrl(url);
  return 'wrong' in judged
    ? [{ about: `${place}/url`, ...judged.wrong }]
    : credentialProblems(judged.transport, credentials);
}

const forHttp = ['usernameFile', 'passwordFile'] as const;
const forSsh = ['sshKeyFile', 'knownHostsFile'] as const;

function credentialProblems(transport: Transport, credentials: SoundGit['credentials']): readonly Found[] {
  const has = (key: keyof typeof credentials) => credentials[key] !== undefined;
  const at = (key: string) => `${place}/credentials/${key}`;
  const ssh = transport === 'ssh';
  const needed = ssh ? forSsh.filter(key => !has(key)) : [];
  const nameless = !ssh && has('usernameFile') && !has('passwordFile');
  return [
    ...(ssh ? forHttp : forSsh)
      .filter(has)
      .map(key => contradicts(at(key), `${key} means nothing for ${transport}`, 'remove it')),
    ...needed.map(key => contradicts(at(key), `ssh needs ${quoted(key)}`, `write ${key} under credentials`)),
    ...(nameless
      ? [contradicts(at('passwordFile'), 'there is a user name and no password', 'write passwordFile')]
      : []),
  ];
}

function timeProblems({ schedule, enforce, verify }: SoundConfig, calendar: Calendar): readonly Found[] {
  const windows = (['allow', 'deny'] as const).flatMap(list =>
    enforce.windows[list].map((window, index) => [window, `/enforce/windows/${list}/${index}`] as const),
  );
  return [
    ...cronProblems('/schedule', schedule, calendar),
    ...(verify ? cronProblems('/verify/schedule', verify.schedule, calendar) : []),
    ...windows.flatMap(([window, at]) => [...cronProblems(at, window, calendar), ...emptyWindow(at, window)]),
  ];
}

type When = Pick<SoundWindow, 'cron' | 'timeZone'>;

function cronProblems(at: string, { cron, timeZone }: When, calendar: Calendar): readonly Found[] {
  const wrong = cron === undefined ? null : calendar.wrong(cron);
  const cronHint = 'for example "*/10 * * * *": minute, hour, day of month, month, day of week';
  const message = `${quoted(String(cron))} is no cron expression: ${wrong}`;
  const zone = `there is no time zone ${quoted(timeZone)}`;
  return [
    ...(wrong === null ? [] : [{ about: `${at}/cron`, code: 'wrong-cron', message, hint: cronHint } as const]),
    ...(calendar.hasZone(timeZone)
      ? []
      : [
          {
            about: `${at}/timeZone`,
            code: 'unknown-time-zone',
            message: zone,
            hint: 'for example Europe/Berlin',
          } as const,
        ]),
  ];
}

function emptyWindow(at: string, { duration }: SoundWindow): readonly Found[] {
  if (duration === undefined || milliseconds(duration) > 0) return [];
  return [contradicts(`${at}/duration`, 'the window is never open', 'give it a duration')];
}

/** Shorter than this they would ask without pause, or never get an answer. */
function haste({ source, schedule, history, verify }: SoundConfig): readonly Found[] {
  const git = source?.git;
  const spans: readonly (readonly [about: string, span: string, least: string])[] = [
    ...(git
      ? ([
          [`${place}/interval`, git.interval, '5s'],
          [`${place}/timeout`, git.timeout, '1s'],
        ] as const)
      : []),
    ['/schedule/deadline', schedule.deadline, '1s'],
    ['/schedule/retry/first', schedule.retry.first, '1s'],
    ['/schedule/retry/longest', schedule.retry.longest, schedule.retry.first],
    ['/history/keep', history.keep, '1h'],
    ...(verify
      ? ([
          ['/verify/schedule/deadline', verify.schedule.deadline, '1s'],
          ['/verify/since', verify.since, '1h'],
        ] as const)
      : []),
  ];
  return spans
    .filter(([, span, least]) => milliseconds(span) < milliseconds(least))
    .map(([about, , least]) => {
      const key = about.slice(about.lastIndexOf('/') + 1);
      return {
        about,
        code: 'out-of-range',
        message: `${key} is shorter than ${least}`,
        hint: `${key}: ${least}, or more`,
      };
    });
}

function momentProblems({ suspend, verify }: SoundConfig): readonly Found[] {
  const moments = [
    ['/suspend/until', typeof suspend === 'object' ? suspend.until : undefined],
    ['/verify/notBefore', verify?.notBefore],
  ] as const;
  return moments.flatMap(([about, at]): readonly Found[] => {
    if (at === undefined || isMoment(at)) return [];
    const message = `there is no moment ${quoted(at)}`;
    return [{ about, code: 'no-such-day', message, hint: 'for example 2027-03-31, or 2027-03-31T18:00:00Z' }];
  });
}

function serverProblems({ server: { host, readTokenFile } }: SoundConfig): readonly Found[] {
  if (isLoopback(host) || readTokenFile !== undefined) return [];
  const message = `${quoted(host)} is reached from other machines, and anybody could read there`;
  return [contradicts('/server/readTokenFile', message, 'write readTokenFile under server, or host: 127.0.0.1')];
}

function leaseProblems({ leadership }: SoundConfig): readonly Found[] {
  if (!leadership) return [];
  const [duration, renewWithin, retryEvery] = [
    milliseconds(leadership.duration),
    milliseconds(leadership.renewWithin),
    milliseconds(leadership.retryEvery),
  ];
  const early = 'a leader must stop before another may take the lease';
  const often = 'a leader must be able to try more than once';
  return [
    ...(renewWithin < duration
      ? []
      : [contradicts('/leadership/renewWithin', 'renewWithin is not shorter than duration', early)]),
    ...(retryEvery > 0 && retryEvery < renewWithin
      ? []
      : [contradicts('/leadership/retryEvery', 'retryEvery is not between 0 and renewWithin', often)]),
  ];
}

/** Calls are signed for a region: the queue of another would refuse them all. */
function queueProblems({ events }: SoundConfig): readonly Found[] {
  const [, own] = /^https:\/\/sqs\.([a-z0-9-]+)\.amazonaws\.com/u.exec(events?.queueUrl ?? '') ?? [];
  if (own === undefined || own === events?.region) return [];
  return [contradicts('/events/region', `the queue stands in ${own}`, `region: ${own}`)];
}

/** Windows are about changes, and an observer makes none. */
function windowProblems({ mode, enforce }: SoundConfig): readonly Found[] {
  const { allow, deny } = enforce.windows;
  if (mode !== 'observe' || allow.length + deny.length === 0) return [];
  const message = 'windows mean nothing while mode is observe';
  return [
    { ...contradicts('/enforce/windows', message, 'write mode: enforce once they are to count'), severity: 'warning' },
  ];
}

function alertProblems({ alerts }: SoundConfig): readonly Found[] {
  if (!alerts) return [];
  return alertsProblems(alerts, milliseconds).map(one => ({ ...one, about: `/alerts${one.about}` }));
}
