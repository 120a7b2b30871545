/** Schemas of a drift, its life, and who did it. */
import { place } from './change.ts';
import { address, anything, effect, flag, gravity, list, object, oneOf, orNull, problem, text, withheld } from './shapes.ts';
import type { Schema } from './shapes.ts';

export const time = (description?: string): Schema => ({ type: 'string', format: 'date-time', ...(description ? { description } : {}) });
export const maybeTime = (description: string): Schema => ({ ...orNull(time()), description });
export const maybeText = (description: string): Schema => ({ ...orNull(text()), description });

const causingEvent = object({
  event_id: text(),
  name: text('StopLogging.'),
  source: text('cloudtrail.amazonaws.com.'),
  at: time(),
  region: text(),
  principal: object({
    name: text('What to call it.'),
    type: text(),
    arn: maybeText('As recorded.'),
    account: maybeText('Twelve digits.'),
    issuer: maybeText('ARN of the role whose session it was.'),
    mfa: { ...orNull(flag()), description: 'Null: not recorded.' },
  }),
  source_ip: maybeText('As recorded.'),
  user_agent: maybeText('Everybody can send any.'),
  request_id: maybeText('As recorded.'),
  error_code: maybeText('Set where the call failed.'),
});

const attribution = object(
  {
    answer: oneOf(['found', 'nobody', 'unknown'], 'unknown: it could not be asked.'),
    asked_at: time(),
    confidence: orNull(oneOf(['certain', 'likely', 'possible'])),
    event: orNull(causingEvent),
    by_our_principal: { ...orNull(flag()), description: 'It was a call by our own principal that we know nothing of.' },
    why: maybeText('Why nobody was found, or nobody could be asked.'),
    again: { ...orNull(flag()), description: 'Whether it will be asked again.' },
    attempts: list(causingEvent, 'Attempts at the same that AWS refused, newest first.'),
  },
  'What the event history says of who did it. Null where another answer was given.',
);

export const drift = object({
  fingerprint: text('The same in every run.'),
  kind: oneOf(['changed', 'missing', 'stray', 'undelivered', 'unproven', 'unread']),
  address,
  account_key: text('In the spec; the id where it has none.'),
  resource: { ...orNull(object({ ...place })), description: 'Null: nothing is known of it but its address.' },
  field: maybeText('Null: the whole resource.'),
  gravity,
  effect,
  meaning: text('One sentence: what it means for people.'),
  wanted: anything('What the spec says; null for a whole resource.'),
  found: anything('What stands there; null for a whole resource.'),
  origin: orNull(oneOf(['spec', 'outside', 'new'])),
  withheld,
  problem: orNull(problem),
  status: oneOf(['open', 'withheld', 'contested', 'flapping', 'closed']),
  opened_at: time('Of this episode.'),
  changed_at: time('When its values last changed.'),
  seen_at: time('When a run last saw it.'),
  seen_by: text('Id of that run.'),
  closed_at: maybeTime('Null: it is not closed.'),
  ending: orNull(oneOf(['healed', 'reverted', 'adopted', 'waived', 'left-the-spec', 'read-again', 'arrived'])),
  opened_by: text('Id of a run.'),
  closed_by: maybeText('Id of a run.'),
  healed_at: list(time(), 'When our own calls mended it, newest last.'),
  reopened_at: list(time(), 'When it was opened, newest last.'),
  others: list(text(), 'Principals who made it, newest last: the other side of a fight. Who used our own principal is told in words.'),
  attribution: orNull(attribution),
});

export const step = object({
  step: oneOf(['opened', 'changed', 'withheld', 'released', 'contested', 'flapping', 'attributed', 'closed']),
  at: time(),
  run: text(),
  drift,
});
