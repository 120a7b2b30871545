/** What differences of other people's statements mean. */
import type { Field, Gravity } from '../kind.ts';
import type { Problem } from '../model.ts';
import { gravities } from '../plan.ts';
import { mayDeny } from './foreign.ts';
import type { Form } from './grants.ts';
import { opensToEveryone } from './parties.ts';
import { isSorted, known, unwanted } from './sorting.ts';
import type { OtherStatements, SortedStatements } from './sorting.ts';
import { hintsOf, sentencesOf } from './strangers.ts';
import type { Statement } from './statement.ts';
import { some, vitalTo } from './wording.ts';
import type { Wording } from './wording.ts';

/** Those that stand and are not wanted, and those that are in the way or let in strangers. */
export function otherStatementsField(form: Form, wording: Wording): Field<OtherStatements> {
  const { use, grants, otherStatements } = wording;
  const denying = (found: readonly Statement[]): boolean => found.some(statement => mayDeny(statement, form));
  const foreign = (desired: OtherStatements, live: OtherStatements): readonly Statement[] =>
    unwanted(desired, known(live));
  return {
    change: 'call',
    serves: true,
    ...vitalTo(grants),
    equal: (desired, live) => foreign(desired, live).length === 0 && !isKeeping(desired),
    outOfReach(desired) {
      return isSorted(desired) && desired.keep ? notOurs(desired) : undefined;
    },
    effect(from, to) {
      if (isGrave(from) !== isGrave(to)) return isGrave(to) ? 'strengthens' : 'weakens';
      if (denying(known(from)) === denying(known(to))) return 'neutral';
      return denying(known(to)) ? 'weakens' : 'strengthens';
    },
    gravity(desired, live) {
      const found = foreign(desired, live);
      const told = isSorted(desired) ? (desired.told ?? []).map(({ gravity }) => gravity) : [];
      const critical = hasDenials(desired) || denying(found) || found.some(opensToEveryone);
      const least = isKeeping(desired) && told.length > 0 ? 'info' : otherStatements;
      return [...(critical ? (['critical'] as const) : []), ...told].reduce(graver, least);
    },
    meaning(desired, live) {
      const found = foreign(desired, live);
      const told = isSorted(desired) ? sentences(desired, use) : [];
      if (told.length > 0) return told.join(' ');
      if (denying(found)) return `A statement denies CloudTrail to ${use}, or may.`;
      if (found.some(opensToEveryone)) return 'A statement lets in everybody.';
      const names = found.map(({ Sid = '' }) => (Sid === '' ? 'one without a Sid' : Sid));
      return `The policy has statements that the spec does not know: ${some(names)}.`;
    },
  };
}

/** What is kept differs although nothing of it will go. */
const isKeeping = (statements: OtherStatements): boolean => isSorted(statements) && statements.keep;
const hasDenials = (statements: OtherStatements): boolean => isSorted(statements) && statements.denials.length > 0;

/** Whether evidence is in danger: to take that away strengthens. What merely reads does not. */
function isGrave(statements: OtherStatements): boolean {
  if (!isSorted(statements)) return false;
  const { denials, told = [] } = statements;
  return denials.length > 0 || told.some(({ gravity, old }) => !old && (gravity === 'critical' || gravity === 'high'));
}

function graver(one: Gravity, other: Gravity): Gravity {
  return gravities.indexOf(one) < gravities.indexOf(other) ? one : other;
}

/** How many are told in full. */
const most = 3;

function sentences({ denials, told = [] }: SortedStatements, use: string): readonly string[] {
  const all = sentencesOf(told);
  const more = all.length - most;
  return [
    ...(denials.length > 0 ? [denialText(denials, use)] : []),
    ...all.slice(0, most),
    ...(more > 0 ? [`And ${more} more ${more === 1 ? 'lets' : 'let'} in others.`] : []),
  ];
}

function denialText(denials: SortedStatements['denials'], use: string): string {
  const names = denials.map(({ sid }) => sid ?? 'one without a Sid');
  return names.length === 1
    ? `A statement denies CloudTrail to ${use}: ${some(names)}.`
    : `Statements deny CloudTrail to ${use}: ${some(names)}.`;
}

function notOurs({ denials, told = [] }: SortedStatements): Problem {
  const mends = [...denials.map(({ mend }) => mend), ...hintsOf(told)];
  const inTheWay =
    denials.length > 0 || told.every(({ denies }) => denies) || told.some(({ gravity }) => gravity === 'critical');
  return {
    code: inTheWay ? 'not-ours-to-remove' : 'stranger-let-in',
    message: 'The statement is not ours, and the spec keeps what is not ours',
    hint: `${mends.join(' ')} Or let trailwarden remove every statement that is not in the spec: policy.unmanaged: remove.`,
  };
}
