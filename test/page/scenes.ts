/** Estates to be looked at, larger and worse than those that other tests need: what the page has to show on one screen. */
import type { AccountView, CellState, RunSummary, Snapshot, TrailView } from '../../src/core/daemon/snapshot.ts';
import type { CausingEvent } from '../../src/core/drift/attribution.ts';
import type { Drift } from '../../src/core/drift/drift.ts';
import type { Gravity } from '../../src/core/kind.ts';
import type { Address, Arn } from '../../src/core/model.ts';
import type { Plan, PlannedChange, WaiverTold } from '../../src/core/plan.ts';

export const sceneNames = ['1', '12', '1000', 'blind', 'hostile'] as const;
export type SceneName = (typeof sceneNames)[number];

/** A daemon at one moment, and what it remembers. */
export interface Scene {
  readonly snapshot: Snapshot;
  readonly runs: readonly RunSummary[];
  readonly closed: readonly Drift[];
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const home = 'eu-west-1';
const regions =
  'us-east-1 us-east-2 us-west-1 us-west-2 ca-central-1 sa-east-1 eu-west-1 eu-west-2 eu-west-3 eu-central-1 eu-north-1 ap-south-1 ap-southeast-1 ap-southeast-2 ap-northeast-1 ap-northeast-2 ap-northeast-3 af-south-1'.split(
    ' ',
  );

/** What an account is like where it is not as it should be. */
interface Unlike {
  readonly cells?: CellState | Readonly<Record<string, CellState>>;
  readonly copies?: number | null;
  readonly log?: number | null;
  readonly digest?: number | null;
  readonly errors?: Readonly<Record<string, string>>;
  readonly noTrail?: true;
  readonly africa?: true;
}

interface Made {
  readonly account: AccountView;
  readonly trail: TrailView;
}

type Ago = (milliseconds: number) => string;

const addressOf = (key: string): Address => `trail/main@${key}/${home}`;
const arnOf = (id: string): Arn => `arn:aws:cloudtrail:${home}:${id}:trail/main`;

function made(
  id: string,
  key: string,
  { ago, unit = null, unlike = {} }: { ago: Ago; unit?: string | null; unlike?: Unlike },
): Made {
  const { cells = {}, log = 4, digest = 40, copies = 1, errors = {}, noTrail, africa } = unlike;
  const usual = (region: string): CellState => (region === 'af-south-1' && !africa ? 'off' : 'once');
  const cellOf = (region: string): CellState => {
    if (typeof cells !== 'string') return cells[region] ?? usual(region);
    return usual(region) === 'off' ? 'off' : cells;
  };
  const unknown = cells === 'unknown';
  const keeper = unknown || noTrail ? null : { address: addressOf(key), arn: arnOf(id), region: home };
  const at = (minutes: number | null): string | null => (minutes === null || unknown ? null : ago(minutes * minute));
  return {
    account: {
      key,
      id,
      partition: 'aws',
      unit,
      cells: Object.fromEntries(regions.map(region => [region, cellOf(region)])),
      keeper,
      copies: unknown ? null : copies,
    },
    trail: {
      address: addressOf(key),
      arn: arnOf(id),
      account: id,
      region: home,
      logging: unknown ? null : cells !== 'none',
      lastLog: noTrail ? null : at(log),
      lastDigest: noTrail ? null : at(digest),
      lastNotification: noTrail ? null : at(log),
      errors,
      elsewhere: {},
    },
  };
}

const africa = { africa: true } as const;

function twelve(ago: Ago): readonly Made[] {
  const one = (id: string, key: string, unlike: Unlike = {}): Made =>
    made(id.repeat(12).slice(0, 12), key, { ago, unlike });
  return [
    one('1', 'security', { ...africa, log: 3, digest: 33 }),
    one('2', 'payments', { cells: 'none', copies: 0, log: 41, digest: 68 }),
    one('3', 'platform', { log: 5, digest: 61 }),
    one('4', 'data', { cells: 'weak', log: 2, digest: 98 }),
    one('5', 'web', { cells: 'undelivered', log: 39, digest: 55, errors: { log: 'AccessDenied' } }),
    one('6', 'legacy', { cells: 'unknown' }),
    one('7', 'identity', { digest: 17 }),
    one('8', 'network', { ...africa, log: 6, digest: 51 }),
    one('9', 'mobile', { cells: { 'us-east-1': 'twice' }, copies: 2, log: 3, digest: 44 }),
    one('10', 'analytics', { log: 8, digest: 22 }),
    one('12', 'staging', { log: 11, digest: 29 }),
    one('13', 'research', { cells: { 'ap-south-1': 'late' }, log: 5, digest: 47 }),
  ];
}

/** The same numbers in every run. */
function chances(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 1_664_525 + 1_013_904_223) >>> 0) / 4_294_967_296;
}

const units = [
  ['Security', 12],
  ['Infrastructure', 26],
  ['Workloads/Prod', 314],
  ['Workloads/Stage', 168],
  ['Retail', 143],
  ['Data', 92],
  ['Sandboxes', 213],
  ['Suspended', 32],
] as const;

const special: Readonly<Record<string, readonly [string, Unlike]>> = {
  'Workloads/Prod 41': ['payments', { cells: 'none', copies: 0, log: 41, digest: 68 }],
  'Sandboxes 211': ['sandbox-0412', { cells: 'none', copies: 0, noTrail: true }],
  'Sandboxes 212': ['sandbox-0413', { cells: 'none', copies: 0, noTrail: true }],
  'Sandboxes 210': ['sandbox-0411', { cells: 'none', copies: 0, noTrail: true }],
  'Retail 77': ['research', { cells: { 'ap-south-1': 'late', 'ap-southeast-1': 'late' }, log: 6 }],
  'Data 30': ['data', { cells: 'weak', digest: 98 }],
  'Workloads/Stage 12': ['mobile', { cells: { 'us-east-1': 'twice' }, copies: 2 }],
  'Suspended 4': ['legacy', { cells: 'unknown' }],
};

function thousand(ago: Ago): readonly Made[] {
  const chance = chances(7);
  const words = ['cart', 'search', 'billing', 'ledger', 'auth', 'edge', 'media', 'orders', 'stock', 'mail'];
  const all: Made[] = [];
  for (const [unit, count] of units)
    for (let index = 0; index < count; index += 1) {
      const id = `${200_000_000_000 + (all.length + 1) * 790_317_423}`;
      const word = words[Math.floor(chance() * words.length)] ?? 'x';
      const usual =
        unit === 'Sandboxes'
          ? `sandbox-${201 + index}`
          : `${word}-${unit.split('/').at(-1)?.toLowerCase()}-${index + 1}`;
      const [key, unlike] = special[`${unit} ${index}`] ?? [usual, quiet(chance)];
      all.push(made(id, key, { ago, unit, unlike }));
    }
  return all;
}

function quiet(chance: () => number): Unlike {
  const log = Math.min(24, Math.exp(1.45 + (chance() + chance() + chance() - 1.5) * 0.95));
  return { ...(chance() > 0.9 ? africa : {}), log, digest: 9 + (chance() + chance()) * 44 };
}

interface Seen {
  readonly fingerprint: string;
  readonly key: string;
  readonly gravity: Gravity;
  readonly meaning: string;
  readonly since: number;
  readonly more?: Partial<Drift>;
}

function drifted(
  accounts: readonly Made[],
  { fingerprint, key, gravity, meaning, since, more = {} }: Seen,
  ago: Ago,
): Drift {
  const id = accounts.find(({ account }) => account.key === key)?.account.id ?? '000000000000';
  const at = ago(since);
  return {
    fingerprint,
    kind: 'changed',
    address: addressOf(key),
    resource: { kind: 'trail', arn: arnOf(id), name: 'main', target: { partition: 'aws', account: id, region: home } },
    field: 'logging',
    gravity,
    effect: gravity === 'critical' || gravity === 'high' ? 'weakens' : 'neutral',
    meaning,
    wanted: true,
    found: false,
    origin: 'outside',
    status: 'open',
    openedAt: at,
    changedAt: at,
    seenAt: ago(12_000),
    seenBy: 'r-1000',
    closedAt: null,
    ending: null,
    openedBy: 'r-1',
    closedBy: null,
    healedAt: [],
    reopenedAt: [at],
    attribution: null,
    others: [],
    ...more,
  };
}

function made_by(event: string, at: string, more: Partial<CausingEvent> = {}): Pick<Drift, 'attribution'> {
  const told: CausingEvent = {
    eventId: `e-${event}`,
    name: event,
    source: 'cloudtrail.amazonaws.com',
    at,
    region: home,
    principal: {
      name: 'BreakGlass/jdoe',
      type: 'AssumedRole',
      arn: 'arn:aws:sts::222222222222:assumed-role/BreakGlass/jdoe',
      account: '222222222222',
      issuer: null,
      mfa: true,
    },
    sourceIp: '203.0.113.24',
    userAgent: 'aws-cli/2.31.0',
    requestId: null,
    ...more,
  };
  return {
    attribution: {
      answer: 'found',
      askedAt: at,
      attempts: [],
      confidence: 'certain',
      event: told,
      byOurPrincipal: false,
    },
  };
}

const terraform = {
  name: 'terraform-shared',
  type: 'IAMUser',
  arn: null,
  account: '111111111111',
  issuer: null,
  mfa: null,
} as const;

const deny = {
  Sid: 'TmpFix',
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:PutObject',
  Resource: 'arn:aws:s3:::acme-audit-logs/AWSLogs/555555555555/*',
};
const allow = {
  Sid: 'AWSCloudTrailWrite',
  Effect: 'Allow',
  Principal: { Service: 'cloudtrail.amazonaws.com' },
  Action: 's3:PutObject',
  Resource: 'arn:aws:s3:::acme-audit-logs/AWSLogs/*',
};

/** What is open where somebody went through the estate at night. */
function opened(accounts: readonly Made[], ago: Ago): readonly Drift[] {
  const bucket = {
    kind: 'bucket',
    arn: 'arn:aws:s3:::acme-audit-logs',
    name: 'acme-audit-logs',
    target: { partition: 'aws', account: '111111111111', region: home },
  } as const;
  const topic = {
    kind: 'topic',
    arn: `arn:aws:sns:${home}:111111111111:audit-delivery`,
    name: 'audit-delivery',
    target: bucket.target,
  } as const;
  const one = (seen: Seen): Drift => drifted(accounts, seen, ago);
  return [
    one({
      fingerprint: 'd-7f3a91',
      key: 'payments',
      gravity: 'critical',
      meaning: 'Nothing that happens in payments is recorded, in any region, IAM and STS included.',
      since: 38 * minute,
      more: made_by('StopLogging', ago(38 * minute)),
    }),
    one({
      fingerprint: 'd-b20c44',
      key: 'security',
      gravity: 'critical',
      meaning: 'Log files of 555555555555 cannot be written to the bucket.',
      since: 36 * minute,
      more: {
        ...made_by('PutBucketPolicy', ago(36.3 * minute)),
        address: `bucket/acme-audit-logs@security/${home}`,
        resource: bucket,
        field: 'policy',
        wanted: [allow],
        found: [allow, deny],
      },
    }),
    one({
      fingerprint: 'd-19e0d2',
      key: 'data',
      gravity: 'high',
      meaning: 'Nobody can prove that log files were not changed.',
      since: 37 * minute,
      more: { ...made_by('UpdateTrail', ago(37 * minute)), field: 'logFileValidation' },
    }),
    one({
      fingerprint: 'd-52aa07',
      key: 'research',
      gravity: 'high',
      meaning: 'The trail says it logs and reports no error, yet nothing came from ap-south-1 for 52 minutes.',
      since: 52 * minute,
      more: {
        kind: 'undelivered',
        field: null,
        wanted: null,
        found: null,
        attribution: {
          answer: 'nobody',
          askedAt: ago(minute),
          attempts: [],
          why: 'nobody changed this trail, its bucket or its key in the last 24 h',
          again: false,
        },
      },
    }),
    one({
      fingerprint: 'd-c81b3e',
      key: 'mobile',
      gravity: 'medium',
      meaning:
        'IAM, STS and CloudFront events of mobile are recorded twice. Nothing is lost; the second copy is billed.',
      since: 14 * minute,
      more: {
        address: 'trail/us-copy@mobile/us-east-1',
        field: 'globalServiceEvents',
        wanted: false,
        found: true,
        attribution: {
          answer: 'nobody',
          askedAt: ago(minute),
          attempts: [],
          why: 'not in the event history yet, usually within 15 min',
          again: true,
        },
      },
    }),
    one({
      fingerprint: 'd-04d9f1',
      key: 'security',
      gravity: 'low',
      meaning: 'No effect on recording, delivery or proof.',
      since: 2 * day + 5 * hour,
      more: {
        ...made_by('TagResource', ago(2 * day + 5 * hour), {
          principal: terraform,
          sourceIp: '198.51.100.7',
          userAgent: 'Terraform/1.13',
        }),
        address: `topic/audit-delivery@security/${home}`,
        resource: topic,
        field: 'tags',
        wanted: { 'cost-center': '4410' },
        found: { 'cost-center': '4400' },
      },
    }),
    one({
      fingerprint: 'd-000666',
      key: 'legacy',
      gravity: 'info',
      meaning: 'AccessDenied: cloudtrail:DescribeTrails as arn:aws:iam::666666666666:role/trailwarden',
      since: 5.5 * hour,
      more: {
        kind: 'unread',
        effect: 'neutral',
        field: null,
        wanted: null,
        found: null,
        resource: null,
        problem: { code: 'access-denied', message: 'AccessDenied: cloudtrail:DescribeTrails' },
      },
    }),
  ];
}

function newAccounts(accounts: readonly Made[], ago: Ago): readonly Drift[] {
  return ['sandbox-0411', 'sandbox-0412', 'sandbox-0413'].map((key, index) =>
    drifted(
      accounts,
      {
        fingerprint: `d-new00${index}`,
        key,
        gravity: 'critical',
        meaning: 'Nothing is recorded by this trail.',
        since: 26 * minute,
        more: { kind: 'missing', field: null, wanted: null, found: null, origin: 'new' },
      },
      ago,
    ),
  );
}

function past(accounts: readonly Made[], ago: Ago): readonly Drift[] {
  const rows: readonly (readonly [
    key: string,
    gravity: Gravity,
    ago: number,
    minutes: number,
    field: string,
    ending: Drift['ending'],
    by: string,
  ])[] = [
    ['data', 'critical', 2 * day + 14 * hour, 9.7, 'logging', 'healed', 'DataEng/rpatel'],
    ['mobile', 'medium', 5 * day + 9 * hour, 55, 'globalServiceEvents', 'healed', 'terraform-shared'],
    ['mobile', 'medium', 6 * day + 2 * hour, 610, 'globalServiceEvents', 'healed', 'terraform-shared'],
    ['platform', 'high', 11 * day + 4 * hour, 1_480, 'kmsKey', 'adopted', 'PlatformAdmin/mlee'],
    ['payments', 'critical', 16 * day + 3 * hour, 4.4, 'logging', 'healed', 'CIAdmin/build-77'],
    ['staging', 'low', 19 * day, 4_300, 'tags', 'healed', ''],
    ['security', 'medium', 22 * day + 7 * hour, 35, 'statements', 'healed', 'terraform-shared'],
    ['web', 'high', 27 * day, 190, 'logFileValidation', 'reverted', 'asmith'],
  ];
  return rows.map(([key, gravity, since, minutes, field, ending, by], index) =>
    drifted(
      accounts,
      {
        fingerprint: `d-old${index}`,
        key,
        gravity,
        meaning: 'It was so.',
        since,
        more: {
          field,
          ...(by === '' ? {} : made_by('UpdateTrail', ago(since), { principal: { ...terraform, name: by } })),
          status: 'closed',
          closedAt: ago(since - minutes * minute),
          closedBy: 'r-2',
          ending,
        },
      },
      ago,
    ),
  );
}

function planFor(drifts: readonly Drift[], waivers: readonly WaiverTold[]): Plan {
  const changes = drifts.flatMap(
    ({ address, resource, field, gravity, meaning, wanted, found, kind }): readonly PlannedChange[] => {
      if (resource === null || (kind === 'changed' && field === null) || kind === 'undelivered') return [];
      const action = kind === 'missing' ? 'create' : 'update';
      const call =
        kind === 'missing'
          ? ['cloudtrail:CreateTrail', 'cloudtrail:StartLogging']
          : [
              field === 'policy'
                ? 's3:PutBucketPolicy'
                : field === 'logging'
                  ? 'cloudtrail:StartLogging'
                  : 'cloudtrail:UpdateTrail',
            ];
      return [
        {
          address,
          resource,
          action,
          fields: [
            { field: field ?? 'logging', before: found, after: wanted, effect: 'strengthens', gravity, meaning },
          ],
          calls: call.map(name => ({ call: name, input: {} })),
          after: [],
          basis: {},
        },
      ];
    },
  );
  const unknown = drifts.flatMap(({ address, problem }) => (problem ? [{ address, problem }] : []));
  return { owner: 'acme', changes, rests: {}, unknown, waivers, findings: [] };
}

function runsFor(
  now: number,
  { seconds, calls, bad, result }: { seconds: number; calls: number; bad: number; result: RunSummary['result'] },
): readonly RunSummary[] {
  const chance = chances(3);
  return Array.from({ length: 100 }, (_, index): RunSummary => {
    const at = now - 14_000 - index * 5 * minute;
    const lasted = seconds * 1000 * (0.85 + chance() * 0.35);
    return {
      id: `r-${1_000 - index}`,
      cause: 'schedule',
      startedAt: new Date(at - lasted).toISOString(),
      finishedAt: new Date(at).toISOString(),
      mode: 'enforce',
      revision: 'main@4f2a91c',
      targets: [],
      result: index < bad ? result : index % 31 === 30 ? 'healed' : 'clean',
      problem:
        index < bad && result === 'failed'
          ? { code: 'access-denied', message: "sts:AssumeRole answered ExpiredToken for the daemon's own role" }
          : null,
      resources: 24,
      unread: 0,
      drifts: { critical: 0, high: 0, medium: 0, low: 0, info: 0 },
      applied: index % 31 === 30 ? 1 : 0,
      calls,
    };
  });
}

const waiver: WaiverTold = {
  resource: 'trail/us-copy@mobile/us-east-1',
  field: 'cloudWatchLogs',
  value: null,
  reason: 'log group is being moved',
  owner: 'mlee',
  until: '2026-12-01',
  ended: false,
  accepts: [],
};

/** Everything AWS or a spec may name, as somebody would spell it who wants the page to do something. */
export const hostile = '<img src=x onerror=alert(1)>"\'&lt;</script>\u202Egnp';

export function sceneOf(name: SceneName, now: Date = new Date()): Scene {
  const ago: Ago = milliseconds => new Date(now.getTime() - milliseconds).toISOString();
  const accounts = name === '1' ? twelve(ago).slice(0, 1) : name === '1000' ? thousand(ago) : twelve(ago);
  const open = name === '1' ? [] : opened(accounts, ago);
  const drifts = name === '1000' ? [...contested(open, ago), ...newAccounts(accounts, ago)] : open;
  const blind = name === 'blind';
  const runs = runsFor(now.getTime(), {
    seconds: name === '1000' ? 96 : 2.1,
    calls: name === '1000' ? 5_310 : 61,
    bad: name === '1' ? 0 : blind ? 37 : 8,
    result: blind ? 'failed' : 'drift',
  });
  const snapshot = snapshotFor(name, { now, accounts, drifts, runs, ago });
  const scene = { snapshot, runs, closed: past(accounts, ago) };
  return name === 'hostile' ? poisoned(scene) : scene;
}

function contested(drifts: readonly Drift[], ago: Ago): readonly Drift[] {
  return drifts
    .filter(({ fingerprint }) => !['d-b20c44', 'd-04d9f1'].includes(fingerprint))
    .map(drift =>
      drift.fingerprint === 'd-7f3a91'
        ? { ...drift, status: 'contested', healedAt: [ago(30 * minute), ago(20 * minute), ago(10 * minute)] }
        : drift,
    );
}

interface Parts {
  readonly now: Date;
  readonly accounts: readonly Made[];
  readonly drifts: readonly Drift[];
  readonly runs: readonly RunSummary[];
  readonly ago: Ago;
}

function snapshotFor(name: SceneName, { now, accounts, drifts, runs, ago }: Parts): Snapshot {
  const [last = null] = runs;
  const blind = name === 'blind';
  return {
    version: 7,
    program: '1.4.0',
    startedAt: ago(9 * day),
    owner: 'acme',
    mode: name === '12' || name === 'hostile' ? 'observe' : 'enforce',
    suspended: null,
    held: null,
    leadership: { role: 'alone', leader: null },
    receivers: [],
    source: {
      name: 'git.example.com/acme/audit',
      revision: 'main@4f2a91c',
      since: ago(20 * hour),
      checkedAt: ago(3 * minute),
      problems: [],
      staleSince: null,
    },
    eventsTrouble: null,
    verified: null,
    runs: {
      current: null,
      doing: null,
      last,
      lastGood: blind ? (runs[37] ?? null) : last,
      staleAt: new Date(now.getTime() + (blind ? -2 : 1) * 15 * minute).toISOString(),
      nextAt: new Date(now.getTime() + 288_000).toISOString(),
      schedule: 'every 5 min',
    },
    expected: { log: 30 * minute, digest: 2 * hour, notification: 30 * minute },
    estate: {
      at: ago(12_000),
      accounts: accounts.map(({ account }) => account),
      trails: accounts.map(({ trail }) => trail),
      resources: [],
      findings: [],
    },
    plan: planFor(drifts, name === '1' ? [] : [waiver]),
    drifts,
  };
}

/** The scene with hostile words wherever words of others stand. */
function poisoned(scene: Scene): Scene {
  const safe = new Set([
    'kind',
    'gravity',
    'effect',
    'status',
    'confidence',
    'answer',
    'result',
    'cause',
    'mode',
    'role',
    'version',
    'action',
    'by',
    'code',
    'origin',
    'ending',
    'until',
  ]);
  const keep = /^(?:\d{4}-\d\d-\d\dT|\d{12}$|d-|r-|once|off|none|weak|late|twice|unknown|undelivered)/u;
  const walk = (value: unknown, key: string): unknown => {
    if (typeof value === 'string')
      return safe.has(key) || keep.test(value)
        ? value
        : key === 'address'
          ? `trail/${hostile}@${hostile}/eu-west-1`
          : `${hostile}${value}`;
    if (Array.isArray(value)) return value.map(one => walk(one, key));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, walk(inner, name)]));
  };
  return walk(scene, '') as Scene;
}
