/** `--journal`: every write call goes into a file before it is sent, and again with what became of it. */
import { randomUUID } from 'node:crypto';

import type { Clock, Cloud } from '../../app/ports.ts';
import type { Input } from '../definition.ts';
import { Refusal, problemText } from '../trouble.ts';

interface Written {
  readonly cloud: Cloud;
  close(): Promise<void>;
}

/**
 * The cloud, whose write calls go into the file that was named; without a name, as it is.
 *
 * @throws Refusal when the file cannot be opened: nothing was sent then
 */
export async function withJournal(
  cloud: Cloud,
  clock: Pick<Clock, 'now'>,
  { options, output }: Input,
): Promise<Written> {
  if (typeof options.journal !== 'string') return { cloud, close: async () => Promise.resolve() };
  const [{ openJournalFile }, { journaled, settleUnsure }] = await Promise.all([
    import('../../adapters/history/journal-file.ts'),
    import('../../app/journal.ts'),
  ]);
  const { journal: path } = options;
  const said = (problem: Parameters<typeof problemText>[0][number]): void =>
    output.note(`${problemText([problem], output)}\n`);
  try {
    const journal = await openJournalFile(path);
    const unsure = await settleUnsure(journal, clock);
    if (unsure) said(unsure);
    return {
      cloud: journaled(cloud, journal, { run: randomUUID(), clock, id: () => randomUUID(), said }),
      close: async () => journal.close(),
    };
  } catch (error) {
    throw new Refusal('error', {
      code: 'journal-not-written',
      message: `the journal ${path} could not be opened: ${error instanceof Error ? error.message : String(error)}`,
      hint: 'Name a file that can be written. Nothing was sent.',
    });
  }
}
