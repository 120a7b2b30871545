import { describe, expect, it } from 'vitest';

import { undelivered } from '../../../src/core/delivery/told.ts';
import type { TroubleAt } from '../../../src/core/delivery/told.ts';
import { known } from '../beside/using.ts';

const telling = { owner: 'acme', gravity: 'high', digest: (text: string) => `${text.length}`.padEnd(64, '0') } as const;
const wish = known('trail', { bucket: 'logs' });
const late: TroubleAt = { of: 'log', is: 'late', why: '2026-10-01T00:05:00.000Z', region: 'eu-west-1' };
const told = (...troubles: readonly TroubleAt[]) => undelivered(wish, troubles, telling);

describe('what does not arrive', () => {
  it('is one drift of a trail, with what it means', () => {
    expect(told(late)).toMatchObject({
      kind: 'undelivered',
      address: wish.desired.address,
      field: null,
      gravity: 'high',
      effect: 'weakens',
      resource: { kind: 'trail', name: 'main' },
      meaning: 'It says that it logs, but no log files of eu-west-1 came since 2026-10-01 00:05 UTC.',
      found: ['log late in eu-west-1: 2026-10-01T00:05:00.000Z'],
    });
    expect(told()).toBeNull();
  });

  it('is as grave as the worst of it, and the same drift whatever that is', () => {
    const failing: TroubleAt = { of: 'log', is: 'failing', why: 'AccessDenied', region: 'us-east-1' };
    const aside: TroubleAt = { ...failing, of: 'notification', why: 'AuthorizationError' };
    const both = told(aside, late, failing);
    expect(both).toMatchObject({ gravity: 'critical', fingerprint: told(late)?.fingerprint });
    expect(both?.meaning).toBe(
      'It says that it logs, but AWS cannot deliver its announcements of log files of us-east-1: AuthorizationError; no log files of eu-west-1 came since 2026-10-01 00:05 UTC; AWS cannot deliver its log files of us-east-1: AccessDenied.',
    );
    expect(told(failing, late)?.gravity).toBe('critical');
    expect(told(aside)?.gravity).toBe('medium');
    expect(told({ ...failing, of: 'log group' })?.gravity).toBe('medium');
    expect(told({ ...failing, of: 'digest' })?.gravity).toBe('high');
  });
});
