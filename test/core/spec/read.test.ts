import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expand } from '../../../src/core/spec/expand.ts';
import { readSpec } from '../../../src/core/spec/read.ts';
import type { SourceFile } from '../../../src/core/spec/source.ts';
import { standIns } from '../../../src/core/spec/stand-ins.ts';
import { foreignRegions, validateEntries } from '../../../src/core/spec/validate.ts';
import { noSafety } from '../rules/settings.ts';
import { brief, file, kinds } from './kinds.ts';

const read = (...files: readonly SourceFile[]) => readSpec(files, kinds);
const problems = (body: string) => read(file(body)).problems;
/** What a spec is that says nothing. */
const plain = {
  keeper: { value: 'auto' },
  accounts: null,
  accountDefaults: { role: null, externalId: null, sessionName: 'trailwarden', profile: null, partition: null },
  groups: new Map(),
  organization: null,
  watch: 'enabled',
  safety: noSafety,
  blocks: [],
  defaults: {},
};
const boxes = 'boxs: { b: { region: eu-west-1 } }\n';

test('an override without a map of settings is told, once', () => {
  const body = `${boxes}parcels: { p: { region: eu-west-1, box: b, overrides: [{ set: b }, {}] } }`;
  expect(problems(body).map(({ code }) => code)).toEqual(['wrong-type', 'missing-key']);
});

describe('blocks', () => {
  test('a small spec', () => {
    const {
      spec,
      sound,
      problems: found,
    } = read(
      file(
        `${boxes}parcels:\n  p:\n    regions: [eu-west-1, us-east-1]\n    exclude: { regions: [us-east-1] }\n    name: p-{region}\n    box: b`,
      ),
    );
    expect(found).toEqual([]);
    expect(sound).toEqual(spec);
    expect(spec).toMatchObject({ owner: 'acme', keeper: { value: 'auto' }, files: 1 });
    expect(spec?.blocks).toMatchObject([
      { kind: 'box', key: 'b', name: 'b', regions: ['eu-west-1'], spec: {}, overrides: [] },
      {
        kind: 'parcel',
        key: 'p',
        name: 'p-{region}',
        excludedRegions: ['us-east-1'],
        spec: { box: 'b' },
        overrides: [],
      },
    ]);
  });

  test('an empty spec is a spec; no files are none', () => {
    expect(read(file('')).spec).toBeNull();
    expect(
      read({ path: 'a', text: 'apiVersion: trailwarden.dev/v1alpha1\nkind: TrailSpec\nmetadata: { name: a1 }' }).spec,
    ).toEqual({ ...plain, owner: 'a1', files: 1 });
    expect(read()).toEqual({
      spec: null,
      sound: { ...plain, owner: '', files: 0 },
      problems: [],
    });
  });

  test('defaults lie under blocks, a whole setting at a time', () => {
    const body =
      'defaults: { box: { locked: false, tags: { a: a }, retention: { minDays: 3 } } }\nboxs:\n  b: { region: eu-west-1, tags: { b: b }, locked: true }';
    const [block] = read(file(body)).spec?.blocks ?? [];
    expect(block?.spec).toEqual({ locked: true, tags: { b: 'b' }, retention: { minDays: 3 } });
    expect(block?.written['/retention/minDays']).toMatchObject({ line: 5, column: 75 });
    expect(block?.written['/tags/b']).toMatchObject({ line: 7, column: 40 });
    expect(block?.written['/tags/a']).toBeUndefined();
    expect(block?.written['']).toEqual({ file: 'spec.yaml', line: 7, column: 5, length: 1 });
  });

  test('what is required may come from defaults', () => {
    expect(problems(`defaults: { parcel: { box: b } }\n${boxes}parcels: { p: { region: eu-west-1 } }`)).toEqual([]);
    expect(
      problems(`defaults: { parcel: { box: 5 } }\n${boxes}parcels: { p: { region: eu-west-1 } }`).map(brief),
    ).toEqual(['wrong-type 5:30-1']);
  });

  test('the keeper has its position', () => {
    expect(read(file('globalServiceEvents: { keeper: eu-central-1 }')).spec?.keeper).toEqual({
      value: 'eu-central-1',
      at: { file: 'spec.yaml', line: 5, column: 34, length: 12 },
    });
    expect(problems('globalServiceEvents: { keeper: elsewhere }')).toEqual([]);
    expect(problems('globalServiceEvents: { keeper: us-est-1 }')).toMatchObject([
      { code: 'unknown-region', label: 'did you mean us-east-1?' },
    ]);
  });

  test('blocks without a mistake are kept apart, for the checks that follow', () => {
    const { spec, sound } = read(
      file(
        `${boxes}parcels:\n  a: { region: eu-west-1, box: b }\n  c: { region: eu-west-1, box: b, nothing: 1 }\n  d: { box: b }`,
      ),
    );
    expect(spec).toBeNull();
    expect(sound.blocks.map(({ key }) => key)).toEqual(['b', 'a']);
    expect(read(file('defaults: { box: { x: 1 } }\nboxs: { b: { region: eu-west-1 } }')).sound.blocks).toEqual([]);
  });
});

describe('places and names', () => {
  test.each([
    ['boxs: { b: {} }', 'place-missing 5:11-1'],
    ['boxs: { b: { region: 5 } }', 'wrong-type 5:24-1'],
    ['boxs: { b: { region: eu-west-1, regions: [eu-west-1] } }', 'place-contradicts 5:24-9'],
    ['boxs: { b: { region: eu-west-1, exclude: { regions: [eu-west-1] } } }', 'place-empty 5:55-11'],
    ['boxs: { b: { region: eu-west-1, exclude: { regions: [eu-west-2] } } }', 'matches-nothing 5:56-9'],
    ['boxs: { b: { region: eu-west-9 } }', 'unknown-region 5:24-9'],
    ['boxs: { b: { region: xx-nowhere-1 } }', 'unknown-region 5:24-12'],
    ['boxs: { b: { regions: [eu-west-1, cn-north-1, cn-northwest-1] } }', 'partitions-mixed 5:37-10'],
    ['boxs: { b: { region: eu-west-1, name: "a-{regoin}" } }', 'unknown-placeholder 5:41-12'],
    ['boxs: { b: { region: eu-west-1, name: "{x}" } }', 'unknown-placeholder 5:41-5'],
    ['boxs: { b: { region: eu-west-1, name: "{account}{accountId}{region}{partition}" } }', undefined],
    [
      `${boxes}parcels: { p: { region: eu-west-1, box: b, overrides: [{ regions: [eu-west-2], set: {} }] } }`,
      'matches-nothing 6:70-9',
    ],
  ])('%s', (body, expected) => {
    expect(problems(body).map(brief)).toEqual(expected === undefined ? [] : [expected]);
  });

  test('a warning holds nothing up', () => {
    expect(read(file('boxs: { b: { region: eu-west-9 } }')).spec).not.toBeNull();
  });

  test('hints and labels', () => {
    expect(problems('boxs: { b: { regions: [eu-west-1, cn-north-1] } }')[0]).toMatchObject({
      label: 'eu-west-1 is written at spec.yaml:5:26',
    });
    expect(problems('boxs: { b: { region: eu-west-1, name: "a-{regoin}" } }')[0]).toMatchObject({
      label: 'did you mean {region}?',
    });
    expect(
      problems('boxs: { b: { regions: [eu-west-1, eu-west-2], exclude: { regions: [eu-west-3] } } }')[0],
    ).toMatchObject({ hint: 'remove it; the block stands in eu-west-1, eu-west-2' });
  });
});

describe('references', () => {
  test.each([
    [
      `${boxes}parcels: { p: { region: eu-west-1, box: bb } }`,
      'unknown-reference 6:43-2',
      'declare it under boxs; there is b',
    ],
    [
      'boxs: { acme-logs: { region: eu-west-1 } }\nparcels: { p: { region: eu-west-1, box: acme-log } }',
      'unknown-reference 6:43-8',
      'acme-logs (spec.yaml:5), or declare it',
    ],
    ['parcels: { p: { region: eu-west-1, box: b } }', 'unknown-reference 5:43-1', 'declare it under boxs'],
    [
      'boxs: { aa: { region: eu-west-1 }, bb: { region: eu-west-1 } }\nparcels: { p: { region: eu-west-1, box: other } }',
      'unknown-reference 6:43-5',
      'declare it under boxs; there are aa, bb',
    ],
    [
      `boxs: { ${['aa', 'bb', 'cc', 'dd', 'ee', 'ff', 'gg'].map(key => `${key}: { region: eu-west-1 }`).join(', ')} }\nparcels: { p: { region: eu-west-1, box: other } }`,
      'unknown-reference 6:43-5',
      'declare it under boxs; there are aa, bb, cc, dd, ee and 2 more',
    ],
    [
      'defaults: { parcel: { box: no } }\nparcels: { p: { region: eu-west-1 }, q: { region: eu-west-1 } }',
      'unknown-reference 5:30-2',
      'declare it under boxs',
    ],
    [
      `${boxes}parcels: { p: { region: eu-west-1, box: b, copies: [{ box: b }, { box: x }, {}] } }`,
      'out-of-range 6:54-28',
      undefined,
    ],
    [
      `${boxes}parcels: { p: { region: eu-west-1, box: b, copies: [{ box: b }, { box: xx }] } }`,
      'unknown-reference 6:74-2',
      'declare it under boxs; there is b',
    ],
    [
      `${boxes}parcels: { p: { region: eu-west-1, box: b, overrides: [{ set: { box: zz } }] } }`,
      'unknown-reference 6:72-2',
      'declare it under boxs; there is b',
    ],
    [
      `${boxes}parcels: { p: { region: eu-west-1, box: b, returns: { box: xx } } }`,
      'unknown-reference 6:62-2',
      'declare it under boxs; there is b',
    ],
    ['boxs: { b: 5 }\nparcels: { p: { region: eu-west-1, box: b } }', 'wrong-type 5:14-1', undefined],
  ])('%s', (body, expected, hint) => {
    const found = problems(body);
    expect(found.map(brief)).toEqual([expected]);
    expect(found[0]?.hint).toBe(hint);
  });

  test.each(['null', '{ box: null }', '{}'])('what may be left out refers to nothing: %s', returns => {
    expect(problems(`${boxes}parcels: { p: { region: eu-west-1, box: b, returns: ${returns} } }`)).toEqual([]);
  });

  test('of a great many, the first are told what is near', () => {
    const parcels = Array.from({ length: 60 }, (_, index) => `  p${index}: { region: eu-west-1, box: acme-log }`).join(
      '\n',
    );
    const hints = problems(`boxs: { acme-logs: { region: eu-west-1 } }\nparcels:\n${parcels}`).map(({ hint }) => hint);
    expect([hints[49], hints[50]]).toEqual([
      'acme-logs (spec.yaml:5), or declare it',
      'declare it under boxs; there is acme-logs',
    ]);
  });

  test('a reference to a kind that is not there', () => {
    const [, parcel] = kinds;
    const found = readSpec([file('parcels: { p: { region: eu-west-1, box: b } }')], parcel ? [parcel] : []).problems;
    expect(found.map(brief)).toEqual(['unknown-reference 5:43-1']);
  });

  test('nothing is called undeclared while a file could not be read', () => {
    const found = read(file('parcels: { p: { region: eu-west-1, box: b } }'), {
      path: 'z.yaml',
      text: 'a: [',
    }).problems;
    expect(found.map(({ code }) => code)).toEqual(['yaml-syntax']);
  });
});

describe('several files', () => {
  const one = file('boxs: { b: { region: eu-west-1 } }', 'legacy/old.yaml');
  const two = file('parcels: { p: { region: eu-west-1, box: b } }', 'trails.yaml');
  const three = file('defaults: { box: { size: 3 } }\nglobalServiceEvents: { keeper: us-east-1 }', 'a.yaml');

  test('are one spec, in whatever order they come', () => {
    const expected = read(one, two, three);
    expect(expected.spec?.blocks.map(({ key, spec }) => [key, spec])).toEqual([
      ['b', { size: 3 }],
      ['p', { box: 'b' }],
    ]);
    for (const files of [
      [two, one, three],
      [three, two, one],
      [two, three, one],
    ])
      expect(read(...files)).toEqual(expected);
  });

  test('documents of one file are joined like files', () => {
    const text = [one, two, three].map(source => source.text).join('\n---\n');
    expect(read({ path: 'all.yaml', text }).spec?.blocks).toHaveLength(2);
  });

  test('a block that is declared twice shows both places', () => {
    const again = file('boxs:\n  b: { region: us-east-1 }', 'new.yaml');
    expect(read(again, one).problems).toEqual([
      {
        code: 'duplicate-name',
        message: 'box "b" is declared twice',
        label: 'first declared at legacy/old.yaml:5:11',
        hint: 'remove one, or rename one',
        at: { file: 'new.yaml', line: 6, column: 5, length: 1 },
      },
    ]);
  });

  test('what is no map of blocks stands in one document only', () => {
    const again = file('defaults: {}', 'z.yaml');
    expect(read(three, again).problems).toMatchObject([
      { code: 'written-twice', label: 'also at a.yaml:5:3', at: { file: 'z.yaml', line: 5, column: 3, length: 8 } },
    ]);
  });

  test('of different owners are refused, and the one of each is shown', () => {
    const other = { path: 'z.yaml', text: two.text.replace('acme', 'other') };
    expect(read(one, other).problems).toMatchObject([
      { code: 'owners-differ', label: '"acme" at legacy/old.yaml:3:19', at: { file: 'z.yaml', line: 3, column: 19 } },
    ]);
  });

  test('a file that is no spec does not keep the others from being judged', () => {
    const found = read(one, { path: 'k.yaml', text: 'kind: Service' }, file('boxs: { c: {} }', 'z.yaml')).problems;
    expect(found.map(({ code }) => code)).toEqual(['not-a-spec', 'place-missing']);
  });
});

describe('for any text', () => {
  const word = fc.constantFrom(
    'boxs',
    'parcels',
    'b',
    'box',
    'region',
    'regions',
    'eu-west-1',
    'defaults',
    'overrides',
    'set',
    'name',
    '{x}',
    '*a',
    '&a',
    '<<',
    '!t',
    '- ',
    ': ',
    ', ',
    '[',
    ']',
    '{',
    '}',
    '\n',
    '\n  ',
    '\n    ',
    '"',
    "'",
    '#',
    '|',
    '>',
    '?',
    '%',
    '\t',
    '0',
    'true',
    '~',
    '---\n',
    '😀',
    '\r\n',
    '\u0000',
    '__proto__',
  );
  const noise = fc
    .array(
      fc.oneof({ weight: 8, arbitrary: word }, { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 5 }) }),
      { maxLength: 40 },
    )
    .map(words => words.join(''));
  const key = fc.constantFrom(
    'boxs',
    'parcels',
    'region',
    'regions',
    'exclude',
    'name',
    'overrides',
    'set',
    'box',
    'copies',
    'sender',
    'tags',
    'key',
    'level',
    'locked',
    'defaults',
    'parcel',
    'b',
    'p',
    'globalServiceEvents',
    'keeper',
    'accounts',
    'account',
    'groups',
    'organization',
    'discover',
    'units',
    'labels',
    'id',
    'role',
    'a1',
    'all',
    'boxes',
    '__proto__',
    'constructor',
  );
  const value = fc.letrec(tie => ({
    value: fc.oneof(
      { depthSize: 'medium' },
      fc.constantFrom(
        'b',
        'eu-west-1',
        '',
        'us-est-1',
        true,
        5,
        null,
        'auto',
        'all',
        'a1',
        '111111111111',
        111111111111,
      ),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(key, tie('value'), { maxKeys: 5 }),
    ),
  })).value;

  const judged = (files: readonly SourceFile[]) => {
    const reading = read(...files);
    expect(reading.spec === null).toBe(reading.problems.some(({ severity }) => severity !== 'warning'));
    const { entries } = expand(reading.sound, standIns(reading.sound), kinds);
    for (const { at, message } of [
      ...reading.problems,
      ...foreignRegions(entries),
      ...validateEntries(entries, kinds),
    ]) {
      expect(message).not.toMatch(/undefined|\[object/);
      if (typeof at !== 'object') throw new Error('a problem without a place');
      const lines = files.find(({ path }) => path === at.file)?.text.split('\n') ?? [];
      const line = lines[at.line - 1] ?? '';
      expect(at.line).toBeLessThanOrEqual(lines.length);
      expect(at.column).toBeLessThanOrEqual(line.length + 1);
      expect(at.column - 1 + (at.length ?? 1)).toBeLessThanOrEqual(Math.max(line.length, at.column));
    }
    return reading;
  };

  test('there are problems, inside of the file, or a spec', () => {
    fc.assert(
      fc.property(noise, text => void judged([{ path: 'a.yaml', text }, file(text, 'b.yaml')])),
      { numRuns: 2000 },
    );
  });

  test('there are problems, inside of the file, or a spec, for anything of the right syntax', () => {
    fc.assert(
      fc.property(value, whole => void judged([file(JSON.stringify(whole).replace(/^(?!\{)/, 'boxs: '))])),
      { numRuns: 1000 },
    );
  });

  test('there are problems, inside of the file, or a spec, for any accounts and places', () => {
    const name = fc.constantFrom('a1', 'a2', 'g', 'all', 'x', '111111111111', '333333333333');
    const names = fc.oneof(fc.uniqueArray(name, { maxLength: 3 }), fc.constant('all'));
    const account = fc.oneof(
      fc.constantFrom('111111111111', '222222222222', 111111111111),
      fc.record(
        {
          id: fc.constantFrom('111111111111', '222222222222', 5),
          partition: fc.constant('aws-cn'),
          labels: fc.constant({ k: 'v' }),
        },
        { requiredKeys: [] },
      ),
    );
    const group = fc.record(
      { accounts: names, labels: fc.constant({ k: 'v' }), units: fc.constant(['Root']), exclude: names },
      { requiredKeys: [] },
    );
    const regions = fc.constantFrom<unknown>('all', ['eu-west-1', 'cn-north-1'], ['us-east-1'], 'eu-west-1');
    const place = {
      account: name,
      accounts: names,
      regions,
      exclude: fc.record({ accounts: names, regions }, { requiredKeys: [] }),
    };
    const body = fc.record(
      {
        accounts: fc.dictionary(name, account, { maxKeys: 3 }),
        groups: fc.dictionary(name, group, { maxKeys: 2 }),
        organization: fc.record(
          { account: name, discover: fc.constantFrom<unknown>('all', { exclude: ['a1'] }) },
          { requiredKeys: ['account'] },
        ),
        boxs: fc.record({
          b: fc.record({ ...place, name: fc.constantFrom('{accountId}-{region}', 'b') }, { requiredKeys: ['regions'] }),
        }),
        parcels: fc.record({
          p: fc.record(
            {
              ...place,
              box: fc.constant('b'),
              overrides: fc.array(
                fc.record({ accounts: names, set: fc.constant({ note: 'x' }) }, { requiredKeys: ['set'] }),
                { maxLength: 2 },
              ),
            },
            { requiredKeys: ['regions', 'box'] },
          ),
        }),
      },
      { requiredKeys: ['boxs'] },
    );
    fc.assert(
      fc.property(body, whole => void judged([file(JSON.stringify(whole))])),
      { numRuns: 1000 },
    );
  });

  test('the order of files means nothing', () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray(['a', 'b', 'c', 'd'], { minLength: 4 }),
        fc.array(value, { minLength: 4, maxLength: 4 }),
        (order, bodies) => {
          const files = bodies.map((body, index) => file(JSON.stringify({ boxs: body }), ['a', 'b', 'c', 'd'][index]));
          const shuffled = order.map(path => files.find(one => one.path === path) as SourceFile);
          expect(read(...shuffled)).toEqual(read(...files));
        },
      ),
      { numRuns: 200 },
    );
  });
});
