/** A receiver that is told in tests of what is due: it takes everything, and remembers it as the daemon does. */
import { due } from '../../../src/core/alerts/due.ts';
import type { Incident } from '../../../src/core/alerts/incident.ts';
import type { Asked, Turn } from '../../../src/core/alerts/turn.ts';
import type { World } from '../../../src/core/alerts/world.ts';
import type { Drift } from '../../../src/core/drift/drift.ts';
import type { CausingEvent } from '../../../src/core/drift/attribution.ts';
import { digest, moment, sighting } from '../drift/lives.ts';

const hour = 3_600_000;

const asked: Asked = {
  receiver: 'channel',
  routes: [{ receivers: ['channel'], from: 'low', accounts: [], kinds: [] }],
  reminders: { critical: [hour, 4 * hour, 24 * hour], high: [24 * hour] },
  daemon: 'tw',
  digest,
};

/** A drift that opened at noon. */
export function drift(over: Partial<Drift> = {}): Drift {
  const openedAt = over.openedAt ?? moment(0);
  return {
    ...sighting(),
    status: over.closedAt ? 'closed' : 'open',
    openedAt,
    changedAt: openedAt,
    seenAt: openedAt,
    seenBy: 'r-1',
    closedAt: null,
    ending: over.closedAt ? 'healed' : null,
    openedBy: 'r-1',
    closedBy: null,
    healedAt: [],
    reopenedAt: [openedAt],
    attribution: null,
    others: [],
    ...over,
  };
}

/** One of many, by its number. */
export const numbered = (index: number, over: Partial<Drift> = {}): Drift =>
  drift({ fingerprint: `d-${`${index}`.padStart(12, '0')}`, address: `trail/t${index}@security/eu-west-1`, ...over });

export function by(name: string, eventId = 'e-1'): Pick<Drift, 'attribution'> {
  const event: CausingEvent = {
    eventId,
    name: 'StopLogging',
    source: 'cloudtrail.amazonaws.com',
    at: moment(-1),
    region: 'eu-west-1',
    principal: { name, type: 'IAMUser', arn: null, account: null, issuer: null, mfa: null },
    sourceIp: null,
    userAgent: null,
    requestId: null,
  };
  const found = { answer: 'found', confidence: 'certain', event, byOurPrincipal: false } as const;
  return { attribution: { askedAt: moment(0), attempts: [], ...found } };
}

export interface Scene {
  /** Minutes after noon. */
  readonly minute: number;
  readonly open?: readonly Drift[];
  readonly over?: readonly Drift[];
  readonly world?: Partial<World>;
  /** Minute since which it could not be reached. */
  readonly away?: number;
  readonly asked?: Partial<Asked>;
  /** It cannot be reached now. */
  readonly lost?: true;
}

export class Told {
  incidents: readonly Incident[] = [];
  toldUpTo: string | null;

  /** @param known whether it was told before */
  constructor(known = true) {
    this.toldUpTo = known ? moment(-60) : null;
  }

  /** The world stands so: what is told until nothing is due. */
  sees({ minute, open = [], over = [], world, away, asked: more, lost }: Scene): readonly Turn[] {
    const seen: World = {
      now: moment(minute),
      lookedAt: moment(minute),
      open,
      over,
      blind: null,
      source: null,
      ids: new Map(),
      ...world,
    };
    const turns: Turn[] = [];
    for (let round = 0; round < 1_000; round += 1) {
      const awaySince = away === undefined || turns.length > 0 ? null : moment(away);
      const known = { incidents: this.incidents, toldUpTo: this.toldUpTo, awaySince };
      const found = due(known, seen, { ...asked, ...more });
      this.#keep(found.quietly);
      if (lost) return found.turns;
      const [turn] = found.turns;
      if ((!turn || turn.tellsAll) && seen.lookedAt !== null) this.toldUpTo = seen.lookedAt;
      if (!turn) return turns;
      turns.push(turn);
      this.#keep(turn.after);
    }
    throw new Error('there is no end to it');
  }

  #keep(incidents: readonly Incident[]): void {
    const names = new Set(incidents.map(({ incident }) => incident));
    this.incidents = [...this.incidents.filter(({ incident }) => !names.has(incident)), ...incidents];
  }
}

/** `opened critical 2`: what happened, how grave it is, of how many drifts. */
export const words = (turns: readonly Turn[]): readonly string[] =>
  turns.map(({ notice: { happening, weight, drifts } }) => `${happening} ${weight} ${drifts.length}`);
