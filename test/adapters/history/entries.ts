import type { RunSummary } from '../../../src/core/daemon/snapshot.ts';
import type { JournalEntry } from '../../../src/app/daemon/ports.ts';

/** An entry of the journal. */
export function entry(over: Partial<JournalEntry> = {}): JournalEntry {
  return {
    id: 'a',
    run: 'run-1',
    at: '2026-11-19T03:34:05.000Z',
    address: 'trail/main@security/eu-west-1',
    fields: [{ field: 'logging', before: false, after: true }],
    call: 'cloudtrail:StartLogging',
    account: '111111111111',
    region: 'eu-west-1',
    principal: null,
    phase: 'before',
    ...over,
  };
}

/** A run of five minutes past the hour, or later. */
export function summary(over: Partial<RunSummary> = {}): RunSummary {
  return {
    id: 'run-1',
    cause: 'schedule',
    startedAt: '2026-11-19T12:05:00.000Z',
    finishedAt: '2026-11-19T12:05:30.000Z',
    mode: 'enforce',
    revision: 'main@4f2a91c',
    targets: [],
    result: 'clean',
    problem: null,
    resources: 3,
    unread: 0,
    drifts: { critical: 0, high: 0, medium: 0, low: 0, info: 0 },
    applied: 0,
    calls: 12,
    ...over,
  };
}
