import { describe, expect, it } from 'vitest';

import { validate } from '../../src/app/validate.ts';
import { kinds } from '../../src/resources/index.ts';

const head = 'apiVersion: trailwarden.dev/v1alpha1\nkind: TrailSpec\nmetadata: { name: acme }\nspec:\n';

function judge(body: string, ...more: readonly string[]) {
  const files = [body, ...more].map((text, index) => ({ path: `${index}.yaml`, text: head + text }));
  const { problems, ...rest } = validate(files, kinds);
  const told = problems.map(({ code, severity = 'error', at }) => {
    const place = typeof at === 'object' ? `${at.file}:${at.line}:${at.column}` : String(at);
    return `${severity} ${code} ${place}`;
  });
  return { told, ...rest };
}

const bucket = '  buckets: { acme-logs: { region: eu-west-1 } }\n';

describe('validate', () => {
  it('finds nothing in a good spec', () => {
    const { told, spec, resources } = judge(`${bucket}  trails: { main: { region: eu-west-1, bucket: acme-logs } }\n`);
    expect(told).toEqual([]);
    expect(spec?.owner).toBe('acme');
    expect(resources).toBe(2);
  });

  it('tells of every file and every stage at once', () => {
    const { told, spec } = judge(
      `${bucket}  trails: { main: { region: eu-west-1, bucket: acme-log, multiregion: true } }\n`,
      '  trails: { a: { region: eu-west-1, bucket: acme-logs, prefix: /x } }\n',
    );
    expect(spec).toBeNull();
    expect(told).toEqual([
      'error unknown-reference 0.yaml:6:48',
      'error unknown-key 0.yaml:6:58',
      'error invalid-trail-name 1.yaml:5:13',
      'error invalid-prefix 1.yaml:5:64',
    ]);
  });

  const regional = (keeper: string) =>
    `${bucket}  globalServiceEvents: { keeper: ${keeper} }\n  trails: { main: { region: eu-west-1, bucket: acme-logs, multiRegion: false } }\n`;

  it.each([
    ['auto', ['error keeper-loses-events 0.yaml:6:34']],
    ['eu-west-1', ['error keeper-loses-events 0.yaml:6:34']],
    ['elsewhere', []],
  ])('wants a keeper of global service events: %s', (keeper, expected) => {
    expect(judge(regional(keeper)).told).toEqual(expected);
  });

  it('points to the trail where nothing was written about the keeper', () => {
    const trail = '  trails:\n    main: { region: eu-west-1, bucket: acme-logs, multiRegion: false }\n';
    expect(judge(bucket + trail).told).toEqual(['error keeper-loses-events 0.yaml:7:5']);
  });

  it('only warns where the leading region is not certain', () => {
    const china =
      '  buckets: { acme-cn: { region: cn-northwest-1 } }\n  trails: { main: { region: cn-northwest-1, bucket: acme-cn, multiRegion: false } }\n';
    const { told, spec } = judge(china);
    expect(told).toEqual(['warning keeper-loses-events 0.yaml:6:13']);
    expect(spec).not.toBeNull();
  });

  const fleet = (more: string) =>
    `  accounts: { log-archive: "100000000001", payments: "100000000002", data: "100000000003" }\n  buckets: { acme-logs: { account: log-archive, region: us-east-1 } }\n${more}`;
  const everywhere = (more: string) =>
    fleet(
      `  trails: { t: { accounts: all, regions: [us-east-1, eu-west-1], multiRegion: false, bucket: acme-logs${more} } }\n`,
    );

  it('judges every account', () => {
    const { told, resources } = judge(everywhere(', name: trail'));
    expect(told).toEqual([]);
    expect(resources).toBe(7);
  });

  it('tells once what is so in many accounts', () => {
    const spec = everywhere(', name: trail').replace('regions: [us-east-1, eu-west-1]', 'region: eu-west-1');
    expect(judge(spec).told).toEqual(['error keeper-loses-events 0.yaml:7:13']);
    const stopped = everywhere(', name: trail, logging: false');
    const { problems } = validate([{ path: 'a.yaml', text: head + stopped }], kinds);
    expect(problems).toMatchObject([{ code: 'keeper-does-not-record' }]);
    expect(problems[0]?.message).toMatch(/ \(and so in 2 more accounts\)$/u);
  });

  it('says in words which accounts nobody knows yet', () => {
    const messages = (body: string) => validate([{ path: 'a.yaml', text: head + body }], kinds).problems;
    const all = `  organization: { account: data, discover: all }\n${everywhere(', name: trail, logging: false')}`;
    const excluded = all.replace(
      'accounts: all,',
      'accounts: all, exclude: { accounts: [log-archive, payments, data] },',
    );
    expect(messages(excluded).map(({ message }) => message)).toEqual([
      'trail/t in us-east-1 of every discovered account would keep the global service events of its account, and it does not record',
    ]);
    expect(JSON.stringify(messages(all))).not.toContain('000000000000');
  });

  it('wants the organization to be named whose trail it is', () => {
    const trail = (more: string) =>
      fleet(`  trails: { org: { account: data, region: us-east-1, bucket: acme-logs${more} } }\n`);
    const override = ', overrides: [{ set: { organization: true } }]';
    const named = '  organization: { account: data }\n';
    expect(judge(trail(', organization: true')).told).toEqual(['error trail-without-organization 0.yaml:7:87']);
    expect(judge(trail(override)).told).toEqual(['error trail-without-organization 0.yaml:7:108']);
    const two = fleet('  trails:\n').concat(
      ...['org', 'too'].map(key => `    ${key}: { account: data, region: us-east-1, bucket: acme-logs }\n`),
    );
    const laidUnder = judge(`  defaults: { trail: { organization: true } }\n${two}`).told;
    expect(laidUnder.filter(told => told.startsWith('error'))).toEqual([
      'error trail-without-organization 0.yaml:5:38',
    ]);
    expect(judge(trail(', organization: false')).told).toEqual([]);
    for (const more of [', organization: true', override]) expect(judge(named + trail(more)).told).toEqual([]);
    expect(judge(`  organization: []\n${trail(', organization: true')}`).told).toEqual([
      'error wrong-type 0.yaml:5:17',
    ]);
  });

  it('counts trails in each account by itself', () => {
    const trails = ['a1a', 'b1b', 'c1c', 'd1d', 'e1e'].map(
      key => `${key}: { accounts: all, region: us-east-1, bucket: acme-logs }`,
    );
    const six = [...trails, 'f1f: { account: data, region: us-east-1, bucket: acme-logs }'];
    const codes = (all: readonly string[]) =>
      judge(fleet(`  trails: { ${all.join(', ')} }\n`)).told.filter(line => line.startsWith('error'));
    expect(codes(trails)).toEqual([]);
    expect(codes(six)).toEqual(['error too-many-trails 0.yaml:7:323']);
  });

  it('tells of regions of another partition than the account', () => {
    expect(judge(everywhere(', name: trail').replace('eu-west-1', 'cn-north-1')).told).toEqual([
      'error partitions-mixed 0.yaml:7:42',
    ]);
  });

  it('does not count what nobody can count', () => {
    const discovered = `  organization: { account: payments, discover: all }\n${everywhere(', name: trail')}`;
    expect(judge(discovered)).toMatchObject({ told: [], resources: 7 });
  });
});
