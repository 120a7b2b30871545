/** An earlier state of the spec, so that what nobody has applied yet is told from what somebody changed at AWS. */
import { derive } from '../core/derive.ts';
import type { Evidence, Known } from '../core/derive.ts';
import { desireAll, recordersOf } from '../core/desire.ts';
import type { Wish } from '../core/desire.ts';
import { chooseKeepers } from '../core/keeper.ts';
import type { AnyKind, AnyState } from '../core/kind.ts';
import type { Arn, Live, Problem } from '../core/model.ts';
import { expand } from '../core/spec/expand.ts';
import type { LocatedAccount, Spec } from '../core/spec/spec.ts';
import { accountInForce, memberIn } from './accounts.ts';
import type { Located } from './accounts.ts';
import { surroundings } from './locate.ts';
import { notLookedAt } from './observe.ts';
import type { Cloud, Memory, Ports } from './ports.ts';
import { isError, validate } from './validate.ts';

/** Where an earlier state of the spec is. */
export interface BaseSource {
  /** As typed. */
  readonly name: string;
  readonly load: () => ReturnType<Ports['load']>;
}

/** The resources of an earlier spec, completed from the same evidence as those of today. Pure. */
export type DeriveBase = (evidence: Evidence) => readonly Known[];

interface BaseRead {
  /** `nothing`: there was no spec yet. Null: nothing is compared with it. */
  readonly spec: Spec | 'nothing' | null;
  /** What keeps a run from being what was asked for. */
  readonly invalid: readonly Problem[];
  /** Warnings. */
  readonly findings: readonly Problem[];
}

const noBase: BaseRead = { spec: null, invalid: [], findings: [] };

/**
 * Reads an earlier state of the spec. One that is not there at all is a mistake of whoever named it; one that is not valid
 * holds nothing up, because what is compared with AWS is the spec of today: it is told, and origins are not.
 */
export async function readBase(source: BaseSource | undefined, kinds: readonly AnyKind[]): Promise<BaseRead> {
  if (source === undefined) return noBase;
  const { files, problems: unread } = await source.load();
  if (files.length === 0 && unread.length === 0) return { ...noBase, spec: 'nothing' };
  if (files.length === 0) return { ...noBase, invalid: unread };
  const { spec, problems } = validate(files, kinds, unread);
  if (spec !== null) return { ...noBase, spec };
  const errors = problems.filter(isError);
  return { ...noBase, findings: [notValid(source.name, errors)] };
}

function notValid(name: string, [first, ...more]: readonly Problem[]): Problem {
  const rest = more.length === 0 ? '' : `, and ${more.length} more`;
  return {
    code: 'base-invalid',
    severity: 'warning',
    message: `${name} is not a valid spec, so where differences come from is not told: ${first?.message ?? 'it is empty'}${rest}`,
    hint: 'Name a state of the spec that was valid, such as the one that was applied last.',
    ...(first?.at === undefined ? {} : { at: first.at }),
  };
}

interface Surroundings {
  readonly cloud: Pick<Cloud, 'identity' | 'enter'>;
  readonly memory: Memory;
  readonly kinds: readonly AnyKind[];
  /** Of the spec of today: what an account is known to have, it had. */
  readonly located: Located;
}

/** What an earlier spec wants where the one of today was located. Nothing is asked but which keys its aliases mean. */
export async function desireBase({ spec }: BaseRead, around: Surroundings): Promise<DeriveBase | null> {
  if (spec === null) return null;
  if (spec === 'nothing') return () => [];
  const { cloud, memory, kinds, located } = around;
  const found = new Map(located.accounts.map(account => [account.id, account]));
  const written = spec.accounts ?? [await accountInForce(spec, cloud)];
  const accounts = written.map((account): LocatedAccount => ({ ...unlocated, ...found.get(account.id), ...account }));
  const ids = new Set(written.map(({ id }) => id));
  const discovered = spec.organization?.discover
    ? located.accounts.filter(one => one.discovered && !ids.has(one.id))
    : [];
  const { entries } = expand(spec, [...accounts, ...discovered], kinds);
  const { organization, members } = located;
  const place = { owner: spec.owner, entries, kinds, organization, accounts: [...accounts, ...discovered], members };
  const world = await surroundings(place, memory);
  const wishes = desireAll(entries, kinds, world);
  const keepers = chooseKeepers(recordersOf(wishes), spec.keeper, memberIn(spec, located));
  return evidence => derive(withBase(wishes, evidence), keepers, world).known;
}

const unlocated = { enabled: null, units: null, discovered: false } as const;

/** What only the spec of today names stands there all the same, and keeps its grants. */
function withBase(wishes: readonly Wish[], evidence: Evidence): Evidence {
  const lives = new Map<Arn, Live<AnyState>>([
    ...evidence.strays.map(({ live }) => [live.arn, live] as const),
    ...evidence.known.map(({ desired, live }) => [desired.arn, live] as const),
  ]);
  const known = wishes.map((wish): Known => ({ ...wish, live: lives.get(wish.desired.arn) ?? notLookedAt }));
  const named = new Set(wishes.map(({ desired }) => desired.arn));
  const others = evidence.known.flatMap(({ kind, desired, live }) =>
    live.is === 'present' && !named.has(desired.arn) ? [{ kind, live }] : [],
  );
  const strays = evidence.strays.filter(({ live }) => !named.has(live.arn));
  return { ...evidence, known, strays: [...strays, ...others] };
}
