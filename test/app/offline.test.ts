import { describe, expect, it } from 'vitest';

import { noConsent } from '../../src/core/rules/settings.ts';
import { planOffline } from '../../src/app/offline.ts';
import { document, nothing, leftOver, portsFor } from '../contract/estate.ts';
import type { SpecBody } from '../contract/estate.ts';
import { MemoryCloud } from '../contract/memory/cloud.ts';

const region = 'eu-west-1';

const acme = {
  buckets: { logs: { region } },
  topics: { news: { region } },
  trails: { main: { region, bucket: 'logs', topic: 'news' } },
};

interface Compared {
  readonly targets?: readonly string[];
  readonly owner?: string;
}

/** The report of comparing a spec with what played the live state; null: nothing did. */
async function compared(base: SpecBody | null, head: SpecBody, { targets = [], owner = 'acme' }: Compared = {}) {
  const files = base === null ? [] : [{ path: 'base.json', text: document(base, owner) }];
  const load = async () => Promise.resolve({ files, problems: [] });
  const run = { paths: ['spec.json'], targets, consent: noConsent, base: { name: 'origin/main', load } };
  const result = await planOffline(run, portsFor(new MemoryCloud('111111111111'), head));
  if ('invalid' in result) throw new Error(result.invalid.map(({ message }) => message).join());
  return result.report;
}

/** `address: field, field` of what would change; actions that are no updates are named. */
async function changes(...args: Parameters<typeof compared>): Promise<readonly string[]> {
  const { plan } = await compared(...args);
  return plan.changes.map(({ address, action, fields }) => {
    const what = action === 'update' ? fields.map(({ field }) => field).join() : action;
    return `${address.replace(/@.*/u, '')}: ${what}`;
  });
}

describe('a spec against another state of itself', () => {
  const same: readonly (readonly [string, SpecBody])[] = [
    ['everything by default', acme],
    ['keys behind aliases', { ...acme, trails: { main: { region, bucket: 'logs', kmsKey: 'alias/audit' } } }],
    ['no policy of its own', { buckets: { logs: { region, policy: { tlsOnly: false } } } }],
    ['nothing of others in a policy', { ...acme, buckets: { logs: { region, policy: { unmanaged: 'remove' } } } }],
    ['a topic that nobody uses', { topics: { news: { region, policy: { unmanaged: 'remove' } } } }],
    ['only referred to', { ...acme, buckets: { logs: { region, manage: false } } }],
    [
      'several regions',
      {
        buckets: { logs: { region } },
        trails: { all: { regions: [region, 'us-east-1'], multiRegion: false, bucket: 'logs' } },
      },
    ],
  ];
  it.each(same)('has nothing to do where both say the same: %s', async (_, body) => {
    expect(leftOver(await compared(body, body))).toEqual(nothing);
  });

  const own = {
    Sid: 'Readers',
    Effect: 'Allow',
    Principal: { AWS: '111111111111' },
    Action: 's3:GetObject',
    Resource: 'arn:aws:s3:::logs/*',
  };
  const known = { accounts: { acme: { id: '111111111111' } } };
  const cases: readonly (readonly [what: string, base: SpecBody | null, head: SpecBody, changed: readonly string[]])[] =
    [
      ['nothing stood', null, acme, ['bucket/logs: create', 'topic/news: create', 'trail/main: create']],
      ['a setting', acme, { ...acme, topics: { news: { region, displayName: 'News' } } }, ['topic/news: displayName']],
      [
        'a new trail is let in',
        acme,
        { ...acme, trails: { ...acme.trails, copy: { region: 'us-east-1', bucket: 'logs', multiRegion: false } } },
        ['bucket/logs: grants', 'trail/copy: create'],
      ],
      ['a trail that went is let in as long as it stands', acme, { buckets: acme.buckets, topics: acme.topics }, []],
      [
        "a statement that is kept once it is nobody's",
        { buckets: { logs: { region, policy: { statements: [own] } } } },
        { buckets: { logs: { region } } },
        [],
      ],
      [
        "a stranger's statement that is kept once it is nobody's, and told",
        {
          ...known,
          buckets: { logs: { region, policy: { statements: [{ ...own, Principal: { AWS: '999999999999' } }] } } },
        },
        { ...known, buckets: { logs: { region } } },
        ['bucket/logs: otherStatements'],
      ],
      [
        "a statement that is removed once it is nobody's",
        { buckets: { logs: { region, policy: { statements: [own] } } } },
        { buckets: { logs: { region, policy: { unmanaged: 'remove' } } } },
        ['bucket/logs: otherStatements'],
      ],
      [
        'a bucket that moves',
        acme,
        { ...acme, buckets: { logs: { region: 'eu-central-1' } } },
        ['bucket/logs: region'],
      ],
      [
        'another key',
        { buckets: { logs: { region, encryption: { algorithm: 'aws:kms', kmsKey: 'alias/a' } } } },
        { buckets: { logs: { region, encryption: { algorithm: 'aws:kms', kmsKey: 'alias/b' } } } },
        ['bucket/logs: encryption'],
      ],
      [
        'what was only referred to is managed',
        { buckets: { logs: { region, manage: false } } },
        { buckets: { logs: { region } } },
        ['bucket/logs: create'],
      ],
    ];
  it.each(cases)('%s', async (_, base, head, changed) => {
    expect(await changes(base, head)).toEqual(changed);
  });

  it('tells what is recorded twice, or by nobody', async () => {
    const once = { region, bucket: 'logs', multiRegion: false };
    const told = async (trails: Readonly<Record<string, object>>) =>
      (await compared(null, { ...acme, trails })).plan.findings.map(({ code }) => code);
    expect(await told(acme.trails)).toEqual([]);
    expect(await told({ one: { ...once, region: 'us-east-1' }, two: { ...once, region: 'us-east-1' } })).toEqual([
      'region-not-recorded',
      'management-recorded-twice',
    ]);
  });

  it('tells what left the spec, and leaves it alone', async () => {
    const { plan } = await compared(acme, { buckets: acme.buckets });
    expect(plan.changes).toEqual([]);
    expect(plan.findings.map(({ code, at }) => [code, at])).toEqual([
      ['stray', 'topic/news@account/eu-west-1'],
      ['stray', 'trail/main@account/eu-west-1'],
    ]);
  });

  it("knows that another owner's resources are not to be changed", async () => {
    const changed = { ...acme, topics: { news: { region, displayName: 'News' } } };
    const { plan } = await compared(acme, changed, { owner: 'other' });
    expect(plan.changes.map(({ withheld }) => withheld?.by)).toContain('refused');
  });

  it('looks at what was asked for alone', async () => {
    expect(await changes(null, acme, { targets: ['topic/news'] })).toEqual(['topic/news: create']);
    await expect(compared(null, acme, { targets: ['topic/old'] })).rejects.toThrow('--target topic/old');
  });

  it('calls the changes that weaken by that name', async () => {
    const { plan } = await compared(acme, { ...acme, trails: { main: { ...acme.trails.main, logging: false } } });
    expect(plan.changes.flatMap(({ fields }) => fields.map(({ field, effect }) => [field, effect]))).toEqual([
      ['logging', 'weakens'],
    ]);
  });

  it('says which of the two is not valid', async () => {
    await expect(compared({ trails: { main: {} } }, acme)).rejects.toThrow(/bucket|region/u);
    await expect(compared(acme, { trails: { main: {} } })).rejects.toThrow(/bucket|region/u);
  });
});
