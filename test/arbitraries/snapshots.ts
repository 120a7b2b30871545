/** Daemons as they may stand: with one account, twelve, a thousand, and with no good run for hours. */
import { gravities } from '../../src/core/plan.ts';
import type { Plan, PlannedChange, Resource } from '../../src/core/plan.ts';
import type { CausingEvent } from '../../src/core/drift/attribution.ts';
import type { Drift } from '../../src/core/drift/drift.ts';
import type {
  AccountView,
  CellState,
  ResourceView,
  RunSummary,
  Snapshot,
  TrailView,
} from '../../src/core/daemon/snapshot.ts';
import type { Gravity } from '../../src/core/kind.ts';
import type { Address, Arn } from '../../src/core/model.ts';

export type Scene = 'new' | '1' | '12' | '1000' | 'blind';
export const scenes: readonly Scene[] = ['new', '1', '12', '1000', 'blind'];

const minute = 60_000;
const hour = 60 * minute;
const regions = [
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
  'ca-central-1',
  'sa-east-1',
  'eu-central-1',
  'eu-north-1',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-northeast-3',
  'ap-south-1',
  'ap-southeast-1',
  'ap-southeast-2',
];
const home = 'eu-west-1';

interface Told {
  readonly id: string;
  readonly key: string;
  readonly unit: string | null;
  readonly cells: CellState | Readonly<Record<string, CellState>>;
}

const twelve: readonly Told[] = [
  { id: '111111111111', key: 'security', unit: 'Security', cells: 'once' },
  { id: '222222222222', key: 'payments', unit: 'Workloads/Prod', cells: 'none' },
  { id: '333333333333', key: 'platform', unit: 'Infrastructure', cells: 'once' },
  { id: '444444444444', key: 'data', unit: 'Workloads/Prod', cells: 'weak' },
  { id: '555555555555', key: 'web', unit: 'Workloads/Prod', cells: 'undelivered' },
  { id: '666666666666', key: 'legacy', unit: 'Suspended', cells: 'unknown' },
  { id: '777777777777', key: 'identity', unit: 'Security', cells: 'once' },
  { id: '888888888888', key: 'network', unit: 'Infrastructure', cells: { 'af-south-1': 'once' } },
  { id: '999999999999', key: 'mobile', unit: 'Workloads/Stage', cells: { 'us-east-1': 'twice' } },
  { id: '101010101010', key: 'analytics', unit: 'Data', cells: 'once' },
  { id: '121212121212', key: 'staging', unit: 'Workloads/Stage', cells: 'once' },
  { id: '131313131313', key: 'research', unit: null, cells: { 'ap-south-1': 'late' } },
];

function thousand(): readonly Told[] {
  const more = Array.from({ length: 988 }, (_, index): Told => {
    const unit = ['Workloads/Prod', 'Workloads/Stage', 'Sandboxes', 'Retail'][index % 4] ?? null;
    return {
      id: `${200_000_000_000 + index * 7919}`,
      key: `account-${`${index}`.padStart(4, '0')}`,
      unit,
      cells: 'once',
    };
  });
  return [...twelve, ...more];
}

const trailArn = (account: string): Arn => `arn:aws:cloudtrail:${home}:${account}:trail/main`;
const trailAddress = (key: string): Address => `trail/main@${key}/${home}`;

function accountView({ id, key, unit, cells }: Told): AccountView {
  const usual = typeof cells === 'string' ? cells : 'once';
  const own = typeof cells === 'string' ? {} : cells;
  const all = regions.map(region => [region, own[region] ?? usual] as const);
  const known = usual !== 'unknown';
  return {
    key,
    id,
    partition: 'aws',
    unit,
    cells: { ...Object.fromEntries(all), ...own },
    keeper: known && usual !== 'none' ? { address: trailAddress(key), arn: trailArn(id), region: home } : null,
    copies: known ? (usual === 'none' ? 0 : own['us-east-1'] === 'twice' ? 2 : 1) : null,
  };
}

function trailView({ id, key, cells }: Told, at: (ago: number) => string): TrailView {
  const known = cells !== 'unknown';
  const stopped = cells === 'none';
  return {
    address: trailAddress(key),
    arn: trailArn(id),
    account: id,
    region: home,
    logging: known ? !stopped : null,
    lastLog: known ? at(stopped ? 41 * minute : (Number(id.slice(0, 2)) % 13) * minute + minute) : null,
    lastDigest: known ? at((Number(id.slice(3, 5)) % 55) * minute + 3 * minute) : null,
    lastNotification: known ? at(stopped ? 41 * minute : 6 * minute) : null,
    errors: cells === 'undelivered' ? { log: 'AccessDenied' } : {},
    elsewhere:
      typeof cells === 'object' && cells['ap-south-1']
        ? { 'ap-south-1': { lastLog: at(52 * minute), error: null } }
        : {},
  };
}

function resource({ id, key }: Told): Resource & { readonly address: Address } {
  const target = { partition: 'aws', account: id, region: home };
  return { address: trailAddress(key), kind: 'trail', arn: trailArn(id), name: 'main', target };
}

function event(name: string, at: string, account: string): CausingEvent {
  return {
    eventId: `00000000-0000-4000-8000-${account}`,
    name,
    source: 'cloudtrail.amazonaws.com',
    at,
    region: home,
    principal: {
      name: 'BreakGlass/jdoe',
      type: 'AssumedRole',
      arn: `arn:aws:sts::${account}:assumed-role/BreakGlass/jdoe`,
      account,
      issuer: `arn:aws:iam::${account}:role/BreakGlass`,
      mfa: true,
    },
    sourceIp: '203.0.113.24',
    userAgent: 'aws-cli/2.31.0',
    requestId: `11111111-0000-4000-8000-${account}`,
  };
}

interface Happened {
  readonly fingerprint: string;
  readonly told: Told;
  readonly field: string | null;
  readonly gravity: Gravity;
  readonly meaning: string;
  readonly wanted: unknown;
  readonly found: unknown;
  readonly ago: number;
  readonly more?: Partial<Drift>;
}

/** A drift as the life of drifts makes them. */
export function driftOf({ told, ago, more, ...seen }: Happened, now: Date): Drift {
  const at = (past: number) => new Date(now.getTime() - past).toISOString();
  return {
    kind: seen.field === null ? 'missing' : 'changed',
    address: trailAddress(told.key),
    resource: resource(told),
    effect: seen.gravity === 'critical' || seen.gravity === 'high' ? 'weakens' : 'neutral',
    status: 'open',
    openedAt: at(ago),
    changedAt: at(ago),
    seenAt: at(2 * minute),
    seenBy: 'r-99999',
    others: [],
    closedAt: null,
    ending: null,
    openedBy: 'r-0001',
    closedBy: null,
    healedAt: [],
    reopenedAt: [at(ago)],
    attribution: null,
    ...seen,
    ...more,
  };
}

function openDrifts(now: Date): readonly Drift[] {
  const at = (past: number) => new Date(now.getTime() - past).toISOString();
  const by = (key: string): Told => twelve.find(one => one.key === key) ?? { id: '0', key, unit: null, cells: 'once' };
  const found = (name: string, account: string, past: number) =>
    ({
      attribution: {
        answer: 'found',
        askedAt: at(minute),
        attempts: [],
        confidence: 'certain',
        event: event(name, at(past), account),
        byOurPrincipal: false,
      },
    }) as const;
  const accessDenied = { code: 'access-denied', message: 'AccessDenied: cloudtrail:DescribeTrails' } as const;
  return [
    driftOf(
      {
        fingerprint: 'd-7f3a91',
        told: by('payments'),
        field: 'logging',
        gravity: 'critical',
        meaning: 'Nothing is recorded by this trail.',
        wanted: true,
        found: false,
        ago: 27 * minute,
        more: found('StopLogging', '222222222222', 28 * minute),
      },
      now,
    ),
    driftOf(
      {
        fingerprint: 'd-b20c44',
        told: by('web'),
        field: null,
        gravity: 'critical',
        meaning: 'The trail logs, and nothing of it arrives.',
        wanted: null,
        found: null,
        ago: 39 * minute,
        more: {
          kind: 'undelivered',
          attribution: {
            answer: 'nobody',
            askedAt: at(minute),
            attempts: [],
            why: 'not in the event history yet, usually within 15 min',
            again: true,
          },
        },
      },
      now,
    ),
    driftOf(
      {
        fingerprint: 'd-19e0d2',
        told: by('data'),
        field: 'logFileValidation',
        gravity: 'high',
        meaning: 'Nobody can prove that log files were not changed.',
        wanted: true,
        found: false,
        ago: 3 * hour,
        more: {
          ...found('UpdateTrail', '444444444444', 3 * hour),
          status: 'contested',
          healedAt: [at(5 * hour), at(4 * hour)],
        },
      },
      now,
    ),
    driftOf(
      {
        fingerprint: 'd-c81b3e',
        told: by('mobile'),
        field: 'cloudWatchLogs',
        gravity: 'low',
        meaning: 'Events go to a log group too, which the spec does not ask for.',
        wanted: null,
        found: { logGroup: 'x' },
        ago: 50 * hour,
        more: {
          status: 'withheld',
          withheld: { by: 'waived', problem: { code: 'waived', message: 'A waiver accepts it until 2026-12-01' } },
        },
      },
      now,
    ),
    driftOf(
      {
        fingerprint: 'd-000666',
        told: by('legacy'),
        field: null,
        gravity: 'info',
        meaning: 'It could not be read.',
        wanted: null,
        found: null,
        ago: 5 * hour,
        more: {
          kind: 'unread',
          effect: 'neutral',
          problem: accessDenied,
          attribution: {
            answer: 'unknown',
            askedAt: at(minute),
            attempts: [],
            why: 'AccessDenied: cloudtrail:LookupEvents',
            again: false,
          },
        },
      },
      now,
    ),
  ];
}

/** Closed drifts, as the history remembers them. */
export function closedDrifts(now: Date): readonly Drift[] {
  const at = (past: number) => new Date(now.getTime() - past).toISOString();
  return twelve.slice(0, 6).map((told, index) =>
    driftOf(
      {
        fingerprint: `d-c000${index}`,
        told,
        field: 'logging',
        gravity: gravities[index % gravities.length] ?? 'info',
        meaning: 'Nothing is recorded by this trail.',
        wanted: true,
        found: false,
        ago: (index + 1) * 26 * hour,
        more: {
          status: 'closed',
          closedAt: at((index + 1) * 26 * hour - 5 * minute),
          closedBy: 'r-0002',
          ending: index % 2 === 0 ? 'healed' : 'reverted',
        },
      },
      now,
    ),
  );
}

/** Runs every five minutes, the newest first. */
export function runsOf(count: number, now: Date, more: Partial<RunSummary> = {}): readonly RunSummary[] {
  return Array.from({ length: count }, (_, index): RunSummary => {
    const began = now.getTime() - 2 * minute - index * 5 * minute;
    return {
      id: `r-${99_999 - index}`,
      cause: 'schedule',
      startedAt: new Date(began).toISOString(),
      finishedAt: new Date(began + 2_100).toISOString(),
      mode: 'observe',
      revision: 'main@4f2a91c',
      targets: [],
      result: 'drift',
      problem: null,
      resources: 24,
      unread: 1,
      drifts: { critical: 2, high: 1, medium: 0, low: 1, info: 0 },
      applied: 0,
      calls: 61,
      ...more,
    };
  });
}

function planOf(drifts: readonly Drift[]): Plan {
  const changes = drifts.flatMap(
    ({ address, resource, field, gravity, meaning, wanted, found, kind }): readonly PlannedChange[] =>
      kind !== 'changed' || resource === null || field === null
        ? []
        : [
            {
              address,
              resource: { kind: resource.kind, arn: resource.arn, name: resource.name, target: resource.target },
              action: 'update',
              fields: [{ field, before: found, after: wanted, effect: 'strengthens', gravity, meaning }],
              calls: [{ call: 'cloudtrail:StartLogging', input: { Name: resource.arn }, regardless: true }],
              after: [],
              basis: {},
            },
          ],
  );
  const unknown = drifts.flatMap(({ address, problem }) => (problem ? [{ address, problem }] : []));
  return { owner: 'acme', changes, rests: {}, unknown, findings: [] };
}

function resourcesOf(told: readonly Told[], drifts: readonly Drift[]): readonly ResourceView[] {
  const worst = new Map(drifts.map(drift => [drift.address, drift]));
  return told.flatMap((one): readonly ResourceView[] => {
    const { address, kind, arn } = resource(one);
    const drift = worst.get(address);
    const trail: ResourceView = {
      address,
      kind,
      arn,
      account: one.id,
      region: home,
      state: drift
        ? drift.kind === 'unread'
          ? 'unread'
          : drift.status === 'withheld'
            ? 'withheld'
            : 'differs'
        : 'in-sync',
      gravity: drift && drift.kind !== 'unread' ? drift.gravity : null,
    };
    const topic: ResourceView = {
      address: `topic/notices@${one.key}/${home}`,
      kind: 'topic',
      arn: `arn:aws:sns:${home}:${one.id}:notices`,
      account: one.id,
      region: home,
      state: 'in-sync',
      gravity: null,
    };
    return [trail, topic];
  });
}

/** @param now what the moments of the snapshot lie before */
export function snapshotOf(scene: Scene, now: Date): Snapshot {
  const at = (past: number) => new Date(now.getTime() - past).toISOString();
  const told = scene === '1' ? twelve.slice(0, 1) : scene === '1000' ? thousand() : twelve;
  const drifts = scene === '1' || scene === 'new' ? [] : openDrifts(now);
  const clean =
    scene === '1'
      ? ({ result: 'clean', unread: 0, drifts: { critical: 0, high: 0, medium: 0, low: 0, info: 0 } } as const)
      : {};
  const [last] = runsOf(1, now, clean);
  const [old] = runsOf(1, new Date(now.getTime() - 3 * hour), clean);
  const failed = {
    result: 'failed',
    problem: { code: 'access-denied', message: 'sts:AssumeRole answered ExpiredToken' },
  } as const;
  const blind = scene === 'blind';
  const fresh = scene === 'new';
  return {
    version: 7,
    program: '0.1.0',
    startedAt: at(fresh ? minute : 9 * 24 * hour),
    owner: fresh ? null : 'acme',
    mode: scene === '12' ? 'observe' : 'enforce',
    suspended: null,
    held: null,
    leadership: { role: 'alone', leader: null },
    receivers: [],
    source: {
      name: 'https://git.example.com/acme/audit.git',
      revision: fresh ? null : 'main@4f2a91c',
      since: fresh ? null : at(20 * hour),
      checkedAt: fresh ? null : at(40_000),
      problems: [],
      staleSince: null,
    },
    eventsTrouble: null,
    verified: fresh
      ? null
      : {
          id: 'v-1',
          startedAt: at(30 * minute),
          finishedAt: at(29 * minute),
          outcome: 'whole',
          problem: { code: 'access-denied', message: 'Not all of it could be read' },
          invalid: {},
          trails: told
            .map(one => trailView(one, at))
            .map(({ arn }) => ({ arn, until: at(hour), state: 'whole', found: [], count: 0 })),
        },
    runs: {
      current: null,
      doing: null,
      last: fresh ? null : ((blind ? last && { ...last, ...failed } : last) ?? null),
      lastGood: fresh ? null : ((blind ? old : last) ?? null),
      staleAt: blind ? at(2 * hour) : new Date(now.getTime() + 13 * minute).toISOString(),
      nextAt: new Date(now.getTime() + 3 * minute).toISOString(),
      schedule: 'every 5 min',
    },
    estate: fresh
      ? null
      : {
          at: at(blind ? 3 * hour : 2 * minute),
          accounts: told.map(accountView),
          trails: told.map(one => trailView(one, at)),
          resources: resourcesOf(told, drifts),
          findings: [],
        },
    plan: fresh ? null : planOf(drifts),
    expected: { log: 30 * minute, digest: 2 * hour, notification: 30 * minute },
    drifts,
  };
}
