/** The runs: when, how long, and how each ended. */
import type { RunSummary } from '../../core/daemon/snapshot.ts';
import { counted, digits } from '../../render/words.ts';
import { element } from './element.ts';
import type { Element, Written } from './element.ts';
import { section } from './parts.ts';
import type { Shown } from './shown.ts';
import { dueClock, took, when } from './time.ts';

type Result = NonNullable<RunSummary['result']>;

/** What a result means in words, and what is drawn: a sign above the bar says it without colour. */
const results: Readonly<
  Record<Result, { readonly words: string; readonly sign: 'none' | 'triangle' | 'cross' | 'check' }>
> = {
  clean: { words: 'in sync', sign: 'none' },
  drift: { words: 'drift', sign: 'triangle' },
  healed: { words: 'healed', sign: 'check' },
  incomplete: { words: 'in sync in what could be read', sign: 'none' },
  failed: { words: 'failed', sign: 'cross' },
  interrupted: { words: 'interrupted', sign: 'cross' },
};

/** Pixels of one bar, at least. */
const barWidth = 15;
const height = 56;

export function runsView(shown: Shown): Element {
  const { told, width } = shown;
  const room = Math.max(280, width - 42);
  const runs = told.runs.filter(({ finishedAt }) => finishedAt !== null).slice(0, Math.floor(room / barWidth));
  return section(
    { id: 'runs', title: 'Runs', beside: summary(shown) },
    element(
      'div.card.runs',
      {},
      runs.length === 0
        ? element('p.mute', {}, 'No run has ended yet.')
        : [bars(runs, room, shown.now), element('p.tiny', {}, key(runs))],
    ),
  );
}

function summary({ told: { snapshot }, now }: Shown): string {
  const { last, lastGood, nextAt } = snapshot.runs;
  const next = nextAt === null ? '' : ` Next: ${dueClock(nextAt, now)}.`;
  if (last === null || last.result === null) return `None yet.${next}`;
  const end = last.finishedAt ?? last.startedAt;
  const took_ = took(Date.parse(end) - Date.parse(last.startedAt));
  const why = last.problem === null ? '' : `: ${last.problem.message}`;
  const good =
    last.result === 'failed' && lastGood !== null
      ? ` Last good one: ${when(lastGood.finishedAt ?? lastGood.startedAt, now)}.`
      : '';
  return `last: ${when(end, now, true)}, took ${took_}, ${digits(last.calls)} calls to AWS, ${results[last.result].words}${why}.${good}${next}`;
}

/** Oldest on the left. */
function bars(runs: readonly RunSummary[], room: number, now: number): Element {
  const slot = Math.min(room / runs.length, 24);
  const longest = Math.max(1, ...runs.map(lasted));
  const counts = Map.groupBy(runs, ({ result }) => (result === null ? 'failed' : result));
  const words = [...counts].map(([result, members]) => `${digits(members.length)} ${results[result].words}`);
  return element(
    'svg.run-bars',
    {
      viewBox: `0 0 ${room} ${height}`,
      height,
      role: 'img',
      'aria-label': `The last ${counted(runs.length, 'run')}: ${words.join(', ')}`,
    },
    runs.toReversed().map((run, index) => bar(run, { left: index * slot, slot, share: lasted(run) / longest, now })),
  );
}

const lasted = ({ startedAt, finishedAt }: RunSummary): number =>
  Date.parse(finishedAt ?? startedAt) - Date.parse(startedAt);

interface BarParts {
  readonly left: number;
  readonly slot: number;
  readonly share: number;
  readonly now: number;
}

function bar(run: RunSummary, { left, slot, share, now }: BarParts): Element {
  const result = run.result ?? 'failed';
  const { words, sign } = results[result];
  const tall = sign === 'cross' ? 10 : 10 + share * 28;
  const middle = left + slot / 2;
  const changed = run.applied === 0 ? '' : `, ${counted(run.applied, 'change')} made`;
  return element(
    `g.run-${result}`,
    {},
    element('title', {}, `${when(run.startedAt, now, true)}, ${run.cause}: ${words}, ${took(lasted(run))}${changed}`),
    element('rect', {
      x: (left + 1).toFixed(1),
      y: (height - 4 - tall).toFixed(1),
      width: (slot - 2).toFixed(1),
      height: tall.toFixed(1),
      rx: 1.5,
    }),
    signAbove(sign, middle, height - 4 - tall),
  );
}

function signAbove(sign: 'none' | 'triangle' | 'cross' | 'check', x: number, y: number): Written {
  const at = (dx: number, dy: number): string => `${(x + dx).toFixed(1)} ${(y + dy).toFixed(1)}`;
  if (sign === 'triangle') return element('path', { d: `M${at(0, -9)}l3.5 6h-7z` });
  if (sign === 'cross') return element('path.stroke', { d: `M${at(-2.5, -9)}l5 5M${at(2.5, -9)}l-5 5` });
  if (sign === 'check') return element('path.stroke', { d: `M${at(-3, -6)}l2 2.4 4-4.8` });
  return null;
}

function key(runs: readonly RunSummary[]): string {
  const found = new Set(runs.map(({ result }) => result));
  const more = [
    found.has('drift') ? '▲ drift found.' : '',
    found.has('healed') ? '✓ healed.' : '',
    found.has('failed') || found.has('interrupted') ? '× failed or interrupted.' : '',
    found.has('incomplete') ? 'Grey: in sync in what could be read.' : '',
  ].filter(text => text !== '');
  return ['Each bar is a run, its height the time it took.', ...more].join(' ');
}
