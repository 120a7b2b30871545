/** What a policy as a whole means for one trail. */
import type { PolicyDocument } from '../statement.ts';
import type { Asked } from './cloudtrail.ts';
import { evaluator } from './evaluator.ts';
import type { Answer, Verdict } from './evaluator.ts';
import { accountsNamed, inEachPlace } from './everywhere.ts';
import { mendOf } from './mend.ts';
import type { Mend } from './mend.ts';
import type { Request } from './request.ts';

/** One request, answered. */
export interface Answered extends Answer, Asked {
  readonly mend: Mend | null;
}

/**
 * Makes a policy ready to answer requests, each with what would mend it. No policy allows nothing. A trail of all regions
 * is denied where it is denied in one of those that it certainly records.
 */
export function answers(document: PolicyDocument): (asked: readonly Asked[]) => readonly Answered[] {
  const answer = evaluator(document);
  const named = accountsNamed(document.statements);
  return asked =>
    asked.map(({ what, request }) => {
      const all = answer(request);
      const answered = all.verdict === 'unknown' ? (firstDenied(inEachPlace(request, named), answer) ?? all) : all;
      return { what, request, ...answered, mend: mendOf(request, answered, document.statements) };
    });
}

function firstDenied(requests: readonly Request[], answer: (request: Request) => Answer): Answer | undefined {
  for (const one of requests) {
    const answered = answer(one);
    if (answered.verdict === 'denied') return answered;
  }
  return undefined;
}

/** The gravest of some answers: one request that is denied is enough, and so is one that is not known. */
export function worst(answered: readonly Pick<Answer, 'verdict'>[]): Verdict {
  const found = new Set(answered.map(({ verdict }) => verdict));
  return order.find(verdict => found.has(verdict)) ?? 'allowed';
}

const order: readonly Verdict[] = ['denied', 'unknown', 'allowed'];
