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
