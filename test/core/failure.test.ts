import { describe, expect, it } from 'vitest';

import { ApiFailure, answerUnread, unreadBecause } from '../../src/core/failure.ts';
import type { FailureCategory } from '../../src/core/failure.ts';

const site = { call: 'cloudtrail:GetTrailStatus', target: { partition: 'aws', account: '1', region: 'eu-west-1' } };

describe('what could not be read', () => {
  it.each<[FailureCategory, string]>([
    ['permission', 'access-denied'],
    ['credentials', 'credentials-refused'],
    ['deadline', 'deadline-passed'],
    ['journal', 'journal-not-written'],
    ['unreachable', 'endpoint-unreachable'],
    ['transient', 'aws-refused'],
  ])('for %s is told as %s', (category, code) => {
    expect(unreadBecause(new ApiFailure('Name', 'said', { category, site })).code).toBe(code);
  });

  it('is told as an answer of another kind where taking it apart failed', () => {
    expect(answerUnread(new TypeError('x is not iterable')).code).toBe('answer-malformed');
    expect(answerUnread(new RangeError('no such date')).code).toBe('answer-malformed');
    expect(() => answerUnread(new Error('ours'))).toThrow('ours');
  });
});
