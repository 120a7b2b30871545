/** The life of a drift, one step for each run: opened, changed, withheld, contested, flapping, closed. See docs/drift-life.md. Pure. */
import { canonical } from '../diff.ts';
import type { Withheld } from '../plan.ts';
import { isContestable } from './contestable.ts';
import type { Drift, DriftStatus, DriftStep, Ending, Sighting, Stand } from './drift.ts';
import { standsNow, stoodFrom } from './drift.ts';
import type { Seen } from './seen.ts';
import { inOrder } from './sightings.ts';

/** Durations are milliseconds. */
export interface LifeSettings {
  /** A harmless field that we put back this often within the time is contested when it drifts again. */
  readonly contest: Often;
  /** A drift that opens this often within the time is told as one incident. */
  readonly flapping: Often;
}

interface Often {
  readonly after: number;
  readonly within: number;
}

export interface Advanced {
  /** Gravest first; closed ones as long as fights and flapping count them. */
  readonly drifts: readonly Drift[];
  /** In the order of the drifts. Each episode begins with `opened` and ends with `closed`. */
  readonly steps: readonly DriftStep[];
}

/**
 * All drifts after a run. The same run again changes nothing.
 *
 * @param before as `advance` left them
 */
export function advance(before: readonly Drift[], seen: Seen, settings: LifeSettings): Advanced {
  const found = byFingerprint(seen.found);
  const left = byFingerprint(seen.left.drifts);
  const known = byFingerprint(before);
  const all = [...new Set([...known.keys(), ...found.keys(), ...left.keys()])];
  const lives = all.map(fingerprint => {
    const life = new Life(known.get(fingerprint), seen, settings);
    const [was, is] = [found.get(fingerprint), left.get(fingerprint)];
    if (!life.isCounted()) {
      if (was) life.sight(was, seen.foundAt);
      if (is) life.sight(is, seen.endedAt);
      if (is) life.stay();
    }
    if (!is) life.miss();
    return life;
  });
  const drifts = inOrder(lives.flatMap(life => life.drifts));
  const steps = Map.groupBy(
    lives.flatMap(life => life.steps),
    ({ drift }) => drift.fingerprint,
  );
  return {
    drifts: drifts.filter(drift => !isForgotten(drift, seen.endedAt, settings)),
    steps: drifts.flatMap(({ fingerprint }) => steps.get(fingerprint) ?? []),
  };
}

/** The drifts that nobody goes on fighting, or would no longer, were they there again at this moment. */
export function contestedFields(
  drifts: readonly Drift[],
  now: Date,
  settings: Pick<LifeSettings, 'contest'>,
): readonly Drift[] {
  return drifts.filter(drift => isLeft(drift, drift.status, { at: now.toISOString(), settings }));
}

const byFingerprint = <T extends Sighting>(all: readonly T[]): ReadonlyMap<string, T> =>
  new Map(all.map(one => [one.fingerprint, one]));

/** Whether nobody fights for it any more, or would no longer. What came to be harmful is fought for again. */
function isLeft(
  drift: Drift,
  before: DriftStatus,
  { at, settings: { contest } }: { readonly at: string; readonly settings: Pick<LifeSettings, 'contest'> },
): boolean {
  if (drift.kind !== 'changed' || !isContestable(drift)) return false;
  return before === 'contested' || recent(drift.healedAt, at, contest.within).length >= Math.max(1, contest.after);
}

function recent(moments: readonly string[], now: string, within: number): readonly string[] {
  return moments.filter(moment => Date.parse(now) - Date.parse(moment) <= within);
}

function isForgotten({ status, closedAt }: Drift, now: string, { contest, flapping }: LifeSettings): boolean {
  if (closedAt === null || status !== 'closed') return false;
  return recent([closedAt], now, Math.max(contest.within, flapping.within)).length === 0;
}

/** Of one drift during one run. */
class Life {
  #drift: Drift | undefined;
  readonly #seen: Seen;
  readonly #settings: LifeSettings;
  /** Whether it flapped, and was there at the end of an earlier run. */
  readonly #stood: boolean;
  readonly #steps: DriftStep[] = [];

  constructor(drift: Drift | undefined, seen: Seen, settings: LifeSettings) {
    this.#drift = drift;
    this.#seen = seen;
    this.#settings = settings;
    this.#stood = drift?.status === 'flapping' && standsNow(drift);
  }

  /** Whether the run was taken in already. */
  isCounted(): boolean {
    return this.#drift?.seenBy === this.#seen.id;
  }

  /** None: it has not begun. */
  get drifts(): readonly Drift[] {
    return [this.#drift].filter(one => one !== undefined);
  }

  get steps(): readonly DriftStep[] {
    return this.#steps;
  }

  /** It was there at that moment. */
  sight(sighting: Sighting, at: string): void {
    const before = this.#drift;
    if (!before || before.status === 'closed') return this.#open(sighting, at, before);
    const isAnotherWish = !isSame(before.wanted, sighting.wanted);
    const isBack = before.ending !== null;
    const isAnotherDeed = isBack || !isSame(before.found, sighting.found); // whoever did it may be somebody else
    const own = {
      ...(isBack ? without(lifeOf(before)) : lifeOf(before)),
      ...(isAnotherWish ? nothingCounted : {}),
      ...(isAnotherDeed ? { attribution: null } : {}),
      seenAt: at,
      seenBy: this.#seen.id,
      closedAt: null,
      ending: null,
    };
    const reopenedAt = isBack ? [...own.reopenedAt, at] : own.reopenedAt;
    const drift = this.#trimmed({ ...sighting, ...own, reopenedAt }, at);
    const isOther = isAnotherWish || !isSame(before.found, sighting.found) || isOtherTrouble(before, sighting);
    const status = this.#statusOf(drift, at, isAnotherWish ? 'open' : before.status);
    const calmed = before.status === 'flapping' && status !== 'flapping' ? { standsSince: stoodFrom(before) } : {};
    const now = { ...drift, ...(isBack ? {} : calmed), status, changedAt: isOther || isBack ? at : drift.changedAt };
    const turn = status === before.status ? [] : [turnTo[status]];
    this.#become(now, at, [...(isOther ? ['changed' as const] : []), ...turn]);
  }

  #open(sighting: Sighting, at: string, earlier: Drift | undefined): void {
    const counted = earlier && isSame(earlier.wanted, sighting.wanted) ? earlier : nothingCounted;
    const drift = this.#trimmed(
      {
        ...sighting,
        status: 'open',
        openedAt: at,
        changedAt: at,
        seenAt: at,
        seenBy: this.#seen.id,
        closedAt: null,
        ending: null,
        openedBy: this.#seen.id,
        closedBy: null,
        healedAt: counted.healedAt,
        reopenedAt: [...counted.reopenedAt, at],
        attribution: null,
        others: earlier?.others ?? [],
      },
      at,
    );
    const status = this.#statusOf(drift, at, 'open');
    const isRestless = status === 'contested' || status === 'flapping';
    this.#become({ ...drift, status }, at, ['opened', ...(isRestless ? [status] : [])]);
  }

  /** One that flaps is told again where it stays: for longer than a run, or because it is left as it is. */
  stay(): void {
    const drift = this.#drift;
    if (drift?.status !== 'flapping' || drift.standsSince !== undefined) return;
    const isLeftAlone = drift.withheld !== undefined && drift.withheld.by !== 'waits';
    if (!this.#stood && !isLeftAlone) return;
    const step = isLeftAlone ? 'withheld' : 'changed';
    this.#become({ ...drift, standsSince: stoodFrom(drift) }, this.#seen.endedAt, [step]);
  }

  /** It is not there at the end of the run. */
  miss(): void {
    const drift = this.#drift;
    if (!drift || drift.status === 'closed') return;
    const waits = this.#seen.left.waiting.get(drift.fingerprint);
    if (waits) return this.#hold(drift, waits);
    const over = endingOf(drift, this.#seen);
    if (over === null) return;
    const ending = drift.ending ?? over;
    const { endedAt, id } = this.#seen;
    const closedAt = drift.closedAt ?? endedAt;
    const healedAt = ending === 'healed' && drift.ending === null ? [...drift.healedAt, endedAt] : drift.healedAt;
    const counted = mayComeBack.has(ending) ? { healedAt } : nothingCounted;
    const gone = { ...without(drift), ending, closedAt, ...counted, ...stoodBy(drift, endedAt) };
    const isQuiet = recent([drift.seenAt], endedAt, this.#settings.flapping.within).length === 0;
    if (drift.status === 'flapping' && !isQuiet && mayComeBack.has(ending)) return this.#become(gone, endedAt, []);
    this.#become({ ...gone, status: 'closed', closedBy: id }, endedAt, ['closed']);
  }

  /** It was a drift, and is not mended yet because it waits: it is not over. */
  #hold(drift: Drift, withheld: Withheld): void {
    const status = drift.status === 'open' ? 'withheld' : drift.status;
    const turn = status === drift.status ? [] : (['withheld'] as const);
    this.#become({ ...drift, withheld, status }, this.#seen.endedAt, turn);
    if (drift.seenBy !== this.#seen.id) this.stay();
  }

  #statusOf(drift: Drift, at: string, before: DriftStatus): Exclude<DriftStatus, 'closed'> {
    if (isLeft(drift, before, { at, settings: this.#settings })) return 'contested';
    if (drift.reopenedAt.length >= Math.max(2, this.#settings.flapping.after)) return 'flapping';
    if (before === 'flapping' && drift.reopenedAt.length > 0) return 'flapping';
    return drift.withheld ? 'withheld' : 'open';
  }

  #trimmed(drift: Drift, at: string): Drift {
    const { contest, flapping } = this.#settings;
    return {
      ...drift,
      healedAt: recent(drift.healedAt, at, contest.within),
      reopenedAt: recent(drift.reopenedAt, at, flapping.within),
    };
  }

  #become(drift: Drift, at: string, steps: readonly DriftStep['step'][]): void {
    this.#drift = drift;
    this.#steps.push(...steps.map(step => ({ step, at, run: this.#seen.id, drift })));
  }
}

/** The step to each status that a drift which stands can come to. */
const turnTo = {
  open: 'released',
  withheld: 'withheld',
  contested: 'contested',
  flapping: 'flapping',
} as const satisfies Partial<Record<DriftStatus, DriftStep['step']>>;

const nothingCounted: Pick<Drift, 'healedAt' | 'reopenedAt'> = { healedAt: [], reopenedAt: [] };

/** A spec that was changed, or an exception, ends it for good. */
const mayComeBack: ReadonlySet<Ending> = new Set(['healed', 'reverted', 'read-again', 'arrived']);

const isSame = (a: unknown, b: unknown): boolean => canonical(a) === canonical(b);

const isOtherTrouble = (before: Sighting, now: Sighting): boolean => before.problem?.code !== now.problem?.code;

/** So many times in which one drift stood are remembered. */
const mostStands = 1000;

/** When it stood, now that it does no more. One that never came and went needs no list. */
function stoodBy(drift: Drift, to: string): { readonly stood?: readonly Stand[] } {
  const { status, stood, ending } = drift;
  if (ending !== null || (status !== 'flapping' && stood === undefined)) return {};
  return { stood: [...(stood ?? []), { from: stoodFrom(drift), to }].slice(-mostStands) };
}

/** Once it is over, or back, it does not stay any more. */
function without<T extends Pick<Drift, 'standsSince'>>(drift: T): Omit<T, 'standsSince'> {
  const { standsSince: _past, ...rest } = drift;
  return rest;
}

/** All but what the last sighting said. */
function lifeOf(drift: Drift): Omit<Drift, keyof Sighting> {
  const { status, openedAt, changedAt, seenAt, seenBy, closedAt, ending, openedBy, closedBy } = drift;
  const { healedAt, reopenedAt, attribution, others, standsSince, stood } = drift;
  const episode = { status, openedAt, changedAt, seenAt, seenBy, closedAt, ending, openedBy, closedBy };
  return {
    ...episode,
    healedAt,
    reopenedAt,
    attribution,
    others,
    ...(standsSince === undefined ? {} : { standsSince }),
    ...(stood === undefined ? {} : { stood }),
  };
}

/** How a drift that is no longer there came to its end; null: nobody knows whether it did. */
function endingOf(drift: Drift, seen: Seen): Ending | null {
  if (seen.hasLeft(drift)) return 'left-the-spec';
  if (seen.left.accepted.has(drift.fingerprint)) return 'waived';
  if (!seen.saw(drift)) return null;
  if (drift.kind === 'unread') return 'read-again';
  if (drift.kind === 'undelivered') return 'arrived';
  if (drift.kind === 'unproven') return 'reverted'; // no call of ours mends a log file
  if (seen.mended(drift)) return 'healed';
  return isAdopted(drift, seen) ? 'adopted' : 'reverted';
}

function isAdopted(drift: Drift, seen: Seen): boolean {
  return drift.kind === 'stray' ? seen.declares(drift.address) : seen.adopts(drift);
}
