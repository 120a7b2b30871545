/** Asks the event history who switched a trail, or its digests, off and on. */
import { parseArn } from '../../core/arn.ts';
import { eventsIn } from '../../core/drift/history.ts';
import type { HistoryEvent } from '../../core/drift/history.ts';
import type { LogTrail, TimeRange } from '../../logs/place.ts';
import { switchEvents } from '../../logs/verify/explained.ts';
import type { Switch } from '../../logs/verify/explained.ts';
import type { Memory } from '../ports.ts';

/** So many pages are read of one question, of 50 events each. */
const mostPages = 40;

/** So far back goes the event history, in milliseconds. */
const keptFor = 90 * 86_400_000;

/**
 * What switched a trail off and on in a time, and somewhat before and after it.
 *
 * @throws ApiFailure where the history could not be asked
 */
export async function switchesOf(
  trail: LogTrail,
  range: TimeRange,
  { memory, now }: { readonly memory: Memory; readonly now: Date },
): Promise<readonly Switch[]> {
  const { account, homeRegion, arn } = trail;
  const aws = memory.at({ partition: parseArn(arn).partition, account, region: homeRegion });
  const oldest = now.getTime() - keptFor;
  const begins = Math.max(Date.parse(range.from) - 7_200_000, oldest);
  if (begins >= now.getTime() || Date.parse(range.until) <= oldest) return [];
  const ask = async (name: string): Promise<readonly HistoryEvent[]> => {
    const found: HistoryEvent[] = [];
    let token: string | undefined;
    for (let page = 0; page < mostPages; page += 1) {
      const answer: object = await aws.ask('cloudtrail:LookupEvents', {
        LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: name }],
        StartTime: new Date(Math.floor(begins / 1000) * 1000),
        ...(token === undefined ? {} : { NextToken: token }),
      });
      found.push(...eventsIn(answer));
      token = tokenIn(answer);
      if (token === undefined) break;
    }
    return found;
  };
  const events = (await Promise.all(switchEvents.map(ask))).flat();
  return events.flatMap(event => switchOf(event, trail) ?? []);
}

/** Null: it failed, is about another trail, or switched nothing. */
function switchOf(event: HistoryEvent, { name, arn, homeRegion }: LogTrail): Switch | null {
  const { parameters, errorCode, region } = event;
  const of = parameters['name'];
  if (errorCode !== undefined || region !== homeRegion || (of !== name && of !== arn)) return null;
  const turned = turnedBy(event);
  return turned && { at: `${event.at.slice(0, 19)}Z`, event: event.name, turned, by: event.principal.name };
}

/** A trail that is created does not log yet. */
function turnedBy({ name, parameters }: HistoryEvent): Switch['turned'] | null {
  if (name === 'StartLogging') return 'on';
  if (name !== 'UpdateTrail') return 'off';
  const validates = parameters['enableLogFileValidation'];
  if (typeof validates !== 'boolean') return null;
  return validates ? 'on' : 'off';
}

function tokenIn(answer: object): string | undefined {
  const { NextToken: token } = answer as { readonly NextToken?: unknown };
  return typeof token === 'string' && token !== '' ? token : undefined;
}
