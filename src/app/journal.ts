/** Write calls are written down before they are sent, and again with what became of them. */
import { ApiFailure, failedWith, mayHaveHappened, unreadBecause } from '../core/failure.ts';
import type { Problem } from '../core/model.ts';
import type { Journal, JournalEntry } from './daemon/ports.ts';
import type { Clock, Cloud, EnteredAccount } from './ports.ts';

export interface Journaling {
  /** Id of the run. */
  readonly run: string;
  readonly clock: Pick<Clock, 'now'>;
  /** Makes an id that no other entry has. */
  readonly id: () => string;
  /** Told when something could not be written down. Must not throw. */
  readonly said: (problem: Problem) => void;
}

/**
 * The cloud, whose write calls go into the journal. While it cannot be written, what only strengthens is sent all the
 * same; anything else fails with the name `NotWrittenDown` and the category `journal`, and is not sent.
 */
export function journaled(cloud: Cloud, journal: Journal, journaling: Journaling): Cloud {
  const principals = new Map<string, Promise<string | null>>();
  const inForce = async (): Promise<string | null> =>
    cloud.identity().then(
      ({ arn }) => arn,
      () => null,
    );
  const principalOf = async (account: string) => principals.get(account) ?? inForce();
  return {
    identity: async () => cloud.identity(),
    async enter(account) {
      principals.set(account.id, signerOf(account, inForce));
      await cloud.enter(account);
    },
    memory: () => cloud.memory(),
    counts: () => cloud.counts(),
    close: () => cloud.close(),
    async send(call, target, signal) {
      if (signal?.aborted) return cloud.send(call, target, signal);
      const { account, region } = target;
      const { address = null, fields = [], repairs = false } = call.about ?? {};
      const id = journaling.id();
      const principal = await principalOf(account);
      const entry = { id, run: journaling.run, address, fields, call: call.call, account, region, principal };
      const write = writerOf(journal, entry, journaling);
      const trouble = await write({ phase: 'before' });
      if (trouble && !repairs) {
        await write({ phase: 'after', outcome: 'failed', error: notSent }, 'quietly');
        throw notWrittenDown(trouble, { call: call.call, target });
      }
      try {
        const receipt = await cloud.send(call, target, signal);
        await write({ phase: 'after', outcome: 'done', requestIds: idsOf(receipt) });
        return receipt;
      } catch (error) {
        await write({ phase: 'after', ...becomeOf(error) });
        throw error;
      }
    },
  };
}

/**
 * Ends the entries that a killed program left open: nobody knows whether their calls were carried out.
 *
 * @returns what to say of them, if there are any
 */
export async function settleUnsure(
  journal: Journal & { unsure(): Promise<readonly JournalEntry[]> },
  clock: Pick<Clock, 'now'>,
): Promise<Problem | undefined> {
  const open = await journal.unsure();
  for (const entry of open)
    await journal.write({ ...entry, phase: 'after', at: clock.now().toISOString(), outcome: 'unsure', error: killed });
  return open.length === 0 ? undefined : unsureProblem(open);
}

/** What could not be written at once may be written later, and is not to look like a kill then. */
const notSent = 'not sent, because it could not be written down first';

const killed = 'the program was stopped before it was answered';

/** What to say of calls that were begun and of which nobody knows the outcome. */
function unsureProblem(open: readonly JournalEntry[]): Problem {
  const calls = open.map(({ call, address, at }) => `${call}${address === null ? '' : ` for ${address}`} at ${at}`);
  return {
    code: 'calls-unsure',
    severity: 'warning',
    message: `An earlier run was stopped in the middle: nobody knows whether these were carried out: ${calls.join(', ')}`,
    hint: 'Nothing need be done: each run looks at what stands there.',
  };
}

type Ended = Pick<JournalEntry, 'phase' | 'outcome' | 'requestIds' | 'error'>;

/** Writes one phase; answers what went wrong. */
function writerOf(journal: Journal, entry: Omit<JournalEntry, 'at' | 'phase'>, { clock, said }: Journaling) {
  return async (ended: Ended, how?: 'quietly'): Promise<Problem | undefined> => {
    try {
      await journal.write({ ...entry, at: clock.now().toISOString(), ...ended });
      return undefined;
    } catch (error) {
      const problem = notWritten(entry, ended, error);
      if (how !== 'quietly') said(problem);
      return problem;
    }
  };
}

function notWritten({ call, address }: Omit<JournalEntry, 'at' | 'phase'>, { phase }: Ended, error: unknown): Problem {
  const why = error instanceof Error ? error.message : String(error);
  return {
    code: 'journal-not-written',
    severity: 'warning',
    message: `${call} could not be written into the journal ${phase === 'before' ? 'before' : 'after'} it was sent: ${why}`,
    hint: 'Make room on the disk, or name another file.',
    ...(address === null ? {} : { at: address }),
  };
}

function notWrittenDown({ message }: Problem, site: ApiFailure['site']): ApiFailure {
  return new ApiFailure('NotWrittenDown', message, { category: 'journal', site });
}

const idsOf = ({ requestId }: { readonly requestId?: string }): readonly string[] =>
  requestId === undefined ? [] : [requestId];

function becomeOf(error: unknown): Omit<Ended, 'phase'> {
  if (!(error instanceof ApiFailure)) return { outcome: 'unsure', error: String(error) };
  const isOver = failedWith(error, 'Interrupted', 'NotBegun'); // it never left
  const isOpen = !isOver && (mayHaveHappened(error) || error.category === 'deadline');
  return {
    outcome: isOpen ? 'unsure' : 'failed',
    requestIds: idsOf(error.site),
    error: unreadBecause(error).message,
  };
}

/** In whose name an account is changed; null: not known. */
async function signerOf(
  { id, partition, access }: EnteredAccount,
  inForce: () => Promise<string | null>,
): Promise<string | null> {
  const { role, profile, sessionName } = access;
  if (role === null) return profile === null ? inForce() : null;
  const name = role.slice(role.lastIndexOf('/') + 1);
  return `arn:${partition}:sts::${id}:assumed-role/${name}/${sessionName}`;
}
