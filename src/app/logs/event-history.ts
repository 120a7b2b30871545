/** Pages of LookupEvents: the newest first, 50 at a time, of the last 90 days. */
import { eventsIn } from '../../core/drift/history.ts';
import type { HistoryEvent } from '../../core/drift/history.ts';
import { ApiFailure, failedWith, unreadBecause } from '../../core/failure.ts';
import type { Api, Ask } from '../../core/kind.ts';
import type { Problem } from '../../core/model.ts';

/** How long AWS keeps it, in milliseconds. */
export const historyKept = 90 * 86_400_000;

export interface HistoryQuestion {
  /** Attribute and value; null: all management events. */
  readonly by: readonly [key: 'EventName' | 'ReadOnly', value: string] | null;
  /** ISO 8601; null: until now. */
  readonly period: { readonly from: string; readonly until: string | null };
}

/** How reading ended. */
export interface HistoryEnd {
  /** Whether there are more, or may be. */
  readonly cut: boolean;
  /** Why it ended before its end; null: nobody wanted more, or there is no more. */
  readonly problem: Problem | null;
}

/** @param onPage given events as they are listed, page by page; answers whether it wants more */
export async function readHistory(
  aws: Ask<Api>,
  { by, period }: HistoryQuestion,
  onPage: (listed: readonly object[]) => boolean | Promise<boolean>,
): Promise<HistoryEnd> {
  const input = {
    ...(by === null ? {} : { LookupAttributes: [{ AttributeKey: by[0], AttributeValue: by[1] }] }),
    StartTime: new Date(period.from),
    ...(period.until === null ? {} : { EndTime: new Date(period.until) }),
  };
  let token: string | undefined;
  try {
    do {
      const next = token === undefined ? {} : { NextToken: token };
      const found = (await aws.ask('cloudtrail:LookupEvents', { ...input, ...next })) as Page;
      token = found.NextToken === '' ? undefined : found.NextToken;
      const goesOn = await onPage(found.Events ?? []);
      if (!goesOn) return { cut: token !== undefined, problem: null };
    } while (token !== undefined);
    return { cut: false, problem: null };
  } catch (error) {
    if (failedWith(error, 'InvalidTimeRangeException')) return { cut: false, problem: null }; // by AWS's clock it is yet to come
    if (!(error instanceof ApiFailure)) throw error;
    return { cut: true, problem: unreadBecause(error) };
  }
}

/** All events; a failure keeps what was told before. */
export async function historyOf(
  aws: Ask<Api>,
  question: HistoryQuestion,
): Promise<HistoryEnd & { readonly events: readonly HistoryEvent[] }> {
  const events: HistoryEvent[] = [];
  const end = await readHistory(aws, question, listed => {
    events.push(...eventsIn({ Events: listed }));
    return true;
  });
  return { ...end, events };
}

interface Page {
  readonly Events?: readonly object[];
  readonly NextToken?: string;
}
