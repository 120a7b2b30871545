/** What differences of a policy mean. */
import type { Field, Gravity } from '../kind.ts';
import type { Arn, Problem } from '../model.ts';
import { alteration } from './altered.ts';
import { canonicalStatement, sameStatements } from './canonical.ts';
import { deliveryDenied } from './denied.ts';
import { statementName } from './evaluate/mend.ts';
import { mayDeny, opensToEveryone } from './foreign.ts';
import type { Form } from './grants.ts';
import type { Judged } from './judgement.ts';
import { lostTrails } from './loss.ts';
import { known, unwanted } from './state.ts';
import type { Grants, OtherStatements, PolicyState, SortedStatements } from './state.ts';
import { namedTrails } from './shape.ts';
import { distinct, listed } from './statement.ts';
import type { PolicyHeader, Statement } from './statement.ts';

/** Words that differ between kinds. */
export interface Wording {
  /** What a trail without a grant can no longer do: `deliver log files`. */
  readonly use: string;
  /** What one let in besides may do: `write here`. */
  readonly may: string;
  /** How grave it is that a trail is not let in. */
  readonly grants: Gravity;
  /** How grave it is that a statement of the spec is not as written, and that a foreign one stands where none may. */
  readonly statements: Gravity;
  readonly otherStatements: Gravity;
}

/** The fields of `PolicyState`, for one kind of resource. */
export function policyFields(
  form: Form,
  wording: Wording,
): { readonly [K in keyof PolicyState]: Field<PolicyState[K]> } {
  return {
    grants: grantsField(form, wording),
    statements: statementsField(form, wording),
    otherStatements: otherStatementsField(form, wording),
    policyHeader: headerField,
  };
}

/** Taking away what nobody needs any more costs no evidence; any other loss does. */
function grantsField(form: Form, wording: Wording): Field<Grants> {
  const { use, may, grants } = wording;
  const gone = (from: Grants, to: Grants, meant: readonly Arn[] = []): readonly Arn[] =>
    lostTrails(form, from.statements, to.statements).filter(arn => !meant.includes(arn));
  const extra = (desired: Grants, live: Grants) => [...gone(live, desired), ...strangers(desired, live)];
  const alike = ({ altered = [], statements }: Grants, live: Grants): boolean =>
    altered.length === 0 && sameStatements(statements, live.statements);
  const changed = ({ altered = [] }: Grants) => alteration(altered, form, wording);
  return {
    change: 'call',
    serves: true,
    derived: true,
    ...vitalTo(grants),
    equal: (desired, live) => alike(desired, live) && shutOut(desired).length === 0,
    outOfReach: (desired, live) => (alike(desired, live) ? denied(desired, use) : undefined),
    effect(from, to) {
      if (gone(from, to, to.withdrawn).length > 0) return 'weakens';
      return gone(to, from).length > 0 || changed(to) !== undefined ? 'strengthens' : 'neutral';
    },
    gravity(desired, live) {
      const found = changed(desired)?.gravity;
      if (cutOff(desired) !== undefined) return found === 'critical' ? found : grants;
      if (found !== undefined) return found;
      return extra(desired, live).length > 0 ? 'medium' : 'low';
    },
    meaning(desired, live) {
      const cut = cutOff(desired);
      const more = distinct(extra(desired, live));
      const found = changed(desired)?.meaning;
      if (cut !== undefined) return [cut.told(use), ...listed(found)].join(' ');
      if (found !== undefined) return found;
      if (more.length > 0) return `CloudTrail may also ${may} for ${some(more)}.`;
      return gone(desired, live).length > 0
        ? `CloudTrail can ${use}, by statements that are not ours: ours are missing.`
        : 'The same trails are let in by other statements than the spec asks for.';
    },
  };
}

interface CutOff {
  told(use: string): string;
}

/** Who cannot deliver because nothing lets it in, who perhaps cannot, and who will not once the policy is as desired. */
function cutOff(desired: Grants): CutOff | undefined {
  const { judged = [] } = desired;
  const whom = (allows: 'no' | 'unknown') => judged.filter(({ now }) => now?.allows === allows);
  const [missing, open] = [whom('no'), whom('unknown')];
  const [first] = shutOut(desired);
  if (missing.length > 0) return { told: use => `CloudTrail cannot ${use} for ${some(trailsIn(missing))}.` };
  if (first !== undefined) return { told: use => shutOutText(first, use) };
  if (open.length === 0) return undefined;
  return {
    told: use =>
      `Whether CloudTrail can ${use} for ${some(trailsIn(open))} is not known: what lets it in depends on what nobody knows.`,
  };
}

const trailsIn = (judged: readonly Judged[]): readonly string[] => distinct(judged.map(({ need }) => need.trail));

/** Needs that the spec's own policy denies; what others deny is told where they are. */
function shutOut({ judged = [] }: Grants): readonly Judged[] {
  return judged.filter(({ then, byOthers }) => then.verdict === 'denied' && !byOthers);
}

function shutOutText({ need, then: { by } }: Judged, use: string): string {
  const why = by === null ? 'no statement lets it in' : `${statementName(by)} denies it`;
  return `CloudTrail cannot ${use} for ${need.trail}: ${why}, and the spec wants it so.`;
}

function denied(desired: Grants, use: string): Problem | undefined {
  const [first] = shutOut(desired);
  return first && deliveryDenied(first, shutOutText(first, use).slice(0, -1));
}

/** Where a trail that is not let in is critical, so is every statement: each can keep it out. */
function vitalTo(grants: Gravity): { readonly vital?: true } {
  return grants === 'critical' ? { vital: true } : {};
}

/** Trails that are named where each is let in by its ARN, and that nobody asked for, wherever they may write. */
function strangers(desired: Grants, live: Grants): readonly Arn[] {
  if (desired.by === 'accounts' || desired.by === 'organization') return [];
  const meant = new Set(desired.statements.flatMap(namedTrails));
  return live.statements.flatMap(namedTrails).filter(trail => !meant.has(trail));
}

/** The first three, and how many more. */
function some(names: readonly string[]): string {
  const [shown, more] = [names.slice(0, 3).join(', '), names.length - 3];
  return more > 0 ? `${shown} and ${more} more` : shown;
}

/** What stands besides is for `otherStatements` to judge: some of it may have come since the plan was made. */
function statementsField(form: Form, { use, grants, statements }: Wording): Field<readonly Statement[]> {
  const denying = (found: readonly Statement[]): boolean => found.some(statement => mayDeny(statement, form));
  return {
    change: 'call',
    serves: true,
    ...vitalTo(grants),
    equal: (desired, live) => strange(live, desired).length === 0,
    effect(from, to) {
      if (denying(from) === denying(to)) return 'neutral';
      return denying(to) ? 'weakens' : 'strengthens';
    },
    gravity(desired, live) {
      const found = strange(desired, live);
      return denying(found) || found.some(opensToEveryone) ? 'critical' : statements;
    },
    meaning(desired, live) {
      const found = strange(desired, live);
      if (denying(found)) return `A statement denies CloudTrail to ${use}, or may.`;
      return found.some(opensToEveryone)
        ? 'A statement lets in everybody.'
        : "The spec's own statements do not stand in the policy as written.";
    },
  };
}

/** What stands where a statement of the spec should, and is not as the spec has it. */
function strange(desired: readonly Statement[], live: readonly Statement[]): readonly Statement[] {
  const wanted = new Set(desired.map(canonicalStatement));
  return live.filter(statement => !wanted.has(canonicalStatement(statement)));
}

function otherStatementsField(form: Form, { use, grants, otherStatements }: Wording): Field<OtherStatements> {
  const denying = (found: readonly Statement[]): boolean => found.some(statement => mayDeny(statement, form));
  const foreign = (desired: OtherStatements, live: OtherStatements): readonly Statement[] =>
    unwanted(desired, known(live));
  return {
    change: 'call',
    serves: true,
    ...vitalTo(grants),
    equal: (desired, live) => foreign(desired, live).length === 0,
    outOfReach: desired => (isSorted(desired) && desired.keep ? notOurs(desired) : undefined),
    effect(from, to) {
      if (isSorted(from) !== isSorted(to)) return isSorted(to) ? 'strengthens' : 'weakens';
      if (denying(known(from)) === denying(known(to))) return 'neutral';
      return denying(known(to)) ? 'weakens' : 'strengthens';
    },
    gravity(desired, live) {
      const found = foreign(desired, live);
      return isSorted(desired) || denying(found) || found.some(opensToEveryone) ? 'critical' : otherStatements;
    },
    meaning(desired, live) {
      if (isSorted(desired) && desired.denials.length > 0) return `${denialText(desired, use)}.`;
      if (denying(foreign(desired, live))) return `A statement denies CloudTrail to ${use}, or may.`;
      if (foreign(desired, live).some(opensToEveryone)) return 'A statement lets in everybody.';
      const names = foreign(desired, live).map(({ Sid = '' }) => (Sid === '' ? 'one without a Sid' : Sid));
      return `The policy has statements that the spec does not know: ${some(names)}.`;
    },
  };
}

function isSorted(statements: OtherStatements): statements is SortedStatements {
  return statements !== 'keep' && 'denials' in statements;
}

function denialText({ denials }: SortedStatements, use: string): string {
  const names = denials.map(({ sid }) => sid ?? 'one without a Sid');
  return names.length === 1
    ? `A statement denies CloudTrail to ${use}: ${some(names)}`
    : `Statements deny CloudTrail to ${use}: ${some(names)}`;
}

function notOurs({ denials }: SortedStatements): Problem {
  const mends = denials.map(({ mend }) => mend);
  return {
    code: 'not-ours-to-remove',
    message: 'The statement is not ours, and the spec keeps what is not ours',
    hint: `${mends.length === 0 ? 'Take it away.' : mends.join(' ')} Or let trailwarden remove it: policy.unmanaged: remove.`,
  };
}

const headerField: Field<PolicyHeader> = {
  change: 'report',
  equal: () => true,
  effect: () => 'neutral',
  gravity: () => 'info',
  meaning: () => 'The version and the Id of the policy are kept while statements of others are.',
};
