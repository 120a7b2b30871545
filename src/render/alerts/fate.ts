/** What becomes of a drift: what trailwarden did, or will do and when, or what to type. */
import type { Notice } from '../../core/alerts/notice.ts';
import type { Drift, Ending } from '../../core/drift/drift.ts';
import type { Part, Piece, Pieces } from './letter.ts';
import { clockText, cut } from './names.ts';

type Told = Pick<Notice, 'at' | 'around'>;

export const endings: Readonly<Record<Ending, string>> = {
  healed: 'put back by trailwarden',
  reverted: 'put back at AWS by somebody else',
  adopted: 'adopted: the spec says so now',
  waived: 'accepted in the spec',
  'left-the-spec': 'the resource has left the spec',
  'read-again': 'it could be read again',
  arrived: 'what was late has arrived',
};

const because = {
  refused: 'Refused',
  waived: 'Accepted by a waiver',
  ignored: 'Left alone, as the spec says',
  waits: 'Waits',
  held: 'Held back',
  fixed: 'Stays',
} as const;

/** In a few words, for a locked phone and for lists. */
export function shortFate(drift: Drift, { around }: Told): string {
  const { closedAt, ending, status, kind, withheld } = drift;
  if (closedAt !== null && status !== 'flapping') return ending === null ? 'over' : endings[ending];
  if (status === 'contested') return 'contested: a person must decide';
  if (kind === 'unread') return 'asked again in every run';
  if (kind === 'undelivered') return 'settings are as the spec says';
  if (kind === 'unproven') return 'nothing can be put back by trailwarden';
  if (withheld) return `${because[withheld.by].toLowerCase()}: ${cut(withheld.problem.message, 120)}`;
  if (around.mode === 'observe') return 'observe mode: not healed';
  if (around.idle !== null) return `not healed now: ${cut(around.idle, 80)}`;
  return 'will be put back';
}

/** In sentences, with what to type where that helps. */
export function fateParts(drift: Drift, told: Told): readonly Part[] {
  const command = commandOf(drift, told);
  const lead = fate(drift, told);
  return [command === null ? { is: 'text', pieces: lead } : { is: 'command', lead, command }];
}

function fate(drift: Drift, { at, around }: Told): Pieces {
  const { kind, withheld, status } = drift;
  if (status === 'contested')
    return [
      { bold: 'trailwarden has stopped healing it, a person must decide.' },
      ' Find out who keeps changing it, and take that access away or change the spec. Then:',
    ];
  if (kind === 'unread')
    return ['trailwarden asks again in every run, and changes nothing of it meanwhile. To see what is missing:'];
  if (kind === 'unproven')
    return [
      'trailwarden cannot put log files back, and changes nothing: keep the bucket as it is until somebody has looked. All findings:',
    ];
  if (kind === 'undelivered')
    return [
      'The settings of the trail are as the spec says: there is nothing to put back. To see whether the policies on the way let CloudTrail deliver:',
    ];
  if (withheld) {
    const { message, hint } = withheld.problem;
    const why = `${because[withheld.by]}: ${stopped(cut(message, 300))}`;
    return [
      { bold: 'trailwarden leaves it as it is.' },
      ` ${why}${hint === undefined ? '' : ` ${stopped(cut(hint, 300))}`}`,
    ];
  }
  if (around.mode === 'observe')
    return [{ bold: 'Observe mode: trailwarden has changed nothing and will not.' }, ` ${toMend[kind]}`];
  if (around.idle !== null)
    return [{ bold: `trailwarden changes nothing now: ${stopped(cut(around.idle, 200))}` }, ` ${toMend[kind]}`];
  return ['trailwarden will put it back in its next run', ...nextRun(at, around.nextRunAt), '.'];
}

const toMend = {
  changed: 'To put it back:',
  missing: 'To make it again:',
  stray: 'To do as the spec says:',
} as const;

function nextRun(at: string, next: string | null): readonly Piece[] {
  return next === null ? [] : [', at ', { moment: next, words: clockText(next, at) }];
}

/** Null: there is nothing to type that mends it. */
export function commandOf(drift: Drift, { around }: Told): string | null {
  const { kind, status, withheld, closedAt, address } = drift;
  if (closedAt !== null && status !== 'flapping') return null;
  if (kind === 'unread') return 'trailwarden doctor';
  if (kind === 'undelivered') return 'trailwarden policy test';
  if (kind === 'unproven') return 'trailwarden logs verify';
  if (status === 'contested') return applyTo(address);
  if (withheld) return null;
  return around.mode === 'observe' || around.idle !== null ? applyTo(address) : null;
}

/** As it can be pasted into a shell. */
function applyTo(address: string): string {
  const isPlain = /^[\w@%+=:,./-]+$/u.test(address);
  const word = isPlain ? address : `'${cut(address, 200).replaceAll("'", String.raw`'\''`)}'`;
  return `trailwarden apply --target ${word}`;
}

/** With a full stop, where it does not end in one. */
export function stopped(text: string): string {
  return /[.?!…]$/u.test(text) ? text : `${text}.`;
}
