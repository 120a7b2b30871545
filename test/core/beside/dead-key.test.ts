/** Keys under which nothing can be delivered. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { freeOfDeadKeys, keysToLeave } from '../../../src/core/beside/dead-key.ts';
import type { KeyFacts, KeySeen } from '../../../src/core/beside/key.ts';
import type { Known } from '../../../src/core/derive.ts';
import type { Difference } from '../../../src/core/plan.ts';
import { ourHeader } from '../../../src/core/policy/statement.ts';
import type { PolicyDocument } from '../../../src/core/policy/statement.ts';
import { present } from '../toy.ts';
import { key, known, world } from './using.ts';

const works: KeyFacts = { state: 'Enabled', deletion: null, spec: 'SYMMETRIC_DEFAULT', usage: 'ENCRYPT_DECRYPT' };
const Principal = { Service: 'cloudtrail.amazonaws.com' };
const lets = (...Action: readonly string[]): PolicyDocument => ({
  header: ourHeader,
  statements: [{ Effect: 'Allow', Principal, Action, Resource: '*' }],
});
const open: KeySeen = { facts: { value: works }, policy: { value: lets('kms:*') } };
const unread = { unread: { code: 'access-denied', message: 'no' } } as const;
const inState = (state: string): KeySeen => ({ ...open, facts: { value: { ...works, state } } });

const bare = known('trail', { bucket: 'logs' });
const trail: Known = { ...bare, live: present(bare, { ...bare.desired.state, kmsKey: key }) };
const all = [known('bucket', {}), { ...known('topic', {}), live: { is: 'absent' } as const }, trail];
const { address } = trail.desired;
const lost = { effect: 'weakens', gravity: 'high', meaning: 'It is so.', loss: 'It is lost.' } as const;
const removal: Difference = {
  address,
  action: 'update',
  fields: ['kmsKey', 'topic'].map(field => ({ ...lost, field, before: key, after: null })),
};

function effects(seen: KeySeen | null): readonly string[] {
  const keys = new Map(seen === null ? [] : [[key, seen] as const]);
  const other: Difference = { ...removal, address: 'trail/other@1/eu-west-1' };
  const judged = freeOfDeadKeys([removal, other], keysToLeave(all, world), { keys, now: undefined });
  expect(judged[1]).toEqual(other);
  return (judged[0]?.fields ?? []).map(({ effect, loss }) => `${effect}${loss === undefined ? '' : ', a loss'}`);
}

const loss = 'weakens, a loss';

describe('leaving a key', () => {
  it.each<[string, KeySeen | null, string]>([
    ['that works', open, loss],
    ['nobody looked at', null, loss],
    ['of which nothing is known', { facts: unread, policy: unread }, loss],
    [
      'that does not let CloudTrail look, and works',
      { ...open, policy: { value: lets('kms:GenerateDataKey*') } },
      loss,
    ],
    ['that is being changed', inState('Updating'), loss],
    ['that is disabled', inState('Disabled'), 'strengthens'],
    ['that is to be deleted', inState('PendingDeletion'), 'strengthens'],
    ['that is gone', { ...open, facts: { value: null } }, 'strengthens'],
    ['that lets nobody in', { ...open, policy: { value: lets('kms:DescribeKey') } }, 'strengthens'],
    ['that lets nobody in, and tells no more', { facts: unread, policy: { value: lets('s3:*') } }, 'strengthens'],
  ])('%s', (_, seen, expected) => {
    expect(effects(seen)).toEqual([expected, loss]);
  });

  it('is none where the spec has it', () => {
    const own = known('trail', { bucket: 'logs', kmsKey: key });
    expect(keysToLeave([{ ...own, live: present(own, own.desired.state) }], world)).toEqual([]);
  });

  it('that works never strengthens', () => {
    const also = fc.array(fc.constantFrom('kms:DescribeKey', 'kms:Decrypt', 's3:GetObject', 'kms:*'));
    fc.assert(
      fc.property(also, fc.boolean(), (more, isRead) => {
        const policy = { value: lets('kms:GenerateDataKey*', ...more) };
        expect(effects({ facts: isRead ? { value: works } : unread, policy })).toEqual([loss, loss]);
      }),
    );
  });
});
