/** What differences of a policy mean. */
import type { Field } from '../kind.ts';
import type { Arn, Problem } from '../model.ts';
import { alteration } from './altered.ts';
import { sameStatements } from './canonical.ts';
import { deliveryDenied } from './denied.ts';
import { statementName } from './evaluate/mend.ts';
import type { Form } from './grants.ts';
import type { Judged } from './judgement.ts';
import { lostTrails } from './loss.ts';
import { otherStatementsField } from './others-field.ts';
import type { Grants, PolicyState } from './state.ts';
import { statementsField } from './statements-field.ts';
import { namedTrails } from './shape.ts';
import { some, vitalTo } from './wording.ts';
import type { Wording } from './wording.ts';
import { distinct, listed } from './statement.ts';
import type { PolicyHeader } from './statement.ts';

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
      const [first] = comingIn(desired);
      if (first !== undefined) return `${first} is to use it, and is let in before it does.`;
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
  const whom = (allows: 'no' | 'unknown') => judged.filter(({ now, ahead }) => now?.allows === allows && !ahead);
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

/** Trails that nothing lets in, and that do not use it yet. */
function comingIn({ judged = [] }: Grants): readonly Arn[] {
  return judged.filter(({ now, ahead }) => ahead && now?.allows === 'no').map(({ need }) => need.trail);
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

/** Trails that are named where each is let in by its ARN, and that nobody asked for, wherever they may write. */
function strangers(desired: Grants, live: Grants): readonly Arn[] {
  if (desired.by === 'accounts' || desired.by === 'organization') return [];
  const meant = new Set(desired.statements.flatMap(namedTrails));
  return live.statements.flatMap(namedTrails).filter(trail => !meant.has(trail));
}

const headerField: Field<PolicyHeader> = {
  change: 'report',
  equal: () => true,
  effect: () => 'neutral',
  gravity: () => 'info',
  meaning: () => 'The version and the Id of the policy are kept while statements of others are.',
};
