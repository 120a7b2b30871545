/** A resource policy as the state of a resource: who is let in, the spec's own statements, everybody else's. */
import type { Arn } from '../model.ts';
import { parseArn } from '../arn.ts';
import type { Given, Need } from '../needs.ts';
import { canonicalStatement } from './canonical.ts';
import { climb, trailsOf, widestRung } from './grants.ts';
import type { Form, Grant, Rung } from './grants.ts';
import { exceptionOf, mendText } from './evaluate/mend.ts';
import { denied, guestsOf, opensToEveryone } from './foreign.ts';
import type { Guests } from './foreign.ts';
import { isGrant } from './genuine.ts';
import { judge } from './judgement.ts';
import type { Judged } from './judgement.ts';
import { lostTrails } from './loss.ts';
import { roleOf } from './sid.ts';
import { unneeded, wholeGrants } from './unneeded.ts';
import { distinct, ourHeader } from './statement.ts';
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
  /** Desired, if there are any: whom statements that are neither ours nor the spec's let in by name. */
  readonly guests?: readonly Guests[];
};

/** Desired: `keep` for whatever stands there, or the statements that may stand. */
export type OtherStatements = 'keep' | readonly Statement[] | SortedStatements;

/** Desired, where some that stand are in the way of what the policy is for, or let in everybody. */
export type SortedStatements = {
  /** Whether those are not ours to remove. */
  readonly keep: boolean;
  /** Those that may stay. */
  readonly statements: readonly Statement[];
  /** Those that deny CloudTrail what is needed, by name, with the exception that would mend it, in words. */
  readonly denials: readonly { readonly sid: string | null; readonly mend: string }[];
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
export function policySpec({ grants: { pin }, statements, otherStatements }: PolicyState): PolicySpec {
  return {
    ...(pin === null ? {} : { grants: pin }),
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
  readonly form: Form;
  readonly needs: readonly Need[];
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
  const others = keep ? beside(state.statements, live?.statements ?? []) : state.statements;
  const rest = { ...state, statements: others, policyHeader: keptHeader(state, live) };
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
  const guests = keep ? guestsOf(strange(state.statements, live)) : [];
  const completed: PolicyState = {
    ...rest,
    otherStatements: besideOurs(sorted(state, { ...completion, live }), altered),
    grants: {
      ...state.grants,
      by,
      statements,
      withdrawn: lostTrails(form, standing, statements),
      ...(altered.length > 0 ? { altered } : {}),
      ...(stays.length > 0 ? { unneeded: stays } : {}),
      ...(guests.length > 0 ? { guests } : {}),
    },
  };
  const judged = completion.unread ? [] : judgedBy(state, completed, completion);
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
  return 'keep' in others ? { ...others, statements: [...others.statements, ...altered] } : [...others, ...altered];
}

/** What is neither ours nor the spec's. */
function strange(own: readonly Statement[], live: PolicyState | undefined): readonly Statement[] {
  const names = new Set(own.map(keyOf));
  return (live?.statements ?? []).filter(statement => !names.has(keyOf(statement)));
}

/** Of others' statements that stand: whether some deny what is needed, or let in everybody. */
function sorted(state: PolicyState, completion: Completion): OtherStatements {
  const { live, form, needs, organization } = completion;
  const version = live?.policyHeader.version ?? ourHeader.version;
  const found = strange(state.statements, live);
  const denials = found.flatMap((statement, index) => {
    const trails = denied(statement, needs, { form, memberOf: organization, version }).map(({ trail }) => trail);
    if (trails.length === 0) return [];
    return [{ statement, mend: exceptionOf(statement, index, distinct(trails)) }];
  });
  const inTheWay = new Set([...denials.map(({ statement }) => statement), ...found.filter(opensToEveryone)].map(keyOf));
  if (inTheWay.size === 0) return state.otherStatements;
  const keep = state.otherStatements === 'keep';
  return {
    keep,
    statements: [...(keep ? found.filter(one => !inTheWay.has(keyOf(one))) : []), ...state.statements],
    denials: denials.map(({ mend }) => ({ sid: mend.sid, mend: mendText(mend) })),
  };
}

/** What stands there against what will: other people's statements stay unless the spec removes them. */
function judgedBy(state: PolicyState, completed: PolicyState, completion: Completion): readonly Judged[] {
  const { live, form, needs, organization, apart } = completion;
  const foreign = new Set(strange(state.statements, live));
  const then = policyDocument({ ...completed, otherStatements: state.otherStatements }, live?.statements ?? []);
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

/** Other people's statements as they stand, then the spec's own, which take the place of those of their Sid. */
function beside(own: readonly Statement[], standing: readonly Statement[]): readonly Statement[] {
  const names = new Set(own.map(keyOf));
  return [...standing.filter(statement => !names.has(keyOf(statement))), ...own];
}

/**
 * A document is ours once no statement of others is kept. While one is, its version stays, because only there do
 * variables (`${…}`) mean what their author meant.
 */
function keptHeader(state: PolicyState, live: PolicyState | undefined): PolicyHeader {
  if (live === undefined || state.otherStatements !== 'keep') return ourHeader;
  const variable = live.statements.some(statement => JSON.stringify(statement).includes('${'));
  return { ...live.policyHeader, version: variable ? live.policyHeader.version : ourHeader.version };
}

/** What tells a statement from others: its Sid, or all of it. */
function keyOf(statement: Statement): string {
  const { Sid = '' } = statement;
  return Sid === '' ? canonicalStatement(statement) : Sid;
}

/** The statements that are named; `keep` names none. */
export function known(statements: OtherStatements): readonly Statement[] {
  if (statements === 'keep') return [];
  return 'keep' in statements ? statements.statements : statements;
}

/** Those that stand and must not. */
export function unwanted(desired: OtherStatements, standing: readonly Statement[]): readonly Statement[] {
  if (desired === 'keep') return [];
  const wanted = new Set(known(desired).map(keyOf));
  return standing.filter(statement => !wanted.has(keyOf(statement)));
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
  const gone = new Set([...unwanted(state.otherStatements, standing), ...replaced].map(keyOf));
  const rest = beside(state.statements, standing).filter(statement => !gone.has(keyOf(statement)));
  return { header: state.policyHeader, statements: [...state.grants.statements, ...rest] };
}
