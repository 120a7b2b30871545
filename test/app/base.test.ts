/** What was not applied yet, told from what changed outside: over AWS in memory. */
import { describe, expect, it } from 'vitest';

import { reconcile } from '../../src/app/reconcile.ts';
import type { Result, Run } from '../../src/app/run.ts';
import { noConsent } from '../../src/core/rules/settings.ts';
import { document, portsFor, run } from '../contract/estate.ts';
import type { SpecBody } from '../contract/estate.ts';
import { MemoryCloud } from '../contract/memory/cloud.ts';

const region = 'eu-west-1';
const account = '111111111111';
const target = { partition: 'aws', account, region };

const acme: SpecBody = {
  buckets: { logs: { region } },
  topics: { news: { region } },
  trails: { main: { region, bucket: 'logs' } },
};

const withTrail = (more: object, others: object = {}): SpecBody => ({
  ...acme,
  trails: { main: { region, bucket: 'logs', ...more }, ...others },
});

const side = { side: { region: 'us-east-1', bucket: 'logs', multiRegion: false } };

type Write = readonly [call: string, input: object];

interface Estate {
  /** What was applied; then `writes` by somebody else. */
  readonly applied: SpecBody | null;
  readonly writes?: readonly Write[];
  readonly base: SpecBody | null;
  readonly head: SpecBody;
  readonly owner?: string;
}

async function look({ applied, writes = [], base, head }: Estate, files?: readonly string[]): Promise<Result> {
  const cloud = new MemoryCloud(account);
  if (applied) await run(cloud, applied, { command: 'apply' });
  for (const [call, input] of writes) await cloud.send({ call, input }, target);
  const texts = files ?? (base === null ? [] : [document(base)]);
  const sources = texts.map((text, index) => ({ path: `base-${index}.json`, text }));
  const asked: Run = {
    command: 'plan',
    paths: ['spec.json'],
    targets: [],
    consent: noConsent,
    skipRefused: false,
    base: { name: 'origin/main', load: async () => Promise.resolve({ files: sources, problems: [] }) },
    approve: async () => Promise.resolve(true),
    signal: new AbortController().signal,
  };
  return reconcile(asked, portsFor(cloud, head));
}

/** `address: field origin, …` of what differs. */
async function origins(estate: Estate): Promise<readonly string[]> {
  const result = await look(estate);
  if ('invalid' in result) throw new Error(JSON.stringify(result.invalid));
  return result.report.plan.changes.map(({ address, action, fields }) => {
    const told = new Set(fields.map(({ field, origin }) => (action === 'create' ? `${origin}` : `${field} ${origin}`)));
    return `${address.replace(/@.*/u, '')}: ${action === 'create' ? 'create ' : ''}${[...told].join(', ')}`;
  });
}

const stop: Write = ['cloudtrail:StopLogging', { Name: 'main' }];

describe('a plan with a base', () => {
  it.each<[string, Estate, readonly string[]]>([
    ['nothing', { applied: acme, base: acme, head: acme }, []],
    ['a change outside', { applied: acme, base: acme, head: acme, writes: [stop] }, ['trail/main: logging outside']],
    [
      'a change that nobody applied',
      { applied: acme, base: acme, head: withTrail({ logFileValidation: false }) },
      ['trail/main: logFileValidation spec'],
    ],
    [
      'one of each in one resource',
      { applied: acme, base: acme, head: withTrail({ logFileValidation: false }), writes: [stop] },
      ['trail/main: logFileValidation spec, logging outside'],
    ],
    [
      'a new trail, and the grant that it needs',
      { applied: acme, base: acme, head: withTrail({}, side) },
      ['bucket/logs: grants spec', 'trail/side: create new'],
    ],
    [
      'a trail that somebody deleted',
      {
        applied: withTrail({}, side),
        base: withTrail({}, side),
        head: withTrail({}, side),
        writes: [['cloudtrail:DeleteTrail', { Name: 'main' }]],
      },
      ['trail/main: create outside'],
    ],
    [
      'a grant that is not needed any more',
      { applied: withTrail({}, side), base: withTrail({}, side), head: acme, writes: [] },
      [],
    ],
    [
      'a policy that somebody emptied, while a trail is new',
      {
        applied: acme,
        base: acme,
        head: withTrail({}, side),
        writes: [['s3:DeleteBucketPolicy', { Bucket: 'logs' }]],
      },
      ['bucket/logs: grants outside, tlsOnly outside', 'trail/side: create new'],
    ],
    [
      'a trail of today that stands there already',
      { applied: withTrail({}, side), base: acme, head: withTrail({ logFileValidation: false }, side) },
      ['trail/main: logFileValidation spec'],
    ],
    [
      'everything, where there was no spec',
      { applied: null, base: null, head: { buckets: { logs: { region } } } },
      ['bucket/logs: create new'],
    ],
    [
      'a base that names the account',
      { applied: acme, base: { ...acme, accounts: { main: account } }, head: acme, writes: [stop] },
      ['trail/main: logging outside'],
    ],
    [
      'an account that has left the spec',
      {
        applied: acme,
        base: {
          accounts: { here: account, gone: '222222222222' },
          buckets: { logs: { account: 'here', region } },
          topics: { news: { account: 'here', region } },
          trails: {
            main: { account: 'here', region, bucket: 'logs' },
            other: { account: 'gone', region, bucket: 'logs' },
          },
        },
        head: acme,
        writes: [stop],
      },
      ['trail/main: logging outside'],
    ],
  ])('tells %s', async (_, estate, expected) => {
    expect(await origins(estate)).toEqual(expected);
  });

  it('asks nothing more than a plan without one', async () => {
    const plain = new MemoryCloud(account);
    await run(plain, acme);
    const result = await look({ applied: null, base: acme, head: acme });
    expect('report' in result && result.report.calls).toEqual(plain.counts());
  });

  it('goes on without origins where the base is not valid, and says so', async () => {
    const broken = document({ ...acme, trails: { main: { region, bucket: 'nowhere' } } });
    const result = await look({ applied: acme, base: null, head: acme, writes: [stop] }, [broken]);
    if ('invalid' in result) throw new Error('the plan must go on');
    const { base, plan } = result.report;
    expect(base).toBe('origin/main');
    expect(plan.changes.flatMap(({ fields }) => fields.map(({ origin }) => origin))).toEqual([undefined]);
    expect(plan.findings).toMatchObject([{ code: 'base-invalid', severity: 'warning', at: { file: 'base-0.json' } }]);
    expect(plan.findings[0]?.message).toMatch(/^origin\/main is not a valid spec, .*nowhere/u);
  });

  it('counts what else is wrong with the base', async () => {
    const broken = document({
      ...acme,
      trails: { one: { region, bucket: 'nowhere' }, two: { region, bucket: 'nowhere' } },
    });
    const result = await look({ applied: acme, base: null, head: acme }, [broken]);
    expect('report' in result && result.report.plan.findings[0]?.message).toMatch(/, and 1 more$/u);
  });
});
