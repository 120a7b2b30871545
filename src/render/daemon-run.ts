/** One run of the daemon as one line of its log. Pure. */
import type { Held, RunSummary } from '../core/daemon/snapshot.ts';
import { dayOrTime } from './daemon/moments.ts';
import { counted, duration, secondsBetween } from './words.ts';

/** `nothing differs; reconciled 2 resources in 436 ms, next run in 10 min` */
export function runLine(run: RunSummary, nextAt: string, held: Held | null): string {
  const { startedAt, finishedAt, resources, targets } = run;
  const ended = finishedAt ?? startedAt;
  const what = targets.length > 0 ? targets.join(', ') : counted(resources, 'resource');
  const left = secondsBetween(ended, nextAt);
  const next = left < 1 ? 'next run now' : `next run in ${span(left)}`;
  const took = span(secondsBetween(startedAt, ended));
  if (run.result === 'failed') return `failed after ${took}, ${next}: ${run.problem?.message ?? 'nobody knows why'}`;
  if (run.result === 'interrupted') return `interrupted after ${took}`;
  const bound = run.mode === 'observe' && held ? `; held: ${heldWords(held, new Date(ended))}` : '';
  return `${outcome(run)}; ${run.mode === 'enforce' ? 'reconciled' : 'looked at'} ${what} in ${took}, ${next}${inAll(run)}${bound}`;
}

/** `outside its windows, opens 03:00 UTC` */
export function heldWords({ opensAt }: Held, now: Date): string {
  return `outside its windows, ${opensAt === null ? 'and none opens' : `opens ${dayOrTime(opensAt, now)}`}`;
}

const openIn = ({ drifts }: RunSummary): number => Object.values(drifts).reduce((sum, count) => sum + count, 0);

/** The drifts of everything are not those of a run over some targets. */
function inAll(run: RunSummary): string {
  const open = run.targets.length > 0 ? openIn(run) : 0;
  return open > 0 ? `; ${counted(open, 'drift')} open in all` : '';
}

function outcome(run: RunSummary): string {
  const { result, applied, unread } = run;
  const open = run.targets.length > 0 ? 0 : openIn(run);
  const parts = [
    ...(applied > 0 ? [`mended ${counted(applied, 'resource')}`] : []),
    ...(open > 0 ? [`${counted(open, 'drift')} open`] : []),
    ...(unread > 0 ? [`${counted(unread, 'resource')} could not be read`] : []),
  ];
  if (parts.length > 0) return parts.join(', ');
  if (result === 'incomplete') return 'nothing differs in what could be read';
  return result === 'drift' ? 'something differs' : 'nothing differs';
}

/** Below a second in milliseconds. */
function span(seconds: number): string {
  return seconds < 1 ? `${Math.round(seconds * 1000)} ms` : duration(seconds);
}

/** `every 5 min` where that is what the expression means; else the expression, with its zone where that is not UTC. */
export function scheduleWords({ cron, timeZone }: { readonly cron: string; readonly timeZone: string }): string {
  const [, minutes] = /^(?:0 )?\*\/(\d+) \* \* \* \*$/u.exec(cron) ?? [];
  if (minutes !== undefined && 60 % Number(minutes) === 0) return `every ${minutes} min`;
  if (/^(?:0 )?\* \* \* \* \*$/u.test(cron)) return 'every minute';
  const [, seconds] = /^\*\/(\d+) \* \* \* \* \*$/u.exec(cron) ?? [];
  if (seconds !== undefined && 60 % Number(seconds) === 0) return `every ${seconds} s`;
  return timeZone === 'UTC' ? cron : `${cron} (${timeZone})`;
}
