import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Attribution } from '../../../src/core/drift/attribution.ts';
import type { HistoryEvent } from '../../../src/core/drift/history.ts';
import { isSettled, match } from '../../../src/core/drift/match.ts';
import type { Circumstances } from '../../../src/core/drift/match.ts';
import { account, event, green, known, lamp, now, region, sought, user } from './events.ts';

const bob = { principal: user('bob') };
const ours = (...minutes: readonly number[]): Pick<Circumstances, 'requestIds'> => ({
  requestIds: new Set(minutes.map(minute => `r-${minute}`)),
});
const role = 'arn:aws:iam::111111111111:role/ops/warden';
const session = 'arn:aws:sts::111111111111:assumed-role/warden/run-1';
const failed = { errorCode: 'AccessDenied' };

/** Who, how sure, at which minute; or why nobody. */
function told(found: Attribution): string {
  return found.answer === 'found'
    ? `${found.confidence} ${found.event.principal.name} ${found.event.name} ${found.event.at.slice(14, 16)}${found.byOurPrincipal ? ' ours' : ''}`
    : `${found.answer}: ${found.why}${found.again ? ', again' : ''}`;
}

type Row = readonly [what: string, events: readonly HistoryEvent[], expected: string, known?: Partial<Circumstances>];

const rows: readonly Row[] = [
  ['one that agrees', [event(7)], 'certain mallory Set 07'],
  ['by its ARN', [event(7, { parameters: { name: lamp.arn, colour: 'red' } })], 'certain mallory Set 07'],
  ['the newer of two', [event(7, green), event(9, bob)], 'certain bob Set 09'],
  ['two who did the same', [event(7), event(9, bob)], 'likely bob Set 09'],
  ['one who did it twice', [event(7), event(9)], 'certain mallory Set 09'],
  ['two, and it was taken back between', [event(7), event(8, green), event(9, bob)], 'certain bob Set 09'],
  ['two, and we took it back between', [event(7), event(8, green), event(9, bob)], 'certain bob Set 09', ours(8)],
  [
    'one that was taken back since',
    [event(7), event(9, { ...green, ...bob })],
    'nobody: not in the event history yet, again',
  ],
  ['one that we took back since', [event(7), event(9, green)], 'nobody: not in the event history yet, again', ours(9)],
  ['one that does not tell', [event(7, { name: 'Paint' })], 'likely mallory Paint 07'],
  [
    'one that does not tell, after one that agrees',
    [event(7), event(9, { name: 'Paint', ...bob })],
    'likely bob Paint 09',
  ],
  [
    'one of ours that does not tell',
    [event(7), event(9, { name: 'Paint' })],
    'nobody: not in the event history yet, again',
    ours(9),
  ],
  ['one that perhaps was about it', [event(7, { name: 'Touch' })], 'possible mallory Touch 07'],
  ['perhaps another since', [event(7), event(9, { name: 'Touch', ...bob })], 'likely mallory Set 07'],
  [
    'perhaps another since, and nobody tells',
    [event(7, { name: 'Paint' }), event(9, { name: 'Touch', ...bob })],
    'possible mallory Paint 07',
  ],
  [
    'perhaps another since it was right',
    [event(7, green), event(9, { name: 'Touch', ...bob })],
    'possible bob Touch 09',
  ],
  ['perhaps one of ours', [event(7), event(9, { name: 'Touch' })], 'certain mallory Set 07', ours(9)],
  ['ourselves', [event(7)], 'nobody: the last to change it was trailwarden itself', ours(7)],
  ['ourselves, or perhaps another', [event(7), event(9, { name: 'Touch', ...bob })], 'possible bob Touch 09', ours(7)],
  ['what we sent again with more', [event(7), event(9, bob)], 'certain mallory Set 07', ours(9)],
  [
    'what we sent again twice, and perhaps another since',
    [event(7), event(8, bob), event(9, bob), event(10, { name: 'Touch' })],
    'likely mallory Set 07',
    ours(8, 9),
  ],
  [
    'what was sent again in our name, by whom we do not know',
    [event(7), event(9, bob)],
    'certain mallory Set 07',
    { ownPrincipals: [user('bob').arn ?? ''] },
  ],
  [
    'what somebody in our name brought back after it was right',
    [event(6), event(7, green), event(9, bob)],
    'certain bob Set 09 ours',
    { ownPrincipals: [user('bob').arn ?? ''] },
  ],
  [
    'what somebody in our name set, after one that does not tell',
    [event(7, { name: 'Paint' }), event(9, bob)],
    'certain bob Set 09 ours',
    { ownPrincipals: [user('bob').arn ?? ''] },
  ],
  [
    'what we carried along while we mended the rest, and its event is late',
    [event(9)],
    'nobody: not in the event history yet, again',
    { ...ours(9), mends: ours(9).requestIds },
  ],
  [
    'what we carried along since it was found, and its event is late',
    [event(9)],
    'nobody: not in the event history yet, again',
    { ...ours(9), foundAt: '2026-11-19T03:08:30Z' },
  ],
  [
    'what we set before it was found',
    [event(7, { requestId: null }), event(9)],
    'nobody: the last to change it was trailwarden itself',
    { ...ours(9), foundAt: '2026-11-19T03:10:00Z', since: '2026-11-19T03:08:00Z' },
  ],
  [
    'one in our name without an id, since it was found',
    [event(9, { requestId: null })],
    'certain mallory Set 09',
    { foundAt: '2026-11-19T03:08:30Z', mends: ours(8).requestIds },
  ],
  ['one that failed', [event(7, failed)], 'nobody: not in the event history yet, again'],
  ['one that reads', [event(7, { readOnly: true })], 'nobody: not in the event history yet, again'],
  ['one about something else', [event(7, { name: 'Clean' })], 'nobody: not in the event history yet, again'],
  [
    'a call of another service',
    [event(7, { source: 'torches.amazonaws.com' })],
    'nobody: not in the event history yet, again',
  ],
  ['a call that is no cause', [event(7, { name: 'Look' })], 'nobody: not in the event history yet, again'],
  [
    'another lamp',
    [event(7, { parameters: { name: 'cellar', colour: 'red' } })],
    'nobody: not in the event history yet, again',
  ],
  [
    'its namesake in another region',
    [event(7, { region: 'us-east-1' })],
    'nobody: not in the event history yet, again',
  ],
  [
    'its namesake in another account',
    [event(7, { account: '222222222222' })],
    'nobody: not in the event history yet, again',
  ],
  [
    'a request that was not recorded',
    [event(7, { name: 'Paint', parameters: {}, resources: ['hall'] })],
    'likely mallory Paint 07',
  ],
  [
    'a request that was not recorded, about another',
    [event(7, { parameters: {}, resources: ['x'] })],
    'nobody: not in the event history yet, again',
  ],
  [
    'one from before it was in order',
    [event(7)],
    'nobody: not in the event history yet, again',
    { since: '2026-11-19T03:08:00Z' },
  ],
  [
    'one of the second in which it was in order',
    [event(7)],
    'certain mallory Set 07',
    { since: '2026-11-19T03:07:00.900Z' },
  ],
  ['nothing since who knows when', [], 'nobody: not in the event history of the last 90 days, again', { since: null }],
  [
    'nothing in 90 days',
    [],
    'nobody: changed more than 90 days ago, or not in the event history',
    { since: '2026-08-01T00:00:00Z' },
  ],
  [
    'nothing in what was read',
    [],
    'unknown: there are more events than were read, and those name nobody, again',
    { cut: true },
  ],
  [
    'our role, by somebody',
    [event(7, { principal: { ...user('x'), name: 'warden/run-1', arn: session, issuer: role } })],
    'certain warden/run-1 Set 07 ours',
    { ownPrincipals: [role] },
  ],
  [
    'our role, known by its session',
    [event(7, { principal: { ...user('x'), arn: session } })],
    'certain x Set 07 ours',
    { ownPrincipals: ['arn:aws:sts::111111111111:assumed-role/warden/other'] },
  ],
  ['our user, by somebody', [event(7)], 'certain mallory Set 07 ours', { ownPrincipals: [user('mallory').arn ?? ''] }],
  [
    'the same role of another account',
    [event(7, { principal: { ...user('x'), arn: session } })],
    'certain x Set 07',
    { ownPrincipals: ['arn:aws:iam::222222222222:role/warden'] },
  ],
  [
    'a service, which has no ARN',
    [
      event(7, { principal: { ...user('config'), arn: null } }),
      event(6, { principal: { ...user('cloudformation'), arn: null } }),
    ],
    'likely config Set 07',
  ],
  [
    'what we mended since',
    [event(7), event(9, green)],
    'certain mallory Set 07',
    { ...ours(9), seenAt: '2026-11-19T03:08:30Z' },
  ],
  [
    'what we mended since, and somebody broke again',
    [event(7), event(9, green), event(11, bob)],
    'certain mallory Set 07',
    { ...ours(9), seenAt: '2026-11-19T03:08:30Z' },
  ],
  [
    'what we mended, though our clock is ahead of that of AWS',
    [event(7), event(9, green)],
    'certain mallory Set 07',
    { ...ours(9), seenAt: '2026-11-19T03:12:00Z', mends: ours(9).requestIds },
  ],
  [
    'what we mended, and our earlier mending of the same',
    [event(4, bob), event(5, green), event(7), event(9, green)],
    'certain mallory Set 07',
    { ...ours(5, 9), seenAt: '2026-11-19T03:03:00Z', mends: ours(9).requestIds },
  ],
  [
    'what we failed to mend',
    [event(7), event(9, { ...green, ...failed })],
    'certain mallory Set 07',
    { ...ours(9), seenAt: '2026-11-19T03:08:30Z' },
  ],
  ['one while we looked', [event(9)], 'certain mallory Set 09', { seenAt: '2026-11-19T03:08:30Z' }],
  ['one that agrees and one that does not, in one second', [event(7, bob), event(7, green)], 'certain bob Set 07'],
  [
    'two who did the same in one second',
    [event(7, bob), event(7), event(7, { ...green, eventId: 'g' })],
    'likely bob Set 07',
  ],
  [
    'one who made it so, and one who did so after it was right, in one second',
    [event(7, { ...bob, name: 'Create' }), event(7), event(7, { ...green, eventId: 'g' })],
    'certain mallory Set 07',
  ],
  [
    'one who did it twice in one second',
    [event(7, { eventId: 'a' }), event(7, { eventId: 'b' })],
    'certain mallory Set 07',
  ],
  ['the same the other way round', [event(7, { eventId: 'b' }), event(7, { eventId: 'a' })], 'certain mallory Set 07'],
];

describe('who did it', () => {
  it.each(rows.map(([what, events, expected, more = {}]) => ({ what, events, expected, more })))(
    '$what',
    ({ events, expected, more }) => {
      expect(told(match(sought, events, { ...known, ...more }))).toBe(expected);
    },
  );

  it('is told with what the event says, and nothing that only matching needs', () => {
    const found = match(sought, [event(7)], known);
    expect(found).toMatchObject({ answer: 'found', askedAt: now });
    const { readOnly, account: _, parameters, resources, ...rest } = event(7);
    expect([readOnly, parameters, resources]).toHaveLength(3);
    expect(found.answer === 'found' && found.event).toEqual(rest);
  });

  it('tells attempts that AWS refused apart, newest first, and not ours nor those at something else', () => {
    const events = [
      event(7),
      event(5, failed),
      event(6, { ...failed, ...bob }),
      event(4, { ...failed, ...green }),
      event(3, { ...failed }),
    ];
    const found = match(sought, events, { ...known, ...ours(3) });
    expect(found.attempts.map(({ at, errorCode, principal }) => [at.slice(14, 16), errorCode, principal.name])).toEqual(
      [
        ['06', 'AccessDenied', 'bob'],
        ['05', 'AccessDenied', 'mallory'],
      ],
    );
  });

  it('tells ten attempts at most', () => {
    const many = Array.from({ length: 30 }, (_, minute) => event(minute, failed));
    expect(match(sought, many, known).attempts).toHaveLength(10);
  });
});

describe('whatever else happened', () => {
  const unrelated = fc.record({
    minute: fc.integer({ min: 0, max: 29 }),
    over: fc.constantFrom<Partial<HistoryEvent>>(
      { name: 'Clean' },
      { readOnly: true },
      { region: 'us-east-1' },
      { account: '222222222222' },
      { source: 'torches.amazonaws.com' },
      { parameters: { name: 'cellar', colour: 'red' } },
      { parameters: { name: 'arn:aws:lamps:us-east-1:111111111111:lamp/hall', colour: 'red' } },
      { parameters: { name: 'arn:aws:lamps:eu-west-1:222222222222:lamp/hall', colour: 'red' } },
    ),
  });
  const others = fc.array(unrelated, { maxLength: 12 });
  const related = fc.array(
    fc.record({
      minute: fc.integer({ min: 0, max: 29 }),
      name: fc.constantFrom('Set', 'Paint', 'Touch'),
      colour: fc.constantFrom('red', 'green', 'blue'),
      who: fc.constantFrom('mallory', 'bob'),
      byArn: fc.boolean(),
    }),
    { maxLength: 6 },
  );
  const made = (
    each: readonly {
      readonly minute: number;
      readonly name: string;
      readonly colour: string;
      readonly who: string;
      readonly byArn: boolean;
    }[],
  ) =>
    each.map(({ minute, name, colour, who, byArn }, index) =>
      event(minute, {
        name,
        principal: user(who),
        parameters: { name: byArn ? lamp.arn : 'hall', colour },
        eventId: `e-${index}`,
      }),
    );

  it('the order of events, and events about anything else, change nothing', () => {
    fc.assert(
      fc.property(related, others, fc.func(fc.integer()), (each, noise, order) => {
        const events = made(each);
        const all = [
          ...events,
          ...noise.map(({ minute, over }, index) => event(minute, { ...over, eventId: `x-${index}` })),
        ];
        const shuffled = all.toSorted((a, b) => order(a.eventId) - order(b.eventId));
        expect(match(sought, shuffled, known)).toEqual(match(sought, events, known));
      }),
    );
  });

  it('nobody is named for another resource, nor with a value that does not stand there', () => {
    fc.assert(
      fc.property(related, others, (each, noise) => {
        const events = [
          ...made(each),
          ...noise.map(({ minute, over }, index) => event(minute, { ...over, eventId: `x-${index}` })),
        ];
        const found = match(sought, events, known);
        if (found.answer !== 'found') return;
        const chosen = events.find(({ eventId }) => eventId === found.event.eventId);
        expect(chosen?.eventId).toMatch(/^e-/u);
        if (chosen?.name === 'Set') expect(chosen.parameters['colour']).toBe('red');
        const newer = events.filter(one => one.eventId.startsWith('e-') && one.at > found.event.at);
        expect(newer.filter(({ name }) => name !== 'Touch')).toEqual([]);
      }),
    );
  });

  it('a name or an ARN mean the same', () => {
    fc.assert(
      fc.property(related, each => {
        const plain = made(each.map(one => ({ ...one, byArn: false })));
        const byArn = made(each.map(one => ({ ...one, byArn: true })));
        expect(match(sought, byArn, known)).toEqual(match(sought, plain, known));
      }),
    );
  });

  it('what is settled by the newest stays so, whatever older ones say', () => {
    fc.assert(
      fc.property(related, fc.integer({ min: 0, max: 29 }), (each, minute) => {
        const events = made(each);
        const newest = events.filter(({ at }) => at >= event(minute).at);
        if (!isSettled(sought, newest, known)) return;
        const [some, all] = [newest, events].map(given => match(sought, given, known));
        expect(all?.answer === 'found' && all.event).toEqual(some?.answer === 'found' && some.event);
      }),
    );
  });
});

describe('a search', () => {
  it('goes on past events that came after the drift was seen', () => {
    const seen = { ...known, seenAt: '2026-11-19T03:08:30Z' };
    expect(isSettled(sought, [event(9, green)], seen)).toBe(false);
    expect(isSettled(sought, [event(7)], seen)).toBe(true);
    expect(isSettled(sought, [event(7, failed), event(7, { name: 'Touch' })], seen)).toBe(false);
  });

  it('goes by our own calls where they are known, not by our clock', () => {
    const { requestIds } = ours(9);
    const seen = { ...known, requestIds, seenAt: '2026-11-19T03:20:00Z', mends: requestIds };
    expect(isSettled(sought, [event(9, green), event(11)], seen)).toBe(false);
    expect(isSettled(sought, [event(9, green), event(7)], seen)).toBe(true);
    expect(isSettled(sought, [event(7)], seen)).toBe(true);
  });

  it('goes on past our own calls that only may have carried it along', () => {
    const own = { ...known, ...ours(9) };
    expect(isSettled(sought, [event(9)], own)).toBe(false);
    expect(isSettled(sought, [event(9)], { ...known, ownPrincipals: [user('mallory').arn ?? ''] })).toBe(false);
    expect(isSettled(sought, [event(9), event(8)], own)).toBe(true);
    expect(isSettled(sought, [event(9, green)], own)).toBe(true);
  });

  it('of what means the same anywhere does not look at the region', () => {
    const anywhere = { ...sought, subject: { ...lamp, region: null } };
    expect(told(match(anywhere, [event(7, { region: 'us-east-1' })], known))).toBe('certain mallory Set 07');
    expect([account, region]).toEqual([lamp.account, lamp.region]);
  });
});
