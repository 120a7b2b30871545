/** What `get` shows, drawn from looks that are written down. */
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

import type { Got, GotResource } from '../../src/core/got.ts';
import type { AnyState } from '../../src/core/kind.ts';
import type { Address, Arn, Live, Problem } from '../../src/core/model.ts';
import { getDocument, renderGet, views } from '../../src/render/get.ts';
import { moment } from '../../src/render/health.ts';
import { window80 } from './estate.ts';

const now = new Date('2026-11-19T03:34:12Z');
const refused: Problem = {
  code: 'access-denied',
  message: 'cloudtrail:GetTrailStatus in eu-west-1: AccessDenied: not allowed',
  hint: 'Allow cloudtrail:GetTrailStatus.',
};

type Present = Extract<Live<AnyState>, { is: 'present' }>;

function resource(
  kind: string,
  key: string,
  live: Omit<Present, 'is' | 'arn' | 'target'> | Exclude<Live<AnyState>, Present>,
): GotResource {
  const target = { partition: 'aws', account: '111111111111', region: 'eu-west-1' };
  const arn: Arn = `arn:aws:x:eu-west-1:111111111111:${kind}/${key}`;
  const address: Address = `${kind}/${key}@payments/eu-west-1`;
  const stands: Live<AnyState> = 'is' in live ? live : { is: 'present', arn, target, ...live };
  return { address, kind, name: key, arn, target, declared: key === 'main' ? 'managed' : null, live: stands };
}

const values = (state: AnyState, unread: readonly string[] = []) =>
  Object.fromEntries([
    ...Object.entries(state).map(([field, value]) => [field, { value }] as const),
    ...unread.map(field => [field, { unread: refused }] as const),
  ]);

const trailState = {
  destination: { bucket: 'acme-audit-logs', prefix: null },
  scope: { multiRegion: true, globalServiceEvents: true },
  organization: false,
  logging: true,
  eventSelectors: {
    advanced: [
      { name: null, fields: { eventCategory: { Equals: ['Management'] } } },
      {
        name: 'Customers',
        fields: { eventCategory: { Equals: ['Data'] }, 'resources.type': { Equals: ['AWS::S3::Object'] } },
      },
    ],
  },
  insights: [{ type: 'ApiCallRateInsight', categories: ['Management'] }],
  owner: 'acme',
};

const basic = {
  readWriteType: 'All',
  managementEvents: true,
  excludedSources: ['kms.amazonaws.com'],
  dataResources: [],
};

const trails: readonly GotResource[] = [
  resource('trail', 'main', {
    owner: 'acme',
    health: {
      loggingSince: '2026-11-01T03:00:00.000Z',
      lastDelivery: '2026-11-19T03:30:00.000Z',
      lastDigest: '2026-11-19T02:58:12.000Z',
      notificationError: 'AuthorizationError',
      lastNotification: '2026-11-17T03:30:00.000Z',
    },
    fields: values(trailState),
  }),
  resource('trail', 'stopped', {
    owner: null,
    health: {
      loggingSince: '2026-11-01T03:00:00.000Z',
      stoppedSince: '2026-11-19T03:07:12.000Z',
      lastDelivery: '2026-11-19T03:34:13.000Z',
    },
    fields: values({
      ...trailState,
      destination: { bucket: 'acme-audit-logs', prefix: 'org' },
      scope: { multiRegion: false, globalServiceEvents: false },
      organization: true,
      logging: false,
      eventSelectors: { basic: [basic] },
      insights: [],
      owner: null,
    }),
  }),
  resource('trail', 'half', {
    owner: 'acme',
    health: {},
    fields: values(
      {
        destination: trailState.destination,
        scope: trailState.scope,
        organization: false,
        owner: 'acme',
        insights: [],
      },
      ['logging', 'eventSelectors'],
    ),
  }),
  resource('trail', 'gone', { is: 'absent' }),
  resource('trail', 'org', { is: 'elsewhere', arn: 'arn:aws:cloudtrail:eu-west-1:999999999999:trail/org' }),
  resource('trail', 'dark', { is: 'unread', problem: { code: 'aws-refused', message: 'No answer' } }),
];

const blockAll = {
  blockPublicAcls: true,
  ignorePublicAcls: true,
  blockPublicPolicy: true,
  restrictPublicBuckets: true,
};
const buckets: readonly GotResource[] = [
  resource('bucket', 'acme-audit-logs', {
    owner: 'acme',
    health: {},
    fields: values({
      encryption: { algorithm: 'aws:kms', kmsKey: 'arn', bucketKey: true },
      versioning: 'enabled',
      publicAccessBlock: blockAll,
      grants: { pin: null, by: 'trail', statements: [{}, {}], withdrawn: [] },
      statements: [],
      tlsOnly: {},
      lifecycle: { rules: [{ ID: 'old', Status: 'Enabled', Filter: {}, Expiration: { Days: 7 } }] },
      objectLock: { mode: 'COMPLIANCE', days: 365, years: null },
      replication: ['arn:aws:s3:::acme-copy'],
      owner: 'acme',
    }),
  }),
  resource('bucket', 'old-logs', {
    owner: undefined,
    health: {},
    fields: values(
      {
        encryption: { algorithm: 'AES256' },
        versioning: 'suspended',
        publicAccessBlock: { ...blockAll, blockPublicAcls: false },
        grants: { pin: null, by: null, statements: [], withdrawn: [] },
        statements: [],
        tlsOnly: null,
        objectLock: null,
        replication: [],
      },
      ['owner', 'lifecycle'],
    ),
  }),
];
const topics: readonly GotResource[] = [
  resource('topic', 'log-files', {
    owner: 'acme',
    health: {},
    fields: values({
      displayName: 'Audit',
      kmsKey: null,
      grants: { statements: [] },
      statements: [{}],
      subscriptions: {
        'sqs q': { raw: true, role: null, arn: 'arn' },
        'email e': { raw: null, role: null, arn: null },
      },
      owner: 'acme',
    }),
  }),
];

const unknownOf = (resources: readonly GotResource[]): Got['unknown'] =>
  resources.flatMap(({ address, live }) => {
    if (live.is === 'unread') return [{ address, problem: live.problem }];
    if (live.is !== 'present') return [];
    return Object.entries(live.fields).flatMap(([field, reading]) =>
      'unread' in reading ? [{ address, field, problem: reading.unread }] : [],
    );
  });

const got = { trails, status: trails, selectors: trails, buckets, topics };
const of = (what: keyof typeof got): Got => ({ accounts: 1, resources: got[what], unknown: unknownOf(got[what]) });

const goldens: Readonly<Record<string, () => string>> = {
  ...Object.fromEntries(views.map(what => [`get-${what}.80`, () => renderGet(of(what), { what, now }, window80)])),
  'get-buckets.130': () => renderGet(of('buckets'), { what: 'buckets', now }, { ...window80, width: 130 }),
  'get-trails-piped': () => renderGet(of('trails'), { what: 'trails', now }, { ...window80, width: null }),
  'get-selectors-piped': () => renderGet(of('selectors'), { what: 'selectors', now }, { ...window80, width: null }),
  'get-trails-colour.80': () => renderGet(of('trails'), { what: 'trails', now }, { ...window80, color: true }),
  'get-trails-ascii.80': () => renderGet(of('trails'), { what: 'trails', now }, { ...window80, ascii: true }),
  'get-status-json': () =>
    JSON.stringify(getDocument(of('status'), { what: 'status', now }, { exitCode: 8, reason: 'incomplete' }), null, 2),
};

describe('what is live', () => {
  it.each(Object.entries(goldens))('%s', async (name, render) => {
    await expect(`${render()}\n`).toMatchFileSnapshot(resolve(import.meta.dirname, `golden/${name}.txt`));
  });

  it('is said to be nothing where nothing is', () => {
    expect(renderGet({ accounts: 2, resources: [], unknown: [] }, { what: 'trails', now }, window80)).toBe(
      '0 trails in 2 accounts.',
    );
  });
});

it.each([
  ['2026-11-19T03:34:10Z', '2026-11-19 03:34:10 UTC (2 s ago)'],
  ['2026-11-19T03:34:40Z', '2026-11-19 03:34:40 UTC (0 s ago)'],
  ['2026-11-19T03:07:12.000Z', '2026-11-19 03:07:12 UTC (27 min ago)'],
  ['2026-11-18T22:04:12Z', '2026-11-18 22:04:12 UTC (5 h 30 min ago)'],
  ['2026-11-10T03:07:12Z', '2026-11-10 03:07:12 UTC (9 days ago)'],
])('%s is %s', (time, text) => {
  expect(moment(time, now)).toBe(text);
});
