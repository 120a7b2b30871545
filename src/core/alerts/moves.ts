/** How what happened reaches a receiver, as data. Pure. */
import type { Happening, Move } from './notice.ts';

interface Moves {
  /** Where a message can be edited, and answered under. */
  readonly threaded: readonly Move[];
  /** Where every message stands alone; none: it is left out, and stands in the next one. */
  readonly alone: readonly Move[];
}

const anew: Moves = { threaded: ['post'], alone: ['post'] };
const aloud: Moves = { threaded: ['edit', 'broadcast'], alone: ['post'] };
const quiet: Moves = { threaded: ['edit', 'reply'], alone: [] };

const table: Readonly<Record<Happening, Moves>> = {
  opened: anew,
  'first-run': anew,
  returned: anew,
  blind: anew,
  'source-broken': anew,
  test: anew,
  attributed: { threaded: ['edit'], alone: [] },
  changed: quiet,
  milder: quiet,
  worse: aloud,
  flapping: aloud,
  contested: aloud,
  reminder: { threaded: ['broadcast'], alone: ['post'] },
  resolved: { threaded: ['edit', 'reply'], alone: ['post'] },
  seeing: { threaded: ['edit', 'reply'], alone: ['post'] },
  'source-mended': { threaded: ['edit', 'reply'], alone: ['post'] },
};

/** Who was told of something that stood longer than this, in milliseconds, is told aloud that it is over. */
const long = 600_000;

/**
 * What to do, in this order. None: nothing.
 *
 * @param threads whether the receiver has a first message of the incident that can be edited and answered
 * @param openFor how long it stood, in milliseconds
 */
export function moves(happening: Happening, threads: boolean, openFor: number): readonly Move[] {
  const { threaded, alone } = table[happening];
  if (!threads) return alone;
  return happening === 'resolved' && openFor > long ? ['edit', 'broadcast'] : threaded;
}
