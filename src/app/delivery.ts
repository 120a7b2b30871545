/** Watches whether what trails record arrives: the home of each trail in every run, its other regions in turn. */
import { targetKey } from '../core/arn.ts';
import type { DigestOf } from '../core/basis.ts';
import type { DeliveryConfig } from '../core/daemon/config.ts';
import type { TrailView } from '../core/daemon/snapshot.ts';
import { remember, troubles } from '../core/delivery/judge.ts';
import type { Delivered, Expected, Remembered, Status } from '../core/delivery/judge.ts';
import { undelivered } from '../core/delivery/told.ts';
import type { TroubleAt } from '../core/delivery/told.ts';
import type { Known } from '../core/derive.ts';
import type { HealthSeen } from '../core/drift/seen.ts';
import { unreadBecause } from '../core/failure.ts';
import type { AnyState } from '../core/kind.ts';
import type { Address, Live } from '../core/model.ts';
import type { Cloud, Log } from './ports.ts';
import type { Saw } from './run.ts';

type Health = Readonly<Record<string, string | boolean>>;
type Elsewhere = TrailView['elsewhere'];
type Present = Extract<Live<AnyState>, { readonly is: 'present' }>;

/** A trail that is there, as a run saw it. */
interface Watched {
  readonly known: Known;
  readonly live: Present;
  readonly expected: Expected;
  /** Other regions that it reaches. */
  readonly others: readonly string[];
}

export interface LookAtDeliveries {
  readonly saw: Saw;
  readonly cloud: Pick<Cloud, 'memory'>;
  readonly log: Log;
  readonly config: DeliveryConfig;
  readonly digest: DigestOf;
  readonly now: Date;
}

/** What a look at deliveries showed. */
export interface DeliveriesSeen extends HealthSeen {
  /** By the address of a trail: other regions, as they were last seen. */
  readonly elsewhere: ReadonlyMap<Address, Elsewhere>;
}

/** Remembers, as long as the process lives, what is awaited. A trail that is seen for the first time is late for nothing. */
export class DeliveryWatch {
  /** By ARN and region. */
  readonly #remembered = new Map<string, Remembered>();
  /** By ARN: regions with trouble, asked again in every run. */
  readonly #troubled = new Map<string, readonly TroubleAt[]>();
  readonly #elsewhere = new Map<Address, Elsewhere>();
  #turn = 0;

  /** Asks one more region for each trail, and those of which something did not arrive. */
  async look(asked: LookAtDeliveries): Promise<DeliveriesSeen> {
    const trails = asked.saw.seen.known.flatMap(known => watchedIn(known, asked.saw));
    this.#turn += 1;
    const found = await Promise.all(trails.map(async trail => this.#lookAt(trail, asked)));
    const looked = new Set(trails.map(({ known }) => known.desired.address));
    return {
      sightings: found.flatMap(one => one ?? []),
      looked: address => looked.has(address),
      elsewhere: this.#elsewhere,
    };
  }

  async #lookAt(trail: Watched, asked: LookAtDeliveries) {
    const { known, live } = trail;
    const home = live.target.region;
    const regions = this.#regionsOf(trail);
    const answers = await Promise.all(
      regions.map(async region => [region, await healthAt(trail, region, asked)] as const),
    );
    const told = answers.flatMap(([region, health]) => (health === null ? [] : [[region, statusOf(health)] as const]));
    this.#keep(trail, told);
    const all = [[home, statusOf(live.health)] as const, ...told];
    const asAsked = new Set(all.map(([region]) => region));
    const unasked = (this.#troubled.get(live.arn) ?? []).filter(({ region }) => !asAsked.has(region));
    const now = [...all.flatMap(([region, status]) => this.#judge(trail, [region, status], asked)), ...unasked];
    this.#troubled.set(live.arn, now);
    const { config, digest, saw } = asked;
    return undelivered(known, now, { owner: saw.spec.owner, gravity: config.gravity, digest });
  }

  #judge({ live, expected }: Watched, [region, status]: readonly [string, Status], { config, now }: LookAtDeliveries) {
    const key = `${live.arn} ${region}`;
    const look = { status, now: now.toISOString() };
    const remembered = remember(this.#remembered.get(key) ?? null, expected, look);
    this.#remembered.set(key, remembered);
    return troubles(remembered, expected, { ...look, limits: config }).map(one => ({ ...one, region }));
  }

  /** The one whose turn it is, and those with trouble. */
  #regionsOf({ live, others }: Watched): readonly string[] {
    const troubled = new Set((this.#troubled.get(live.arn) ?? []).map(({ region }) => region));
    return others.filter((region, at) => at === this.#turn % others.length || troubled.has(region));
  }

  #keep({ known, others }: Watched, told: readonly (readonly [string, Status])[]): void {
    const { address } = known.desired;
    const before = Object.entries(this.#elsewhere.get(address) ?? {}).filter(([region]) => others.includes(region));
    const after = told.map(
      ([region, { lastLog, errors }]) => [region, { lastLog, error: errors.log ?? null }] as const,
    );
    this.#elsewhere.set(address, Object.fromEntries([...before, ...after]));
  }
}

/** Null: it could not be asked, and stands as it was remembered. */
async function healthAt(
  { known, live }: Watched,
  region: string,
  { cloud, log }: LookAtDeliveries,
): Promise<Health | null> {
  const target = { ...live.target, region };
  try {
    return (await known.kind.healthElsewhere?.(live.arn, cloud.memory().at(target))) ?? null;
  } catch (error) {
    log.debug(
      { problem: unreadBecause(error), target: targetKey(target) },
      'the delivery of a trail could not be asked',
    );
    return null;
  }
}

/** A trail of ours that is there and was read in this run. What could not be read of it is a drift of its own. */
function watchedIn(known: Known, { located }: Saw): readonly Watched[] {
  const { kind, desired, live } = known;
  if (!kind.healthElsewhere || live.is !== 'present' || !desired.managed) return [];
  const read = Object.entries(live.fields).flatMap(([name, one]) =>
    'value' in one ? [[name, one.value] as const] : [],
  );
  const state: AnyState = Object.fromEntries(read);
  const recording = kind.recording?.(state, live.arn);
  if (!recording) return [];
  const { account, region: home } = live.target;
  const enabled = located.accounts.find(({ id }) => id === account)?.enabled ?? [];
  const since = live.health['loggingSince'];
  const expected = {
    logging: state['logging'] === true,
    loggingSince: typeof since === 'string' ? since : null,
    digests: recording.proves === true,
    announces: typeof state['topic'] === 'string',
    // asking for its status is a management event that reads
    recordsLooks: recording.takes.some(({ of, all }) => of === 'management read' && all),
  };
  const others = recording.everyRegion ? enabled.filter(region => region !== home) : [];
  return [{ known, live, expected, others }];
}

function statusOf(health: Health): Status {
  const text = (name: string): string | undefined => {
    const value = health[name];
    return typeof value === 'string' ? value : undefined;
  };
  const errors: { [D in Delivered]?: string } = {};
  for (const [of, name] of failures) {
    const error = text(name);
    if (error !== undefined) errors[of] = error;
  }
  return {
    lastLog: text('lastDelivery') ?? null,
    lastDigest: text('lastDigest') ?? null,
    lastNotification: text('lastNotification') ?? null,
    errors,
  };
}

/** By the names that live health has. */
const failures: readonly (readonly [of: Delivered, name: string])[] = [
  ['log', 'deliveryError'],
  ['digest', 'digestError'],
  ['notification', 'notificationError'],
  ['log group', 'logGroupError'],
];
