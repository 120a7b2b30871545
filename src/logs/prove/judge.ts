/** What follows from what was found of marked calls. Pure. */
import type { Problem } from '../../core/model.ts';
import { folderName } from './proof.ts';
import type { Copy, DigestLeg, MarkedCall, NotificationLeg, Progressed, Proof, RecordLeg, Way } from './proof.ts';

/** What GetTrailStatus says of announcements in the region of a call. */
export type Announced = { readonly last: string | null; readonly error: string | null } | { readonly problem: Problem };

/** All that was found of a call on one way. */
export interface Found {
  readonly copies: readonly Copy[];
  /** Why the folder could not be read, now; null: it was read. */
  readonly problem: Problem | null;
  /** Null: nobody asked. */
  readonly announced: Announced | null;
  /** Null: nobody looked for one. */
  readonly digest: DigestLeg | null;
}

/**
 * The copies of the record of a call. A call that was sent again because no answer came has a record for each time: those of
 * the request that was answered count, where there are any.
 */
export function copiesOf({ mark, requestId }: MarkedCall, copies: readonly Copy[]): readonly Copy[] {
  const own = copies.filter(copy => copy.mark === mark);
  const answered = own.filter(copy => requestId !== null && copy.requestId === requestId);
  return answered.length > 0 ? answered : own;
}

/** How far a call came on one way. */
export function progressed(call: MarkedCall, way: Way, found: Found): Progressed {
  const copy = firstIn(way, copiesOf(call, found.copies));
  const record = recordLeg(call, way, { copy, problem: found.problem });
  const file = record.is === 'arrived' ? record : null;
  return {
    ...way,
    record,
    notification: file && way.announces ? notificationLeg(call, file.at, found.announced) : { is: 'none' },
    digest: file && way.digests && found.digest ? found.digest : { is: 'none' },
  };
}

function firstIn({ folder }: Way, copies: readonly Copy[]): Copy | null {
  if (folder === null) return null;
  const name = folderName(folder);
  const own = copies.filter(copy => folderName(copy.folder) === name);
  return own.toSorted((a, b) => ((a.written ?? '') < (b.written ?? '') ? -1 : 1))[0] ?? null;
}

/** A copy that came although none was expected is one all the same: configuration takes effect late. */
function recordLeg(
  { at: calledAt }: MarkedCall,
  { expects, folder, name }: Way,
  { copy, problem }: { readonly copy: Copy | null; readonly problem: Problem | null },
): RecordLeg {
  if (copy !== null) {
    const at = copy.written ?? copy.eventTime;
    const { bucket } = copy.folder;
    return { is: 'arrived', at, seconds: secondsBetween(calledAt, at), bucket, key: copy.key, eventId: copy.eventId };
  }
  if (expects === 'unknown' || folder === null) return { is: 'unread', problem: problem ?? unknownTrail(name) };
  if (expects !== 'records') return { is: 'not expected', why: expects };
  return problem === null ? { is: 'awaited' } : { is: 'unread', problem };
}

const unknownTrail = (name: string): Problem => ({
  code: 'access-denied',
  message: `What ${name} records, or where to, could not be read`,
  hint: 'Let these credentials read it: trailwarden policy iam --for plan.',
});

/** Of a region AWS tells the last announcement only: one after the file was written is taken for that of the file. */
function notificationLeg({ at: calledAt }: MarkedCall, written: string, announced: Announced | null): NotificationLeg {
  if (announced === null) return { is: 'awaited' };
  if ('problem' in announced) return { is: 'unread', problem: announced.problem };
  const { last, error } = announced;
  if (last !== null && isAnnounced({ last }, written))
    return { is: 'announced', at: last, seconds: secondsBetween(calledAt, last) };
  return error === null ? { is: 'awaited' } : { is: 'failing', why: error };
}

/** Whether something was announced since a file was written. */
export function isAnnounced({ last }: { readonly last: string | null }, written: string): boolean {
  return last !== null && Date.parse(last) >= wholeSecond(written);
}

const wholeSecond = (moment: string): number => Math.floor(Date.parse(moment) / 1000) * 1000;

/** Never below zero: clocks may be apart. */
export function secondsBetween(from: string, to: string): number {
  return Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 1000));
}

/**
 * How many copies of a record were delivered: two in one folder with one id are one, delivered twice, which CloudTrail may
 * do; anything else is paid for.
 */
export function copiesPaid({ copies }: Pick<Proof, 'copies'>): number {
  return new Set(copies.map(({ folder, eventId }) => JSON.stringify([folderName(folder), eventId]))).size;
}

/** Whether nothing more is to come that is awaited. What could not be read may be readable at the next look. */
export function isSettled({ unmade, ways }: Proof): boolean {
  return (
    unmade !== null || ways.every(({ record, notification, digest }) => [record, notification, digest].every(isOver))
  );
}

function isOver(leg: RecordLeg | NotificationLeg | DigestLeg): boolean {
  if (leg.is === 'unread') return leg.problem.code === 'access-denied';
  return leg.is !== 'awaited' && leg.is !== 'failing';
}

/** What a proof comes to, the gravest first; `proven` is the only one in order. */
export const proofVerdicts = [
  'lost',
  'duplicate',
  'digest-wrong',
  'not-announced',
  'digest-late',
  'unread',
  'not-provable',
  'proven',
] as const;
export type ProofVerdict = (typeof proofVerdicts)[number];

/** Of one call, as it stands when nobody waits any longer. What no trail records is lost, whyever none does. */
export function verdictOn(proof: Proof): ProofVerdict {
  const { call, unmade, ways } = proof;
  if (unmade !== null) return 'unread';
  const has = (is: (way: Progressed) => boolean): boolean => ways.some(is);
  const arrived = has(({ record }) => record.is === 'arrived');
  const unread = has(
    way => way.record.is === 'unread' || way.notification.is === 'unread' || way.digest.is === 'unread',
  );
  if (has(({ record }) => record.is === 'awaited')) return 'lost';
  if (call.global && copiesPaid(proof) > 1) return 'duplicate';
  if (has(({ digest }) => digest.is === 'wrong')) return 'digest-wrong';
  if (has(({ notification: { is } }) => is === 'awaited' || is === 'failing')) return 'not-announced';
  if (has(({ digest }) => digest.is === 'awaited')) return 'digest-late';
  if (unread) return 'unread';
  if (arrived) return 'proven';
  return has(({ expects }) => expects === 'no reads') ? 'not-provable' : 'lost';
}

/** Of all: the gravest, where what no read can prove does not count beside what was proven. */
export function verdictOnAll(proofs: readonly Proof[]): ProofVerdict {
  const all = new Set(proofs.map(verdictOn));
  if (all.has('proven')) all.delete('not-provable');
  return proofVerdicts.find(one => all.has(one)) ?? 'not-provable';
}
