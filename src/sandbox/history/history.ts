import type { EventNote } from '../call.ts';

/** One event, as LookupEvents shows it. */
export interface HistoryEvent {
  readonly id: string;
  readonly at: Date;
  readonly name: string;
  readonly source: string;
  readonly readOnly: boolean;
  readonly accessKeyId: string;
  readonly userName: string;
  readonly subjects: EventNote['subjects'];
  /** The record, as it is delivered. */
  readonly record: object;
  readonly principalArn: string;
  /** Whether it is one of a service that is not at home in any region. */
  readonly global: boolean;
  /** What a data event is about. Data events are delivered, and do not stand in the history. */
  readonly data?: { readonly type: string; readonly arn: string };
}

/** Events of all accounts, by account and region. */
export interface History {
  add(account: string, region: string, event: HistoryEvent): void;
  /** Newest first. */
  of(account: string, region: string): readonly HistoryEvent[];
}

/** So many events of one account and region are kept. */
const KEPT = 20_000;

export function newHistory(): History {
  const places = new Map<string, HistoryEvent[]>();
  return {
    add(account, region, event) {
      const place = `${account} ${region}`;
      const events = places.get(place) ?? [];
      events.push(event);
      if (events.length >= 2 * KEPT) events.splice(0, events.length - KEPT);
      places.set(place, events);
    },
    of: (account, region) => (places.get(`${account} ${region}`) ?? []).slice(-KEPT).toReversed(),
  };
}
