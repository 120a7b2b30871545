/** A step in the life of a drift as one line, for places that show lines: events of Kubernetes. */
import type { Drift, DriftStep, Ending } from '../core/drift/drift.ts';

export interface DriftNote {
  readonly type: 'Normal' | 'Warning';
  /** In the way of Kubernetes: one word, each part with a capital. */
  readonly reason: string;
  readonly action: string;
  readonly text: string;
}

/** Kubernetes takes so many bytes of text. */
const most = 1024;

const reasons: Readonly<Partial<Record<DriftStep['step'], string>>> = {
  opened: 'DriftOpened',
  changed: 'DriftChanged',
  withheld: 'DriftWithheld',
  contested: 'DriftContested',
  flapping: 'DriftFlapping',
  closed: 'DriftClosed',
};

const endings: Readonly<Record<Ending, string>> = {
  healed: 'put back by trailwarden',
  reverted: 'put back by somebody else',
  adopted: 'the spec says so now',
  waived: 'accepted in the spec',
  'left-the-spec': 'the resource has left the spec',
  'read-again': 'it could be read again',
  arrived: 'what was late has arrived',
};

/**
 * What people should see of a step; null: nothing.
 *
 * @param nextAt when the next run is due, ISO 8601; null: not known
 */
export function driftNote({ step, at, drift }: DriftStep, nextAt: string | null): DriftNote | null {
  const reason = reasons[step];
  if (reason === undefined) return null;
  const next = nextAt === null ? '' : `, next run in ${goDuration(Date.parse(nextAt) - Date.parse(at))}`;
  const text = step === 'closed' ? closed(drift) : standing(step, drift);
  const grave = step !== 'closed' && drift.gravity !== 'low' && drift.gravity !== 'info';
  return { type: grave ? 'Warning' : 'Normal', reason, action: 'Reconcile', text: cut(text, next) };
}

function standing(step: DriftStep['step'], drift: Drift): string {
  const why = step === 'withheld' && drift.withheld ? ` Not mended: ${drift.withheld.problem.message}.` : '';
  const sides = step === 'contested' && drift.others.length > 0 ? ` The other side: ${drift.others.join(', ')}.` : '';
  return `${drift.gravity.toUpperCase()} ${nameOf(drift)}: ${drift.meaning}${why}${sides}`;
}

function closed(drift: Drift): string {
  const { openedAt, closedAt, ending } = drift;
  const lasted = closedAt === null ? '' : ` after ${goDuration(Date.parse(closedAt) - Date.parse(openedAt))}`;
  return `${nameOf(drift)}: over${lasted}${ending === null ? '' : `, ${endings[ending]}`}.`;
}

const nameOf = ({ address, field }: Drift): string => (field === null ? address : `${address} ${field}`);

/** The end of the text stays: it says when somebody looks again. */
function cut(text: string, next: string): string {
  const body = text.replace(/\.$/u, '');
  const room = most - new TextEncoder().encode(next).length;
  const bytes = new TextEncoder().encode(body);
  if (bytes.length <= room) return `${body}${next}`;
  return `${new TextDecoder().decode(bytes.subarray(0, room - 4)).replace(/\uFFFD$/u, '')}…${next}`;
}

/** `1h0m5s`, as Kubernetes' tools write durations. */
function goDuration(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  const large = hours > 0 ? `${hours}h${minutes}m` : minutes > 0 ? `${minutes}m` : '';
  return `${large}${seconds % 60}s`;
}
