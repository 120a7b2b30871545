import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expand, unknownPlaces } from '../../../src/core/spec/expand.ts';
import { readSpec } from '../../../src/core/spec/read.ts';
import { resolver } from '../../../src/core/spec/references.ts';
import { standIns } from '../../../src/core/spec/stand-ins.ts';
import { foreignRegions, validateEntries } from '../../../src/core/spec/validate.ts';
import type { LocatedAccount } from '../../../src/core/spec/spec.ts';
import { brief, file, kinds, located } from './kinds.ts';

const written = 'accounts: { security: "111111111111", payments: "222222222222", data: "333333333333" }\n';
const discovering = `${written}organization: { account: security, discover: all }\n`;

function specOf(body: string) {
  const { spec, problems } = readSpec([file(body)], kinds);
  if (!spec) throw new Error(JSON.stringify(problems));
  return spec;
}

/** The accounts of a spec as asking may have found them. */
function fleet(body: string, found: Readonly<Record<string, Partial<LocatedAccount>>> = {}) {
  const spec = specOf(body);
  const accounts = (spec.accounts ?? []).map(one => ({ ...located(one), ...found[one.key] }));
  const more = Object.keys(found).filter(key => !accounts.some(one => one.key === key));
  return {
    spec,
    accounts: [...accounts, ...more.map(id => ({ ...located({ key: id, id }), discovered: true, ...found[id] }))],
  };
}

function expanded(body: string, found?: Parameters<typeof fleet>[1]) {
  const { spec, accounts } = fleet(body, found);
  const { entries, unexpanded } = expand(spec, accounts, kinds);
  return {
    entries,
    addresses: entries.map(({ address }) => address),
    open: unexpanded.map(({ kind, key, account }) => `${kind}/${key}@${account}`),
  };
}

const box = (settings: string) => `boxs: { b: { region: eu-west-1, name: "b-{accountId}-{region}", ${settings} } }\n`;

describe('the accounts in which a block stands', () => {
  const groups = [
    'groups:',
    '  gold: { labels: { tier: gold } }',
    '  some: { accounts: [data, "222222222222"], exclude: ["333333333333"] }',
    '  prod: { units: [Root/Prod, ou-1], exclude: [security] }',
    '  far: { accounts: ["444444444444"] }',
    '',
  ].join('\n');
  const units = {
    security: { units: ['Root', 'Root/Prod'] },
    payments: { units: ['Root', 'ou-1'], labels: { tier: 'gold', team: 'pay' } },
    data: { units: ['Root'] },
    '444444444444': { units: null },
  };

  test.each([
    ['account: payments', ['payments'], []],
    ['account: "222222222222"', ['payments'], []],
    ['accounts: all', ['security', 'payments', 'data', '444444444444'], []],
    ['accounts: [payments, security, "222222222222"]', ['payments', 'security'], []],
    ['accounts: [gold]', ['payments'], []],
    ['accounts: [some]', ['payments'], []],
    ['accounts: [prod]', ['payments'], ['444444444444']],
    ['accounts: [prod, "444444444444"]', ['payments', '444444444444'], []],
    ['accounts: [far, data]', ['444444444444', 'data'], []],
    ['accounts: all, exclude: { accounts: [security, some] }', ['data', '444444444444'], []],
    ['accounts: all, exclude: { accounts: [prod] }', ['security', 'data'], ['444444444444']],
    ['accounts: ["555555555555", data]', ['data'], ['555555555555']],
    ['accounts: ["555555555555", data], exclude: { accounts: ["555555555555"] }', ['data'], []],
  ])('%s', (settings, expected, open) => {
    const { addresses, open: unknown } = expanded(
      `${discovering}${groups.replace('gold: { labels', 'gold: { accounts: [payments], labels')}${box(settings)}`,
      units,
    );
    expect(addresses).toEqual(expected.map(key => `box/b@${key}/eu-west-1`));
    expect(unknown).toEqual(open.map(key => `box/b@${key}`));
  });

  test('labels', () => {
    const body =
      'accounts: { a: { id: "111111111111", labels: { x: y, u: v } }, b: { id: "222222222222", labels: { x: y } } }\n';
    const group = 'groups: { g: { labels: { x: y, u: v } }, h: { labels: { x: y } } }\n';
    expect(expanded(body + group + box('accounts: [g]')).addresses).toEqual(['box/b@a/eu-west-1']);
    expect(expanded(body + group + box('accounts: [h]')).addresses).toHaveLength(2);
  });

  test('a group whose account nobody found', () => {
    const { addresses, open } = expanded(
      `${discovering}${groups.replace('labels: { tier: gold }', '')}${box('accounts: [far]')}`,
    );
    expect([addresses, open]).toEqual([[], ['box/b@444444444444']]);
  });

  test('placeholders have the account', () => {
    const { entries } = expanded(
      `${written}boxs: { b: { accounts: all, region: eu-west-1, name: "{account}-{accountId}" } }`,
    );
    expect(entries.map(({ name, target }) => [name, target.account])).toEqual([
      ['security-111111111111', '111111111111'],
      ['payments-222222222222', '222222222222'],
      ['data-333333333333', '333333333333'],
    ]);
  });
});

describe('all regions', () => {
  const body = `${written}boxs: { b: { accounts: all, regions: all, exclude: { regions: [us-east-1] }, name: "{accountId}-{region}" } }`;
  const found = {
    security: { enabled: ['eu-west-1', 'us-east-1'] },
    payments: { enabled: ['eu-west-1'], regions: ['us-east-1', 'eu-north-1'] },
    data: { enabled: null },
  };

  test('are those enabled in each account, or those that it narrows them to', () => {
    const { addresses, open } = expanded(body, found);
    expect(addresses).toEqual(['box/b@security/eu-west-1', 'box/b@payments/eu-north-1']);
    expect(open).toEqual(['box/b@data']);
  });

  test('that are not known are told as unknown', () => {
    const { spec, accounts } = fleet(body, found);
    expect(unknownPlaces(expand(spec, accounts, kinds).unexpanded)).toMatchObject([
      { address: 'box/b@data/*', problem: { code: 'place-unknown' } },
    ]);
  });

  test('what refers to a block that may stand nearer is not known either', () => {
    const parcels = [
      'parcels:',
      '  here: { account: security, region: eu-west-1, box: b }',
      '  near: { account: payments, region: us-west-2, box: b }',
      '  open: { account: data, region: eu-west-1, box: b }',
      '  fixed: { account: data, region: eu-west-1, box: c }',
      '  half: { account: security, region: us-west-2, box: d }',
      'boxs:',
      '  b: { accounts: all, regions: all, name: "{accountId}-{region}" }',
      '  c: { account: data, region: eu-west-1 }',
      '  d: { accounts: [security, data], regions: all, name: "d-{accountId}-{region}" }',
      '  e: { account: data, regions: all }',
    ];
    const { addresses, open } = expanded(written + parcels.join('\n'), {
      security: { enabled: ['eu-west-1'] },
      payments: { enabled: ['eu-west-1'] },
      data: { enabled: null },
    });
    expect(addresses.filter(address => address.startsWith('parcel'))).toEqual([
      'parcel/here@security/eu-west-1',
      'parcel/near@payments/us-west-2',
      'parcel/fixed@data/eu-west-1',
      'parcel/half@security/us-west-2',
    ]);
    expect(open).toEqual(['box/b@data', 'box/d@data', 'box/e@data', 'parcel/open@data']);
  });

  test('a block that is known in part in the same account', () => {
    const body = [
      'groups: { prod: { units: [Root/Prod] } }',
      'boxs:',
      '  b: { accounts: [security], regions: all, name: "b-{region}" }',
      'parcels:',
      '  p: { account: payments, region: eu-west-1, box: b, overrides: [{ accounts: [prod], set: { note: x } }] }',
      '  q: { account: security, region: eu-west-1, box: b }',
      '',
    ].join('\n');
    const result = expanded(`${discovering}${body}`, {
      security: { enabled: ['us-east-1'] },
      payments: { units: null },
    });
    expect(result.addresses).toEqual(['box/b@security/us-east-1', 'parcel/q@security/eu-west-1']);
    expect(result.open).toEqual(['parcel/p@payments']);
  });
});

describe('overrides', () => {
  test('of some accounts', () => {
    const body = [
      'groups: { g: { accounts: [payments] } }',
      'boxs: { b: { account: security, region: eu-west-1 } }',
      'parcels:',
      '  p:',
      '    accounts: all',
      '    regions: [eu-west-1, us-east-1]',
      '    box: b',
      '    overrides:',
      '      - { accounts: [g, data], set: { note: some } }',
      '      - { accounts: [data], regions: [us-east-1], set: { note: one } }',
    ].join('\n');
    const { entries } = expanded(written + body);
    expect(entries.slice(1).map(({ spec }) => spec['note'])).toEqual([
      undefined,
      undefined,
      'some',
      'some',
      'some',
      'one',
    ]);
    expect(entries[3]?.spec).toBe(entries[4]?.spec);
  });
});

describe('what is judged without asking', () => {
  const judge = (body: string) => {
    const spec = specOf(body);
    const { entries } = expand(spec, standIns(spec), kinds);
    return [...foreignRegions(entries), ...validateEntries(entries, kinds)];
  };

  test('names', () => {
    const [problem, ...others] = judge(`${written}boxs: { b: { accounts: all, regions: [eu-west-1, us-east-1] } }`);
    expect(others).toEqual([]);
    expect(problem).toMatchObject({
      code: 'name-taken',
      message: 'box "b" would have one name, "b", in security, payments, data',
      hint: 'name: "b-{accountId}-{region}"',
    });
    expect(judge(`${written}boxs: { b: { accounts: all, region: eu-west-1 } }`)).toMatchObject([
      { hint: 'name: "b-{accountId}"' },
    ]);
    expect(judge(`${written}boxs: { b: { accounts: all, region: eu-west-1, name: "{account}" } }`)).toEqual([]);
  });

  test('names in accounts that nobody knows yet', () => {
    expect(judge(`${discovering}boxs: { b: { accounts: all, region: eu-west-1 } }`)[0]?.message).toBe(
      'box "b" would have one name, "b", in security, payments, data, every account that is discovered',
    );
  });

  test('an account that is declared twice is one in all that follows', () => {
    const twice = 'accounts: { a: "111111111111", b: "222222222222", c: "111111111111" }\n';
    const { sound, problems } = readSpec([file(`${twice}boxs: { b: { accounts: all, region: eu-west-1 } }`)], kinds);
    expect(problems.map(({ code }) => code)).toEqual(['account-declared-twice']);
    expect(sound.accounts?.map(({ key }) => key)).toEqual(['a', 'b']);
  });

  test('references across accounts', () => {
    const central = 'boxs: { b: { account: security, region: eu-west-1 } }\n';
    expect(judge(`${written}${central}parcels: { p: { accounts: all, region: us-east-1, box: b } }`)).toEqual([]);
    const two = 'boxs: { b: { accounts: [security, data], region: eu-west-1, name: "{account}" } }\n';
    expect(judge(`${written}${two}parcels: { p: { accounts: [security, data], region: us-east-1, box: b } }`)).toEqual(
      [],
    );
    expect(judge(`${written}${two}parcels: { p: { accounts: all, region: us-east-1, box: b } }`)).toMatchObject([
      {
        code: 'ambiguous-reference',
        message: 'box "b" means several resources in payments/us-east-1',
        label: 'in security/eu-west-1, data/eu-west-1',
        hint: 'let box "b" stand in payments/us-east-1 too, or refer to a box that stands in one place',
      },
    ]);
  });

  test('a reference that many accounts have is told once', () => {
    const ids = Array.from({ length: 40 }, (_, index) => `a${index}: "${100_000_000_000 + index}"`).join(', ');
    const two = 'boxs: { b: { accounts: [a0, a1], region: eu-west-1, name: "{account}" } }\n';
    const found = judge(`accounts: { ${ids} }\n${two}parcels: { p: { accounts: all, region: us-east-1, box: b } }`);
    expect(found).toHaveLength(1);
  });

  const partitions = 'accounts: { a: "111111111111", cn: { id: "222222222222", partition: aws-cn } }\n';
  test('references across partitions', () => {
    const body = `${partitions}boxs: { b: { account: a, region: eu-west-1 } }\nparcels: { p: { account: cn, region: cn-north-1, box: b } }`;
    expect(judge(body)).toMatchObject([
      {
        code: 'reference-across-partitions',
        message: 'box "b" stands in partition aws, and what refers to it in aws-cn',
        hint: 'declare a box in aws-cn',
      },
    ]);
  });

  test.each([
    ['account: cn, region: cn-north-1', undefined],
    ['account: cn, region: cn-east-9', undefined],
    ['account: cn, region: xx-new-1', undefined],
    ['account: a, regions: all, name: "{region}"', undefined],
    ['accounts: all, regions: all, name: "{accountId}-{region}"', undefined],
    ['account: cn, region: eu-west-1', 'partitions-mixed 6:37-9'],
    ['accounts: all, regions: [eu-west-1], name: "{account}"', 'partitions-mixed 6:40-11'],
  ])('regions of another partition than the account: %s', (settings, expected) => {
    const found = judge(`${partitions}boxs: { b: { ${settings} } }`);
    expect(found.map(brief)).toEqual(expected === undefined ? [] : [expected]);
  });

  test('what will be discovered is stood in for where something names it', () => {
    const body = [
      'groups: { prod: { units: [Root/Prod] }, far: { accounts: ["444444444444", security] } }',
      'boxs: { b: { accounts: [prod, far], region: eu-west-1 } }',
      'parcels: { p: { accounts: ["555555555555"], region: eu-west-1, box: b, overrides: [{ accounts: ["666666666666"], set: {} }] } }',
    ].join('\n');
    const spec = specOf(discovering + body);
    expect(standIns(spec).map(({ key, discovered }) => [key, discovered])).toEqual([
      ['security', false],
      ['payments', false],
      ['data', false],
      ['444444444444', true],
      ['555555555555', true],
      ['666666666666', true],
      ['000000000000', true],
    ]);
    const { entries } = expand(spec, standIns(spec), kinds);
    expect(entries.map(({ address }) => address)).toEqual([
      'box/b@000000000000/eu-west-1',
      'box/b@security/eu-west-1',
      'box/b@444444444444/eu-west-1',
      'parcel/p@555555555555/eu-west-1',
    ]);
    expect(standIns(specOf(`${written}organization: { account: security }`))).toHaveLength(3);
  });

  test('without accounts there is one, in the partition of the regions', () => {
    expect(standIns(specOf('boxs: { b: { region: cn-north-1 } }'))).toMatchObject([
      { key: 'account', id: '000000000000', partition: 'aws-cn', enabled: ['cn-north-1', 'cn-northwest-1'] },
    ]);
    const [own] = standIns(specOf('boxs: { b: { accounts: all, regions: all } }'), { key: 'k', id: '111111111111' });
    expect(own).toMatchObject({ key: 'k', id: '111111111111', partition: 'aws', discovered: false });
  });
});

test('what validation lets through can be resolved, over accounts', () => {
  const some = fc.subarray(['security', 'payments', 'data'], { minLength: 1 });
  const regions = fc.subarray(['eu-west-1', 'us-east-1'], { minLength: 1 });
  fc.assert(
    fc.property(some, regions, some, regions, (boxAccounts, boxRegions, accounts, parcelRegions) => {
      const body = `boxs: { b: { accounts: [${boxAccounts.join()}], regions: [${boxRegions.join()}], name: "{account}-{region}" } }\nparcels: { p: { accounts: [${accounts.join()}], regions: [${parcelRegions.join()}], box: b } }`;
      const { entries } = expanded(written + body);
      const parcels = entries.filter(({ address }) => address.startsWith('parcel'));
      const works = () => parcels.map(({ target }) => resolver(entries)('box', 'b', target));
      if (validateEntries(entries, kinds).length === 0)
        expect(works()).toHaveLength(accounts.length * parcelRegions.length);
      else expect(works).toThrow('several');
    }),
  );
});

test('ten times the accounts have ten times the entries, and none of them is in doubt', () => {
  const count = (accounts: number): number => {
    const ids = Array.from({ length: accounts }, (_, index) => `a${index}: "${100_000_000_000 + index}"`).join('\n  ');
    const body = `accounts:\n  ${ids}\nboxs: { b: { accounts: all, regions: all, name: "{accountId}-{region}" } }\nparcels: { p: { accounts: all, regions: all, box: b } }`;
    const spec = specOf(body);
    const { entries } = expand(spec, standIns(spec), kinds);
    expect(validateEntries(entries, kinds)).toEqual([]);
    return entries.length;
  };
  expect(count(300)).toBe(10 * count(30));
});
