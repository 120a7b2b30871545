/** Looks at AWS: one look for all resources of a kind at a target, all targets side by side. */
import { targetKey } from '../core/arn.ts';
import { accountIn } from '../core/address.ts';
import type { Known, Look } from '../core/derive.ts';
import type { Wish } from '../core/desire.ts';
import type { Copy } from '../core/coverage/trails.ts';
import type { Other } from '../core/findings.ts';
import type { AnyKind, AnyState } from '../core/kind.ts';
import type { Address, Arn, Live, Problem, Survey, Target } from '../core/model.ts';
import type { Awaited } from '../core/moves.ts';
import type { Unknown } from '../core/plan.ts';
import { howFar } from './how-far.ts';
import { look, looksAtOnce } from './look.ts';
import type { Memory, Progress } from './ports.ts';

export interface Seen {
  readonly known: readonly Known[];
  readonly others: readonly Other[];
  readonly looks: readonly Look[];
  /** Those that were seen from other regions of their account only, so that nobody knows what they are. */
  readonly copies: readonly Copy[];
  /** Looks whose answer showed nothing because the question failed. */
  readonly unknown: readonly Unknown[];
  /** Ids of the accounts of which every watched region was looked at. */
  readonly watchedWhole: ReadonlySet<string>;
  /** Trails that moved and were not seen to deliver yet. Nobody has been asked for them by a look alone. */
  readonly unsettled: ReadonlyMap<Arn, Awaited>;
  /** What of that could not be read. */
  readonly unseen: readonly Unknown[];
  /** Why AWS would refuse what is to become the organization's. Nobody has been asked for them by a look alone. */
  readonly obstacles: ReadonlyMap<Address, Problem>;
}

export interface Observation {
  /** All resources of the spec. */
  readonly wishes: readonly Wish[];
  /** Those that are looked at; the rest stays as `before` has it, or unread. */
  readonly selected: ReadonlySet<Address>;
  readonly memory: Memory;
  readonly progress: Progress;
  /** Where recorders that nobody declares are looked for; absent: nowhere. */
  readonly watched?: readonly Target[];
  /** Kinds of which recorders are looked for there; absent: those of the wishes. */
  readonly kinds?: readonly AnyKind[];
  /** Whether fields that take questions of their own are read of every resource, whatever the spec says of them. */
  readonly apart?: boolean;
  /** An earlier look, for what this one leaves out. */
  readonly before?: Seen;
}

interface Group extends Look {
  readonly wishes: readonly Wish[];
}

/** Asks AWS about the selected resources, and about everything that records in the watched regions. */
export async function observe(observation: Observation): Promise<Seen> {
  const { wishes, memory, progress, watched, before, apart = false } = observation;
  const groups = groupsOf(observation);
  const open = new Set(groups.map(placeOf));
  const tell = (): void => {
    progress.step(howFar(`read ${groups.length - open.size}`, `${groups.length}`, open));
  };
  tell();
  const surveys = await inTurns(groups, async group => {
    const survey = await look(
      group,
      group.wishes.map(({ desired: { arn, state, managed } }) => {
        const all = apart ? Object.keys(group.kind.apart ?? {}) : [];
        return { arn, fields: managed ? [...Object.keys(state), ...all] : all };
      }),
      memory,
    );
    open.delete(placeOf(group));
    tell();
    return { group, survey };
  });
  const lives = new Map<Address, Live<AnyState>>(before?.known.map(({ desired, live }) => [desired.address, live]));
  for (const { group, survey } of surveys)
    for (const { desired } of group.wishes) {
      const live = survey.asked.get(desired.arn);
      if (live) lives.set(desired.address, live);
    }
  const known = wishes.map((wish): Known => ({ ...wish, live: lives.get(wish.desired.address) ?? notLookedAt }));
  const again = new Set(groups.map(keyOf));
  const accountsOf = (targets: readonly Target[] = []) => new Set(targets.map(({ account }) => account));
  const blind = accountsOf(surveys.filter(({ survey }) => survey.unread).map(({ group }) => group.target));
  const kept = <T extends Look>(items: readonly T[] = []): readonly T[] =>
    items.filter(item => !again.has(keyOf(item)));
  const others = [...keptOthers(before, again), ...othersOf(surveys, wishes)];
  return {
    known,
    others,
    copies: before?.copies ?? copiesOf(surveys, [...known.map(({ live }) => live), ...others.map(({ live }) => live)]),
    looks: [...kept(before?.looks), ...surveys.filter(({ survey }) => !survey.unread).map(({ group }) => group)],
    unknown: [
      ...(before?.unknown ?? []).filter(
        ({ address }) => !groups.some(group => address === watchAddress(group, wishes)),
      ),
      ...unknownOf(surveys, wishes),
    ],
    watchedWhole: before?.watchedWhole ?? new Set([...accountsOf(watched)].filter(account => !blind.has(account))),
    unsettled: new Map(),
    unseen: [],
    obstacles: new Map(),
  };
}

/** What is known of a resource that no look was for. */
export const notLookedAt: Live<AnyState> = {
  is: 'unread',
  problem: { code: 'not-looked-at', message: 'This run did not look at it' },
};

const keyOf = ({ kind, target }: Look): string => `${kind.name} ${targetKey(target)}`;

/** By the key of the account, as its resources have it. */
function watchAddress({ kind, target }: Look, wishes: readonly Wish[]): Address {
  const one = wishes.find(({ desired }) => desired.target.account === target.account);
  const account = one ? accountIn(one.desired.address) : target.account;
  return `${kind.name}/*@${account}/${target.region}`;
}

/** Works on so many items at once as there may be looks. Results are in the order of the items. */
async function inTurns<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  const waiting = items.entries();
  const takeTurns = async (): Promise<void> => {
    for (const [index, item] of waiting) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(looksAtOnce, items.length) }, takeTurns));
  return results;
}

const placeOf = ({ kind, target }: Look): string => `${kind.name}s in ${targetKey(target)}`;

function groupsOf({
  wishes,
  selected,
  watched = [],
  kinds = wishes.map(({ kind }) => kind),
}: Observation): readonly Group[] {
  const groups = new Map<string, Group & { readonly wishes: Wish[] }>();
  const add = ({ kind, target }: Look, more: readonly Wish[]): void => {
    const key = keyOf({ kind, target });
    const known = groups.get(key);
    if (known) known.wishes.push(...more);
    else groups.set(key, { kind, target, wishes: [...more] });
  };
  for (const wish of wishes) {
    const { kind, desired } = wish;
    if (selected.has(desired.address)) add({ kind, target: desired.target }, [wish]);
  }
  const recorders = new Set(kinds.filter(({ recorder }) => recorder));
  for (const kind of recorders) for (const target of watched) add({ kind, target }, []);
  return [...groups.values()];
}

interface Surveyed {
  readonly group: Group;
  readonly survey: Survey<AnyState>;
}

/** What the spec does not name, each once: a trail of another account shows in many regions. */
function othersOf(surveys: readonly Surveyed[], wishes: readonly Wish[]): readonly Other[] {
  const named = new Set(wishes.map(({ desired }) => desired.arn));
  const others = new Map<Arn, Other>();
  for (const { group, survey } of surveys)
    for (const live of survey.others)
      if ('arn' in live && !named.has(live.arn) && others.get(live.arn)?.live.is !== 'present')
        others.set(live.arn, { kind: group.kind, live });
  return [...others.values()];
}

/** Of which nobody saw more than a copy. */
function copiesOf(surveys: readonly Surveyed[], seen: readonly Live<AnyState>[]): readonly Copy[] {
  const read = new Set(seen.flatMap(live => (live.is === 'present' ? [live.arn] : [])));
  const copies = new Map<Arn, Copy>();
  for (const { group, survey } of surveys)
    for (const arn of survey.copies ?? []) if (!read.has(arn)) copies.set(arn, { kind: group.kind, arn });
  return [...copies.values()];
}

function keptOthers(before: Seen | undefined, again: ReadonlySet<string>): readonly Other[] {
  return (before?.others ?? []).filter(
    ({ kind, live }) => live.is === 'present' && !again.has(keyOf({ kind, target: live.target })),
  );
}

/** A failed look with resources of the spec in it is told by them. */
function unknownOf(surveys: readonly Surveyed[], wishes: readonly Wish[]): readonly Unknown[] {
  return surveys.flatMap(({ group, survey }) =>
    survey.unread && group.wishes.length === 0
      ? [{ address: watchAddress(group, wishes), problem: survey.unread }]
      : [],
  );
}
