/** One keeper of global service events (IAM, STS, CloudFront) for each account: facts of AWS since 22 November 2021. */
import type { Address, Position, Problem, Target } from './model.ts';
import type { Recorder } from './needs.ts';

/** Where a partition records global service events. Certain for `aws` only: elsewhere the rule warns where it would refuse. */
const leaders: Readonly<Record<string, string>> = {
  aws: 'us-east-1',
  'aws-cn': 'cn-north-1',
  'aws-us-gov': 'us-gov-west-1',
};

/** The region in which a partition records global service events; undefined where nobody has said. */
export function leadingRegion(partition: string): string | undefined {
  return leaders[partition];
}

export interface RecorderAt extends Recorder {
  readonly address: Address;
  readonly target: Target;
}

/** `globalServiceEvents.keeper` as written: `auto`, `elsewhere`, or a region. */
export interface KeeperWish {
  readonly value: string;
  readonly at?: Position;
}

export interface Keepers {
  readonly keeps: ReadonlySet<Address>;
  /** For each trail of an account with a keeper but that one: who must record before it lets go of anything. */
  readonly before: ReadonlyMap<Address, Address>;
  readonly problems: readonly Problem[];
}

/**
 * Chooses the keeper of each account: the organization's trail, else the account's own multi-region trail, else its
 * trail in the leading region of the partition. No other trail receives these events.
 *
 * @param isMember whether the organization has an account, by its id; where nobody said, every account is taken for one
 */
export function chooseKeepers(
  recorders: readonly RecorderAt[],
  wish: KeeperWish,
  isMember: (account: string) => boolean = () => true,
): Keepers {
  const keeps = new Set<Address>();
  const before = new Map<Address, Address>();
  const problems: Problem[] = [];
  const organizations = recorders.filter(({ covers, records }) => covers === 'organization' && records);
  for (const group of Map.groupBy(recorders, ({ target }) => target.account).values()) {
    const own = group as unknown as Own; // a group has a member, which the type of groupBy does not say
    const able = own.filter(canKeep);
    const organization = isMember(own[0].target.account) ? organizationTrail(organizations, own) : undefined;
    const keeper = choose(organization, able, wish.value);
    for (const { address } of own.filter(isWide)) keeps.add(address); // AWS refuses a multi-region trail without the flag
    if (keeper) keeps.add(keeper.address);
    for (const { address } of own) if (keeper && keeper.address !== address) before.set(address, keeper.address);
    problems.push(...(keeper ? [] : judge({ own, able, wish })), ...duplicates(own));
  }
  return { keeps, before, problems };
}

const width = { region: 0, account: 1, organization: 2 } as const;

/** Whether less is recorded: it stops, covers less, or gives up the global service events. */
export function letsGo(from: Recorder | null, to: Recorder): boolean {
  return (
    from !== null &&
    from.records &&
    (!to.records || width[to.covers] < width[from.covers] || (from.global && !to.global))
  );
}

/** Whether more is recorded. */
export function gains(from: Recorder | null, to: Recorder): boolean {
  if (!to.records) return false;
  return from === null || !from.records || width[to.covers] > width[from.covers] || (to.global && !from.global);
}

const isWide = ({ covers }: Recorder): boolean => covers !== 'region';

/** Whether a trail receives global service events at all, were it only switched on. */
function canKeep({ target, ...recorder }: RecorderAt): boolean {
  return isWide(recorder) || target.region === leadingRegion(target.partition);
}

function organizationTrail(trails: readonly RecorderAt[], [{ target: own }]: Own): RecorderAt | undefined {
  return trails.find(({ target }) => target.partition === own.partition);
}

function choose(
  organization: RecorderAt | undefined,
  able: readonly RecorderAt[],
  wish: string,
): RecorderAt | undefined {
  const recording = able.filter(({ records }) => records);
  if (wish === 'elsewhere') return undefined;
  if (wish !== 'auto') return recording.find(({ target }) => target.region === wish);
  return organization ?? recording.find(isWide) ?? recording[0];
}

type Own = readonly [RecorderAt, ...RecorderAt[]];

interface Judged {
  /** Never empty. */
  readonly own: Own;
  readonly able: readonly RecorderAt[];
  readonly wish: KeeperWish;
}

/** Why an account has no keeper. */
function judge({ own, able, wish }: Judged): readonly Problem[] {
  if (wish.value === 'elsewhere') return [];
  const [
    {
      address,
      target: { partition },
    },
  ] = own;
  const leader = leadingRegion(partition);
  const stopped = wish.value === 'auto' ? able[0] : able.find(({ target }) => target.region === wish.value);
  if (stopped)
    return [
      {
        code: 'keeper-does-not-record',
        severity: 'warning',
        at: wish.at ?? stopped.address,
        message: `${stopped.address} would keep the global service events of its account, and it does not record`,
        hint: 'Let it log, or let another trail keep them.',
      },
    ];
  return [
    {
      code: 'keeper-loses-events',
      severity: partition === 'aws' ? 'error' : 'warning',
      at: wish.at ?? address,
      message: 'nobody would record IAM, STS and CloudFront events',
      ...(wish.at ? { label: leader === undefined ? 'may record none' : 'records none since Nov 2021' } : {}),
      why: `AWS records these events in ${leader ?? 'the leading region of the partition'} only. A single-region trail elsewhere never sees them, whatever its flag says.`,
      hint: `${leader === undefined ? '' : `keeper: ${leader} with a trail there, or `}make one trail multiRegion: true, or say keeper: elsewhere if a trail outside this spec records them.`,
    },
  ];
}

/** Several trails that record everything, everywhere: all of it is recorded, and billed, more than once. */
function duplicates(own: readonly RecorderAt[]): readonly Problem[] {
  const wide = own.filter(recorder => isWide(recorder) && recorder.records);
  const [, second] = wide;
  if (second === undefined) return [];
  return [
    {
      code: 'recorded-more-than-once',
      severity: 'warning',
      at: second.address,
      message: `${wide.map(({ address }) => address).join(' and ')} record all regions: every management event is recorded, and billed, ${wide.length} times`,
      hint: 'Keep one multi-region trail for each account.',
    },
  ];
}
