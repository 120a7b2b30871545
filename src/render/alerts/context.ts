/** The small line at the end: whose, in which mode, by which spec and run, and where there is more. */
import type { Happening, Notice } from '../../core/alerts/notice.ts';
import { counted } from '../words.ts';
import type { Piece, Pieces } from './letter.ts';
import { pageLink, runbookLink } from './links.ts';
import { cut, named, span } from './names.ts';

/** What says itself how many are open. */
const saysAll: ReadonlySet<Happening> = new Set<Happening>(['returned', 'first-run', 'seeing']);

/** @param more what else is to be said, at the end */
export function contextOf(notice: Notice, more: readonly string[] = []): Pieces {
  const { around, drifts, happening } = notice;
  const { owner, daemon, mode, source, run } = around;
  const [page, runbook] = [pageLink(notice, around), runbookLink(notice)];
  const told = new Set(drifts.map(({ fingerprint }) => fingerprint));
  const others = saysAll.has(happening) ? 0 : othersOpen(around.open, told);
  return joined([
    [named(owner ?? daemon)],
    [mode],
    ...(source.revision === null ? [] : [['spec ', { code: named(source.revision) }]]),
    ...(run === null ? [] : [['run ', { code: named(run) }]]),
    ...(page === null ? [] : [[{ link: 'page', to: page }]]),
    ...(runbook === null ? [] : [[{ link: 'runbook', to: runbook }]]),
    ...(others > 0 ? [[`${counted(others, 'more drift')} open`]] : []),
    ...more.map(text => [cut(text, 200)]),
  ]);
}

function othersOpen(open: readonly string[], told: ReadonlySet<string>): number {
  return open.filter(fingerprint => !told.has(fingerprint)).length;
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
