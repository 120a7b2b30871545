/** How far marked calls came, for people and as data. */
import type { Unknown } from '../../core/plan.ts';
import { copiesPaid, verdictOn, verdictOnAll } from '../../logs/prove/judge.ts';
import type { ProofVerdict } from '../../logs/prove/judge.ts';
import type { DigestLeg, NotificationLeg, Progressed, Proof, RecordLeg } from '../../logs/prove/proof.ts';
import { flow } from '../flow.ts';
import type { Part } from '../flow.ts';
import { lookOf, notKnownPart, withSign } from '../look.ts';
import type { Look, ViewOptions } from '../look.ts';
import { joinBlocks } from '../plan.ts';
import { table } from '../table.ts';
import { unknownBlocks } from '../unknown.ts';
import { counted, digits, duration, pathsText, secondsBetween, some } from '../words.ts';

/** What a proof showed, and how long it was waited for. */
export interface ProvenView {
  readonly owner: string;
  readonly paths: readonly string[];
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly proofs: readonly Proof[];
  readonly unknown: readonly Unknown[];
  readonly interrupted: boolean;
}

/** The ways as rows, then what is wrong, then one line that says it all; without a newline at the end. */
export function renderProven(view: ProvenView, options: ViewOptions): string {
  const look = lookOf(options);
  const { proofs, unknown } = view;
  return joinBlocks([
    context(view, look),
    rows(proofs, look),
    ...findings(proofs, look),
    ...unknownBlocks(unknown, look, 'shown'),
    flow([[look.paint.bold, ending(proofs)]], { width: look.width, indent: 2 }),
  ]);
}

function context({ owner, paths, proofs, startedAt, finishedAt }: ProvenView, look: Look): readonly string[] {
  const accounts = new Set(proofs.map(({ call }) => call.account)).size;
  const waited = duration(secondsBetween(startedAt, finishedAt));
  const minute = startedAt.slice(0, 16).replace('T', ' ');
  const text = `${owner}: ${counted(proofs.length, 'marked call')} in ${counted(accounts, 'account')}. Spec ${pathsText(paths)}. From ${minute} UTC, for ${waited}.`;
  return flow([[look.paint.dim, text]], { width: look.width, indent: 2 });
}

interface Line {
  readonly proof: Proof;
  readonly way: Progressed;
}

/** Regions that are alike share a row. */
function rows(proofs: readonly Proof[], look: Look): readonly string[] {
  const lines = proofs.flatMap(proof => proof.ways.map(way => ({ proof, way })));
  if (lines.length === 0) return [];
  const groups = Map.groupBy(lines, ({ proof: { call }, way }) =>
    JSON.stringify([
      call.accountKey,
      call.global,
      way.name,
      ...[way.record, way.notification, way.digest].map(leg => ('why' in leg ? [leg.is, leg.why] : leg.is)),
      ...(look.fold ? [] : [call.region]),
    ]),
  );
  const head = ['ACCOUNT', 'REGION', 'EVENT', 'TRAIL', 'RECORD', 'ANNOUNCED', 'DIGEST'];
  return table(
    [head.map((word): Part => [look.paint.dim, word]), ...[...groups.values()].map(one => rowOf(one, look))],
    {
      indent: 2,
    },
  );
}

function rowOf(group: readonly Line[], look: Look): readonly Part[] {
  const [first] = group;
  if (first === undefined) return [];
  const { call } = first.proof;
  return [
    call.accountKey,
    some(
      group.map(({ proof }) => proof.call.region),
      2,
    ),
    call.global ? 'global' : 'regional',
    trailWord(first.way),
    legPart(
      group.map(({ way }) => way.record),
      look,
    ),
    legPart(
      group.map(({ way }) => way.notification),
      look,
    ),
    legPart(
      group.map(({ way }) => way.digest),
      look,
    ),
  ];
}

/** Of an address its key, of an ARN its name. */
function trailWord({ name, trail }: Pick<Progressed, 'name' | 'trail'>): string {
  return name === trail ? trail.slice(trail.indexOf('/') + 1) : name.slice(name.indexOf('/') + 1, name.indexOf('@'));
}

type Leg = RecordLeg | NotificationLeg | DigestLeg;

/** `✓ 38 s to 4 min 12 s`: the legs of a row are alike. */
function legPart(legs: readonly Leg[], look: Look): Part {
  const { green, red, yellow, dim } = look.paint;
  const [leg] = legs;
  const seconds = legs.flatMap(one => ('seconds' in one ? [one.seconds] : []));
  switch (leg?.is) {
    case 'arrived':
    case 'announced':
    case 'verified':
      return [green, withSign('✓', spanText(seconds), look)];
    case 'awaited':
      return [red, withSign('✖', 'not yet', look)];
    case 'failing':
    case 'wrong':
      return [red, withSign('✖', leg.is, look)];
    case 'not expected':
      return [yellow, leg.why];
    case 'unread':
      return notKnownPart(look);
    case 'none':
    case undefined:
      return [dim, '-'];
  }
}

function spanText(seconds: readonly number[]): string {
  const [least, most] = [Math.min(...seconds), Math.max(...seconds)].map(whole);
  return least === most ? `${most}` : `${least} to ${most}`;
}

/** AWS tells whole seconds. */
const whole = (seconds: number): string => (seconds < 10 ? `${seconds} s` : duration(seconds));

/** One block for each verdict that is not in order. */
function findings(proofs: readonly Proof[], look: Look): readonly (readonly string[])[] {
  const groups = Map.groupBy(proofs, verdictOn);
  return (Object.keys(meanings) as (keyof typeof meanings)[]).flatMap(verdict => {
    const group = groups.get(verdict) ?? [];
    return group.length === 0 ? [] : [findingBlock(verdict, group, look)];
  });
}

interface Meaning {
  readonly word: string;
  readonly grave: boolean;
  /** What is so, of as many calls. */
  readonly text: (count: string) => string;
  readonly mend: string;
}

const meanings: Readonly<Record<Exclude<ProofVerdict, 'proven'>, Meaning>> = {
  lost: {
    word: 'LOST',
    grave: true,
    text: count => `The record of ${count} is not in the bucket.`,
    mend: 'Wait longer (--wait 40m), and see what stands in the way: trailwarden policy test, trailwarden coverage.',
  },
  duplicate: {
    word: 'DUPLICATE',
    grave: false,
    text: count => `The record of ${count} was delivered more than once, and each copy is paid for.`,
    mend: 'Let one trail of the account record global service events: trailwarden coverage shows who does.',
  },
  'digest-wrong': {
    word: 'DIGEST',
    grave: true,
    text: count => `The digest that lists the file with the record of ${count} does not hold.`,
    mend: 'trailwarden logs verify tells what of it was changed.',
  },
  'not-announced': {
    word: 'NOT ANNOUNCED',
    grave: false,
    text: count => `The file with the record of ${count} was written, and nobody was told.`,
    mend: 'See whether the policy of the topic lets CloudTrail publish: trailwarden policy test.',
  },
  'digest-late': {
    word: 'DIGEST LATE',
    grave: false,
    text: count => `No digest lists the file with the record of ${count} yet.`,
    mend: 'A digest comes up to 1 h 40 min after its file: wait longer (--wait 2h), or ask again.',
  },
  unread: {
    word: 'NOT KNOWN',
    grave: false,
    text: count => `How far ${count} came could not be read.`,
    mend: 'Reading log files takes s3:ListBucket, s3:GetObject and kms:Decrypt.',
  },
  'not-provable': {
    word: 'NOT PROVABLE',
    grave: false,
    text: count => `No read can prove the trails that ${count} would come to: they take events that write only.`,
    mend: 'Make a change that means nothing, such as a tag, and look for it: trailwarden logs cat.',
  },
};

function findingBlock(verdict: keyof typeof meanings, group: readonly Proof[], look: Look): readonly string[] {
  const { word, grave, text, mend } = meanings[verdict];
  const { paint, width } = look;
  const lead: Part =
    verdict === 'unread'
      ? notKnownPart(look)
      : [grave ? paint.red : paint.yellow, withSign(grave ? '✖' : '▲', word, look)];
  const reasons = new Set(group.flatMap(reasonsOf));
  return [
    ...flow([[paint.bold, text(counted(group.length, 'call'))]], { width, lead: [lead, '  '], indent: 2 }),
    ...some(group.map(whereText), 6)
      .split('\n')
      .flatMap(line => flow([[paint.dim, line]], { width, lead: ['  '], indent: 4 })),
    ...[...reasons].slice(0, 5).flatMap(reason => flow([reason], { width, lead: ['  '], indent: 4 })),
    ...flow([mend], { width, lead: ['  ', [paint.green, 'mend:'], ' '], indent: 8 }),
  ];
}

function whereText(proof: Proof): string {
  const { call } = proof;
  const what = call.global ? `${call.operation.replace(/^.*:/u, '')}, global` : call.operation.replace(/^.*:/u, '');
  return `${call.accountKey}/${call.region} (${what})`;
}

const excuses = {
  'not logging': 'is stopped',
  'no reads': 'takes events that write only',
  'not global': 'receives no events of global services',
} as const;

/** What is known of why. */
function reasonsOf(proof: Proof): readonly string[] {
  const { unmade, ways, copies, call } = proof;
  if (unmade) return [unmade.message];
  const isLost = ways.every(({ record }) => record.is !== 'arrived');
  const legs = ways.flatMap(({ name, record, notification, digest }): readonly string[] => [
    ...(isLost && record.is === 'not expected' ? [`${name} ${excuses[record.why]}`] : []),
    ...(record.is === 'unread' ? [record.problem.message] : []),
    ...(notification.is === 'failing' ? [`AWS says: ${notification.why}`] : []),
    ...(notification.is === 'unread' ? [notification.problem.message] : []),
    ...(digest.is === 'unread' ? [digest.problem.message] : []),
    ...(digest.is === 'wrong' ? [`${digest.key}: ${digest.why}`] : []),
  ]);
  const several =
    call.global && copiesPaid(proof) > 1 ? copies.map(({ folder, key }) => `s3://${folder.bucket}/${key}`) : [];
  return [...legs, ...several];
}

/** `Proven: 34 of 34 records arrived, the slowest after 4 min 12 s; global events once in 2 of 2 accounts.` */
function ending(proofs: readonly Proof[]): string {
  const verdict = verdictOnAll(proofs);
  const records = proofs.flatMap(({ ways }) => ways.map(({ record }) => record));
  const arrived = records.flatMap(record => (record.is === 'arrived' ? [record.seconds] : []));
  const awaited = records.filter(({ is }) => is === 'arrived' || is === 'awaited' || is === 'unread').length;
  const slowest = arrived.length === 0 ? '' : `, the slowest after ${whole(Math.max(...arrived))}`;
  const global = proofs.filter(({ call }) => call.global);
  const once = global.filter(proof => copiesPaid(proof) === 1).length;
  const exactly =
    global.length === 0
      ? ''
      : `; global events exactly once in ${digits(once)} of ${counted(global.length, 'account')}`;
  const head = { proven: 'Proven', unread: 'NOT KNOWN' }[verdict as string] ?? 'NOT PROVEN';
  return `${head}: ${digits(arrived.length)} of ${counted(awaited, 'record')} arrived${slowest}${exactly}.`;
}
