/** Whether a row of the history is one that was written here: whoever can write to the database is not trusted to know its shape. */

const fieldIn = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;

const isText = (value: unknown): boolean => typeof value === 'string';
const isMoment = (value: unknown): value is string => typeof value === 'string' && !Number.isNaN(Date.parse(value));
export const isMomentOrNull = (value: unknown): value is string | null => value === null || isMoment(value);
const isListOf = (value: unknown, isOne: (one: unknown) => boolean): boolean =>
  Array.isArray(value) && value.every(isOne);

const texts = ['fingerprint', 'kind', 'address', 'gravity', 'effect', 'meaning', 'status', 'seenBy', 'openedBy'];
const moments = ['openedAt', 'changedAt', 'seenAt'];

/** Incidents, drifts and what is being sent. What a message is, only the receiver knows. */
export function isSoundRow(row: unknown): boolean {
  const sending = fieldIn(row, 'sending');
  const isSending = sending === null || (isText(fieldIn(sending, 'id')) && isText(fieldIn(sending, 'happening')));
  const incident = fieldIn(row, 'incident');
  return isSending && (incident === null || isIncident(incident));
}

function isIncident(incident: unknown): boolean {
  return (
    ['incident', 'about', 'weight'].every(name => isText(fieldIn(incident, name))) &&
    ['since', 'graveSince'].every(name => isMoment(fieldIn(incident, name))) &&
    ['nextReminderAt', 'overAt'].every(name => isMomentOrNull(fieldIn(incident, name))) &&
    Number.isSafeInteger(fieldIn(incident, 'reminders')) &&
    isListOf(fieldIn(incident, 'drifts'), isDrift)
  );
}

function isDrift(drift: unknown): boolean {
  const resource = fieldIn(drift, 'resource');
  const field = fieldIn(drift, 'field');
  return (
    texts.every(name => isText(fieldIn(drift, name))) &&
    moments.every(name => isMoment(fieldIn(drift, name))) &&
    isMomentOrNull(fieldIn(drift, 'closedAt')) &&
    ['healedAt', 'reopenedAt'].every(name => isListOf(fieldIn(drift, name), isMoment)) &&
    isListOf(fieldIn(drift, 'others'), isText) &&
    (field === null || isText(field)) &&
    (resource === null || isText(fieldIn(fieldIn(resource, 'target'), 'account'))) &&
    isAttribution(fieldIn(drift, 'attribution'))
  );
}

function isAttribution(attribution: unknown): boolean {
  if (attribution === null) return true;
  if (fieldIn(attribution, 'answer') !== 'found') return isText(fieldIn(attribution, 'answer'));
  const event = fieldIn(attribution, 'event');
  return (
    isText(fieldIn(event, 'eventId')) &&
    isMoment(fieldIn(event, 'at')) &&
    isText(fieldIn(fieldIn(event, 'principal'), 'name'))
  );
}
