/** Every operator of conditions, on values that are known. */
import { describe, expect, it } from 'vitest';

import { conditionTriples } from '../../../../src/core/policy/canonical.ts';
import { condition } from '../../../../src/core/policy/evaluate/conditions.ts';
import type { Keys, Sent } from '../../../../src/core/policy/evaluate/request.ts';
import type { Truth } from '../../../../src/core/policy/evaluate/truth.ts';
import { expander } from '../../../../src/core/policy/evaluate/variables.ts';

type Values = string | readonly string[];
type Row = readonly [operator: string, wanted: Values, sent: Sent, expected: Truth];

function holds(operator: string, wanted: Values, sent: readonly [Sent, ...Sent[]]): Truth | undefined {
  const keys: Keys = new Map([['a:key', sent]]);
  const [triple] = conditionTriples({ Effect: 'Allow', Condition: { [operator]: { 'A:Key': wanted } } });
  return triple && condition(triple, '2012-10-17').holds(keys, expander(keys));
}

const rows: readonly Row[] = [
  ['StringEquals', 'x', ['x'], 'yes'],
  ['StringEquals', 'x', ['X'], 'no'],
  ['StringEquals', ['w', 'x'], ['x'], 'yes'],
  ['StringEquals', 'x*', ['xy'], 'no'],
  ['StringEquals', 'x', null, 'no'],
  ['StringEquals', 'x', ['x', 'x'], 'unknown'],
  ['StringNotEquals', 'x', ['x'], 'no'],
  ['StringNotEquals', ['w', 'x'], ['x'], 'no'],
  ['StringNotEquals', ['w', 'x'], ['y'], 'yes'],
  ['StringNotEquals', 'x', null, 'yes'],
  ['StringEqualsIgnoreCase', 'x', ['X'], 'yes'],
  ['StringNotEqualsIgnoreCase', 'x', ['X'], 'no'],
  ['StringLike', 'a*c?', ['abbcd'], 'yes'],
  ['StringLike', 'a*c?', ['abbc'], 'no'],
  ['StringLike', 'a${*}', ['a*'], 'yes'],
  ['StringLike', 'a${*}', ['ab'], 'no'],
  ['StringNotLike', 'a*', ['b'], 'yes'],
  ['StringNotLike', 'a*', ['ab'], 'no'],
  ['StringEqualsIfExists', 'x', null, 'yes'],
  ['StringEqualsIfExists', 'x', ['y'], 'no'],
  ['StringNotEqualsIfExists', 'x', null, 'yes'],
  ['BoolIfExists', 'true', null, 'yes'],
  ['ArnLike', 'arn:*:s3:::b', ['arn:aws:s3:::b'], 'yes'],
  ['ArnLike', 'arn:*', ['arn:aws:s3:::b'], 'unknown'],
  ['ArnLike', 'arn:aws:s3:::b', ['b'], 'unknown'],
  ['ArnEquals', 'arn:aws:sns:*:1:t:*', ['arn:aws:sns:x:1:t:u:v'], 'yes'],
  ['ArnEquals', 'arn:aws:sns:*:1:t', ['arn:aws:sns:x:2:t'], 'no'],
  ['ArnNotEquals', 'arn:aws:sns:*:1:t', ['arn:aws:sns:x:2:t'], 'yes'],
  ['ArnNotLike', 'arn:aws:sns:*:1:t', null, 'yes'],
  ['Bool', 'TRUE', ['true'], 'yes'],
  ['Bool', 'false', ['true'], 'no'],
  ['Bool', 'true', ['x'], 'unknown'],
  ['Bool', '${a:key}', ['true'], 'unknown'],
  ['IpAddress', '10.0.0.0/8', ['10.1.2.3'], 'yes'],
  ['IpAddress', '10.0.0.0/8', ['11.1.2.3'], 'no'],
  ['IpAddress', '10.1.2.3', ['10.1.2.3'], 'yes'],
  ['IpAddress', '0.0.0.0/0', ['10.1.2.3'], 'yes'],
  ['IpAddress', '10.0.0.0/', ['10.1.2.3'], 'unknown'],
  ['IpAddress', '10.0.0.300/8', ['10.1.2.3'], 'unknown'],
  ['IpAddress', '2001:db8::/32', ['10.1.2.3'], 'unknown'],
  ['IpAddress', '10.0.0.0/8', ['2001:db8::1'], 'unknown'],
  ['NotIpAddress', '10.0.0.0/8', ['10.1.2.3'], 'no'],
  ['NotIpAddress', '10.0.0.0/8', null, 'yes'],
  ['NumericEquals', '10', ['10.0'], 'yes'],
  ['NumericNotEquals', '10', ['11'], 'yes'],
  ['NumericLessThan', '10', ['9'], 'yes'],
  ['NumericLessThan', '10', ['10'], 'no'],
  ['NumericLessThanEquals', '10', ['10'], 'yes'],
  ['NumericGreaterThan', '10', ['9'], 'no'],
  ['NumericGreaterThanEquals', '10', ['10'], 'yes'],
  ['NumericEquals', '', ['0'], 'unknown'],
  ['NumericEquals', '0', ['zero'], 'unknown'],
  ['DateEquals', '2026-11-21T00:00:00Z', ['1795219200'], 'yes'],
  ['DateNotEquals', '2026-11-21T00:00:00Z', ['1795219201'], 'yes'],
  ['DateLessThan', '2026-11-21T00:00:00Z', ['2026-11-20T23:59:59Z'], 'yes'],
  ['DateLessThanEquals', '2026-11-21T00:00:00Z', ['2026-11-21T00:00:00Z'], 'yes'],
  ['DateGreaterThan', '2026-11-21T00:00:00Z', ['2026-11-20T23:59:59Z'], 'no'],
  ['DateGreaterThanEquals', '2026-11-21T00:00:00Z', ['2026-11-21T01:00:00+01:00'], 'yes'],
  ['DateGreaterThan', 'yesterday', ['2026-11-21T00:00:00Z'], 'unknown'],
  ['Null', 'true', null, 'yes'],
  ['Null', 'false', null, 'no'],
  ['Null', 'false', ['x'], 'yes'],
  ['Null', ['true', 'false'], ['x'], 'yes'],
  ['ForAllValues:StringEquals', ['x', 'y'], ['x', 'y'], 'yes'],
  ['ForAllValues:StringEquals', ['x'], ['x', 'y'], 'no'],
  ['ForAllValues:StringEquals', ['x'], null, 'yes'],
  ['ForAllValues:StringNotEquals', ['x'], ['y', 'z'], 'yes'],
  ['ForAllValues:StringNotEquals', ['x'], ['x', 'z'], 'no'],
  ['ForAnyValue:StringEquals', ['x'], ['x', 'y'], 'yes'],
  ['ForAnyValue:StringEquals', ['z'], ['x', 'y'], 'no'],
  ['ForAnyValue:StringEquals', ['x'], null, 'no'],
  ['ForAnyValue:StringEqualsIfExists', ['x'], null, 'yes'],
  ['ForAnyValue:StringNotEquals', ['x'], ['x', 'y'], 'yes'],
  ['ForAnyValue:StringNotEquals', ['x'], null, 'no'],
  ['ForAnyValue:StringLike', ['x*'], ['y', 'xx'], 'yes'],
  ['ForSomeValues:StringEquals', ['x'], ['x'], 'unknown'],
  ['BinaryEquals', 'eA==', ['eA=='], 'unknown'],
  ['ForAnyValue:Null', 'true', null, 'unknown'],
];

describe('operators', () => {
  it.each(rows)('%s %j on %j: %s', (operator, wanted, sent, expected) => {
    expect(holds(operator, wanted, [sent])).toBe(expected);
    expect(holds(operator.toLowerCase(), wanted, [sent])).toBe(expected);
  });

  it('say what holds whichever value is sent', () => {
    expect(holds('StringEquals', ['x', 'y'], [['x'], ['y']])).toBe('yes');
    expect(holds('StringEquals', ['x', 'y'], [['x'], null])).toBe('unknown');
    expect(holds('StringEqualsIfExists', ['x', 'y'], [['x'], null])).toBe('yes');
    expect(holds('StringEquals', 'z', [['x'], null])).toBe('no');
  });
});
