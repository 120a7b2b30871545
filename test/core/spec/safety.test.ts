import { describe, expect, it } from 'vitest';
import { readSpec } from '../../../src/core/spec/read.ts';
import { defaultLimits, holds } from '../../../src/core/spec/safety.ts';
import { kinds } from '../../../src/resources/index.ts';

const head = 'apiVersion: trailwarden.dev/v1alpha1\nkind: TrailSpec\nmetadata: { name: acme }\n';

function read(...bodies: readonly string[]) {
  const files = bodies.map((body, index) => ({ path: `${index}.yaml`, text: `${head}spec:\n${body}` }));
  const { sound, problems } = readSpec(files, kinds);
  return { safety: sound.safety, problems: problems.map(({ code, message, label }) => [code, message, label]) };
}

const allow = `  allow:
    - { resource: trail/main, field: kmsKey, reason: "SEC-1", until: "2027-03-31" }
`;

describe('the safety settings of a spec', () => {
  it('have defaults', () => {
    expect(read('  watch: declared\n').safety).toEqual({
      prune: 'never',
      limits: defaultLimits,
      rollout: [],
      allow: [],
      waivers: [],
      ignore: [],
    });
  });

  it('are read, limit by limit', () => {
    const { safety, problems } = read(`  prune: trails
  limits: { change: { count: 5 }, delete: { share: 0.5 }, accounts: { share: 0 }, shareFrom: 3 }
  groups: { canary: { accounts: [] } }
`);
    expect(problems).toMatchObject([['out-of-range', expect.anything(), undefined]]);
    expect(safety).toMatchObject({
      prune: 'trails',
      limits: {
        change: { count: 5, share: 0.3 },
        delete: { count: 3, share: 0.5 },
        accounts: { share: 0 },
        shareFrom: 3,
      },
    });
  });

  it('are lists of all documents together', () => {
    const { safety, problems } = read(
      allow,
      `${allow}  waivers:
    - { resource: trail/main, field: kmsKey, value: null, reason: x, owner: us, until: "2027-03-31" }
  ignore:
    - { resource: bucket/*, fields: [/tags/team], reason: theirs }
`,
    );
    expect(problems).toEqual([]);
    expect(safety.allow.map(({ field, at }) => [field, at.file, at.line])).toEqual([
      ['kmsKey', '0.yaml', 6],
      ['kmsKey', '1.yaml', 6],
    ]);
    expect(safety.waivers).toMatchObject([{ value: null, owner: 'us' }]);
    expect(safety.ignore).toMatchObject([{ fields: ['/tags/team'] }]);
  });

  it('that are no list at all are told', () => {
    expect(read('  allow: yes\n').problems).toMatchObject([['wrong-type', expect.anything(), undefined]]);
  });

  it.each([
    ['  allow:\n    - { resource: trail/main, field: x, reason: y }\n', 'missing-key'],
    [allow.replace('2027-03-31', '2027-06-31'), 'no-such-day'],
    [allow.replace('2027-03-31', '2027-13-01'), 'no-such-day'],
    [allow.replace('2027-03-31', 'soon'), 'wrong-form'],
    ['  ignore:\n    - { resource: x, fields: [tags], reason: y }\n', 'wrong-form'],
    ['  rollout: [canary]\n', 'unknown-group'],
  ])('that mean nothing are told: %s', (body, code) => {
    expect(read(body).problems.map(([found]) => found)).toEqual([code]);
  });

  it('suggest the group that was meant', () => {
    const body = '  accounts: { a: "111111111111" }\n  groups: { canary: { accounts: [a] } }\n  rollout: [canari]\n';
    expect(read(body).problems).toEqual([['unknown-group', 'there is no group "canari"', 'did you mean canary?']]);
  });
});

it('a rollout over groups that there are is taken', () => {
  const body = '  accounts: { a: "111111111111" }\n  groups: { canary: { accounts: [a] } }\n  rollout: [canary]\n';
  expect(read(body)).toMatchObject({ problems: [], safety: { rollout: ['canary'] } });
});

describe('holds', () => {
  it.each([
    ['2027-03-31T23:59:59Z', true],
    ['2027-04-01T00:00:00Z', false],
  ])('to the end of its last day: %s', (now, expected) => {
    expect(holds({ until: '2027-03-31' }, new Date(now))).toBe(expected);
  });
});

describe('formerly', () => {
  const bucket = (key: string, formerly?: string) =>
    `    ${key}: { region: eu-west-1${formerly === undefined ? '' : `, formerly: ${formerly}`} }\n`;

  it.each<[string, string, readonly string[]]>([
    ['another key', bucket('new', 'old'), []],
    ['that of another kind', `${bucket('new', 'old')}  topics:\n${bucket('old')}`, []],
    ['its own key', bucket('new', 'new'), ['"new" is its key now']],
    ['a declared key', bucket('new', 'old') + bucket('old'), ['the bucket "old" is still declared']],
    ['that of another', bucket('new', 'old') + bucket('newer', 'old'), ['the bucket "old" became "new" already']],
  ])('names %s', (_, blocks, messages) => {
    const { problems } = readSpec([{ path: 'a.yaml', text: `${head}spec:\n  buckets:\n${blocks}` }], kinds);
    const told = problems.filter(({ code }) => code === 'formerly-taken');
    expect(told.map(({ message }) => message)).toEqual(messages);
    expect(told.every(({ at }) => typeof at === 'object' && at.line > 1)).toBe(true);
  });

  it('is what AWS goes on calling a block by', () => {
    const { sound } = readSpec(
      [{ path: 'a.yaml', text: `${head}spec:\n  buckets: { new: { region: eu-west-1, formerly: old } }\n` }],
      kinds,
    );
    expect(sound.blocks).toMatchObject([{ key: 'new', formerly: 'old', name: 'old' }]);
  });
});
