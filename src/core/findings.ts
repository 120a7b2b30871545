/** What the look at AWS showed beside the spec, and what that means: strays, and recorders nobody declared. */
import { parseArn } from './arn.ts';
import type { Known, Stray } from './derive.ts';
import { healthFindings } from './health.ts';
import { leadingRegion } from './keeper.ts';
import type { AnyKind, AnyState } from './kind.ts';
import type { Live, Problem, World } from './model.ts';
import { whole } from './reading.ts';

/** A live resource that the spec does not name. */
export interface Other {
  readonly kind: AnyKind;
  readonly live: Live<AnyState>;
}

/** Those of the others that carry this owner's tag. */
export function straysOf(others: readonly Other[], owner: string): readonly Stray[] {
  return others.flatMap(({ kind, live }) => (live.is === 'present' && live.owner === owner ? [{ kind, live }] : []));
}

export interface FindingsInput {
  /** Resources of the spec. */
  readonly known: readonly Known[];
  readonly others: readonly Other[];
  readonly owner: string;
  readonly world: World;
  /** Accounts whose spec says that a trail outside of it keeps the global service events. */
  readonly keptElsewhere: ReadonlySet<string>;
}

/** What people should know about deliveries, and about resources that the spec does not name. No change mends these. */
export function findingsOf(input: FindingsInput): readonly Problem[] {
  const { others, keptElsewhere } = input;
  const recorders = others.filter(keepsGlobalEvents).map(({ live }) => (live as { readonly arn: string }).arn);
  return [
    ...healthFindings(input.known),
    ...others.flatMap(other => unmanaged(other, input)),
    ...[...keptElsewhere].filter(account => !keeperIn(others, recorders, account)).map(noKeeper),
  ];
}

function unmanaged({ kind, live }: Other, { owner, keptElsewhere, world }: FindingsInput): readonly Problem[] {
  if (live.is !== 'present' || live.owner === owner || keptElsewhere.has(live.target.account)) return [];
  const state = whole(live);
  if (state === undefined || kind.recorder?.(state).records !== true) return [];
  const uses = (kind.needs?.(state, live.arn, world) ?? []).map(({ of }) => of);
  const through = uses.length === 0 ? '' : `, through ${uses.join(' and ')}`;
  return [
    {
      code: 'unmanaged-recorder',
      severity: 'warning',
      message: `${live.arn} is not in the spec and records too${through}: what both record is billed twice`,
      hint: 'Declare it, delete it, or leave it, knowing the price and who reads what it delivers.',
    },
  ];
}

/** A trail of another account seen here is an organization's: whether it logs cannot be read from here. */
function keepsGlobalEvents({ kind, live }: Other): boolean {
  if (live.is === 'elsewhere') return true;
  const state = whole(live);
  if (live.is !== 'present' || state === undefined || !kind.recorder) return false;
  const { covers, records } = kind.recorder(state);
  return records && (covers !== 'region' || live.target.region === leadingRegion(live.target.partition));
}

/** An organization's trail keeps them for whichever account it was seen from. */
function keeperIn(others: readonly Other[], recorders: readonly string[], account: string): boolean {
  return others.some(({ live }) => live.is === 'elsewhere') || recorders.some(arn => parseArn(arn).account === account);
}

function noKeeper(account: string): Problem {
  return {
    code: 'keeper-not-found',
    severity: 'warning',
    message: `Nobody was seen to record the global service events of account ${account}, though the spec says keeper: elsewhere`,
    hint: 'Say keeper: auto, or find out which trail should record them.',
  };
}
