import { describe, expect, it } from 'vitest';

import type { Entry } from '../../../src/core/model.ts';
import { check } from '../../../src/resources/trail/check.ts';
import type { TrailSpec } from '../../../src/resources/trail/spec.ts';
import { entry, home } from './estate.ts';

const told = (...entries: Entry<TrailSpec>[]) => check(entries).map(({ code, message }) => `${code}: ${message}`);
const id = '1234abcd-12ab-34cd-56ef-1234567890ab';

it('finds nothing wrong with a trail that AWS takes', () => {
  const spec = {
    prefix: 'org/audit',
    topic: 'log-files',
    kmsKey: 'alias/audit',
    cloudWatchLogs: { logGroup: 'cloudtrail/main', role: 'service/to-logs' },
    tags: { team: 'security', 'a/b': '' },
  };
  expect(check([entry(spec)])).toEqual([]);
});

describe('names', () => {
  it.each(['abc', 'a.b-c_d', 'Main.1', '1.2.3', 'a'.repeat(128), '1.2.3.4.5', '10.0.0.x'])('%s is fine', name => {
    expect(check([entry({}, { name })])).toEqual([]);
  });

  it.each([
    ['ab', 'is shorter than 3 characters'],
    ['a'.repeat(129), 'is longer than 128 characters'],
    ['a b c', 'holds characters other than letters, digits, periods, underscores and hyphens'],
    ['trail/x', 'holds characters other than letters, digits, periods, underscores and hyphens'],
    ['-main', 'does not start with a letter or digit'],
    ['main.', 'does not end with a letter or digit'],
    ['my--main', 'has two of . _ - side by side'],
    ['my._main', 'has two of . _ - side by side'],
    ['192.168.1.1', 'looks like an IP address'],
  ])('%s %s', (name, because) => {
    expect(told(entry({}, { name }))).toEqual([
      `invalid-trail-name: AWS does not take "${name}" as the name of a trail: it ${because}`,
    ]);
  });

  it('agrees with the rule of AWS as one expression', () => {
    const rule = /^(?!\d{1,3}(\.\d{1,3}){3}$)[A-Za-z0-9](?:[._-]?[A-Za-z0-9])+$/u;
    for (const name of ['aaa', 'a-b', 'a..b', '-ab', 'ab-', '1.1.1.1', '1.1.1', 'a b', 'äbc', '1-1.1', 'a_b.c-d']) {
      expect({ name, fine: check([entry({}, { name })]).length === 0 }).toEqual({ name, fine: rule.test(name) });
    }
  });

  it('says everything at once, at the name or the key', () => {
    const at = { file: 'trails.yaml', line: 7, column: 3 };
    const problems = check([entry({}, { name: '-', written: { '': at } })]);
    expect(problems.map(({ at: where }) => where)).toEqual([at, at, at]);
    expect(check([entry({}, { name: '-', written: { '': at, '/name': { ...at, line: 8 } } })])[0]?.at).toMatchObject({
      line: 8,
    });
    expect(check([entry({}, { name: '-', written: {} })])[0]?.at).toBe('trail/main@111111111111/eu-west-1');
  });
});

describe('prefixes', () => {
  it.each([
    ['/org', 'starts with a slash'],
    ['org/', 'ends with a slash'],
    ['AWSLogs', 'holds AWSLogs/, which AWS adds itself'],
    ['org/AWSLogs', 'holds AWSLogs/, which AWS adds itself'],
    ['AWSLogs/org', 'holds AWSLogs/, which AWS adds itself'],
    ['org*', 'holds *, ? or ${, which mean other things in a bucket policy'],
    ['org?', 'holds *, ? or ${, which mean other things in a bucket policy'],
    ['${aws:username}', 'holds *, ? or ${, which mean other things in a bucket policy'],
    ['a\nb', 'holds control characters'],
  ])('%j %s', (prefix, because) => {
    const problems = check([entry({ prefix })]);
    expect(problems).toMatchObject([{ code: 'invalid-prefix', message: `the prefix ${because}`, at: { line: 2 } }]);
  });

  it.each(['org', 'a/b', 'myAWSLogs', 'a$b'])('%s is fine', prefix => {
    expect(check([entry({ prefix })])).toEqual([]);
  });
});

describe('keys', () => {
  it.each([
    'alias/audit',
    'alias/aws/s3',
    id,
    'mrk-1234abcd12ab34cd56ef1234567890ab',
    `arn:aws:kms:us-east-1:111111111111:key/${id}`,
    'arn:aws:kms:us-east-1:222222222222:alias/audit',
  ])('%s is fine', kmsKey => {
    expect(check([entry({ kmsKey })])).toEqual([]);
  });

  it.each([
    'audit',
    'alias/',
    'key/x',
    `arn:aws:s3:::${id}`,
    `arn:aws:kms:us-east-1:1111:key/${id}`,
    'arn:aws:kms:us-east-1:111111111111:x',
  ])('%s is none', kmsKey => {
    expect(check([entry({ kmsKey })])).toMatchObject([{ code: 'invalid-key', at: { line: 2 } }]);
  });

  it('stand in the partition of the trail', () => {
    expect(told(entry({ kmsKey: `arn:aws-cn:kms:cn-north-1:111111111111:key/${id}` }))).toEqual([
      'invalid-key: the key stands in the partition aws-cn, the trail in aws',
    ]);
  });
});

describe('log groups and roles', () => {
  const group = 'arn:aws:logs:eu-west-1:111111111111:log-group:main';
  const role = 'arn:aws:iam::111111111111:role/to-logs';

  it.each([
    { logGroup: 'main', role: 'to-logs' },
    { logGroup: group, role },
    { logGroup: `${group}:*`, role: 'arn:aws:iam::111111111111:role/service/to-logs' },
  ])('$logGroup with $role is fine', cloudWatchLogs => {
    expect(check([entry({ cloudWatchLogs })])).toEqual([]);
  });

  it.each([
    ['main:*', 'to-logs', 'invalid-log-group: "main:*" is no name of a log group'],
    ['', 'to-logs', 'invalid-log-group: "" is no name of a log group'],
    ['main', 'to logs', 'invalid-log-role: "to logs" is no name of a role'],
    [role, 'to-logs', `invalid-log-group: "${role}" is no ARN of a log group`],
    [`${group}:log-stream:x`, 'to-logs', `invalid-log-group: "${group}:log-stream:x" is no ARN of a log group`],
    [
      'arn:aws:logs::111111111111:log-group:main',
      'to-logs',
      'invalid-log-group: "arn:aws:logs::111111111111:log-group:main" is no ARN of a log group',
    ],
    [
      group.replace('log-group', 'other'),
      'to-logs',
      'invalid-log-group: "arn:aws:logs:eu-west-1:111111111111:other:main" is no ARN of a log group',
    ],
    [
      'main',
      'arn:aws:iam::111111111111:user/x',
      'invalid-log-role: "arn:aws:iam::111111111111:user/x" is no ARN of a role',
    ],
    [
      'main',
      'arn:aws:iam:eu-west-1:111111111111:role/x',
      'invalid-log-role: "arn:aws:iam:eu-west-1:111111111111:role/x" is no ARN of a role',
    ],
    [
      group.replace('eu-west-1', 'us-east-1'),
      'to-logs',
      'invalid-log-group: the log group stands in us-east-1, the trail in eu-west-1',
    ],
    [
      group.replace('aws', 'aws-cn'),
      'to-logs',
      'invalid-log-group: the log group stands in the partition aws-cn, the trail in aws',
    ],
    [
      group.replace('111111111111', '222222222222'),
      'to-logs',
      'invalid-log-group: the log group belongs to account 222222222222, the trail to 111111111111',
    ],
    [
      'main',
      role.replace('111111111111', '222222222222'),
      'invalid-log-role: the role belongs to account 222222222222, the trail to 111111111111',
    ],
  ])('%s with %s: %s', (logGroup, name, expected) => {
    expect(told(entry({ cloudWatchLogs: { logGroup, role: name } }))).toEqual([expected]);
  });

  it('may belong to any account while nobody knows the account', () => {
    const target = { ...home, account: '000000000000' };
    expect(check([entry({ cloudWatchLogs: { logGroup: group, role } }, { target })])).toEqual([]);
  });
});

describe('tags', () => {
  it.each([
    ['aws:x', 'y'],
    ['AWS:x', 'y'],
    ['trailwarden:owner', 'y'],
    ['', 'y'],
    ['k'.repeat(129), 'y'],
    ['x', 'y'.repeat(257)],
  ])('%j: %j is refused', (key, value) => {
    expect(check([entry({ tags: { [key]: value } })])).toMatchObject([{ code: 'invalid-tag', at: { line: 2 } }]);
  });

  it('are told where they stand', () => {
    const at = { file: 'trails.yaml', line: 9, column: 3 };
    const problems = check([entry({ tags: { 'aws:a/b~c': '' } }, { written: { '/tags/aws:a~1b~0c': at } })]);
    expect(problems[0]?.at).toEqual(at);
  });

  it('are at most fifty, one of them ours', () => {
    const tags = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 'v']));
    expect(check([entry({ tags: tags(49) })])).toEqual([]);
    expect(check([entry({ tags: tags(50) })])).toMatchObject([{ code: 'too-many-tags' }]);
  });
});

/** An entry of a block in a region. */
function placed(
  block: string,
  region: string,
  spec: Partial<TrailSpec> = {},
  account = home.account,
): Entry<TrailSpec> {
  const at = { file: `${block}.yaml`, line: 1, column: 1 };
  return entry(spec, {
    name: block,
    address: `trail/${block}@${account}/${region}`,
    target: { ...home, account, region },
    written: { '': at, ...(spec.multiRegion === undefined ? {} : { '/multiRegion': { ...at, line: 2 } }) },
  });
}

describe('several regions', () => {
  it('want a trail of one region', () => {
    expect(check([placed('main', 'eu-west-1'), placed('main', 'us-east-1')])).toMatchObject([
      {
        code: 'multi-region-repeated',
        message: 'this would be a trail of all regions in each of eu-west-1, us-east-1',
        at: { line: 1 },
      },
    ]);
    const wide = { multiRegion: true };
    expect(check([placed('main', 'eu-west-1', wide), placed('main', 'us-east-1', wide)])[0]?.at).toMatchObject({
      line: 2,
    });
  });

  it.each([
    {
      name: 'written false',
      entries: [
        placed('main', 'eu-west-1', { multiRegion: false }),
        placed('main', 'us-east-1', { multiRegion: false }),
      ],
    },
    {
      name: 'false by an override in all but one',
      entries: [placed('main', 'eu-west-1'), placed('main', 'us-east-1', { multiRegion: false })],
    },
    { name: 'two blocks', entries: [placed('main', 'eu-west-1'), placed('other', 'us-east-1')] },
    { name: 'two accounts', entries: [placed('main', 'eu-west-1'), placed('main', 'us-east-1', {}, '222222222222')] },
    {
      name: 'one name in two homes',
      entries: [placed('main', 'eu-west-1', { multiRegion: false }), placed('main', 'us-east-1')],
    },
  ])('are fine: $name', ({ entries }) => {
    expect(check(entries)).toEqual([]);
  });
});

describe('five trails in a region', () => {
  const single = { multiRegion: false };
  const regional = (count: number, region: string, account?: string) =>
    Array.from({ length: count }, (_, index) => placed(`trail-${region}-${index}`, region, single, account));

  it.each([
    { name: 'five in each of two regions', entries: [...regional(5, 'eu-west-1'), ...regional(5, 'us-east-1')] },
    {
      name: 'five in each of two accounts',
      entries: [...regional(5, 'eu-west-1'), ...regional(5, 'eu-west-1', '222222222222')],
    },
    { name: 'four and one of another home', entries: [...regional(4, 'eu-west-1'), placed('wide', 'us-east-1')] },
  ])('are allowed: $name', ({ entries }) => {
    expect(check(entries)).toEqual([]);
  });

  it('are too many with a multi-region trail of another home', () => {
    const problems = check([...regional(5, 'eu-west-1'), placed('wide', 'us-east-1')]);
    expect(problems).toMatchObject([
      {
        code: 'too-many-trails',
        message: '6 trails would stand in eu-west-1; AWS allows 5 in a region',
        at: { file: 'wide.yaml' },
      },
    ]);
  });

  it('of the organization count together, and not in the accounts that declare them', () => {
    const shared = (count: number, account: string): readonly Entry<TrailSpec>[] =>
      regional(count, 'eu-west-1', account).map((one, index) => ({
        ...one,
        name: `shared-${account}-${index}`,
        spec: { ...one.spec, organization: true },
      }));
    const [one, two] = ['111111111111', '222222222222'] as const;
    expect(told(...shared(3, one), ...shared(2, two), ...regional(5, 'eu-west-1', two))).toEqual([]);
    const many = 'too-many-trails: 6 trails would stand in eu-west-1; AWS allows 5 in a region';
    expect(told(...shared(3, one), ...shared(3, two))).toEqual([many]);
    expect(told(...shared(3, one), ...regional(3, 'eu-west-1', one))).toEqual([many]);
  });

  it('are told once for a trail that is too many in several regions', () => {
    const wide = ['a', 'b', 'c', 'd', 'e', 'f'].map((name, index) =>
      placed(`wide-${name}`, index % 2 === 0 ? 'eu-west-1' : 'us-east-1'),
    );
    expect(told(...wide)).toEqual([
      'too-many-trails: 6 trails would stand in eu-west-1, 6 trails would stand in us-east-1; AWS allows 5 in a region',
    ]);
  });
});

describe('names of trails of an organization', () => {
  const at = (name: string, account: string, over: object = {}): Entry<TrailSpec> => {
    const { region = 'eu-west-1', partition = 'aws', ...spec } = over as { region?: string; partition?: string };
    return entry(spec, { address: `trail/${name}@${account}/${region}`, name, target: { partition, account, region } });
  };
  const organization = at('main', 'root', { organization: true });
  const taken =
    'organization-name-taken: "main" is the name of trail/main@root/eu-west-1, which is the organization\'s: AWS takes no other trail of that name in its members';
  const rows: readonly (readonly [string, readonly Entry<TrailSpec>[], readonly string[]])[] = [
    ['in a member', [organization, at('main', 'shop')], [taken]],
    ['in a member, whatever comes first', [at('main', 'shop'), organization], [taken]],
    ['in another region', [organization, at('main', 'shop', { region: 'us-east-1', multiRegion: false })], [taken]],
    ['of two organization trails', [organization, at('main', 'audit', { organization: true })], [taken]],
    ['of another name', [organization, at('own', 'shop')], []],
    ['in another partition', [organization, at('main', 'shop', { partition: 'aws-cn', region: 'cn-north-1' })], []],
    [
      'in a region that the organization’s does not reach',
      [
        at('main', 'root', { organization: true, multiRegion: false }),
        at('main', 'shop', { region: 'us-east-1', multiRegion: false }),
      ],
      [],
    ],
  ];
  it.each(rows)('%s', (_, entries, problems) => {
    expect(told(...entries)).toEqual(problems);
  });
});

it('names a few of many regions', () => {
  const regions = ['us-east-1', 'us-east-2', 'us-west-1', 'us-west-2', 'eu-west-1', 'eu-west-2', 'eu-west-3'];
  const [repeated, crowded] = told(...regions.map(region => placed('main', region, { multiRegion: true })));
  expect(repeated).toMatch(/us-east-1, us-east-2, us-west-1, us-west-2, eu-west-1 and 2 more$/u);
  expect(crowded).toMatch(/7 trails would stand in eu-west-1 and 2 more; AWS allows 5 in a region$/u);
});

it('says once what is wrong with a block of many places', () => {
  const spec = { prefix: '/org', multiRegion: false };
  const written = { '/prefix': { file: 'trails.yaml', line: 3, column: 5 } };
  expect(
    check([
      { ...placed('main', 'eu-west-1', spec), written },
      { ...placed('main', 'us-east-1', spec), written },
    ]),
  ).toHaveLength(1);
});
