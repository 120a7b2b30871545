/** How many accounts may be gone at once, before anything is deleted or a permission withdrawn. */
import { parseArn } from '../arn.ts';
import { derive } from '../derive.ts';
import type { Derived, Evidence, Known } from '../derive.ts';
import { canonical } from '../diff.ts';
import type { Keepers } from '../keeper.ts';
import type { AnyState } from '../kind.ts';
import type { Problem, World } from '../model.ts';
import { namedAccounts, namedTrails } from '../policy/shape.ts';
import { roleOf } from '../policy/sid.ts';
import type { Statement } from '../policy/statement.ts';
import type { Safety } from '../spec/safety.ts';
import type { Consent } from './settings.ts';

export interface Deriving {
  readonly keepers: Keepers;
  readonly world: World;
  readonly limits: Safety['limits'];
  readonly consent: Pick<Consent, 'overLimits'>;
  /** Trails that left the spec are deleted. */
  readonly prunes: boolean;
  /** Accounts are those that an organization has, beside the written ones. */
  readonly discovers: boolean;
}

export interface Within extends Derived {
  /** Why nothing may be deleted and no permission withdrawn; null: not too many accounts are gone. */
  readonly gone: Problem | null;
}

/**
 * Derives; where too many of the accounts that our policies let in are needed no more by anything declared, nothing is
 * withdrawn, and what would be is refused. What lets in somebody new stays. Nothing is remembered between runs: what
 * stands is what is counted.
 */
export function deriveWithin(evidence: Evidence, deriving: Deriving): Within {
  const { keepers, world, consent } = deriving;
  const derived = derive(evidence, keepers, world);
  const gone = consent.overLimits ? null : tooManyGone(derived.known, evidence, deriving);
  if (gone === null) return { ...derived, gone };
  const kept = derive({ ...evidence, withdraws: false }, keepers, world);
  const wanted = new Map(derived.known.map(({ desired }) => [desired.address, desired.state]));
  return { ...kept, gone, known: kept.known.map(one => heldBack(one, wanted.get(one.desired.address), gone)) };
}

function heldBack(kept: Known, wanted: AnyState | undefined, problem: Problem): Known {
  if (wanted === undefined || canonical(wanted) === canonical(kept.desired.state)) return kept;
  return { ...kept, waits: { by: 'refused', state: wanted, problem: { ...problem, at: kept.desired.address } } };
}

function tooManyGone(
  known: readonly Known[],
  evidence: Evidence,
  { world: { owner }, limits: { accounts, shareFrom }, ...deriving }: Deriving,
): Problem | null {
  const standing = accountsIn(
    known.flatMap(({ live }) => {
      const readings = live.is === 'present' ? [live.fields['grants'], live.fields['statements']] : [];
      return readings.flatMap(reading => (reading && 'value' in reading ? [reading.value] : []));
    }),
    owner,
  );
  const wanted = accountsIn(
    known.map(({ desired }) => desired.state['grants']),
    owner,
  );
  const leaves = leaving(evidence, deriving);
  const gone = [...standing].filter(account => !wanted.has(account) || leaves(account));
  if (standing.size < shareFrom || gone.length / standing.size <= accounts.share) return null;
  const shown = gone.slice(0, 3).join(', ');
  const rest = gone.length > 3 ? ` and ${gone.length - 3} more` : '';
  return {
    code: 'too-many-accounts-gone',
    message: `${gone.length} of the ${standing.size} accounts that are let in are needed no more by anything declared (${shown}${rest}), and limits.accounts.share allows ${accounts.share}`,
    hint: 'See that they are meant to go. --lift-limits lets this run delete and withdraw.',
  };
}

/**
 * Whether nothing is declared to record in an account, though it is still let in: because its trail is only now to be
 * deleted, or because the organization no longer has the account, so that nobody looks there.
 */
function leaving(
  { known, strays, estate }: Evidence,
  { prunes, discovers }: Pick<Deriving, 'prunes' | 'discovers'>,
): (account: string) => boolean {
  const declared = new Set(known.flatMap(({ kind, desired }) => (kind.recorder ? [desired.target.account] : [])));
  const pruned = new Set(prunes ? strays.map(({ live }) => live.target.account) : []);
  const there = new Set(estate?.accounts.map(({ id }) => id));
  const isLost = (account: string): boolean => discovers && (estate?.members ?? null) !== null && !there.has(account);
  return account => !declared.has(account) && (pruned.has(account) || isLost(account));
}

/** The accounts whose trails these grants of ours name. One to a whole organization names none. */
function accountsIn(grants: readonly unknown[], owner: string): ReadonlySet<string> {
  const ours = grants.flatMap(statementsOf).filter(statement => roleOf(statement, owner) !== undefined);
  return new Set(
    ours.flatMap(statement => [
      ...namedTrails(statement).map(trail => parseArn(trail).account),
      ...namedAccounts(statement),
    ]),
  );
}

/** Of grants, or of all that stands beside them: there are those of ours that somebody altered. */
function statementsOf(found: unknown): readonly Statement[] {
  if (isStatements(found)) return found;
  return isGrants(found) ? found.statements : [];
}

function isStatements(value: unknown): value is readonly Statement[] {
  return Array.isArray(value);
}

function isGrants(value: unknown): value is { readonly statements: readonly Statement[] } {
  return typeof value === 'object' && value !== null && 'statements' in value && Array.isArray(value.statements);
}
