/** Needs that are not served, told. */
import type { Problem } from '../model.ts';
import type { Need } from '../needs.ts';
import { statementName } from './evaluate/mend.ts';
import type { Judged } from './judgement.ts';
import { isSorted } from './sorting.ts';
import type { PolicyState } from './state.ts';
import { hintsOf, sentencesOf } from './strangers.ts';

/** A need that a resource will not serve, and why. */
export interface Denied {
  readonly need: Need;
  readonly problem: Problem;
}

/** The needs that a completed policy denies; of a resource that is only referred to, those that it denies as it stands. */
export function deniedNeeds({ grants }: PolicyState, managed: boolean): readonly Denied[] {
  return (grants.judged ?? []).flatMap((judged): readonly Denied[] => {
    const reached = managed ? judged.then : judged.now;
    if (reached?.verdict !== 'denied') return [];
    const { by } = reached;
    const why = by === null ? 'no statement of the policy lets it in' : `${statementName(by)} of the policy denies it`;
    const message = `CloudTrail cannot use ${judged.need.of} for ${judged.need.trail}: ${why}`;
    return [{ need: judged.need, problem: deliveryDenied({ ...judged, then: reached }, message) }];
  });
}

/** What other people's statements do that nobody declared, in a policy that nobody mends here. */
export function strangersTold({ otherStatements }: PolicyState): readonly Problem[] {
  const told = isSorted(otherStatements) ? (otherStatements.told ?? []) : [];
  return [...Map.groupBy(told, ({ does }) => does).values()].map((alike): Problem => ({
    code: 'stranger-let-in',
    severity: 'warning',
    message: sentencesOf(alike).join(' ').replace(/\.$/u, ''),
    hint: `The spec only refers to it, so whoever looks after it can mend it. ${hintsOf(alike).join(' ')}`,
  }));
}

/** @param message without a full stop */
export function deliveryDenied({ then }: Judged, message: string): Problem {
  return { code: 'delivery-denied', message, ...(then.mend === null ? {} : { hint: then.mend }) };
}

/** The needs of which nobody knows whether they will be served: each statement that leaves it open is told once. */
export function undecidedNeeds({ grants }: PolicyState): readonly Problem[] {
  const open = (grants.judged ?? []).flatMap(({ need, then }) =>
    then.verdict === 'unknown' && then.by !== null ? [{ ...then, by: then.by, need }] : [],
  );
  const statements = new Map(open.toReversed().map(one => [one.by.index, one]));
  return [...statements.values()].toReversed().map(({ by, doubts, mend, need }): Problem => {
    const more = open.filter(one => one.by.index === by.index).length - 1;
    const may = by.effect === 'Deny' ? 'may deny CloudTrail' : 'is all that lets CloudTrail in, and may not allow';
    const trails = `${need.trail}${more > 0 ? ` and ${more} more` : ''}`;
    return {
      code: 'policy-undecided',
      message: `${capital(statementName(by))} ${may} what is needed for ${trails}: it depends on ${doubts.join(', ')}`,
      ...(mend === null ? {} : { hint: mend }),
    };
  });
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
