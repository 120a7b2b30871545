import { describe, expect, it } from 'vitest';

import type { Attribution } from '../../src/core/drift/attribution.ts';
import type { Drift, DriftStep } from '../../src/core/drift/drift.ts';
import { stepLines } from '../../src/render/daemon-step.ts';
import { snapshotOf } from '../arbitraries/snapshots.ts';

const [sample] = snapshotOf('12', new Date('2027-03-01T04:00:00Z')).drifts;
if (!sample) throw new Error('no drift');
const { withheld: _withheld, ...plain } = sample;
const drift: Drift = {
  ...plain,
  fingerprint: 'd-1',
  kind: 'changed',
  address: 'trail/main@acme/eu-west-1',
  field: 'logging',
  gravity: 'critical',
  meaning: 'It records nothing.',
  status: 'open',
  ending: null,
  attribution: null,
};
const by: Attribution = {
  answer: 'found',
  askedAt: '2027-03-01T03:04:00.000Z',
  attempts: [],
  confidence: 'likely',
  byOurPrincipal: false,
  event: {
    eventId: 'e',
    name: 'StopLogging',
    source: 'cloudtrail.amazonaws.com',
    at: '2027-03-01T03:03:52.000Z',
    region: 'eu-west-1',
    principal: { name: 'mallory', type: 'IAMUser', arn: null, account: null, issuer: null, mfa: null },
    sourceIp: null,
    userAgent: null,
    requestId: null,
  },
};
const step = (name: DriftStep['step'], over: Partial<Drift> = {}): DriftStep => ({
  step: name,
  at: '2027-03-01T03:04:00.000Z',
  run: 'r-1',
  drift: { ...drift, ...over },
});
const problem = { code: 'not-enforced', message: 'Enforcing is limited to topics' } as const;
const attributed = step('attributed', { attribution: by });
const mallory = 'by mallory, StopLogging 2027-03-01T03:03:52.000Z, likely';

describe('steps of drifts in the log', () => {
  it.each<readonly [string, boolean, readonly DriftStep[]]>([
    ['drift opened, critical: trail/main@acme/eu-west-1 logging: It records nothing', true, [step('opened')]],
    ['drift opened, low: trail/main@acme/eu-west-1 logging', false, [step('opened', { gravity: 'low', meaning: '' })]],
    [
      'drift contested, info: trail/main@acme/eu-west-1 logging: It records nothing',
      true,
      [step('contested', { gravity: 'info' })],
    ],
    ['drift closed, healed: trail/main@acme/eu-west-1 logging', false, [step('closed', { ending: 'healed' })]],
    [
      'drift changed, high: trail/main@acme/eu-west-1 does not exist: It records nothing',
      true,
      [step('changed', { gravity: 'high', kind: 'missing', field: null })],
    ],
    [
      'drift withheld, critical: trail/main@acme/eu-west-1 logging: It records nothing; it stays: Enforcing is limited to topics',
      true,
      [step('withheld', { withheld: { by: 'held', problem } })],
    ],
    [
      `drift opened, critical: trail/main@acme/eu-west-1 logging: It records nothing; ${mallory}`,
      true,
      [step('opened'), attributed],
    ],
    [
      `drift attributed, critical: trail/main@acme/eu-west-1 logging: It records nothing; ${mallory}`,
      true,
      [attributed],
    ],
  ])('%s', (message, warns, steps) => {
    expect(stepLines(steps).map(one => [one.message, one.warns])).toEqual([[message, warns]]);
  });

  it('say for programs what and who, and no values', () => {
    const [line] = stepLines([step('closed', { ending: 'healed', wanted: 'secret' }), attributed]);
    expect(line?.facts).toEqual({
      step: 'closed',
      drift: 'd-1',
      address: 'trail/main@acme/eu-west-1',
      field: 'logging',
      gravity: 'critical',
      status: 'open',
      ending: 'healed',
      meaning: 'It records nothing',
      why: null,
      who: { name: 'mallory', arn: null, event: 'StopLogging', at: '2027-03-01T03:03:52.000Z', confidence: 'likely' },
    });
  });
});
