import { describe, expect, it } from 'vitest';

import { searchFor } from '../../../src/core/drift/sought.ts';
import type { Attributable, Search } from '../../../src/core/drift/sought.ts';
import type { Resource } from '../../../src/core/plan.ts';
import { kinds } from '../../../src/resources/index.ts';
import { lamp } from '../toy.ts';

const target = { partition: 'aws', account: '111111111111', region: 'eu-west-1' };
const resource: Resource = {
  kind: 'trail',
  name: 'main',
  arn: 'arn:aws:cloudtrail:eu-west-1:111111111111:trail/main',
  target,
};
const bucket: Resource = { kind: 'bucket', name: 'logs', arn: 'arn:aws:s3:::logs', target };

const drift = (over: Partial<Attributable> = {}): Attributable => ({
  fingerprint: 'd-1',
  kind: 'changed',
  address: 'trail/main@own/eu-west-1',
  meaning: 'Nothing is recorded by this trail.',
  resource,
  field: 'logging',
  wanted: true,
  found: false,
  ...over,
});

function search(over: Partial<Attributable> = {}): Search {
  const found = searchFor(drift(over), kinds);
  if (typeof found === 'string') throw new Error(found);
  return found;
}

const home = { partition: 'aws', account: '111111111111', region: 'eu-west-1' };

describe('a drift is looked for', () => {
  it('where the trail is at home, by name and ARN', () => {
    expect(search()).toMatchObject({
      fingerprint: 'd-1',
      kind: 'changed',
      subject: { arn: resource.arn, name: 'main', account: '111111111111', region: 'eu-west-1' },
      places: [home],
      spellings: ['main', resource.arn],
      events: ['StartLogging', 'StopLogging', 'CreateTrail'],
      gap: { wanted: true, found: false },
    });
  });

  it("in the management account, and in that of a delegated administrator, where the trail is an organization's", () => {
    const arn = 'arn:aws:cloudtrail:eu-west-1:999999999999:trail/main';
    expect(search({ resource: { ...resource, arn } })).toMatchObject({
      subject: { account: '999999999999' },
      places: [{ ...home, account: '999999999999' }, home],
    });
  });

  it('in the region of the bucket, by its name, which means the same anywhere', () => {
    expect(search({ resource: bucket, field: 'grants' })).toMatchObject({
      subject: { account: '111111111111', region: null },
      places: [home],
      spellings: ['logs'],
    });
  });

  it('also where a bucket was made that stands elsewhere', () => {
    const found = search({ resource: bucket, field: 'region', wanted: 'eu-west-1', found: 'us-west-2' });
    expect(found.places).toEqual([home, { ...home, region: 'us-west-2' }]);
    expect(search({ resource: bucket, field: 'region', found: null }).places).toEqual([home]);
  });

  it('as gone, and as come', () => {
    expect(search({ kind: 'missing', field: null }).events).toEqual(['CreateTrail', 'DeleteTrail']);
    expect(search({ kind: 'stray', field: null }).events).toEqual(['CreateTrail', 'DeleteTrail', 'AddTags']);
  });

  it('as a stray that is told by its ARN alone', () => {
    const meaning =
      'arn:aws:cloudtrail:us-east-1:222222222222:trail/old carries the owner tag of this spec, which no longer declares it.';
    expect(
      search({ kind: 'stray', field: null, resource: null, meaning, address: 'trail/old@x/us-east-1' }),
    ).toMatchObject({
      subject: { name: 'old', account: '222222222222', region: 'us-east-1' },
      places: [{ partition: 'aws', account: '222222222222', region: 'us-east-1' }],
    });
  });

  it('at the key that it uses', () => {
    const uses = 'arn:aws:kms:us-east-1:222222222222:key/1234';
    expect(search({ field: 'kmsKey.state', uses, found: 'Disabled' })).toMatchObject({
      subject: { arn: uses, name: '1234', account: '222222222222', region: 'us-east-1' },
      places: [{ partition: 'aws', account: '222222222222', region: 'us-east-1' }],
      spellings: ['1234', uses],
      gap: { found: 'Disabled' },
    });
  });

  it('at the role that it uses, where events of IAM are', () => {
    const uses = 'arn:aws:iam::111111111111:role/x/writer';
    expect(search({ field: 'cloudWatchLogs.role.trust', uses })).toMatchObject({
      subject: { name: 'writer', region: 'us-east-1' },
      places: [{ ...home, region: 'us-east-1' }],
    });
    const elsewhere = 'arn:aws-new:iam::111111111111:role/writer';
    expect(search({ field: 'cloudWatchLogs.role', uses: elsewhere }).places).toEqual([home]);
  });
});

describe('nobody is looked for', () => {
  it.each<readonly [string, Partial<Attributable>, RegExp]>([
    ['where the spec changed', { origin: 'spec' }, /spec was changed/u],
    ['where the spec did not have it', { origin: 'new' }, /spec was changed/u],
    ['where it could not be read', { kind: 'unread', resource: null }, /could not be read/u],
    ['where nothing is known of it', { resource: null }, /nothing more is known/u],
    ['where a stray has no ARN', { resource: null, kind: 'stray' }, /nothing more is known/u],
    ['where log files fail', { kind: 'unproven', field: null }, /objects in buckets/u],
    ['where log files are late', { kind: 'undelivered', field: null }, /why log files do not arrive/u],
    ['where no call makes it so', { resource: bucket, field: 'retention' }, /no call/u],
    ['where there is no such field', { field: 'colour' }, /no call/u],
    ['where nobody knows a field', { field: null }, /no call/u],
    [
      'where nobody knows what makes the key so',
      { field: 'kmsKey.spec', uses: 'arn:aws:kms:us-east-1:222222222222:key/1' },
      /no call/u,
    ],
    [
      'where nobody knows what of the key is wrong',
      { field: null, uses: 'arn:aws:kms:us-east-1:222222222222:key/1' },
      /no call/u,
    ],
    ['where nobody knows the kind', { resource: { ...resource, kind: 'lamp' } }, /no call/u],
    ['where a bucket is a stray', { kind: 'stray', resource: bucket, field: null }, /no call/u],
  ])('%s', (_, over, expected) => {
    expect(searchFor(drift(over), kinds)).toMatch(expected);
  });

  it('where the kind knows no causes', () => {
    const of = { ...resource, kind: 'lamp' };
    for (const kind of ['changed', 'missing', 'stray'] as const)
      expect(searchFor(drift({ kind, resource: of }), [lamp])).toMatch(/no call/u);
  });

  it('but where it was changed outside', () => {
    expect(search({ origin: 'outside' }).fingerprint).toBe('d-1');
  });
});
