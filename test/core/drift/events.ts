/** Events and drifts to match them with. */
import type { Principal } from '../../../src/core/drift/attribution.ts';
import type { Cause } from '../../../src/core/drift/cause.ts';
import { bearingOfWhole } from '../../../src/core/drift/cause.ts';
import type { HistoryEvent } from '../../../src/core/drift/history.ts';
import type { Circumstances, Sought, Subject } from '../../../src/core/drift/match.ts';

export const account = '111111111111';
export const region = 'eu-west-1';

export const lamp: Subject = { arn: `arn:aws:lamps:${region}:${account}:lamp/hall`, name: 'hall', account, region };

/** `Set` tells the colour, `Paint` does not, `Touch` may have been about it, `Create` makes it with one, and `Clean` is about something else. */
const cause: Cause<unknown> = {
  source: 'lamps.amazonaws.com',
  events: ['Set', 'Paint', 'Touch', 'Clean', 'Create'],
  subjects: ({ name }) => (typeof name === 'string' ? [name] : []),
  bearing({ event, parameters: { colour } }, { found }) {
    if (event === 'Clean') return 'none';
    if (event === 'Touch') return 'perhaps';
    return event === 'Paint' ? 'touches' : bearingOfWhole(colour === found);
  },
};

/** A lamp that is red and should be green. */
export const sought: Sought = { subject: lamp, causes: [cause], gap: { wanted: 'green', found: 'red' } };

export const now = '2026-11-19T03:30:00.000Z';

export const known: Circumstances = {
  askedAt: now,
  since: '2026-11-19T03:00:00.000Z',
  seenAt: null,
  requestIds: new Set(),
  ownPrincipals: [],
  cut: false,
};

export const user = (name: string): Principal => ({
  name,
  type: 'IAMUser',
  arn: `arn:aws:iam::${account}:user/${name}`,
  account,
  issuer: null,
  mfa: null,
});

/** Of a minute after three, by mallory, successful, about the lamp, unless it is said otherwise. */
export function event(minute: number, over: Partial<HistoryEvent> = {}): HistoryEvent {
  return {
    eventId: `e-${minute}-${over.name ?? 'Set'}-${over.principal?.name ?? 'mallory'}`,
    name: 'Set',
    source: 'lamps.amazonaws.com',
    at: `2026-11-19T03:${String(minute).padStart(2, '0')}:00.000Z`,
    region,
    principal: user('mallory'),
    sourceIp: '203.0.113.24',
    userAgent: 'aws-cli/2.31',
    requestId: `r-${minute}`,
    readOnly: false,
    account,
    parameters: { name: 'hall', colour: 'red' },
    resources: [],
    ...over,
  };
}

export const green = { parameters: { name: 'hall', colour: 'green' } };
