import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { remember, troubles } from '../../../src/core/delivery/judge.ts';
import type { Expected, Remembered, Status } from '../../../src/core/delivery/judge.ts';

const minute = 60_000;
const limits = { log: 30 * minute, digest: 120 * minute, notification: 30 * minute };
const begin = Date.parse('2026-10-01T00:00:00Z');
const at = (minutes: number): string => new Date(begin + minutes * minute).toISOString();

const logs: Expected = { logging: true, loggingSince: at(0), digests: false, announces: false, recordsLooks: true };
const nothing: Status = { lastLog: null, lastDigest: null, lastNotification: null, errors: {} };

/** What is told at each of these looks, in minutes: of what, and how. */
function told(looks: readonly (readonly [minutes: number, status?: Partial<Status>, expected?: Partial<Expected>])[]) {
  let before: Remembered | null = null;
  return looks.map(([minutes, status = {}, over = {}]) => {
    const expected = { ...logs, ...over };
    const look = { status: { ...nothing, ...status }, now: at(minutes) };
    before = remember(before, expected, look);
    return troubles(before, expected, { ...look, limits }).map(({ of, is }) => `${of} ${is}`);
  });
}

const last = (...looks: Parameters<typeof told>[0]) => told(looks).at(-1);

describe('log files', () => {
  it('are late when none came long after a look that is recorded', () => {
    expect(told([[0], [10], [35], [36], [70]])).toEqual([[], [], [], ['log late'], ['log late']]);
  });

  it('are awaited anew once one came', () => {
    expect(
      told([
        [0],
        [30, { lastLog: at(5) }],
        [60, { lastLog: at(5) }],
        [66, { lastLog: at(5) }],
        [70, { lastLog: at(68) }],
      ]),
    ).toEqual([[], [], [], ['log late'], []]);
  });

  it('are not awaited for what came before the trail was started again', () => {
    const again = { loggingSince: at(35) };
    expect(last([0], [20, {}, { logging: false }], [40, {}, again], [60, {}, again])).toEqual([]);
    expect(last([0], [40, {}, again], [60, {}, again], [80, {}, again])).toEqual(['log late']);
  });

  it('are not awaited where nothing surely happened', () => {
    expect(last([0, {}, { recordsLooks: false }], [10_000, {}, { recordsLooks: false }])).toEqual([]);
    expect(last([0, {}, { logging: false }], [10_000, {}, { logging: false }])).toEqual([]);
  });

  it('fail when AWS says so, and are then not late too', () => {
    const errors = { errors: { log: 'AccessDenied', 'log group': 'ResourceNotFoundException' } };
    expect(last([0, errors], [90, errors])).toEqual(['log failing', 'log group failing']);
    expect(last([0, errors, { logging: false }])).toEqual([]);
  });
});

describe('digests', () => {
  const digests = { digests: true, recordsLooks: false };

  it('come every hour, also when nothing happens', () => {
    expect(last([0, {}, digests], [125, {}, digests])).toEqual([]);
    expect(last([0, {}, digests], [126, {}, digests])).toEqual(['digest late']);
    expect(last([0, {}, digests], [200, { lastDigest: at(90) }, digests])).toEqual([]);
    expect(last([0, {}, digests], [300, { lastDigest: at(90) }, digests])).toEqual(['digest late']);
  });

  it('are awaited from when they were seen to be on, and the trail to log', () => {
    expect(last([0], [200, {}, digests], [300, {}, digests])).toEqual([]);
    expect(last([0, {}, digests], [300, {}, { ...digests, loggingSince: at(250) }])).toEqual([]);
    expect(last([0, {}, digests], [300, {}, { ...digests, loggingSince: null }])).toEqual(['digest late']);
    expect(last([0, {}, digests], [300, {}, { ...digests, logging: false }])).toEqual([]);
  });
});

describe('announcements', () => {
  const announces = { announces: true, recordsLooks: false };

  it('are late when log files come without them', () => {
    expect(last([0, {}, announces], [60, { lastLog: at(50), lastNotification: at(50) }, announces])).toEqual([]);
    expect(last([0, {}, announces], [60, { lastLog: at(50), lastNotification: at(10) }, announces])).toEqual([
      'notification late',
    ]);
    expect(last([0, {}, announces], [60, { lastLog: at(50) }, announces])).toEqual(['notification late']);
  });

  it('are not late right after a log file, without one, or for those from before', () => {
    expect(last([0, {}, announces], [60, { lastLog: at(57) }, announces])).toEqual([]);
    expect(last([0, {}, announces], [600, {}, announces])).toEqual([]);
    expect(last([100, { lastLog: at(50), lastNotification: at(10) }, announces])).toEqual([]);
  });
});

describe('whatever happens', () => {
  const moments = fc
    .array(fc.integer({ min: 0, max: 5_000 }), { minLength: 1, maxLength: 30 })
    .map(all => all.toSorted((a, b) => a - b));

  it('a trail that does not log, and records nothing sure, is never late', () => {
    fc.assert(
      fc.property(moments, fc.boolean(), (looks, logging) => {
        const expected = { logging, recordsLooks: false };
        for (const one of told(looks.map(minutes => [minutes, {}, expected]))) expect(one).toEqual([]);
      }),
    );
  });

  it('nothing is late while all comes within its time, with clocks five minutes apart', () => {
    const all = { digests: true, announces: true };
    fc.assert(
      fc.property(moments, fc.integer({ min: -5, max: 5 }), (looks, skew) => {
        const statuses = looks.map(minutes => {
          const came = at(minutes + skew - 15); // what happened a quarter of an hour ago has come
          return [
            minutes,
            { lastLog: came, lastDigest: at(minutes + skew - 90), lastNotification: came },
            all,
          ] as const;
        });
        for (const one of told(statuses)) expect(one).toEqual([]);
      }),
    );
  });

  it('what never comes is late in the end, however often one looks', () => {
    fc.assert(
      fc.property(moments, looks => {
        expect(last(...looks.map(minutes => [minutes] as const), [6_000])).toEqual(['log late']);
      }),
    );
  });
});
