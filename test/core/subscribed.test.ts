import { describe, expect, it } from 'vitest';

import type { Known } from '../../src/core/derive.ts';
import { healthFindings } from '../../src/core/health.ts';
import { spellingOf } from '../../src/core/spelling.ts';
import { topic } from '../../src/resources/topic/topic.ts';

const target = { partition: 'aws', account: '111111111111', region: 'eu-west-1' };
const arn = 'arn:aws:sns:eu-west-1:111111111111:log-files';

function knownWith(health: Readonly<Record<string, string>>, subscriptions?: object): Known {
  return {
    kind: topic,
    desired: {
      address: 'topic/log-files@111111111111/eu-west-1',
      arn,
      name: 'log-files',
      target,
      state: subscriptions ? { subscriptions } : {},
      unknown: {},
      written: {},
      managed: true,
      adopt: false,
    },
    live: { is: 'present', arn, target, fields: {}, owner: 'acme', health },
  };
}

describe('subscriptions', () => {
  it('are told as a list in one order, with how they are told', () => {
    const { value } = spellingOf({ kind: 'topic', field: 'subscriptions' });
    expect(
      value({
        'sqs q': { raw: true, role: null },
        'email e': { raw: null, role: null, arn: null },
        'lambda f': { raw: false, role: null, arn: 'arn' },
      }),
    ).toEqual(['email e (pending)', 'lambda f', 'sqs q (raw)']);
    expect(value(null)).toEqual([]);
  });

  it('that nobody confirmed are a warning', () => {
    const asked = { 'email e': {}, 'email f': {} };
    expect(healthFindings([knownWith({ pendingSubscriptions: 'email e, email x' }, asked)])).toMatchObject([
      {
        code: 'subscription-pending',
        severity: 'warning',
        message: 'Nobody has confirmed yet: email e',
        at: 'topic/log-files@111111111111/eu-west-1',
      },
    ]);
    expect(healthFindings([knownWith({ pendingSubscriptions: 'email x' }, asked)])).toEqual([]);
    const known = knownWith({});
    expect(healthFindings([known, { ...known, live: { is: 'absent' } }])).toEqual([]);
  });
});
