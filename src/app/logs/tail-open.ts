import type { Problem } from '../../core/model.ts';
import type { SeenFiles } from '../../logs/tail/seen-files.ts';
import type { Announcement, Step, TailPorts } from './tail-ports.ts';

/** What opening an announcement comes to: the records of all its files, then how it went. */
export type Opened =
  | Extract<Step, { is: 'record' }>
  | {
      readonly is: 'over';
      readonly announcement: Announcement;
      /** How many files were read to their ends. */
      readonly read: number;
      readonly unread: readonly Problem[];
      /** Asking for all that is unread again may help. */
      readonly passing: boolean;
    };

/** Reads what an announcement names, but for files that were written out before. */
export async function* openAnnouncement(
  announcement: Announcement,
  seen: SeenFiles,
  { open }: Pick<TailPorts, 'open'>,
): AsyncGenerator<Opened> {
  const unread: Extract<Step, { is: 'unread' }>[] = [];
  let read = 0;
  for (const file of announcement.files.filter(one => !seen.has(one))) {
    const failures = unread.length;
    for await (const step of open(file)) {
      if (step.is === 'record') yield step;
      else unread.push(step);
    }
    if (unread.length === failures) read += 1;
  }
  const problems = unread.map(({ problem }) => problem);
  yield { is: 'over', announcement, read, unread: problems, passing: unread.every(({ passing }) => passing) };
}
