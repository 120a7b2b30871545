/** What differences of the spec's own statements mean. */
import type { Effect, Field } from '../kind.ts';
import type { Target } from '../model.ts';
import { canonicalStatement } from './canonical.ts';
import { mayDeny } from './foreign.ts';
import type { Form } from './grants.ts';
import { doorsOf, isPublic, opensToEveryone } from './parties.ts';
import type { Door } from './parties.ts';
import { mayAlter } from './reach.ts';
import type { Statement } from './statement.ts';
import { vitalTo } from './wording.ts';
import type { Wording } from './wording.ts';

/** What stands besides is for `otherStatements` to judge: some of it may have come since the plan was made. */
export function statementsField(form: Form, { use, grants, statements }: Wording): Field<readonly Statement[]> {
  const denying = (found: readonly Statement[]): boolean => found.some(statement => mayDeny(statement, form));
  return {
    change: 'call',
    serves: true,
    ...vitalTo(grants),
    equal: (desired, live) => strange(live, desired).length === 0,
    effect(from, to, at) {
      const [denials, doors] = [
        { before: Number(denying(from)), after: Number(denying(to)) },
        { before: openness(from, at), after: openness(to, at) },
      ];
      return changed([denials, doors]);
    },
    gravity(desired, live) {
      const found = strange(desired, live);
      return denying(found) || found.some(opensToEveryone) ? 'critical' : statements;
    },
    meaning(desired, live, at) {
      const found = strange(desired, live);
      if (denying(found)) return `A statement denies CloudTrail to ${use}, or may.`;
      if (found.some(opensToEveryone)) return 'A statement lets in everybody.';
      return found.some(statement => letsOthersAlter(statement, at)) && openness(desired, at) < openness(live, at)
        ? 'A statement lets another account write, delete or change.'
        : "The spec's own statements do not stand in the policy as written.";
    },
  };
}

/** More of what is bad on either count weakens, whatever becomes better. */
function changed(counts: readonly { readonly before: number; readonly after: number }[]): Effect {
  if (counts.some(({ before, after }) => after > before)) return 'weakens';
  return counts.some(({ before, after }) => after < before) ? 'strengthens' : 'neutral';
}

/** 2: somebody lets in everybody. 1: another account than the resource's own can write, delete or change. */
function openness(statements: readonly Statement[], at: Target | undefined): number {
  if (statements.some(opensToEveryone)) return 2;
  return Number(statements.some(statement => letsOthersAlter(statement, at)));
}

/** That somebody else reads costs no evidence; that somebody else can alter it may. Where the resource is must be known. */
function letsOthersAlter(statement: Statement, at: Target | undefined): boolean {
  if (at === undefined || !mayAlter(statement)) return false;
  return doorsOf(statement).some(door => isPublic(door) || isForOthers(door, at.account));
}

/** Services are none: they deliver. */
function isForOthers({ who, confinedTo }: Door, account: string): boolean {
  const isOwn = ({ is, name }: { readonly is: string; readonly name: string }): boolean =>
    is === 'account' && name === account;
  if (who.is === 'service' || who.is === 'deleted' || confinedTo.some(parties => parties.every(isOwn))) return false;
  return who.is === 'everybody' || !isOwn(who);
}

/** What stands where a statement of the spec should, and is not as the spec has it. */
function strange(desired: readonly Statement[], live: readonly Statement[]): readonly Statement[] {
  const wanted = new Set(desired.map(canonicalStatement));
  return live.filter(statement => !wanted.has(canonicalStatement(statement)));
}
