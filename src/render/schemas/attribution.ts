import { address, flag, list, object, oneOf, orNull, text } from './shapes.ts';

const event = object({
  event_id: text('As CloudTrail names it.'),
  name: text('As recorded: StopLogging.'),
  source: text('cloudtrail.amazonaws.com.'),
  at: text('RFC 3339, UTC; whole seconds.'),
  region: text(),
  principal: object({
    name: text('What to call it: role and session, user, root, service.'),
    type: text('userIdentity.type.'),
    arn: orNull(text()),
    account: orNull(text()),
    issuer: orNull(text('ARN of the role whose session it was.')),
    mfa: orNull(flag('Null: not recorded.')),
  }),
  source_ip: orNull(text()),
  user_agent: orNull(text('As the caller sent it: anybody can send any.')),
  request_id: orNull(text()),
  error_code: orNull(text('Why AWS refused it; null: it did not.')),
});

/** Who caused one difference. */
const attribution = object({
  address,
  field: orNull(text('Null: the whole resource.')),
  answer: oneOf(['found', 'nobody', 'unknown'], 'unknown: the event history could not be asked.'),
  confidence: orNull(
    oneOf(
      ['certain', 'likely', 'possible'],
      'The request says what stands there; or it touched it and nothing newer did; or it tells too little.',
    ),
  ),
  why: orNull(text('Why nobody was found.')),
  again: flag('Whether asking later may find somebody.'),
  asked_at: text('RFC 3339, UTC.'),
  by_our_principal: flag('It was a call with our own credentials that we know nothing of.'),
  event: orNull(event),
  attempts: list(event, 'Attempts at the same that AWS refused, newest first.'),
});

export const attributions = orNull(list(attribution, 'Who caused what differs, by the event history of CloudTrail.'));
