import { createHash } from 'node:crypto';
import type { Context } from '../call.ts';
import { Fault } from '../fault.ts';
import type { HistoryEvent } from '../history/history.ts';
import { type JsonOperation, jsonOperation } from '../http/json-dialect.ts';
import { type Of, list, moment, structure, text, whole } from '../shape.ts';

const lookupInput = structure({
  LookupAttributes: list(structure({ AttributeKey: text, AttributeValue: text })),
  StartTime: moment,
  EndTime: moment,
  EventCategory: text,
  MaxResults: whole,
  NextToken: text,
});
type LookupInput = Of<typeof lookupInput>;

const MOST_RESULTS = 50;
const KEPT_FOR = 90 * 86_400_000;

const MATCHES: Readonly<Record<string, (event: HistoryEvent, value: string) => boolean>> = {
  EventId: (event, value) => event.id === value,
  EventName: (event, value) => event.name === value,
  ReadOnly: (event, value) => String(event.readOnly) === value,
  Username: (event, value) => event.userName === value,
  ResourceType: (event, value) => event.subjects.some(subject => subject.type === value),
  ResourceName: (event, value) => event.subjects.some(subject => subject.name === value),
  EventSource: (event, value) => event.source === value,
  AccessKeyId: (event, value) => event.accessKeyId === value,
};

function lookup(input: LookupInput, { call, estate, clock }: Context): object {
  const matches = attributeFilter(input.LookupAttributes ?? []);
  const now = clock.now().getTime();
  const { from, to } = range(input, now);
  const size = input.MaxResults ?? MOST_RESULTS;
  if (size < 1 || size > MOST_RESULTS)
    throw new Fault('InvalidMaxResultsException', 'MaxResults must be between 1 and 50.');
  if (input.EventCategory !== undefined && input.EventCategory !== 'insight') {
    throw new Fault('InvalidEventCategoryException', 'The event category must be insight.');
  }
  const found = input.EventCategory === 'insight' ? [] : estate.history.of(call.principal.account, call.region);
  const shown = now - estate.historyDelay() * 1000;
  const fitting = found.filter(event => {
    const at = toSecond(event.at).getTime();
    return at >= from && at <= to && event.at.getTime() <= shown && matches(event);
  });
  const start = pageStart(fitting, input);
  const page = fitting.slice(start, start + size);
  const last = page.at(-1);
  const more = last !== undefined && start + size < fitting.length;
  return { Events: page.map(view), NextToken: more ? token(last.id, input) : undefined };
}

function attributeFilter(attributes: NonNullable<LookupInput['LookupAttributes']>): (event: HistoryEvent) => boolean {
  const [attribute, another] = attributes;
  if (another) throw refused('Only one lookup attribute can be specified.');
  if (!attribute) return () => true;
  const { AttributeKey: key = '', AttributeValue: value = '' } = attribute;
  const matches = Object.hasOwn(MATCHES, key) ? MATCHES[key] : undefined;
  if (!matches) throw refused(`The lookup attribute ${key} is not valid.`);
  if (key === 'ReadOnly' && value !== 'true' && value !== 'false')
    throw refused('The value of ReadOnly must be true or false.');
  // Some characters count double.
  const length = value.length + (value.match(/[_ ,\n]/g)?.length ?? 0);
  if (length < 1 || length > 2000) throw refused('The value of the lookup attribute is empty or too long.');
  return event => matches(event, value);
}

function refused(message: string): Fault {
  return new Fault('InvalidLookupAttributesException', message);
}

/** Records know whole seconds only. */
function toSecond(moment: Date): Date {
  return new Date(Math.floor(moment.getTime() / 1000) * 1000);
}

/** Moments in milliseconds. */
function range(input: LookupInput, now: number): { readonly from: number; readonly to: number } {
  const from = input.StartTime?.getTime() ?? now - KEPT_FOR;
  const to = input.EndTime?.getTime() ?? now;
  if (to < from || from > now)
    throw new Fault('InvalidTimeRangeException', 'The start time must be before the end time, and not in the future.');
  return { from: Math.max(toSecond(new Date(from)).getTime(), now - KEPT_FOR), to };
}

/** A token names the last event of its page and what was asked: all other parameters must be repeated. */
function token(lastId: string, input: LookupInput): string {
  const { LookupAttributes, StartTime, EndTime, EventCategory } = input;
  const asked = JSON.stringify([LookupAttributes, StartTime, EndTime, EventCategory]);
  return `${lastId}.${createHash('sha256').update(asked).digest('base64url')}`;
}

function pageStart(events: readonly HistoryEvent[], input: LookupInput): number {
  if (input.NextToken === undefined) return 0;
  const [lastId = ''] = input.NextToken.split('.', 1);
  const at = events.findIndex(event => event.id === lastId);
  if (at !== -1 && token(lastId, input) === input.NextToken) return at + 1;
  throw new Fault('InvalidNextTokenException', 'The next token is not valid or has expired.');
}

function view(event: HistoryEvent): object {
  return {
    EventId: event.id,
    EventName: event.name,
    ReadOnly: String(event.readOnly),
    AccessKeyId: event.accessKeyId,
    EventTime: toSecond(event.at),
    EventSource: event.source,
    Username: event.userName,
    Resources: event.subjects.map(({ type, name }) => ({ ResourceType: type, ResourceName: name })),
    CloudTrailEvent: JSON.stringify(event.record),
  };
}

export const lookupOperations: Readonly<Record<string, JsonOperation>> = {
  LookupEvents: jsonOperation({ kind: 'read', input: lookupInput, run: lookup }),
};
