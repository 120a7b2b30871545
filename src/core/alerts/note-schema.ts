/** What a note must look like: it comes from outside, and what it says is shown to people. */
import { happenings } from './notice.ts';

const text = { type: 'string', maxLength: 8_192 } as const;
const textOrNull = { ...text, type: ['string', 'null'] } as const;
const moment = { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$' } as const;
const momentOrNull = { ...moment, type: ['string', 'null'] } as const;
const gravities = ['critical', 'high', 'medium', 'low', 'info'] as const;

/** All of these, and whatever else. */
const objectOf = <P extends Readonly<Record<string, unknown>>>(properties: P, type: unknown = 'object') => ({
  type,
  properties,
  required: Object.keys(properties),
});
const listOf = (items: unknown, maxItems = 10_000) => ({ type: 'array', maxItems, items });

const problem = objectOf({ code: text, message: text });
const principal = objectOf({ name: text, type: text, arn: textOrNull, account: textOrNull, issuer: textOrNull });
const event = objectOf({
  eventId: text,
  name: text,
  source: text,
  at: text,
  region: text,
  principal,
  sourceIp: textOrNull,
  userAgent: textOrNull,
  requestId: textOrNull,
});
const attribution = objectOf(
  {
    askedAt: text,
    attempts: listOf({}, 0),
    answer: { const: 'found' },
    confidence: { enum: ['certain', 'likely', 'possible'] },
    event,
    byOurPrincipal: { type: 'boolean' },
  },
  ['object', 'null'],
);
const target = objectOf({ partition: text, account: text, region: text });
const withheld = objectOf({ by: { enum: ['refused', 'waived', 'ignored', 'waits', 'held', 'fixed'] }, problem });

const required = objectOf({
  fingerprint: { type: 'string', pattern: '^d-[0-9a-f]{1,64}$' },
  kind: { enum: ['changed', 'missing', 'stray', 'undelivered', 'unproven', 'unread'] },
  address: { type: 'string', maxLength: 2_048, pattern: '^[^@]+/.*@.*/.*$' },
  resource: objectOf({ kind: text, arn: text, name: text, target }, ['object', 'null']),
  field: textOrNull,
  gravity: { enum: gravities },
  effect: { enum: ['strengthens', 'weakens', 'neutral'] },
  meaning: text,
  wanted: {},
  found: {},
  status: { enum: ['open', 'withheld', 'contested', 'flapping', 'closed'] },
  openedAt: moment,
  changedAt: moment,
  seenAt: moment,
  seenBy: text,
  closedAt: momentOrNull,
  ending: { enum: ['healed', 'reverted', 'adopted', 'waived', 'left-the-spec', 'read-again', 'arrived', null] },
  openedBy: text,
  closedBy: textOrNull,
  attribution,
});
const drift = {
  ...required,
  properties: { ...required.properties, standsSince: moment, problem, withheld, cut: { const: true } },
};

const incident = objectOf(
  {
    incident: text,
    about: { enum: ['drifts', 'summary', 'blind', 'source'] },
    drifts: listOf({ type: 'integer', minimum: 0 }),
    weight: { enum: [...gravities, 'not-known'] },
    since: moment,
    graveSince: moment,
    reminders: { type: 'integer', minimum: 0 },
    nextReminderAt: momentOrNull,
    overAt: momentOrNull,
  },
  ['object', 'null'],
);
const sending = objectOf({ id: text, happening: { enum: happenings } }, ['object', 'null']);
const row = objectOf({ name: text, incident, message: {}, sending });
const told = objectOf({ receiver: text, at: moment, toldUpTo: momentOrNull, rows: listOf(row) });

/** JSON Schema, draft 2020-12. */
export const noteSchema = objectOf({
  version: { const: 1 },
  left: { type: 'integer', minimum: 0 },
  drifts: listOf(drift),
  told: listOf(told, 1_000),
});
