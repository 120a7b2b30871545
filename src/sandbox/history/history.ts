import type { EventNote } from '../call.ts';

/** One management event, as LookupEvents shows it. */
export interface HistoryEvent {
  readonly id: string;
  readonly at: Date;
  readonly name: string;
  readonly source: string;
  readonly readOnly: boolean;
  readonly accessKeyId: string;
  readonly userName: string;
  readonly subjects: EventNote['subjects'];
  /** The record, as it would be delivered. */
  readonly record: object;
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
