import { describe, expect, test } from 'vitest';
import { accountOf } from '../../../src/core/spec/accounts.ts';
import { readSpec } from '../../../src/core/spec/read.ts';
import { brief, file, kinds } from './kinds.ts';

const read = (body: string) => readSpec([file(body)], kinds);
const problems = (body: string) => read(body).problems;

const plainAccess = { role: null, externalId: null, sessionName: 'trailwarden', profile: null };
const two = 'accounts: { security: "111111111111", payments: "222222222222" }\n';

describe('accounts', () => {
  test('in both forms, over defaults', () => {
    const { spec, problems: found } = read(
      [
        'defaults: { account: { role: ops/trailwarden, externalId: acme-7f3a } }',
        'accounts:',
        '  security: "111111111111"',
        '  payments:',
        '    id: "222222222222"',
        '    role: arn:aws-us-gov:iam::222222222222:role/x',
        '    sessionName: audit',
        '    profile: pay',
        '    regions: [us-gov-west-1]',
        '    labels: { tier: gold }',
        '  china: { id: "333333333333", partition: aws-cn, role: /audit }',
      ].join('\n'),
    );
    expect(found).toEqual([]);
    expect(spec?.accounts).toEqual([
      {
        key: 'security',
        id: '111111111111',
        partition: 'aws',
        access: { ...plainAccess, role: 'arn:aws:iam::111111111111:role/ops/trailwarden', externalId: 'acme-7f3a' },
        regions: null,
        labels: {},
        at: { file: 'spec.yaml', line: 7, column: 5, length: 8 },
      },
      {
        key: 'payments',
        id: '222222222222',
        partition: 'aws-us-gov',
        access: {
          role: 'arn:aws-us-gov:iam::222222222222:role/x',
          externalId: 'acme-7f3a',
          sessionName: 'audit',
          profile: 'pay',
        },
        regions: ['us-gov-west-1'],
        labels: { tier: 'gold' },
        at: { file: 'spec.yaml', line: 8, column: 5, length: 8 },
      },
      {
        key: 'china',
        id: '333333333333',
        partition: 'aws-cn',
        access: { ...plainAccess, role: 'arn:aws-cn:iam::333333333333:role/audit', externalId: 'acme-7f3a' },
        regions: null,
        labels: {},
        at: { file: 'spec.yaml', line: 15, column: 5, length: 5 },
      },
    ]);
  });

  test('groups, the organization and what is watched', () => {
    const { spec, problems: found } = read(
      `${two}groups: { gold: { accounts: [payments] }, canary: { units: [Root/Prod], exclude: [security] } }\norganization: { account: security, id: o-a1b2c3d4e5, discover: { tags: { a: b } } }\nwatch: declared`,
    );
    expect(found).toEqual([]);
    expect([...(spec?.groups ?? [])]).toEqual([
      ['gold', { accounts: ['payments'], labels: {}, units: [], exclude: [] }],
      ['canary', { accounts: [], labels: {}, units: ['Root/Prod'], exclude: ['security'] }],
    ]);
    expect(spec).toMatchObject({
      watch: 'declared',
      organization: {
        account: 'security',
        id: 'o-a1b2c3d4e5',
        discover: { units: [], tags: { a: 'b' }, exclude: [] },
        at: { line: 7, column: 3 },
      },
    });
    expect(read(`${two}organization: { account: security }`).spec?.organization).toMatchObject({
      id: null,
      discover: null,
    });
    expect(read(`${two}organization: { account: security, discover: all }\nwatch: enabled`).spec).toMatchObject({
      organization: { discover: 'all' },
      watch: 'enabled',
    });
  });

  test('are joined over files, like groups', () => {
    const files = [
      file('accounts: { a: "111111111111" }\ngroups: { g: { accounts: [b] } }', 'a.yaml'),
      file('accounts: { b: "222222222222", a: "333333333333" }\ngroups: { h: { accounts: [a] } }', 'b.yaml'),
    ];
    const { problems: found } = readSpec(files, kinds);
    expect(found).toMatchObject([{ code: 'duplicate-name', message: 'account "a" is declared twice' }]);
  });

  test.each([
    ['accounts: { a: 012345678901 }', 'account-id-not-text 5:18-12', 'put it in quotes: "012345678901"'],
    ['accounts: { a: { id: 012345678901 } }', 'account-id-not-text 5:24-12', 'put it in quotes: "012345678901"'],
    [
      `${two}groups: { g: { accounts: [111111111111] } }`,
      'account-id-not-text 6:29-12',
      'put it in quotes: "111111111111"',
    ],
    ['accounts: { a: "1234" }', 'wrong-form 5:18-6', 'for example 111122223333'],
    ['accounts: { a: { id: "1234" } }', 'wrong-form 5:24-6', 'for example 111122223333'],
    ['accounts: { a: {} }', 'missing-key 5:18-2', 'write id, for example id: "111122223333"'],
    ['accounts: { a: { id: "111111111111", rolle: x } }', 'unknown-key 5:40-5', 'role: x'],
    ['accounts: { a: true }', 'wrong-type 5:18-4', 'put it in quotes: "true"'],
    ['accounts: {}', 'out-of-range 5:13-2', undefined],
    ['accounts: 5', 'wrong-type 5:13-1', undefined],
    ['accounts: { a: "111111111111", b: "111111111111" }', 'account-declared-twice 5:34-1', 'remove one'],
    [`${two}groups: { payments: { accounts: [security] } }`, 'account-key-taken 6:13-8', 'give it another key'],
    ['accounts: { all: "111111111111" }', 'account-key-taken 5:15-3', 'give it another key'],
    [`${two}groups: { all: {} }`, 'account-key-taken 6:13-3', 'give it another key'],
    [`${two}groups: { "333333333333": {} }`, 'account-key-taken 6:13-14', 'give it another key'],
    ['accounts: { "333333333333": "111111111111" }', 'account-key-taken 5:15-14', 'give it another key'],
    ['accounts: { "333333333333": "333333333333" }', undefined, undefined],
    ['accounts: { "333333333333": { id: "33" } }', 'wrong-form 5:37-4', 'for example 111122223333'],
    [
      'accounts: { a: { id: "111111111111", role: "arn:aws:iam::222222222222:role/x" } }',
      'role-elsewhere 5:46-34',
      'write the name of the role, or its ARN in this account',
    ],
    [
      'defaults: { account: { role: "arn:aws:iam::222222222222:role/x" } }\naccounts: { a: "111111111111" }',
      'role-elsewhere 6:15-1',
      'write the name of the role, or its ARN in this account',
    ],
    [
      'accounts: { a: { id: "111111111111", regions: [eu-west-9] } }',
      'unknown-region 5:50-9',
      'correct it, or leave it if AWS has opened it since this release',
    ],
    [
      'defaults: { account: { role: x } }',
      'matches-nothing 5:24-11',
      'write accounts, or remove it; without them the credentials in force are used as they are',
    ],
    [`${two}groups: { g: { accounts: [paymnets] } }`, 'unknown-account 6:29-8', 'payments'],
    [`${two}groups: { g: { exclude: [other] } }`, 'unknown-account 6:28-5', 'declare it under accounts'],
    [
      `${two}groups: { g: { accounts: [h] }, h: { accounts: [payments] } }`,
      'unknown-account 6:29-1',
      'declare it under accounts',
    ],
    [
      `${two}groups: { g: { accounts: ["333333333333"] } }`,
      'unknown-account 6:29-14',
      'declare it under accounts, or let organization.discover find it',
    ],
    [`${two}groups: { g: { accounts: ["111111111111", security], labels: {} } }`, undefined, undefined],
    [
      `${two}groups: { g: { labels: { tier: gold } } }`,
      'matches-nothing 6:26-14',
      'correct them, or give them to an account',
    ],
    [
      `${two}groups: { g: { units: [Root] } }`,
      'units-without-organization 6:25-6',
      'write organization: { account: KEY } beside groups',
    ],
    [
      `${two}groups: { g: { accounts: ["333333333333"] } }\norganization: { account: security, discover: all }`,
      undefined,
      undefined,
    ],
    [`${two}organization: { account: secruity, discover: all }`, 'unknown-account 6:28-8', 'security'],
    [
      `${two}organization: { account: security, discover: { exclude: [payments, x] } }`,
      'unknown-account 6:70-1',
      'declare it under accounts',
    ],
    [`${two}organization: { account: security, discover: { units: Root } }`, 'wrong-type 6:57-4', 'units: [Root]'],
    [`${two}organization: { account: x }\ngroups: 5`, 'wrong-type 7:11-1', undefined],
    [`${two}organization: { discover: all }`, 'missing-key 6:17-17', 'write account'],
    [`${two}organization: 5\ngroups: { g: { accounts: [x], labels: { a: b } } }`, 'wrong-type 6:17-1', undefined],
    ['organization: { account: security, discover: all }', 'unknown-account 5:28-8', 'declare it under accounts'],
  ])('%s', (body, expected, hint) => {
    const found = problems(body);
    expect(found.map(brief)).toEqual(expected === undefined ? [] : [expected]);
    expect(found[0]?.hint).toBe(hint);
  });

  test('what was read as a number is told by what it lost', () => {
    expect(problems('accounts: { a: 012345678901 }')[0]).toMatchObject({
      message: 'the account id lost its leading zero',
      label: 'YAML reads this as the number 12345678901',
    });
    expect(problems('accounts: { a: 111111111111 }')[0]?.message).toBe('an account id is text, not a number');
  });

  test('what is not written has the settings of the defaults, in the partition of its organization', () => {
    const body =
      'defaults: { account: { role: x } }\naccounts: { cn: { id: "111111111111", partition: aws-cn } }\norganization: { account: cn }';
    const { spec } = read(body);
    if (!spec) throw new Error('not valid');
    expect(accountOf('222222222222', spec)).toEqual({
      key: '222222222222',
      id: '222222222222',
      partition: 'aws-cn',
      access: { ...plainAccess, role: 'arn:aws-cn:iam::222222222222:role/x' },
      regions: null,
      labels: {},
    });
    expect(accountOf('222222222222', { ...spec, accounts: null, organization: null }, 'k')).toMatchObject({
      key: 'k',
      partition: 'aws',
    });
    const accountDefaults = { ...spec.accountDefaults, role: 'arn:aws-us-gov:iam::222222222222:role/x' };
    expect(accountOf('222222222222', { ...spec, accountDefaults })).toMatchObject({
      partition: 'aws-us-gov',
      access: { role: 'arn:aws-us-gov:iam::222222222222:role/x' },
    });
  });
});

describe('the accounts of a block', () => {
  const box = (settings: string, before = two) => problems(`${before}boxs: { b: { region: eu-west-1${settings} } }`);
  const one = 'accounts: { security: "111111111111" }\n';
  const found = `${one}organization: { account: security, discover: all }\n`;
  const grouped = `${two}groups: { g: { accounts: [payments] } }\n`;

  test.each([
    [two, '', 'place-missing 6:11-1', 'account: one of security, payments; or accounts: a list, or all'],
    [found, '', 'place-missing 7:11-1', 'account: one of security; or accounts: a list, or all'],
    [one, '', undefined, undefined],
    ['', '', undefined, undefined],
    ['', ', accounts: all', undefined, undefined],
    ['', ', account: x', 'unknown-account 5:44-1', 'declare it under accounts'],
    [two, ', account: security', undefined, undefined],
    [two, ', account: "111111111111"', undefined, undefined],
    [two, ', account: securty', 'unknown-account 6:44-7', 'security'],
    [two, ', account: 5', 'account-id-not-text 6:44-1', 'put it in quotes: "5"'],
    [grouped, ', account: g', 'unknown-account 7:44-1', 'declare it under accounts'],
    [found, ', account: "333333333333"', undefined, undefined],
    [two, ', accounts: all', undefined, undefined],
    [grouped, ', accounts: [g, security]', undefined, undefined],
    [grouped, ', accounts: [gg]', 'unknown-account 7:46-2', 'declare it under accounts'],
    [two, ', accounts: security', 'wrong-type 6:45-8', 'accounts: [security]'],
    [two, ', account: security, accounts: all', 'place-contradicts 6:44-8', 'keep one of the two'],
    [two, ', account: security, accounts: [payments]', 'place-contradicts 6:44-8', 'keep one of the two'],
    [
      two,
      ', accounts: [security], exclude: { accounts: [security] }',
      'place-empty 6:78-10',
      'exclude fewer, or remove the block',
    ],
    [
      two,
      ', accounts: [security], exclude: { accounts: [payments] }',
      'matches-nothing 6:79-8',
      'remove it; the block stands in security',
    ],
    [one, ', exclude: { accounts: [security] }', 'place-empty 6:56-10', 'exclude fewer, or remove the block'],
    [grouped, ', accounts: [g], exclude: { accounts: [security, g] }', undefined, undefined],
    [grouped, ', accounts: all, exclude: { accounts: [x] }', 'unknown-account 7:72-1', 'declare it under accounts'],
  ])('%s%s', (before, settings, expected, hint) => {
    const judged = box(settings, before);
    expect(judged.map(brief)).toEqual(expected === undefined ? [] : [expected]);
    expect(judged[0]?.hint).toBe(hint);
  });

  const boxes = 'boxs: { b: { account: security, region: eu-west-1 } }\n';
  test.each([
    ['account: security', '{ accounts: [security], set: {} }', undefined],
    ['account: security', '{ accounts: [payments], set: {} }', 'matches-nothing 8:90-8'],
    ['accounts: all', '{ accounts: [paymets], set: {} }', 'unknown-account 8:86-7'],
    ['accounts: [g]', '{ accounts: [security], set: {} }', undefined],
    ['account: security', '{ accounts: [g], set: {} }', undefined],
    ['accounts: all', '{ accounts: [g, all, security], regions: [eu-west-1], set: {} }', undefined],
  ])('overrides of %s: %s', (place, override, expected) => {
    const body = `${grouped}${boxes}parcels: { p: { ${place}, region: eu-west-1, box: b, overrides: [${override}] } }`;
    expect(problems(body).map(brief)).toEqual(expected === undefined ? [] : [expected]);
  });

  test('a name that is unknown because of a mistake elsewhere is not told again', () => {
    expect(box(', account: x', 'accounts: 5\n').map(brief)).toEqual(['wrong-type 5:13-1']);
    expect(box(', acount: security').map(brief)).toEqual(['unknown-key 6:35-6']);
  });

  test('of a great many unknown names, the first are told what is near', () => {
    const names = Array.from({ length: 60 }, (_, index) => `paymentz${index}`).join(', ');
    const labels = box(`, accounts: [${names}]`).map(({ label }) => label);
    expect([labels[49], labels[50]]).toEqual(['did you mean payments?', undefined]);
  });
});

describe('the regions of a block', () => {
  test.each([
    ['regions: all', undefined],
    ['regions: all, exclude: { regions: [eu-west-1] }', undefined],
    ['regions: all, exclude: { regions: [eu-west-9] }', 'unknown-region'],
    ['region: eu-west-1, regions: all', 'place-contradicts'],
    ['regions: al', 'wrong-type'],
  ])('%s', (settings, expected) => {
    const found = problems(`${two}boxs: { b: { account: security, ${settings} } }`);
    expect(found.map(({ code }) => code)).toEqual(expected === undefined ? [] : [expected]);
  });

  test('an override may name any region where each account says which there are', () => {
    const body = `${two}boxs: { b: { account: security, region: eu-west-1 } }\nparcels: { p: { account: security, regions: all, box: b, overrides: [{ regions: [eu-west-1], set: {} }, { regions: [eu-west-9], set: {} }] } }`;
    expect(problems(body).map(({ code }) => code)).toEqual(['unknown-region']);
    expect(read(body).spec?.blocks[1]).toMatchObject({ regions: 'all', excludedRegions: [], accounts: ['security'] });
  });
});
