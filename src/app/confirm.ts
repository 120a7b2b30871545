/** Reads again what was sent, until it stands there as desired: AWS's configuration is eventually consistent. */
import { canonical } from '../core/diff.ts';
import type { AnyKind, AnyState } from '../core/kind.ts';
import type { Address, Live, Problem } from '../core/model.ts';
import type { PlannedChange } from '../core/plan.ts';
import type { Clock } from './ports.ts';

/** Seconds between looks; together the minute after which a change counts as unconfirmed. */
const waits: readonly number[] = [1, 2, 4, 8, 15, 30];

/** Whether every field of a change that was not withheld now stands as desired, and what was deleted no longer stands. */
function readsBack({ action, fields }: PlannedChange, kind: AnyKind, live: Live<AnyState>): boolean {
  if (action === 'delete') return live.is === 'absent';
  if (live.is !== 'present') return false;
  return fields
    .filter(({ withheld }) => withheld === undefined)
    .every(({ field, after }) => {
      const reading = live.fields[field];
      if (reading === undefined || 'unread' in reading) return false;
      const equal = kind.fields[field]?.equal;
      return equal ? equal(after, reading.value) : canonical(after) === canonical(reading.value);
    });
}

export interface Confirmation {
  readonly changes: readonly PlannedChange[];
  readonly kinds: readonly AnyKind[];
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Looks again at these resources. */
  readonly look: (addresses: ReadonlySet<Address>) => Promise<Lives>;
}

type Lives = ReadonlyMap<Address, Live<AnyState>>;

/** The changes that did not read back within a minute, each with why; it looks at least once. */
export async function confirm({
  changes,
  kinds,
  clock,
  signal,
  look,
}: Confirmation): Promise<ReadonlyMap<Address, Problem>> {
  const kindOf = new Map(kinds.map(kind => [kind.name, kind]));
  let left = changes;
  let lives: Lives = new Map();
  for (const seconds of [...waits, 0]) {
    lives = await look(new Set(left.map(({ address }) => address)));
    left = left.filter(change => {
      const kind = kindOf.get(change.resource.kind);
      const live = lives.get(change.address);
      return !kind || !live || !readsBack(change, kind, live);
    });
    if (left.length === 0 || signal.aborted) break;
    await clock.sleep(seconds * 1000, signal);
  }
  return new Map(left.map(change => [change.address, whyNot(change, lives.get(change.address))]));
}

/** What was sent, and cannot be read, may well stand there: AWS's reason is told. */
function whyNot({ address, fields }: PlannedChange, live: Live<AnyState> | undefined): Problem {
  const unread = live?.is === 'unread' ? live.problem : fields.flatMap(({ field }) => unreadIn(field, live))[0];
  if (unread) return { ...unread, at: address, message: `It was sent, and could not be read again: ${unread.message}` };
  return {
    code: 'not-read-back',
    at: address,
    message: 'AWS took the change, and a minute later it still does not read back as desired',
    hint: 'Look again in a few minutes: trailwarden plan.',
  };
}

function unreadIn(field: string, live: Live<AnyState> | undefined): readonly Problem[] {
  const reading = live?.is === 'present' ? live.fields[field] : undefined;
  return reading && 'unread' in reading ? [reading.unread] : [];
}
