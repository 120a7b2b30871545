/** Where the news of delivered files comes from: a queue, looking again and again, or first one and then the other. */
import { unreadBecause } from '../../core/failure.ts';
import type { Problem } from '../../core/model.ts';
import type { NamedFile } from '../../logs/tail/notice.ts';
import { readNotice } from '../../logs/tail/notice.ts';
import type { Poll } from '../../logs/tail/poll.ts';
import type { Clock } from '../ports.ts';
import type { Announcement, Messages, News } from './tail-ports.ts';

/** After so many receives a message that comes again and again is told of. */
const oftenReceived = 3;
/** Looks at a file that cannot be read for the moment, before it is passed over. */
const mostLooks = 5;

interface PollOptions {
  readonly poll: Poll;
  readonly clock: Clock;
  /** Seconds between two looks; a fifth more or less, so that many who began together do not stay so. */
  readonly interval: number;
  readonly random: () => number;
}

/** Looks at once, and then again and again. */
export function newsByPolling({ poll, clock, interval, random }: PollOptions): News {
  const looks = new Map<string, number>();
  let first = true;
  let missed = false;
  return {
    async *round(signal) {
      if (!first) await clock.sleep(interval * 1000 * (0.8 + random() * 0.4), signal);
      if (signal.aborted) return;
      first = false;
      missed = false;
      for await (const file of poll.look(clock.now()))
        yield { files: [file], receipt: null, told: (looks.get(file.key) ?? 0) + 1 };
    },
    async done(announcements) {
      await Promise.resolve();
      for (const file of filesOf(announcements)) {
        looks.delete(file.key);
        poll.done(file);
      }
    },
    left(announcement, passing) {
      for (const file of announcement.files) {
        looks.set(file.key, announcement.told);
        if (passing && announcement.told < mostLooks) missed = true;
        else poll.done(file);
      }
    },
    async complete() {
      await Promise.resolve();
      if (!missed) poll.complete();
      return !missed;
    },
    checked: () => poll.checked(),
    end: async () => Promise.resolve(),
  };
}

interface QueueOptions {
  readonly queue: Messages;
  /** Whether a file is one of those that are followed. */
  readonly isWanted: (file: NamedFile) => boolean;
  readonly clock: Clock;
  readonly tell: (problem: Problem) => void;
}

/** Messages that name no file that is followed are taken off at once; those that nobody can read stay. */
export function newsByQueue({ queue, isWanted, clock, tell }: QueueOptions): News {
  const inHand = new Set<string>();
  let began: string | null = null;
  let checked: string | null = null;
  const takeOff = async (ids: readonly string[]): Promise<void> => {
    try {
      if (ids.length > 0) await queue.done(ids);
    } catch (error) {
      tell(unreadBecause(error)); // they come again, and are known then
    }
  };
  return {
    async *round(signal) {
      began = `${clock.now().toISOString().slice(0, 19)}Z`;
      const sorted = sort(await queue.receive(signal), isWanted);
      for (const problem of sorted.malformed) tell(problem);
      await takeOff(sorted.useless);
      for (const { receipt } of sorted.announcements) inHand.add(receipt);
      yield* sorted.announcements;
    },
    async done(announcements) {
      const ids = announcements.flatMap(({ receipt }) => receipt ?? []);
      for (const id of ids) inHand.delete(id);
      await takeOff(ids);
    },
    left({ receipt, told, files }) {
      inHand.delete(receipt ?? '');
      if (told === oftenReceived) tell(comesAgain(files));
    },
    async complete() {
      await Promise.resolve();
      checked = began;
      return true;
    },
    checked: () => checked,
    async end() {
      try {
        if (inHand.size > 0) await queue.giveBack([...inHand]);
      } catch (error) {
        tell(unreadBecause(error)); // they come again by themselves
      }
    },
  };
}

interface Sorted {
  readonly announcements: readonly (Announcement & { readonly receipt: string })[];
  /** Ids of messages. */
  readonly useless: readonly string[];
  readonly malformed: readonly Problem[];
}

function sort(messages: Awaited<ReturnType<Messages['receive']>>, isWanted: QueueOptions['isWanted']): Sorted {
  const announcements: (Announcement & { readonly receipt: string })[] = [];
  const useless: string[] = [];
  const malformed: Problem[] = [];
  for (const { id, body, receives } of messages) {
    const notice = readNotice(body);
    const files = notice.is === 'files' ? notice.files.filter(isWanted) : [];
    if (files.length > 0) announcements.push({ files, receipt: id, told: receives });
    else if (notice.is !== 'malformed') useless.push(id);
    else if (receives === 1 || receives === oftenReceived) malformed.push(notUnderstood(notice.why, id));
  }
  return { announcements, useless, malformed };
}

/** First looks, until one look is complete, and then goes by the queue: of what came before the queue stood, nothing is lost. */
export function newsCaughtUp(looking: News, queued: News): News {
  let caughtUp = false;
  const current = (): News => (caughtUp ? queued : looking);
  const sourceOf = ({ receipt }: Announcement): News => (receipt === null ? looking : queued);
  return {
    round: signal => current().round(signal),
    async done(announcements) {
      await looking.done(announcements.filter(one => sourceOf(one) === looking));
      await queued.done(announcements.filter(one => sourceOf(one) === queued));
    },
    left: (announcement, passing) => sourceOf(announcement).left(announcement, passing),
    async complete() {
      const complete = await current().complete();
      caughtUp ||= complete;
      return complete;
    },
    checked: () => queued.checked() ?? looking.checked(),
    async end() {
      await looking.end();
      await queued.end();
    },
  };
}

function filesOf(announcements: readonly Announcement[]): readonly NamedFile[] {
  return announcements.flatMap(({ files }) => files);
}

function notUnderstood(why: string, id: string): Problem {
  return {
    code: 'message-not-understood',
    message: `message ${id} of the queue announces nothing that is known: ${why}`,
    hint: 'It stays in the queue. Give the queue a queue for dead letters, or subscribe nothing else to it.',
  };
}

function comesAgain(files: readonly NamedFile[]): Problem {
  const [first] = files;
  return {
    code: 'announcement-comes-again',
    message: `what announces ${first?.key} was received ${oftenReceived} times, and could not be read each time`,
    hint: 'It stays in the queue until it can be read, or until the queue drops it.',
  };
}
