/** The lifecycle of a bucket as state: its rules, and how long log files must stay. */
import type { Effect, Field } from '../../core/kind.ts';
import type { Arn, Problem, Readings } from '../../core/model.ts';
import type { Need } from '../../core/needs.ts';
import type { PolicyState } from '../../core/policy/state.ts';
import { otherThan, sameRules } from './lifecycle-rule.ts';
import type { LifecycleRule } from './lifecycle-rule.ts';
import { anywhere, deletionText, deletionsBy, foldersIn, foldersOf, leastDays, tooEarly } from './retention.ts';
import type { Deletion, LogFolders } from './retention.ts';

export type Lifecycle = {
  /**
   * Desired: as written; `keep` for whatever stands there, or that less what deletes too early. Live: those that stand.
   */
  readonly rules: 'keep' | readonly LifecycleRule[];
  /** Desired, completed: where there may be logs. Null: nobody looked, so that they may be anywhere. */
  readonly folders: LogFolders | null;
  /** Desired: how long log files must stay; null: the spec does not say. Live: null. */
  readonly minDays: number | null;
  /** Live: from which size on objects move to other storage, which every replacement says again; null: it was not said. */
  readonly smallestMoved: string | null;
  /** Desired, if there are any: what of the kept rules deletes too early. */
  readonly early?: readonly Deletion[];
};

type Standing = Readings<PolicyState & { readonly lifecycle: Lifecycle }>;

/** Without the policy nobody knows who writes where. */
function foldersLetIn({ grants, statements }: Standing, arn: Arn): LogFolders {
  if ('unread' in grants || 'unread' in statements) return [''];
  return foldersIn([...grants.value.statements, ...statements.value], arn);
}

/** Kept rules less those that delete log files too early; written ones are as written. */
export function completeLifecycle(
  lifecycle: Lifecycle,
  { needs, live, arn }: { needs: readonly Need[]; live: Standing | undefined; arn: Arn },
): Lifecycle {
  const stands = live && 'value' in live.lifecycle ? live.lifecycle.value : undefined;
  const folders = [...new Set([...foldersOf(needs), ...(live ? foldersLetIn(live, arn) : [])])];
  const completed = { ...lifecycle, folders };
  if (stands === undefined || stands.rules === 'keep' || lifecycle.rules !== 'keep') return completed;
  const early = tooEarly(deletionsBy(stands.rules, folders), lifecycle.minDays ?? leastDays);
  if (early.length === 0) return completed;
  const named = new Set(early.map(({ rule }) => rule));
  return { ...completed, rules: stands.rules.filter(({ ID }) => !named.has(ID)), early };
}

/**
 * Where the logs are and how long they must stay is not for a file to say: they are where somebody is let in, or anywhere,
 * and must stay for good.
 */
export function unvouchedLifecycle(
  lifecycle: Lifecycle,
  { arn, live, own }: { readonly arn: Arn; readonly live: Standing; readonly own?: Lifecycle | undefined },
): Lifecycle {
  const folders = own?.folders ?? foldersLetIn(live, arn);
  return {
    rules: lifecycle.rules,
    folders: folders.length === 0 ? anywhere : folders,
    minDays: null,
    smallestMoved: null,
  };
}

/** What the spec's own rules delete before the spec's own retention, once it is known where the logs are. */
export function brokenRetention({ rules, minDays, folders }: Lifecycle): readonly Deletion[] {
  return rules === 'keep' || minDays === null ? [] : tooEarly(deletionsBy(rules, folders ?? anywhere), minDays);
}

/** After how many days log files, and old versions of them, are deleted; never is infinitely many. */
type Ages = { readonly [Of in Deletion['of']]: number };

const both = ['files', 'versions'] as const;

function agesOf({ rules }: Lifecycle, folders: LogFolders): Ages {
  const deletions = rules === 'keep' ? [] : deletionsBy(rules, folders);
  const age = (wanted: Deletion['of']) =>
    Math.min(...deletions.flatMap(({ of, days }) => (of === wanted ? [days] : [])));
  return { files: age('files'), versions: age('versions') };
}

function agesOfBoth(a: Lifecycle, b: Lifecycle): readonly [Ages, Ages] {
  const folders = a.folders === null && b.folders === null ? anywhere : [...(a.folders ?? []), ...(b.folders ?? [])];
  return [agesOf(a, folders), agesOf(b, folders)];
}

/** What goes after the time that the spec asks for is no loss. */
function effect(from: Lifecycle, to: Lifecycle): Effect {
  if (from.rules === 'keep' || to.rules === 'keep') return 'neutral';
  const wanted = Math.max(from.minDays ?? 0, to.minDays ?? 0) || Infinity;
  const [before, after] = agesOfBoth(from, to);
  const change = (of: Deletion['of']) => Math.min(after[of], wanted) - Math.min(before[of], wanted);
  const changes = both.map(of => (before[of] === after[of] ? 0 : change(of)));
  if (changes.some(days => days < 0)) return 'weakens';
  return changes.some(days => days > 0) ? 'strengthens' : 'neutral';
}

/** What goes sooner than desired, soonest first. */
function sooner(desired: Lifecycle, live: Lifecycle): readonly Pick<Deletion, 'of' | 'days'>[] {
  const [wanted, stands] = agesOfBoth(desired, live);
  return both.filter(of => stands[of] < wanted[of]).map(of => ({ of, days: stands[of] }));
}

/** How a difference of the lifecycle is judged and told. */
export const lifecycleField: Field<Lifecycle> = {
  change: 'call',
  equal: ({ rules }, live) => rules === 'keep' || (live.rules !== 'keep' && sameRules(rules, live.rules)),
  outOfReach: ({ early, minDays }) => (early === undefined || minDays !== null ? undefined : leftAlone(early)),
  effect,
  gravity(desired, live) {
    const least = desired.minDays ?? leastDays;
    return sooner(desired, live).some(({ days }) => days < least) ? 'critical' : 'medium';
  },
  meaning(desired, live) {
    const [first] = sooner(desired, live);
    if (first !== undefined) return `A lifecycle rule ${deletionText(first)}.`;
    if (desired.rules === 'keep' || live.rules === 'keep') return 'The lifecycle rules are kept as they stand.';
    const names = otherThan(desired.rules, live.rules);
    if (names.length === 0) return 'The lifecycle rules are as written.';
    return `Lifecycle rules are not as written: ${names.slice(0, 3).join(', ')}${names.length > 3 ? ' and more' : ''}.`;
  },
};

function leftAlone(early: readonly Deletion[]): Problem {
  const names = [...new Set(early.map(({ rule }) => rule))].join(', ');
  return {
    code: 'retention-unset',
    message: `The spec does not say how long log files must stay, so what deletes them before ${leastDays} days is left: ${names}`,
    hint: 'Write retention.minDays: a rule that deletes before that is then removed, and a later one is in order.',
  };
}

/** The number stands in the spec alone: what it asks for is judged with the rules. */
export const retentionField: Field<number | null> = {
  change: 'report',
  equal: () => true,
  effect: () => 'neutral',
  gravity: () => 'info',
  meaning: () => 'How long log files must stay is for the lifecycle rules to keep.',
};
