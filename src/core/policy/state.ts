/** A resource policy as the state of a resource: who is let in, the spec's own statements, everybody else's. */
import type { Arn } from '../model.ts';
import { parseArn } from '../arn.ts';
import type { Given, Need } from '../needs.ts';
import { climb, trailsOf, widestRung } from './grants.ts';
import type { Form, Grant, Rung } from './grants.ts';
import { isGrant } from './genuine.ts';
import { judge } from './judgement.ts';
import type { Judged } from './judgement.ts';
import { lostTrails } from './loss.ts';
import { beside, keyOf, strange } from './named.ts';
import { roleOf } from './sid.ts';
import { isSorted, known, sorted, unwanted } from './sorting.ts';
import type { OtherStatements } from './sorting.ts';
import { unneeded, wholeGrants } from './unneeded.ts';
import { ourHeader } from './statement.ts';
import type { PolicyDocument, PolicyHeader, Statement } from './statement.ts';

/** `policy` of a bucket or a topic as written, less what only one of them has. */
export type PolicySpec = {
  readonly unmanaged?: 'keep' | 'remove';
  readonly grants?: 'auto' | Rung;
  readonly statements?: readonly Statement[];
};

export type Grants = {
  /** The rung that the spec names. Null: none, and in live state. */
  readonly pin: Rung | null;
  /** The widest rung that the statements stand on. Null: there are none. */
  readonly by: Rung | null;
  readonly statements: readonly Statement[];
  /** Desired: trails, or patterns of them, that are let in as it stands and were seen to need it no more. */
  readonly withdrawn: readonly Arn[];
  /** Desired, if there is any: what is needed and not certainly served, as the policy stands or will. */
  readonly judged?: readonly Judged[];
  /** Desired, if there are any: statements that have our own Sids and are no grants. They are replaced. */
  readonly altered?: readonly Statement[];
  /** Desired, if there are any: whom our statements go on letting in, in words, though nobody needs it or looked. */
  readonly unneeded?: readonly string[];
};

/** The fields of state that a policy makes. */
export type PolicyState = {
  readonly grants: Grants;
  /** All statements but grants. Desired: those of the spec, and of the others that stand there those that are kept. */
  readonly statements: readonly Statement[];
  /** Live: all that stand beside grants. */
  readonly otherStatements: OtherStatements;
  /** Never a difference: kept as it stands while other people's statements do. */
  readonly policyHeader: PolicyHeader;
};

const noGrants: Grants = { pin: null, by: null, statements: [], withdrawn: [] };

/** What a spec says, before the rest of the estate is known. */
export function desiredPolicy({ unmanaged, grants = 'auto', statements = [] }: PolicySpec): PolicyState {
  return {
    grants: { ...noGrants, pin: grants === 'auto' ? null : grants },
    statements,
    otherStatements: unmanaged === 'remove' ? statements : 'keep',
    policyHeader: ourHeader,
  };
}

/** The inverse of `desiredPolicy`. A live policy is taken as one whose other statements are kept. */
export function policySpec({ grants: { pin, by }, statements, otherStatements }: PolicyState): PolicySpec {
  const rung = pin ?? (by === 'trails' ? null : by); // wider than by trail it stands only where somebody wanted or needed it
  return {
    ...(rung === null ? {} : { grants: rung }),
    ...(otherStatements === 'keep' && statements.length > 0 ? { statements } : {}),
  };
}

/**
 * A live policy: grants of whichever owner, and all else. Whose they are, and which of the rest have a Sid of ours, is for
 * `completePolicy` to tell.
 *
 * @param document undefined: there is no policy
 * @param apart the statements that are state of their own
 */
export function livePolicy(document: PolicyDocument | undefined, form: Form, apart: readonly Statement[]): PolicyState {
  const { header, statements } = document ?? { header: ourHeader, statements: [] };
  const rest = statements.filter(statement => !apart.includes(statement));
  const { grants = [], others = [] } = Object.groupBy(rest, statement => (isGrant(statement) ? 'grants' : 'others'));
  const by = widestRung(form.granted(grants));
  return {
    grants: { ...noGrants, by, statements: grants },
    statements: others,
    otherStatements: others,
    policyHeader: header,
  };
}

/** What a policy can hold. */
export interface PolicyLimits {
  readonly bytes: number;
  readonly statements: number;
}

export interface Completion {
  readonly resource: Arn;
  readonly owner: string;
  readonly organization: string | null;
  /** Ids of the accounts that are no strangers; absent: none is known; null: nobody asked. */
  readonly accounts?: ReadonlySet<string> | null | undefined;
  readonly form: Form;
  readonly needs: readonly Need[];
  /** Trails that are to use it and stand without using it yet; absent: none. */
  readonly ahead?: Given['ahead'];
  /** Trails outside of the spec; absent: nobody looked for them. */
  readonly bystanders?: Given['bystanders'];
  /** ARNs of all resources of the spec; absent: none but this one is known. */
  readonly declared?: Given['declared'];
  /** Those needs as grants. */
  readonly needed: readonly Grant[];
  readonly settled: Given['settled'];
  readonly seen: Given['seen'];
  /** What stands there; undefined: nothing, or it could not be read. */
  readonly live: PolicyState | undefined;
  /** Whether something stands there that could not be read: then nothing is said of what CloudTrail may do. */
  readonly unread: boolean;
  /** Statements that are state of their own, as they stand and as they will. */
  readonly apart: { readonly now: readonly Statement[]; readonly then: readonly Statement[] };
  /** Whether AWS takes a policy of these statements, which are all but those that are state of their own. */
  fits(document: PolicyDocument): boolean;
}

/**
 * Desired state completed with grants and with what other people's statements stand there. A grant that stands goes only
 * once every trail it is for was seen to need it no more; until then it stays as it is.
 */
export function completePolicy(state: PolicyState, completion: Completion): PolicyState {
  const { resource, owner, organization, form, needed, settled } = completion;
  const { live, altered } = apartFromOurs(completion.live, owner);
  const keep = state.otherStatements === 'keep';
  const { partition } = parseArn(resource);
  const standing = live?.grants.statements ?? [];
  const whole = wholeGrants([...standing, ...altered], completion);
  const kept = whole.filter(grant => !settled.has(trailsOf(grant, partition)));
  const strangers = keep ? standing.filter(statement => roleOf(statement, owner) === undefined) : [];
  const theirs = sorted(state.statements, state.otherStatements, {
    ...completion,
    live: live && { ...live, theirGrants: strangers },
  });
  const others = keep ? beside(state.statements, live?.statements ?? []) : known(theirs);
  const rest = { ...state, statements: others, policyHeader: keptHeader(state, theirs, live) };
  const withGrants = (grants: readonly Grant[]): readonly Statement[] => [
    ...form.statements(grants, resource, owner),
    ...strangers,
  ];
  const documentOf = (grants: readonly Grant[]): PolicyDocument =>
    policyDocument({ ...rest, grants: { ...state.grants, statements: withGrants(grants) } }, others);
  const { by, grants } = climb({
    needed,
    kept,
    pin: state.grants.pin,
    organization,
    fits: some => completion.fits(documentOf(some)),
  });
  const statements = withGrants(grants);
  const stays = unneeded(kept, { needed, seen: completion.seen ?? settled, organization, partition });
  const completed: PolicyState = {
    ...rest,
    otherStatements: besideOurs(theirs, altered),
    grants: {
      ...state.grants,
      by,
      statements,
      withdrawn: lostTrails(form, standing, statements),
      ...(altered.length > 0 ? { altered } : {}),
      ...(stays.length > 0 ? { unneeded: stays } : {}),
    },
  };
  const judged = (completion.unread ? [] : judgedBy(state, completed, completion)).map(one =>
    completion.ahead?.has(one.need.trail) ? { ...one, ahead: true as const } : one,
  );
  return judged.length === 0 ? completed : { ...completed, grants: { ...completed.grants, judged } };
}

/** What stands there, less the statements that have our own Sids and are no grants. */
function apartFromOurs(
  live: PolicyState | undefined,
  owner: string,
): { readonly live: PolicyState | undefined; readonly altered: readonly Statement[] } {
  const isOurs = (statement: Statement): boolean => roleOf(statement, owner) !== undefined;
  if (!live?.statements.some(isOurs)) return { live, altered: [] };
  const others = live.statements.filter(statement => !isOurs(statement));
  return {
    live: { ...live, statements: others, otherStatements: others },
    altered: live.statements.filter(isOurs),
  };
}

/** Those that have our own Sids are replaced with the grants: they are no difference here. */
function besideOurs(others: OtherStatements, altered: readonly Statement[]): OtherStatements {
  if (others === 'keep' || altered.length === 0) return others;
  return isSorted(others) ? { ...others, statements: [...others.statements, ...altered] } : [...others, ...altered];
}

/** What stands there against what will: other people's statements stay unless the spec removes them. */
function judgedBy(state: PolicyState, completed: PolicyState, completion: Completion): readonly Judged[] {
  const { live, form, needs, organization, apart } = completion;
  const foreign = new Set(strange(state.statements, live?.statements ?? []));
  const then = policyDocument(completed, live?.statements ?? []);
  return judge({
    needs,
    asks: need => form.asks(need, organization),
    now: live && {
      header: live.policyHeader,
      statements: [...live.grants.statements, ...live.statements, ...apart.now],
    },
    then: { ...then, statements: [...then.statements, ...apart.then] },
    isForeign: statement => foreign.has(statement),
  });
}

/**
 * A document is ours once no statement of others is kept. While one is, its version stays, because only there do
 * variables (`${…}`) mean what their author meant.
 */
function keptHeader(state: PolicyState, theirs: OtherStatements, live: PolicyState | undefined): PolicyHeader {
  const keeps = state.otherStatements === 'keep' || (isSorted(theirs) && theirs.held !== undefined);
  if (live === undefined || !keeps) return ourHeader;
  const variable = live.statements.some(statement => JSON.stringify(statement).includes('${'));
  return { ...live.policyHeader, version: variable ? live.policyHeader.version : ourHeader.version };
}

/**
 * The document that carries a state out: grants, then all other statements less the unwanted ones and those of which
 * grants take the place, whether or not one has their Sid.
 *
 * @param standing the statements that stand there beside grants. They stay unless the state has one of their Sid, or does
 * not want them: a rule may have withheld that they go.
 */
export function policyDocument(state: PolicyState, standing: readonly Statement[]): PolicyDocument {
  const replaced = state.grants.altered ?? [];
  const { otherStatements: others } = state;
  const going = isSorted(others) && others.keep ? [] : unwanted(others, standing);
  const gone = new Set([...going, ...replaced].map(keyOf));
  const rest = beside(state.statements, standing).filter(statement => !gone.has(keyOf(statement)));
  return { header: state.policyHeader, statements: [...state.grants.statements, ...rest] };
}
