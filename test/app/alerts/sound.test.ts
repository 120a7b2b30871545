/** Which rows of the history are taken for ours. */
import { describe, expect, it } from 'vitest';

import { isSoundRow } from '../../../src/app/alerts/sound.ts';
import { began } from '../../../src/core/alerts/incident.ts';
import { digest, moment } from '../../core/drift/lives.ts';
import { by, drift } from '../../core/alerts/told.ts';

const drifts = [drift({ ...by('mallory') }), drift({ closedAt: moment(3), field: null, resource: null })];
const incident = began(drifts, { now: moment(5), reminders: { critical: [], high: [] }, digest });
const row = { incident, message: null, sending: null };
const withDrift = (more: object) => ({ ...row, incident: { ...incident, drifts: [{ ...drifts[0], ...more }] } });

describe('a row', () => {
  it.each([
    row,
    { ...row, incident: null },
    { ...row, sending: { id: 'n-1', happening: 'opened' } },
    withDrift({ attribution: { askedAt: moment(0), attempts: [], answer: 'none' } }),
  ])('%# as it was written is taken', one => {
    expect(isSoundRow(one)).toBe(true);
  });

  it.each([
    null,
    {},
    { ...row, sending: 1 },
    { ...row, sending: { id: 'n-1' } },
    { ...row, incident: 'x' },
    { ...row, incident: { ...incident, weight: null } },
    { ...row, incident: { ...incident, since: 'noon' } },
    { ...row, incident: { ...incident, overAt: 1 } },
    { ...row, incident: { ...incident, reminders: '1' } },
    { ...row, incident: { ...incident, drifts: {} } },
    { ...row, incident: { ...incident, drifts: [null] } },
    withDrift({ fingerprint: undefined }),
    withDrift({ openedAt: 'then' }),
    withDrift({ closedAt: undefined }),
    withDrift({ healedAt: null }),
    withDrift({ others: [1] }),
    withDrift({ field: 1 }),
    withDrift({ resource: { target: null } }),
    withDrift({ attribution: {} }),
    withDrift({ attribution: { answer: 'found', event: null } }),
  ])('%# that is not is dropped', one => {
    expect(isSoundRow(one)).toBe(false);
  });
});
