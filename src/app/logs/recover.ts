/** Asks the event history for what nobody recorded: how much there is, or all of it. */
import type { Problem } from '../../core/model.ts';
import { partitionOf } from '../../core/spec/regions.ts';
import type { Blind } from '../../logs/blind/blind.ts';
import { attributeFor, isKept } from '../../logs/blind/recover.ts';
import type { RecoverQuestion } from '../../logs/blind/recover.ts';
import type { Memory, Progress } from '../ports.ts';
import { readHistory } from './event-history.ts';

/** What the history has of one time in one region. */
export interface Remains {
  readonly question: RecoverQuestion;
  readonly events: number;
  /** There are more, or may be. */
  readonly cut: boolean;
  readonly problem: Problem | null;
}

/** Takes events as LookupEvents lists them, newest first, page by page. */
export type Keep = (question: RecoverQuestion, listed: readonly object[]) => Promise<void>;

export interface RemainsPorts {
  /** A fresh one for each question: nothing of so many answers is remembered. */
  readonly memory: () => Memory;
  readonly progress: Progress;
  /** Null: they are counted, up to about `most` for each question. */
  readonly keep: Keep | null;
  readonly most: number;
}

/** The questions that the event history may answer: of management events, and of the last 90 days. */
export function questionsFor(
  blind: readonly Blind[],
  { now, historyFrom }: { readonly now: string; readonly historyFrom: string },
): readonly RecoverQuestion[] {
  return blind.flatMap(({ account, regions, classes, from, to }) => {
    const until = to ?? now;
    if (!isKept(classes) || until <= historyFrom) return [];
    return regions.map(region => ({ account, region, classes, from: from < historyFrom ? historyFrom : from, until }));
  });
}

/** Regions side by side: AWS answers two questions a second in each. */
export async function remainsOf(
  questions: readonly RecoverQuestion[],
  { memory, progress, keep, most }: RemainsPorts,
): Promise<readonly Remains[]> {
  let total = 0;
  return Promise.all(
    questions.map(async question => {
      const { account, region, classes, from, until } = question;
      let events = 0;
      const aws = memory().at({ partition: partitionOf(region), account, region });
      const asked = { by: attributeFor(classes), period: { from, until } };
      const end = await readHistory(aws, asked, async listed => {
        await keep?.(question, listed);
        events += listed.length;
        total += listed.length;
        progress.step(`read ${total} events of the event history`);
        return keep !== null || events < most;
      });
      return { question, events, ...end };
    }),
  );
}
