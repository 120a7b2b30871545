/** What CloudTrail may do of what is needed, as a policy stands and as it will. */
import { canonical } from '../diff.ts';
import type { Need } from '../needs.ts';
import type { Asked } from './evaluate/cloudtrail.ts';
import type { Answer, Verdict } from './evaluate/evaluator.ts';
import { answers, worst } from './evaluate/judge.ts';
import { mendText } from './evaluate/mend.ts';
import { all } from './evaluate/truth.ts';
import type { Statement, PolicyDocument } from './statement.ts';

/** What a policy says to all requests of one need together: its gravest answer. */
type Reached = Pick<Answer, 'verdict' | 'allows' | 'by' | 'doubts'> & {
  /** What would mend it, in words; null: nothing is wrong. */
  readonly mend: string | null;
};

/** One need that is not served for certain, now or then. */
export type Judged = {
  readonly need: Need;
  /** As the policy stands; null: there is none that could be read. */
  readonly now: Reached | null;
  /** Once the desired policy stands. */
  readonly then: Reached;
  /** Whether a statement of others denies it then: that is told where they are. */
  readonly byOthers: boolean;
  /** Set where the trail does not use it yet. */
  readonly ahead?: true;
};

export interface Judging {
  readonly needs: readonly Need[];
  /** The requests that a need comes to. */
  asks(need: Need): readonly Asked[];
  /** Undefined: there is none, or it could not be read. */
  readonly now: PolicyDocument | undefined;
  readonly then: PolicyDocument;
  /** Whether a statement of the desired policy is one of others. */
  isForeign(statement: Statement): boolean;
}

/** Judges needs; those that are served for certain, now and then, are left out. */
export function judge({ needs, asks, now, then, isForeign }: Judging): readonly Judged[] {
  const [before, after] = [now && answers(now), answers(then)];
  const stays = now !== undefined && contentOf(now) === contentOf(then);
  const once = new Map(needs.map(need => [canonical(need), need]));
  return [...once.values()].flatMap((need): Judged[] => {
    const asked = asks(need);
    if (asked.length === 0) return [];
    const later = reached(after(asked));
    if (stays && later.verdict === 'allowed') return []; // and so it is now
    const judged = { now: before ? reached(before(asked)) : null, then: later };
    if ((judged.now ?? judged.then).verdict === 'allowed' && judged.then.verdict === 'allowed') return [];
    const by = judged.then.by?.effect === 'Deny' ? judged.then.by.index : null;
    const byOthers = then.statements.some((statement, index) => index === by && isForeign(statement));
    return [{ need, ...judged, byOthers }];
  });
}

/** What a policy says, in whatever order its statements stand. */
function contentOf({ header, statements }: PolicyDocument): string {
  return canonical([header, statements.map(canonical).toSorted()]);
}

type Answered = ReturnType<ReturnType<typeof answers>>;

const nothing: Pick<Answered[number], 'by' | 'doubts' | 'mend'> = { by: null, doubts: [], mend: null };

function reached(answered: Answered): Reached {
  const verdict: Verdict = worst(answered);
  const [{ by, doubts, mend } = nothing] = answered.filter(one => one.verdict === verdict);
  return {
    verdict,
    allows: all(answered, one => one.allows),
    by,
    doubts,
    mend: mend === null ? null : mendText(mend),
  };
}
