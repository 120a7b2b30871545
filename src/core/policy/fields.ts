/** What differences of a policy mean. */
import type { Effect, Field, Gravity } from '../kind.ts';
import type { Arn, Problem } from '../model.ts';
import { canonicalStatement, sameStatements } from './canonical.ts';
import { blocks, opensToEveryone } from './foreign.ts';
import type { Form } from './grants.ts';
import { lostTrails } from './loss.ts';
import { known, unwanted } from './state.ts';
import type { Grants, OtherStatements, PolicyState } from './state.ts';
import { namedTrails } from './shape.ts';
import { distinct } from './statement.ts';
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
function grantsField(form: Form, { use, may, grants }: Wording): Field<Grants> {
  const gone = (from: Grants, to: Grants, meant: readonly Arn[] = []): readonly Arn[] =>
    lostTrails(form, from.statements, to.statements).filter(arn => !meant.includes(arn));
  return {
    change: 'call',
    ...vitalTo(grants),
    equal: (desired, live) => sameStatements(desired.statements, live.statements),
    effect(from, to) {
      if (gone(from, to, to.withdrawn).length > 0) return 'weakens';
      return gone(to, from).length > 0 ? 'strengthens' : 'neutral';
    },
    gravity(desired, live) {
      if (gone(desired, live).length > 0) return grants;
      return [...gone(live, desired), ...strangers(desired, live)].length > 0 ? 'medium' : 'low';
    },
    meaning(desired, live) {
      const missing = gone(desired, live);
      const extra = distinct([...gone(live, desired), ...strangers(desired, live)]);
      if (missing.length > 0) return `CloudTrail cannot ${use} for ${some(missing)}.`;
      if (extra.length > 0) return `CloudTrail may also ${may} for ${some(extra)}.`;
      return 'The same trails are let in by other statements than the spec asks for.';
    },
  };
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
  return {
    change: 'call',
    ...vitalTo(grants),
    equal: (desired, live) => strange(live, desired).length === 0,
    effect: blockingEffect(form),
    gravity: (desired, live) => (strange(desired, live).some(one => isGrave(one, form)) ? 'critical' : statements),
    meaning(desired, live) {
      return (
        denial(strange(desired, live), form, use) ?? "The spec's own statements do not stand in the policy as written."
      );
    },
  };
}

/** What stands and is not wanted as it stands. */
function strange(desired: readonly Statement[], live: readonly Statement[]): readonly Statement[] {
  const wanted = new Set(desired.map(canonicalStatement));
  return live.filter(statement => !wanted.has(canonicalStatement(statement)));
}

function otherStatementsField(form: Form, { use, grants, otherStatements }: Wording): Field<OtherStatements> {
  const foreign = (desired: OtherStatements, live: OtherStatements): readonly Statement[] =>
    unwanted(desired, known(live));
  return {
    change: 'call',
    ...vitalTo(grants),
    equal: (desired, live) => foreign(desired, live).length === 0,
    outOfReach: desired => (Array.isArray(desired) ? undefined : notOurs),
    effect(from, to) {
      if (isKept(from) !== isKept(to)) return isKept(to) ? 'strengthens' : 'weakens';
      return blockingEffect(form)(known(from), known(to));
    },
    gravity(desired, live) {
      if (isKept(desired)) return 'critical';
      return foreign(desired, live).some(statement => isGrave(statement, form)) ? 'critical' : otherStatements;
    },
    meaning(desired, live) {
      const found = foreign(desired, live);
      const names = found.map(({ Sid = '' }) => (Sid === '' ? 'one without a Sid' : Sid));
      if (isKept(desired) && found.some(({ Effect }) => Effect === 'Deny'))
        return `A statement denies CloudTrail to ${use}.`;
      return denial(found, form, use) ?? `The policy has statements that the spec does not know: ${some(names)}.`;
    },
  };
}

const notOurs: Problem = {
  code: 'not-ours-to-remove',
  message: 'The statement is not ours, and the spec keeps what is not ours',
  hint: 'Take it away, or let trailwarden remove it: policy.unmanaged: remove.',
};

/** Some of what stands there is in the way. */
function isKept(statements: OtherStatements): boolean {
  return statements !== 'keep' && 'keep' in statements;
}

/** Only a plain denial is judged here: what a statement with conditions does takes an evaluator. */
function blockingEffect({ uses }: Form): (from: readonly Statement[], to: readonly Statement[]) => Effect {
  const denied = (statements: readonly Statement[]): boolean => statements.some(statement => blocks(statement, uses));
  return (from, to) => {
    if (denied(from) === denied(to)) return 'neutral';
    return denied(to) ? 'weakens' : 'strengthens';
  };
}

function isGrave(statement: Statement, { uses }: Form): boolean {
  return blocks(statement, uses) || opensToEveryone(statement);
}

function denial(statements: readonly Statement[], { uses }: Form, use: string): string | undefined {
  if (statements.some(statement => blocks(statement, uses))) return `A statement denies CloudTrail to ${use}.`;
  return statements.some(opensToEveryone) ? 'A statement lets in everybody, without a condition.' : undefined;
}

const headerField: Field<PolicyHeader> = {
  change: 'report',
  equal: () => true,
  effect: () => 'neutral',
  gravity: () => 'info',
  meaning: () => 'The version and the Id of the policy are kept while statements of others are.',
};
