/** The small line at the end: whose, in which mode, by which spec and run, and where there is more. */
import type { Notice } from '../../core/alerts/notice.ts';
import { digits } from '../words.ts';
import type { Piece, Pieces } from './letter.ts';
import { pageLink, runbookLink } from './links.ts';
import { cut, named, span } from './names.ts';

/** @param more what else is to be said, at the end */
export function contextOf(notice: Notice, more: readonly string[] = []): Pieces {
  const { around, drifts, happening } = notice;
  const { owner, daemon, mode, source, run } = around;
  const [page, runbook] = [pageLink(notice, around), runbookLink(notice)];
  const told = new Set(drifts.map(({ address }) => address));
  const others = happening === 'returned' || happening === 'first-run' ? 0 : othersOpen(around.open, told);
  return joined([
    [named(owner ?? daemon)],
    [mode],
    ...(source.revision === null ? [] : [['spec ', { code: named(source.revision) }]]),
    ...(run === null ? [] : [['run ', { code: named(run) }]]),
    ...(page === null ? [] : [[{ link: 'page', to: page }]]),
    ...(runbook === null ? [] : [[{ link: 'runbook', to: runbook }]]),
    ...(others > 0 ? [[`${digits(others)} more open`]] : []),
    ...more.map(text => [cut(text, 200)]),
  ]);
}

function othersOpen(open: readonly string[], told: ReadonlySet<string>): number {
  return new Set(open.filter(address => !told.has(address))).size;
}

function joined(parts: readonly Pieces[]): Pieces {
  return parts.flatMap((part, index): readonly Piece[] => (index === 0 ? part : [' · ', ...part]));
}

/** `reminder in 1 h`; nothing where nobody will be reminded. */
export function reminderNote({ at, nextReminderAt }: Notice): readonly string[] {
  if (nextReminderAt === null) return [];
  const minutes = Math.ceil((Date.parse(nextReminderAt) - Date.parse(at)) / 60_000);
  return minutes <= 0 ? [] : [`reminder in ${span(minutes * 60)}`];
}
