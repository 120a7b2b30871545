/** The foot of following delivery. */
import type { Tally } from '../logs/tail/tally.ts';
import { counted, digits, duration } from './words.ts';

/** @param seconds that it took */
export function renderTally(tally: Tally, seconds: number): string {
  const { files, written, duplicates, unmatched, unread, lag } = tally;
  const apart = [
    ...(duplicates > 0 ? [`${counted(duplicates, 'duplicate')} dropped`] : []),
    ...(unmatched > 0 ? [`${digits(unmatched)} not asked for`] : []),
    ...(unread > 0 ? [`${counted(unread, 'file')} NOT READ`] : []),
  ];
  const head = `${counted(written, 'record')} from ${counted(files, 'file')} in ${duration(seconds)}`;
  const late = lag === null ? '' : ` From event to here: ${duration(Math.max(0, lag))} (median).`;
  return `${[head, ...apart].join(', ')}.${late}`;
}
