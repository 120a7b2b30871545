/** What can be said of other people's statements at a glance. Only what is certain: conditions are for an evaluator. */
import type { Use } from './grants.ts';
import { conditionTriples } from './canonical.ts';
import type { ConditionTriple } from './canonical.ts';
import { overlap } from './overlap.ts';
import { listed } from './statement.ts';
import type { Principal, Statement } from './statement.ts';

/** Whether a statement plainly denies CloudTrail one of these uses: without a condition, and to everybody or to it. */
export function blocks(statement: Statement, uses: readonly Use[]): boolean {
  const { Effect, Action, Resource } = statement;
  if (Effect !== 'Deny' || isConditional(statement) || !meansCloudTrail(statement.Principal)) return false;
  return uses.some(
    ({ action, reaches }) => listed(Action).some(pattern => matches(pattern, action)) && listed(Resource).some(reaches),
  );
}

/**
 * Whether a statement denies CloudTrail something that one of these grants allows it; `perhaps`: that takes an evaluator of
 * its conditions, or of what it leaves out.
 */
export function obstructs(statement: Statement, grants: readonly Statement[]): 'yes' | 'no' | 'perhaps' {
  const conditions = conditionTriples(statement);
  if (statement.Effect !== 'Deny' || !mayMeanCloudTrail(statement) || conditions.some(neverHolds)) return 'no';
  if (!grants.some(grant => meets(statement, grant))) return 'no';
  const plain = conditions.length === 0 && statement.Action !== undefined && statement.Resource !== undefined;
  return plain ? 'yes' : 'perhaps';
}

/** Conditions that cannot hold for CloudTrail's own requests: it uses TLS, and it is a service of AWS. */
function neverHolds({ operator, key, values }: ConditionTriple): boolean {
  if (!/^bool(?:ifexists)?$/u.test(operator) || values.some(value => value !== 'false')) return false;
  return key === 'aws:securetransport' || key === 'aws:principalisawsservice';
}

/** What a statement leaves out by NotAction or NotResource is not worked out: then it may mean everything. */
function meets({ Action, Resource }: Statement, grant: Statement): boolean {
  const overlaps = (ours: readonly string[], theirs: readonly string[]): boolean =>
    ours.some(one => theirs.some(other => overlap(one, other)));
  return (
    (Action === undefined || overlaps(lower(listed(grant.Action)), lower(listed(Action)))) &&
    (Resource === undefined || overlaps(listed(grant.Resource), listed(Resource)))
  );
}

/** Actions have no case. */
const lower = (actions: readonly string[]): readonly string[] => actions.map(action => action.toLowerCase());

/** Whether a statement lets in everybody in the world, without a condition. */
export function opensToEveryone(statement: Statement): boolean {
  return statement.Effect === 'Allow' && !isConditional(statement) && isEverybody(statement.Principal);
}

function isConditional({ Condition = {} }: Statement): boolean {
  return Object.keys(Condition).length > 0;
}

function isEverybody(principal: Principal | undefined): boolean {
  if (typeof principal !== 'object') return principal === '*';
  return listed(principal['AWS']).includes('*');
}

/** Everybody but some is everybody where CloudTrail is none of these. */
function mayMeanCloudTrail({ Principal, NotPrincipal }: Statement): boolean {
  if (NotPrincipal !== undefined) return !meansCloudTrail(NotPrincipal);
  return isEverybody(Principal) || meansCloudTrail(Principal);
}

function meansCloudTrail(principal: Principal | undefined): boolean {
  if (typeof principal !== 'object') return principal === '*';
  return listed(principal['Service']).includes('cloudtrail.amazonaws.com');
}

/** Actions have no case; `*` is any number of characters, `?` one. */
function matches(pattern: string, action: string): boolean {
  const literal = pattern.replaceAll(/[\\^$.+()[\]{}|]/gu, String.raw`\$&`);
  return new RegExp(`^${literal.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'iu').test(action);
}
