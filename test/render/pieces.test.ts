/** The small parts that views are made of. */
import { describe, expect, it } from 'vitest';

import type { Statement } from '../../src/core/policy/statement.ts';
import { flow, line } from '../../src/render/flow.ts';
import { labelOf, leavesOf, settingsIn } from '../../src/render/leaves.ts';
import { statementDiff, statementWords, statementsOf } from '../../src/render/statements.ts';
import { paint } from '../../src/render/style.ts';
import { table } from '../../src/render/table.ts';
import { predicate } from '../../src/render/titles.ts';
import { counted, digits, duration, some, valueText } from '../../src/render/words.ts';
import { change, field, stoppedTrail, withheld } from './changes.ts';

describe('words', () => {
  it.each<[unknown, string]>([
    [null, 'none'],
    [undefined, 'none'],
    ['', '""'],
    ['org', 'org'],
    [true, 'true'],
    [4.5, '4.5'],
    [[], '[]'],
    [['a', 1], '[a, 1]'],
    [{}, '{}'],
    [{ a: { b: null }, c: ['d'] }, '{ a: { b: none }, c: [d] }'],
  ])('of the value %j: %s', (value, text) => {
    expect(valueText(value)).toBe(text);
  });

  it.each<[number, string]>([
    [0, '0.0 s'],
    [9.94, '9.9 s'],
    [9.96, '10 s'],
    [59.4, '59 s'],
    [59.6, '1 min'],
    [298, '4 min 58 s'],
    [19_800, '5 h 30 min'],
    [7200, '2 h'],
  ])('of %d seconds: %s', (seconds, text) => {
    expect(duration(seconds)).toBe(text);
  });

  it('of numbers', () => {
    expect([counted(1, 'file'), counted(0, 'file'), counted(1204, 'file'), digits(1_234_567)]).toEqual([
      '1 file',
      '0 files',
      '1,204 files',
      '1,234,567',
    ]);
    expect([some(['a', 'b'], 2), some(['a', 'b', 'c'], 2)]).toEqual(['a, b', 'a, b and 1 more']);
  });
});

describe('flow', () => {
  const { bold, red } = paint(true);

  it.each<[string, Parameters<typeof flow>, readonly string[]]>([
    ['without a window is one line', [['a long thought'], { width: undefined, indent: 2 }], ['a long thought']],
    ['breaks at spaces', [['one two three'], { width: 9, indent: 2 }], ['one two', '  three']],
    ['indents from the second line on', [['two three'], { width: 9, lead: ['~ '], indent: 4 }], ['~ two', '    three']],
    ['never breaks a word', [['a abcdefghijkl b'], { width: 9, indent: 2 }], ['a', 'abcdefghijkl', '  b']],
    ['nor indents one that is too long', [['abcdefghijkl'], { width: 9, lead: ['  '], indent: 2 }], ['abcdefghijkl']],
    [
      'which leaves its lead behind',
      [['abcdefghijkl'], { width: 9, lead: ['mend: '], indent: 2 }],
      ['mend:', 'abcdefghijkl'],
    ],
    [
      'is never wider than 100',
      [[`${'x'.repeat(60)} ${'y'.repeat(60)}`], { width: 200, indent: 0 }],
      ['x'.repeat(60), 'y'.repeat(60)],
    ],
    ['of nothing is its lead', [[], { width: 9, lead: ['  ', 'a '], indent: 2 }], ['  a']],
    ['counts what a terminal shows', [['日本 語'], { width: 6, indent: 0 }], ['日本', '語']],
  ])('%s', (_, given, lines) => {
    expect(flow(...given)).toEqual(lines);
  });

  it('paints what belongs together once, and words that were broken apart each', () => {
    const parts = [[bold, 'one two'] as const, ': ', [red, 'three'] as const];
    expect(flow(parts, { width: 80, indent: 0 })).toEqual(['\u001b[1mone two\u001b[22m: \u001b[31mthree\u001b[39m']);
    expect(flow(parts, { width: 4, indent: 0 })).toEqual([
      '\u001b[1mone\u001b[22m',
      '\u001b[1mtwo\u001b[22m:',
      '\u001b[31mthree\u001b[39m',
    ]);
  });

  it('makes text safe to print', () => {
    expect(line('a\u001b[2Jb\nc')).toBe('a␛[2Jb␊c');
  });
});

it('a table aligns its columns, but for cells that are too long', () => {
  const rows = [
    ['a', 'bb', 'c'],
    ['aaaa', 'b', 'c'],
    ['aa', 'bbbbbbbb', ''],
  ];
  expect(table(rows, { indent: 1, firstGap: 1, widest: 4 })).toEqual([' a    bb  c', ' aaaa b   c', ' aa   bbbbbbbb']);
  expect(table([])).toEqual([]);
});

describe('settings', () => {
  it.each<[string, Parameters<typeof leavesOf>[0], readonly string[]]>([
    [
      'of a destination, under their names in the spec',
      {
        kind: 'trail',
        field: 'destination',
        live: { bucket: 'a', prefix: null },
        desired: { bucket: 'b', prefix: 'org' },
      },
      ['bucket: a -> b', 'prefix: null -> org'],
    ],
    [
      'that are the same are left out',
      {
        kind: 'trail',
        field: 'scope',
        live: { multiRegion: true, globalServiceEvents: false },
        desired: { multiRegion: true, globalServiceEvents: true },
      },
      ['globalServiceEvents: false -> true'],
    ],
    [
      'of a group that is not there',
      { kind: 'trail', field: 'cloudWatchLogs', live: null, desired: { logGroup: 'g', role: 'r' } },
      ['cloudWatchLogs.logGroup: null -> g', 'cloudWatchLogs.role: null -> r'],
    ],
    [
      'of tags: what nobody asked for is nobody’s business',
      { kind: 'trail', field: 'tags', live: { team: 'a', other: 'x' }, desired: { team: 'b' } },
      ['tags.team: a -> b'],
    ],
    [
      'of tags that are not there at all',
      { kind: 'trail', field: 'tags', live: null, desired: { team: 'b' } },
      ['tags.team: null -> b'],
    ],
    [
      'of the owner',
      { kind: 'topic', field: 'owner', live: null, desired: 'acme' },
      ['tags.trailwarden:owner: null -> acme'],
    ],
    [
      'as the spec has them',
      { kind: 'bucket', field: 'versioning', live: 'suspended', desired: 'enabled' },
      ['versioning: false -> true'],
    ],
    [
      'in lists of the same length',
      {
        kind: 'trail',
        field: 'eventSelectors',
        live: { basic: [{ readWriteType: 'WriteOnly' }] },
        desired: { basic: [{ readWriteType: 'All' }] },
      },
      ['eventSelectors.basic[0].readWriteType: "WriteOnly" -> All'],
    ],
    [
      'in lists of another length, whole',
      { kind: 'trail', field: 'insights', live: [], desired: [{ type: 'x' }] },
      ['insights:  -> [object Object]'],
    ],
    [
      'that only look alike, whole',
      { kind: 'trail', field: 'tags', live: { a: 'b' }, desired: {} },
      ['tags: [object Object] -> [object Object]'],
    ],
  ])('%s', (_, setting, lines) => {
    const shown = leavesOf(setting).map(leaf => `${labelOf(leaf)}: ${String(leaf.live)} -> ${String(leaf.desired)}`);
    expect(shown).toEqual(lines.map(text => text.replaceAll('"', '')));
  });

  it('of a value, those that are off too', () => {
    const value = { algorithm: 'AES256', kmsKey: null, deep: { off: false }, empty: {} };
    expect(settingsIn({ kind: 'bucket', field: 'encryption', value }).map(labelOf)).toEqual([
      'encryption.algorithm',
      'encryption.kmsKey',
      'encryption.deep.off',
      'encryption.empty',
    ]);
    expect(settingsIn({ kind: 'bucket', field: 'otherStatements', value: [] })).toEqual([
      { path: ['policy', 'unmanaged'], value: 'remove' },
    ]);
  });
});

const bucket = { kind: 'bucket', arn: 'arn:aws:s3:::logs' };
const allow: Statement = { Effect: 'Allow', Principal: '*', Action: 's3:PutObject', Resource: `${bucket.arn}/*` };

describe('a statement in words', () => {
  const words = (statement: Partial<Statement>, full = false): string => {
    const { effect, who, action, on, when } = statementWords({ ...allow, ...statement }, bucket, full);
    return [effect, who, action, `on ${on}`, ...when].join(' | ');
  };

  it.each<[Partial<Statement>, string]>([
    [{}, 'Allow | everyone | s3:PutObject | on everything in it'],
    [{ Principal: { AWS: '*' } }, 'Allow | everyone | s3:PutObject | on everything in it'],
    [{ Principal: { Service: 'cloudtrail.amazonaws.com' } }, 'Allow | cloudtrail | s3:PutObject | on everything in it'],
    [
      { Principal: { AWS: ['111111111111', '222222222222'], Federated: 'x' } },
      'Allow | 111111111111, 222222222222, Federated:x | s3:PutObject | on everything in it',
    ],
    [{ Resource: bucket.arn }, 'Allow | everyone | s3:PutObject | on the bucket'],
    [{ Resource: [bucket.arn, `${bucket.arn}/*`] }, 'Allow | everyone | s3:PutObject | on everything'],
    [{ Resource: '*' }, 'Allow | everyone | s3:PutObject | on everything'],
    [
      { Resource: [`${bucket.arn}/org/*`, 'arn:aws:s3:::logs-2/*'] },
      'Allow | everyone | s3:PutObject | on org/*, arn:aws:s3:::logs-2/*',
    ],
    [{ Sid: 'TmpFix' }, 'Allow | everyone | s3:PutObject | on everything in it | "TmpFix"'],
    [{ Sid: 'TrailwardenWriteacme' }, 'Allow | everyone | s3:PutObject | on everything in it'],
    [
      {
        Sid: 'Wide',
        Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' }, IpAddress: { 'aws:SourceIp': ['10.0.0.0/8'] } },
      },
      'Allow | everyone | s3:PutObject | on everything in it | "Wide" | when aws:PrincipalOrgID is o-1 | and aws:SourceIp is in 10.0.0.0/8',
    ],
    [
      { Condition: { StringNotLike: { 'aws:PrincipalArn': ['a', 'b'] } } },
      'Allow | everyone | s3:PutObject | on everything in it | when aws:PrincipalArn is not like one of a, b',
    ],
    [
      { Condition: { NumericLessThan: { 'aws:MultiFactorAuthAge': 60 } } },
      'Allow | everyone | s3:PutObject | on everything in it | when aws:MultiFactorAuthAge numericlessthan 60',
    ],
    [
      { Condition: { ArnLike: { 'AWS:SourceArn': ['a', 'b'] } } },
      'Allow | everyone | s3:PutObject | on everything in it | when AWS:SourceArn is like one of a, b',
    ],
    [
      { Effect: 'Deny', Action: ['s3:*', 's3:GetObject'], Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
      'Deny | everyone | s3:*, s3:GetObject | on everything in it | unless by TLS',
    ],
    [
      { Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
      'Allow | everyone | s3:PutObject | on everything in it | when aws:SecureTransport is false',
    ],
    [
      { Condition: { StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control' } } },
      'Allow | everyone | s3:PutObject | on everything in it | when the owner gets full control',
    ],
    [{ Action: ['a', 'b', 'c', 'd', 'e', 'f'] }, 'Allow | everyone | a, b, c, d and 2 more | on everything in it'],
  ])('%j', (statement, text) => {
    expect(words(statement)).toBe(text);
  });

  it('with the Not members of IAM', () => {
    const { Effect } = allow;
    const not: Statement = { Effect, NotPrincipal: { AWS: '1' }, NotAction: 's3:Get*', NotResource: bucket.arn };
    expect(statementWords(not, bucket, false)).toEqual({
      effect: 'Allow',
      who: 'all but 1',
      action: 'all but s3:Get*',
      on: 'all but the bucket',
      when: [],
    });
    expect(statementWords({ Effect }, bucket, false)).toMatchObject({ who: 'nobody', action: '', on: '' });
  });

  it('in full names all', () => {
    expect(words({ Action: ['a', 'b', 'c', 'd', 'e', 'f'] }, true)).toContain('| a, b, c, d, e, f |');
  });
});

describe('statements that differ', () => {
  const a: Statement = { ...allow, Sid: 'A' };
  const b: Statement = { ...allow, Sid: 'B' };
  const a2: Statement = { ...a, Action: 's3:*' };
  it.each<[string, Parameters<typeof statementDiff>[0], ReturnType<typeof statementDiff>]>([
    [
      'of grants',
      { field: 'grants', live: { statements: [a] }, desired: { statements: [b] } },
      { added: [b], removed: [a], unchanged: 0 },
    ],
    [
      'of grants, some',
      { field: 'grants', live: { statements: [a] }, desired: { statements: [a, b] } },
      { added: [b], removed: [], unchanged: 1 },
    ],
    [
      'of the spec: what stands besides is for another field',
      { field: 'statements', live: [b, a], desired: [a2] },
      { added: [a2], removed: [a], unchanged: 0 },
    ],
    [
      'of others that may not stand',
      { field: 'otherStatements', live: [a, b], desired: [b] },
      { added: [], removed: [a], unchanged: 1 },
    ],
    [
      'of others, not one that the spec replaces',
      { field: 'otherStatements', live: [a], desired: [a2] },
      { added: [], removed: [], unchanged: 1 },
    ],
    [
      'of others that are kept',
      { field: 'otherStatements', live: [a], desired: 'keep' },
      { added: [], removed: [], unchanged: 1 },
    ],
    ['of one statement', { field: 'tlsOnly', live: a, desired: a2 }, { added: [a2], removed: [a], unchanged: 0 }],
    ['of one that is missing: a setting', { field: 'tlsOnly', live: null, desired: a }, undefined],
    ['of none', { field: 'statements', live: [], desired: [] }, undefined],
    ['of anything else', { field: 'logging', live: false, desired: true }, undefined],
  ])('%s', (_, sides, diff) => {
    expect(statementDiff(sides)).toEqual(diff);
  });

  it.each<[string, unknown]>([
    ['a number for an action', { Effect: 'Allow', Action: 3 }],
    ['a number for a principal', { Effect: 'Allow', Principal: { AWS: 3 } }],
    ['a text for conditions', { Effect: 'Allow', Condition: 'x' }],
    ['conditions without keys', { Effect: 'Allow', Condition: { Bool: null } }],
    ['a value that is none', { Effect: 'Allow', Condition: { Bool: { k: [{}] } } }],
    ['a Sid that is no text', { Effect: 'Allow', Sid: 1 }],
    ['another effect', { Effect: 'Maybe' }],
  ])('%s makes it no statement', (_, value) => {
    expect(statementsOf([value])).toBeUndefined();
  });
});

describe('what is so', () => {
  it.each<[string, ReturnType<typeof change>]>([
    ['is stopped', change([stoppedTrail])],
    ['is logging', change([field('logging', true, false)])],
    ['has log file validation off', change([field('logFileValidation', false, true)])],
    [
      'has global service events on',
      change([field('scope', { globalServiceEvents: true }, { globalServiceEvents: false })]),
    ],
    ['has no KMS key', change([field('kmsKey', null, 'arn:aws:kms:x')])],
    ['has no prefix', change([field('destination', { prefix: null }, { prefix: 'org' })])],
    ['differs in its KMS key', change([field('kmsKey', 'a', 'b')])],
    ['differs in its CloudWatch Logs', change([field('cloudWatchLogs', null, { logGroup: 'g' })])],
    ['differs in its tags', change([field('tags', {}, { team: 'b' })])],
    ['differs in its policy', change([field('grants', { statements: [] }, { statements: [allow] })])],
    [
      'is stopped, and 1 more setting differs',
      change([field('tags', {}, { a: 'b' }, { gravity: 'low' }), stoppedTrail]),
    ],
    ['is stopped, and 2 more settings differ', change([stoppedTrail, field('a', 1, 2), field('b', 1, 2)])],
    [
      'differs in its b',
      change([{ ...stoppedTrail, withheld: withheld('waits') }, field('b', 1, 2, { gravity: 'info' })]),
    ],
    ['does not exist', change([stoppedTrail], { action: 'create' })],
    ['has left the spec', change([stoppedTrail], { action: 'delete' })],
    ['differs from the spec', change([])],
  ])('%s', (text, one) => {
    expect(predicate(one)).toBe(text);
  });
});

describe('a table', () => {
  const rows = [
    ['FAILED', 'reading s3', 'may not ask GetBucketAcl, GetBucketPolicy, GetBucketTagging'],
    ['ok', 'key', 'names a key'],
  ];

  it('goes on below its second column where the window ends', () => {
    expect(table(rows, { indent: 2, width: 50 })).toEqual([
      '  FAILED  reading s3  may not ask GetBucketAcl,',
      '          GetBucketPolicy, GetBucketTagging',
      '  ok      key         names a key',
    ]);
  });

  it('is not wrapped without a window', () => {
    expect(table(rows)[0]).toBe(rows[0]?.join('  '));
  });
});
