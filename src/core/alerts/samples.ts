/** One notice of each kind, of a made-up account, so that people can see what receivers get. */
import type { CausingEvent } from '../drift/attribution.ts';
import type { Drift } from '../drift/drift.ts';
import type { Address, Problem } from '../model.ts';
import type { Around, Happening, Notice, Weight } from './notice.ts';

const prefix = 'test-';

/** Whether a notice is none that a daemon made: it says so, and wakes nobody. */
export const isSample = ({ incident }: Pick<Notice, 'incident'>): boolean => incident.startsWith(prefix);

export interface SampleOptions {
  /** The present, ISO 8601, UTC. */
  readonly at: string;
  /** Of this asking: two tests at different moments are two incidents. */
  readonly id: string;
  readonly around: Pick<Around, 'daemon' | 'mode' | 'pageUrl' | 'runbookUrl'>;
}

/** Of each happening one; those of one incident stand in its order. */
export function sampleNotices(options: SampleOptions): readonly Notice[] {
  const ago = (minutes: number): string => new Date(Date.parse(options.at) - minutes * 60_000).toISOString();
  const stopped = stoppedTrail(ago);
  const drifts = [stopped, ...lightOnes(ago)];
  const over = { ...stopped, status: 'closed', closedAt: ago(0), ending: 'healed', closedBy: 'test' } as const;
  const turns = { reopenedAt: [ago(40), ago(30), ago(20)], healedAt: [ago(35), ago(25)] };
  const fought = { ...stopped, ...turns, status: 'contested' } as const;
  const flapped = { ...fought, status: 'flapping' } as const;
  const source = { problems: [brokenSpec], weight: 'medium' } as const;
  const told: readonly (readonly [Happening, Partial<Notice> & { readonly about: string }])[] = [
    ['opened', { about: 'stopped', drifts: [{ ...stopped, attribution: null }], nextReminderAt: ago(-60) }],
    ['attributed', { about: 'stopped', drifts: [stopped] }],
    ['changed', { about: 'stopped', drifts: [stopped] }],
    ['milder', { about: 'stopped', drifts: [{ ...stopped, gravity: 'high' }], weight: 'high', before: 'critical' }],
    ['worse', { about: 'stopped', drifts: [stopped], before: 'high' }],
    ['reminder', { about: 'stopped', drifts: [stopped], reminders: 1, nextReminderAt: ago(-180) }],
    ['flapping', { about: 'stopped', drifts: [flapped] }],
    ['contested', { about: 'stopped', drifts: [fought], unrecorded: 612 }],
    ['resolved', { about: 'stopped', drifts: [over], unrecorded: 3_612, reminders: 1 }],
    ['first-run', { about: 'first', drifts }],
    ['returned', { about: 'returned', drifts: [stopped], missed: 2 }],
    ['blind', { about: 'blind', weight: 'not-known', problems: [denied] }],
    ['seeing', { about: 'blind', weight: 'not-known' }],
    ['source-broken', { about: 'source', ...source }],
    ['source-mended', { about: 'source', ...source, problems: [] }],
    ['test', { about: 'asked', weight: 'info' }],
  ];
  return told.map(([happening, { about, ...more }], index) => ({
    ...usual(options, ago),
    ...more,
    happening,
    id: `${prefix}${options.id}-${index}`,
    incident: `${prefix}${options.id}-${about}`,
  }));
}

function usual(
  { at, around }: SampleOptions,
  ago: (minutes: number) => string,
): Omit<Notice, 'id' | 'incident' | 'happening'> {
  const weight: Weight = 'critical';
  return {
    weight,
    at,
    since: ago(60),
    drifts: [],
    missed: 0,
    before: null,
    reminders: 0,
    nextReminderAt: null,
    unrecorded: null,
    problems: [],
    around: {
      ...around,
      owner: 'example',
      idle: null,
      run: 'test',
      nextRunAt: ago(-5),
      source: {
        name: 'https://git.example.com/acme/audit',
        revision: 'main@4f2a91c',
        since: ago(600),
        checkedAt: ago(1),
        problems: [],
        staleSince: null,
      },
      aliases: { [account]: 'example-payments' },
      dark: [account],
      open: [],
    },
  };
}

const account = '222222222222';

const denied: Problem = {
  code: 'access-denied',
  message: 'cloudtrail:DescribeTrails in eu-west-1: AccessDeniedException: an example of what AWS may say',
};

const brokenSpec: Problem = {
  code: 'unknown-key',
  message: 'a trail has no setting "multiregion"',
  at: { file: 'specs/trails.yaml', line: 9, column: 7 },
};

function stoppedTrail(ago: (minutes: number) => string): Drift {
  const arn = `arn:aws:cloudtrail:eu-west-1:${account}:trail/main` as const;
  const event: CausingEvent = {
    eventId: '7d1f0c2e-5b1a-4c55-9d0e-2f6a41b3c9d7',
    name: 'StopLogging',
    source: 'cloudtrail.amazonaws.com',
    at: ago(60),
    region: 'eu-west-1',
    principal: {
      name: 'BreakGlass/example',
      type: 'AssumedRole',
      arn: `arn:aws:sts::${account}:assumed-role/BreakGlass/example`,
      account,
      issuer: `arn:aws:iam::${account}:role/BreakGlass`,
      mfa: false,
    },
    sourceIp: '203.0.113.24',
    userAgent: 'aws-cli/2.31.0',
    requestId: null,
  };
  return {
    fingerprint: 'd-0000000000000001',
    kind: 'changed',
    address: 'trail/main@example-payments/eu-west-1',
    resource: { kind: 'trail', name: 'main', arn, target: { partition: 'aws', account, region: 'eu-west-1' } },
    field: 'logging',
    gravity: 'critical',
    effect: 'weakens',
    meaning: 'Nothing is recorded by this trail.',
    wanted: true,
    found: false,
    status: 'open',
    openedAt: ago(58),
    changedAt: ago(58),
    seenAt: ago(0),
    seenBy: 'test',
    closedAt: null,
    ending: null,
    openedBy: 'test',
    closedBy: null,
    healedAt: [],
    reopenedAt: [ago(58)],
    attribution: {
      askedAt: ago(50),
      attempts: [],
      answer: 'found',
      confidence: 'certain',
      event,
      byOurPrincipal: false,
    },
    others: ['BreakGlass/example'],
  };
}

/** Two that weigh little. */
function lightOnes(ago: (minutes: number) => string): readonly Drift[] {
  return ['example-mobile', 'example-media'].map((key, index) => {
    const address: Address = `trail/us-copy@${key}/us-east-1`;
    const id = `33333333333${index}`;
    return {
      ...stoppedTrail(ago),
      fingerprint: `d-000000000000001${index}`,
      address,
      resource: {
        kind: 'trail',
        name: 'us-copy',
        arn: `arn:aws:cloudtrail:us-east-1:${id}:trail/us-copy`,
        target: { partition: 'aws', account: id, region: 'us-east-1' },
      },
      field: 'scope',
      gravity: 'medium',
      effect: 'neutral',
      meaning: 'IAM, STS and CloudFront events go to this trail too, and are billed again while it records.',
      wanted: { multiRegion: false, globalServiceEvents: false },
      found: { multiRegion: false, globalServiceEvents: true },
      attribution: null,
    } as const;
  });
}
