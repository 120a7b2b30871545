/** Which records are wanted: options, and the expressions of --where. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { readExpression } from '../../src/logs/filter/expression.ts';
import { filterOf } from '../../src/logs/filter/filter.ts';
import type { Wanted } from '../../src/logs/filter/filter.ts';
import { strangeFields } from '../../src/logs/filter/fields.ts';
import { glob } from '../../src/logs/filter/glob.ts';
import { ipMatch } from '../../src/logs/filter/ip.ts';
import { readRecord } from '../../src/logs/record/record.ts';
import { samples } from './samples.ts';

/** Beginnings of the names of the samples that are wanted. */
function taken(wanted: Wanted): readonly string[] {
  const made = filterOf(wanted);
  if ('problems' in made) throw new Error(made.problems.map(({ message }) => message).join());
  return samples.flatMap(({ name, text }) => {
    const record = readRecord(text);
    const takes = record !== null && made.filter.takes(record);
    if (takes) expect([name, made.filter.may(Buffer.from(text))]).toEqual([name, true]); // it never passes over what is wanted
    return takes ? [name.split(/[, ]/u)[0] ?? ''] : [];
  });
}

describe('wanted by an option', () => {
  it.each<[Wanted, readonly string[]]>([
    [{}, samples.map(({ name }) => name.split(/[, ]/u)[0] ?? '')],
    [{ eventName: ['ConsoleLogin', 'rotate*'] }, ['1.02', '1.05']],
    [{ eventName: ['UpdateInstanceInformation'] }, ['1.07']],
    [{ source: ['sts'] }, ['1.03', '1.06']],
    [{ source: ['S3.amazonaws.com'], eventName: ['Get*', 'Put*'] }, ['1.04']],
    [{ error: ['AccessDenied'] }, ['1.08']],
    [{ error: ['*username*'] }, ['1.02']],
    [{ error: ['*'] }, ['1.01', '1.02', '1.08', '1.09']],
    [{ user: ['alice'] }, ['1.0']],
    [{ user: ['root'] }, ['1.01']],
    [{ user: ['Deploy/*'] }, ['1.04', '1.08']],
    [{ user: ['arn:aws:iam::111122223333:role/ci/*'] }, ['1.04', '1.08']],
    [{ user: ['AKIAEXAMPLEKEYABCDEF'] }, ['1.0']],
    [{ resource: ['acme-audit-logs'] }, ['1.11']],
    [{ resource: ['role/Audit'] }, ['1.03']],
    [{ resource: ['Audit'] }, ['1.03']],
    [{ resource: ['arn:aws:kms:*'] }, ['1.05']],
    [{ ip: ['10.0.0.0/8'] }, ['1.04', '1.09']],
    [{ ip: ['2001:DB8:0:0::17', '203.0.113.24'] }, ['1.01', '1.03', '1.11']],
    [{ ip: ['::ffff:192.0.2.17'] }, ['1.0']],
    [{ ip: ['kms.*', 'AWS Internal*'] }, ['1.05', '1.08']],
    [{ range: { from: '2014-06-30T10:00:00Z', until: '2016-05-17T12:00:01Z' } }, ['1.01', '1.02']],
    [{ range: { from: '2026-09-13T17:00:00Z', until: '2026-09-13T17:00:01Z' } }, ['aggregated']],
  ])('%j', (wanted, expected) => {
    expect(taken(wanted)).toEqual(expected);
  });

  it.each(['10.0.0.0/33', '10.0.0/8', '10.0.0.256', '::/129', '1::2::3/8', '::1/x', '300.1.1.1/8'])(
    'refuses the range %s',
    ip => {
      expect(filterOf({ ip: [ip], where: 'x' })).toMatchObject({
        problems: [{ message: `--ip ${ip} is no address and no range of addresses` }],
      });
    },
  );

  it.each([
    ['a member named otherwise', String.raw`{"\u0065ventName":"GetObject","eventTime":"2026-01-01T00:00:00Z"}`],
    ['a text written otherwise', String.raw`{"eventName":"Get\/Object","eventTime":"2026-01-01T00:00:00Z"}`],
    ['white space', '{"eventName" : "GetObject","eventTime":"2026-01-01T00:00:00Z"}'],
    ['a space', '{"eventName": "GetObject","eventTime":"2026-01-01T00:00:00Z"}'],
    [
      'another first',
      '{"requestParameters":{"eventName":"x"},"eventName":"GetObject","eventTime":"2026-01-01T00:00:00Z"}',
    ],
  ])('is not passed over for %s', (_, text) => {
    const made = filterOf({ eventName: ['GetObject'] });
    expect('filter' in made && made.filter.may(Buffer.from(text))).toBe(true);
  });

  it('is passed over without parsing', () => {
    const made = filterOf({ eventName: ['GetObject'] });
    expect(samples.filter(({ text }) => 'filter' in made && made.filter.may(Buffer.from(text)))).toHaveLength(2); // one has an escape
  });

  it('takes a record without a time, which may belong to any', () => {
    const made = filterOf({ range: { from: '2026-01-01T00:00:00Z', until: '2026-01-02T00:00:00Z' }, where: 'x = 1' });
    expect('filter' in made && made.filter.takes({ x: 1 } as object)).toBe(true);
  });
});

describe('wanted by an expression', () => {
  it.each<[string, readonly string[]]>([
    ['eventName = DeleteBucketPolicy', ['1.11']],
    ['eventName = \'GetObject\' or eventName="RotateKey"', ['1.04', '1.05']],
    ['eventName in (GetObject, RotateKey) and awsRegion = eu-west-1', ['1.04']],
    [
      'userIdentity.type not in (IAMUser, AssumedRole, AWSAccount, Root) and userIdentity',
      ['1.05', '1.06', '1.10', '1.11'],
    ],
    ['NOT (eventTime < 2020-10-14T07:28:00Z) and eventTime <= 2021-08-02T14:00:00Z', ['1.07', '1.08']],
    ['eventTime > 2024-06-04T23:10:46Z', ['1.10', '1.11']],
    ['requestParameters.durationSeconds >= 3600', ['1.03']],
    ['requestParameters.durationSeconds < 3600', []],
    ['additionalEventData.bytesTransferredIn > 1000', ['1.11']],
    ['additionalEventData."x-amz-id-2" ~ gX*', ['1.04']],
    ['requestParameters.key ~ \'*"quoted" \\\\ *\'', ['1.04']],
    ['userIdentity.sessionContext.attributes.mfaAuthenticated = true', ['1.0', '1.11']],
    ['mfa', ['1.0', '1.11']],
    ['mfa = false', ['1.04', '1.08']],
    ['readOnly = true', ['1.04', '1.06', '1.10']],
    ['resources.type = AWS::S3::Bucket', ['1.04']],
    ['resources.type != AWS::S3::Bucket and resources', ['1.03', '1.05']],
    ['resource_arns ~ arn:aws:s3:::*', ['1.04']],
    ['user_name = root or user_name !~ * and eventVersion = 1.07', ['1.01', '1.07']],
    ['errorCode = null and errorMessage != null', ['1.02']],
    ['not not eventVersion = 1.05', ['1.05']],
    ['summary.primaryDimension.statistics.value = 4711', ['aggregated']],
    ['eventName.x = 1 or toString or requestParameters = x or requestParameters.name < 5', []],
    ['requestParameters.name < n', ['1.01']],
    ["userIdentity.accessKeyId < 5 or userIdentity.accessKeyId = ''", ['1.01', '1.02']],
  ])('%s', (where, expected) => {
    expect(taken({ where })).toEqual(expected);
  });

  it.each([
    ['', 1, 'nothing stands where the name of a field should'],
    ['eventName =', 12, 'nothing stands where a value should'],
    ['eventName = a b', 15, '"b" stands where the expression should go on or end'],
    ['eventName == a', 12, '"=" stands where a value should'],
    ["eventName = 'a", 13, 'the text is never closed'],
    ['(eventName = a', 1, 'the bracket is never closed'],
    ['a in b', 6, '"b" stands after in, where a list should'],
    ['a in (b, c', 6, 'the list is never closed'],
    ['a not b', 7, '"b" stands after not, where only in can'],
    ['a = 1 and', 10, 'nothing stands where the name of a field should'],
    ['a = and', 5, '"and" stands where a value should'],
    ["'a' = 1", 1, '"a" stands where the name of a field should'],
    ['a..b = 1', 1, '"a..b" stands where the name of a field should'],
    ['a ! b', 3, '"!" means nothing here'],
    ['request_parameters ~ x', undefined, 'the column request_parameters is no field that --where compares'],
    [
      'not (a = 1 or user_identity.type = Root)',
      undefined,
      'the column user_identity is no field that --where compares',
    ],
    ['log_file = x', undefined, 'the column log_file is no field that --where compares'],
    [`${'('.repeat(200)}a`, 101, 'the expression is nested too deeply'],
  ])('that makes no sense: %s', (where, column, message) => {
    const made = filterOf({ where });
    expect('problems' in made ? made.problems : []).toMatchObject([
      {
        code: 'wrong-expression',
        message,
        ...(column === undefined ? {} : { at: { file: '--where', line: 1, column } }),
      },
    ]);
  });

  it('is read or refused, whatever it is', () => {
    const word = fc.constantFrom(
      'a',
      'a."b"',
      "'x'",
      '=',
      '!=',
      '<',
      '(',
      ')',
      'and',
      'or',
      'not',
      'in',
      ',',
      ' ',
      '1',
      'null',
      '"',
      '!',
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 12 }), words => {
        const read = readExpression(words.join(' '));
        expect('expression' in read || read.problem.code === 'wrong-expression').toBe(true);
      }),
    );
  });
});

describe('fields that no record has', () => {
  it.each([
    ['user_nam = mallory', ['user_nam']],
    ['not (eventNam = a or eventNam in (b)) and tlsDetails.x and xyzzy', ['eventNam', 'xyzzy']],
    ['user_name and eventName and requestParameters.nobody.knows = 1', []],
    ['= nonsense', []],
  ])('are told: %s', (where, names) => {
    expect(strangeFields(where)).toEqual(names);
  });
});

describe('patterns', () => {
  it.each([
    ['a*c', 'abbbc', true],
    ['a**c', 'A\nC', true],
    ['a?c', 'ac', false],
    ['[a]{1}^$.|\\/(-)+', '[a]{1}^$.|\\/(-)+', true],
    ['*.x-[a]', 'axx-[a]', false],
    ['Straße', 'STRASSE', false],
    ['*?', '', false],
    ['*?', '😀', true],
    ['??', '😀', false],
    ['*ab', 'AaaB', true],
    ['a*b*', 'acb', true],
    ['a*b', 'acbc', false],
    ['', '', true],
    ['*', '', true],
    ['a?*', 'a', false],
  ])('%s matches %s: %s', (pattern, text, expected) => {
    expect(glob(pattern)(text)).toBe(expected);
  });

  it('of any characters match themselves', () => {
    fc.assert(fc.property(fc.string(), fc.string(), (head, tail) => glob(`${head}*${tail}`)(`${head}anything${tail}`)));
  });

  it('of signs match as a slow search says', () => {
    const slow = (pattern: string, text: string): boolean => {
      const [sign, rest] = [pattern[0], pattern.slice(1)];
      if (sign === undefined) return text === '';
      if (sign === '*') return slow(rest, text) || (text !== '' && slow(pattern, text.slice(1)));
      return text !== '' && (sign === '?' || sign === text[0]) && slow(rest, text.slice(1));
    };
    const signs = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 8 });
    const texts = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 8 });
    fc.assert(fc.property(signs, texts, (pattern, text) => glob(pattern)(text) === slow(pattern, text)));
  });

  it.each(['*?*?*?*?*?*?c', 'a*a*a*a*a*a*a*a*a*a*c', `${'*a'.repeat(30)}*c`])('%s ends soon on any text', pattern => {
    expect(glob(pattern)('a'.repeat(20_000))).toBe(false);
  });

  it('of addresses match what is in the range', () => {
    const inside = ipMatch('192.0.2.128/25');
    fc.assert(
      fc.property(fc.ipV4(), address => inside?.(address) === /^192\.0\.2\.(?:12[89]|1[3-9]\d|2\d\d)$/u.test(address)),
    );
    const six = ipMatch('2001:db8::/32');
    fc.assert(fc.property(fc.ipV6(), address => six?.(address) === /^2001:0?db8:/iu.test(address)));
    expect(ipMatch('0.0.0.0/0')?.('::1')).toBe(false);
    expect(ipMatch('10.0.0.1')?.('ec2.amazonaws.com')).toBe(false);
    expect(ipMatch('::ffff:10.0.0.999')?.('::ffff:10.0.0.999')).toBe(true); // no address: a text
  });
});
