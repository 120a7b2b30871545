import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { calendar, timetable } from '../../../src/adapters/cron/timetable.ts';
import { nextTransition, offsetAt } from '../../../src/adapters/cron/zone.ts';

const next = (cron: string, zone: string, after: string, count = 1): readonly string[] => {
  const found: string[] = [];
  for (let moment = new Date(after); found.length < count; found.push(moment.toISOString().replace('.000', ''))) {
    moment = timetable.next(cron, zone, moment);
  }
  return found;
};

describe('what is due next', () => {
  test.each<readonly [cron: string, zone: string, after: string, ...due: readonly string[]]>([
    ['*/10 * * * *', 'UTC', '2027-01-01T00:00:00Z', '2027-01-01T00:10:00Z', '2027-01-01T00:20:00Z'],
    ['*/10 * * * *', 'UTC', '2027-01-01T00:09:59.999Z', '2027-01-01T00:10:00Z'],
    ['*/20 * * * * *', 'UTC', '2027-01-01T00:00:00Z', '2027-01-01T00:00:20Z', '2027-01-01T00:00:40Z'],
    ['@daily', 'Asia/Kolkata', '2027-01-01T00:00:00Z', '2027-01-01T18:30:00Z'],
    ['@Hourly', 'UTC', '2027-01-01T00:00:00Z', '2027-01-01T01:00:00Z'],
    ['0 22 * * mon-fri', 'UTC', '2027-01-01T23:00:00Z', '2027-01-04T22:00:00Z'],
    ['0 0 L * *', 'UTC', '2028-02-01T00:00:00Z', '2028-02-29T00:00:00Z', '2028-03-31T00:00:00Z'],
    ['0 0 29 2 1', 'UTC', '2027-01-01T00:00:00Z', '2044-02-29T00:00:00Z'],
    ['0 0 13 * 5', 'UTC', '2027-01-01T00:00:00Z', '2027-08-13T00:00:00Z'],
    // clocks are put forward: what falls into the hour that is left out is due then
    ['30 2 * * *', 'Europe/Berlin', '2027-03-27T12:00:00Z', '2027-03-28T01:00:00Z', '2027-03-29T00:30:00Z'],
    ['0 3 * * *', 'Europe/Berlin', '2027-03-27T12:00:00Z', '2027-03-28T01:00:00Z', '2027-03-29T01:00:00Z'],
    [
      '*/30 * * * *',
      'Europe/Berlin',
      '2027-03-28T00:15:00Z',
      '2027-03-28T00:30:00Z',
      '2027-03-28T01:00:00Z',
      '2027-03-28T01:30:00Z',
    ],
    // clocks are put back: what falls into the hour that comes twice is due twice
    [
      '30 2 * * *',
      'Europe/Berlin',
      '2027-10-30T12:00:00Z',
      '2027-10-31T00:30:00Z',
      '2027-10-31T01:30:00Z',
      '2027-11-01T01:30:00Z',
    ],
    [
      '*/30 * * * *',
      'Europe/Berlin',
      '2027-10-31T00:15:00Z',
      '2027-10-31T00:30:00Z',
      '2027-10-31T01:00:00Z',
      '2027-10-31T01:30:00Z',
      '2027-10-31T02:00:00Z',
    ],
    // by half an hour
    ['45 1 * * *', 'Australia/Lord_Howe', '2027-04-03T00:00:00Z', '2027-04-03T14:45:00Z', '2027-04-03T15:15:00Z'],
    // and at midnight, which there was not on that day
    ['0 0 * * *', 'America/Sao_Paulo', '2017-10-14T12:00:00Z', '2017-10-15T03:00:00Z', '2017-10-16T02:00:00Z'],
  ])('%s in %s after %s', (cron, zone, after, ...due) => {
    expect(next(cron, zone, after, due.length)).toEqual(due);
  });
});

describe('expressions', () => {
  test.each([
    ['61 * * * *', '61 is an invalid expression for minute'],
    ['* * *', 'expected 5 or 6 fields but got 3'],
    ['0 0 31 2 *', '31 2 is an impossible day of month for the given month'],
    ['0 0 L-30 2 *', 'there is no such day'],
    ['@fortnightly', 'pattern includes illegal characters'],
    ['', 'pattern includes illegal characters'],
    ['*/10 * * * *', null],
    ['  0   6 * * 1-5 ', null],
    ['@weekly', null],
  ])('%j: %s', (cron, wrong) => {
    expect(calendar.wrong(cron)).toBe(wrong);
  });

  test.each([
    ['UTC', true],
    ['Europe/Berlin', true],
    ['Europe/Berln', false],
    ['', false],
  ])('time zone %j: %s', (zone, known) => {
    expect(calendar.hasZone(zone)).toBe(known);
  });

  test.each([
    ['*/10 * * * *', 600_000],
    ['*/20 * * * * *', 20_000],
    ['0 8,9 * * *', 3_600_000],
    ['0 0,1 1 * *', 3_600_000],
    ['0 6 * * 1-5', 86_400_000],
    ['@weekly', 7 * 86_400_000],
    ['0 0 1 * *', 31 * 86_400_000], // from January to February: no more than two of a rare one are sought
    ['0 0 29 2 1', 28 * 365.25 * 86_400_000],
    ['0 0 31 2 *', null],
    ['noon', null],
  ])('%j comes every %s ms', (cron, every) => {
    expect(calendar.every(cron)).toBe(every);
  });

  test('what is never due is an error of ours, since configs are judged before', () => {
    expect(() => timetable.next('0 0 L-30 2 *', 'UTC', new Date(0))).toThrow('never due');
  });
});

const zones = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Africa/Casablanca',
  'Pacific/Apia',
];
const field = (least: number, most: number) =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constant('*') },
    fc.integer({ min: least, max: most }).map(String),
    fc.integer({ min: 2, max: 20 }).map(step => `*/${step}`),
    fc
      .tuple(fc.integer({ min: least, max: most }), fc.integer({ min: least, max: most }))
      .map(pair => pair.toSorted((a, b) => a - b).join('-')),
  );
const crons = fc
  .tuple(field(0, 59), field(0, 23), fc.oneof(field(1, 28), fc.constant('L')), field(1, 12), field(0, 6))
  .map(fields => fields.join(' '))
  .filter(cron => calendar.wrong(cron) === null);
const moments = fc.date({ min: new Date('2024-01-01'), max: new Date('2030-01-01'), noInvalidDate: true });

describe('whatever the expression, zone and moment', () => {
  test('the next is later, a whole second, and there is none before it', () => {
    fc.assert(
      fc.property(crons, fc.constantFrom(...zones), moments, fc.nat(), (cron, zone, after, part) => {
        const due = timetable.next(cron, zone, after);
        expect(due.getTime()).toBeGreaterThan(after.getTime());
        expect(due.getTime() % 1000).toBe(0);
        const between = new Date(after.getTime() + (part % (due.getTime() - after.getTime())));
        expect(timetable.next(cron, zone, between)).toEqual(due);
      }),
      { numRuns: 60 },
    );
  });

  test('a window is open from when it opens until its time is over', () => {
    fc.assert(
      fc.property(
        crons,
        fc.constantFrom(...zones),
        moments,
        fc.integer({ min: 1, max: 172_800 }),
        (cron, timeZone, after, seconds) => {
          const duration = seconds * 1000;
          const opens = timetable.next(cron, timeZone, after);
          const at = (moment: number) => timetable.isOpen({ cron, timeZone, duration }, new Date(moment));
          expect(at(opens.getTime())).toBe(true);
          expect(at(opens.getTime() + duration - 1)).toBe(true);
          const again = timetable.next(cron, timeZone, opens).getTime();
          expect(at(opens.getTime() + duration)).toBe(again <= opens.getTime() + duration);
          const last = timetable.next(cron, timeZone, new Date(after.getTime() - duration)).getTime();
          expect(at(after.getTime())).toBe(last <= after.getTime());
        },
      ),
      { numRuns: 60 },
    );
  });

  test('the clocks show what the expression says, unless they were just put forward', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 59 }),
        fc.integer({ min: 0, max: 23 }),
        fc.constantFrom(...zones),
        moments,
        (minute, hour, zone, after) => {
          const due = timetable.next(`${minute} ${hour} * * *`, zone, after).getTime();
          const shown = new Date(due + offsetAt(zone, due));
          const forward = nextTransition(zone, due - 1000, due);
          if (forward) expect(forward.at).toBe(due);
          else expect([shown.getUTCMinutes(), shown.getUTCHours()]).toEqual([minute, hour]);
        },
      ),
      { numRuns: 100 },
    );
  });
});
