/** One group after the other: what comes later waits until every trail of the earlier groups is in order and delivers. */
import type { Derived, Known } from '../derive.ts';
import type { Address, Arn } from '../model.ts';
import type { Awaited } from '../moves.ts';
import type { Difference, FieldChange, Withheld } from '../plan.ts';
import { whole } from '../reading.ts';
import type { Stages } from '../spec/stages.ts';
import type { RuleOf, RuleSettings } from './settings.ts';

/** What a rollout goes by. */
export interface Rollout {
  readonly stages: Stages;
  readonly after: Derived['after'];
  /** Trails that moved and have not been seen to deliver at the new place. */
  readonly unsettled: ReadonlyMap<Arn, Awaited>;
  /** What this run has changed already: whether it works is for a later run to see. */
  readonly changed: ReadonlySet<Address>;
}

/**
 * Changes of a later group wait for the first group that has a trail which is not as the spec says, or does not deliver.
 * What strengthens an existing resource does not wait, and what an earlier group rests on goes with that group.
 */
export const awaitEarlierGroups: RuleOf = (differences, settings) => {
  const { rollout } = settings;
  const open = rollout && firstOpen(differences, rollout, settings.known);
  if (!open) return differences;
  const { stage, why } = open;
  return differences.map(difference =>
    rollout.stages.of(difference.address) <= stage ? difference : waiting(difference, why),
  );
};

interface Open {
  readonly stage: number;
  readonly why: string;
}

function firstOpen(
  differences: readonly Difference[],
  rollout: Rollout,
  known: RuleSettings['known'],
): Open | undefined {
  const { stages } = rollout;
  const differing = new Map(differences.map(one => [one.address, one]));
  const trails = [...known.values()].filter(({ kind, desired }) => kind.recorder && desired.managed);
  for (const [stage, group] of stages.groups.entries()) {
    const reasons = trails
      .filter(({ desired }) => stages.of(desired.address) === stage)
      .flatMap(one => reasonOf(one, differing.get(one.desired.address), rollout) ?? []);
    const account = stages.unsure.get(stage);
    const unsure = account === undefined ? [] : [`whether ${account} is in that group could not be read`];
    const [first, ...more] = [...reasons, ...unsure];
    if (first === undefined) continue;
    const rest = more.length === 0 ? '' : `, and ${more.length} more`;
    return { stage, why: `Group ${group} comes first: ${first}${rest}` };
  }
  return undefined;
}

/** Why a trail holds the later groups up; undefined: it does not. */
function reasonOf(one: Known, difference: Difference | undefined, rollout: Rollout): string | undefined {
  const { live, desired } = one;
  const { address } = desired;
  if (live.is === 'absent') return `${address} does not exist yet`;
  if (live.is !== 'present' || whole(live) === undefined)
    return `${address} could not be read, or this run did not look`;
  if (difference && !isLeftAlone(difference)) return `${address} is not as the spec says`;
  if (desired.state['logging'] === false) return undefined;
  const undelivered = noDelivery(one, live.health, rollout);
  return undelivered === undefined ? undefined : `${address} ${undelivered}`;
}

function isLeftAlone({ fields }: Difference): boolean {
  return fields.every(({ withheld }) => withheld?.by === 'waived' || withheld?.by === 'ignored');
}

type Health = Readonly<Record<string, string | boolean>>;

function noDelivery({ desired }: Known, health: Health, { after, unsettled, changed }: Rollout): string | undefined {
  const { deliveryError, lastDelivery } = health;
  if (deliveryError !== undefined) return `cannot deliver (${deliveryError})`;
  const awaited = unsettled.get(desired.arn);
  if (awaited) return `has delivered nothing to ${awaited.place} yet`;
  if (lastDelivery === undefined) return 'has delivered nothing yet';
  const isNew = [desired.address, ...(after.get(desired.address) ?? [])].some(one => changed.has(one));
  return isNew ? 'was changed by this run' : undefined;
}

function waiting(difference: Difference, message: string): Difference {
  const { action, address, fields, withheld } = difference;
  const waits: Withheld = {
    by: 'waits',
    problem: {
      code: 'waits-for-group',
      at: address,
      message,
      hint: 'A later run goes on once that is so. CloudTrail delivers within some minutes of an event.',
    },
  };
  if (action === 'create' || action === 'delete') return withheld ? difference : { ...difference, withheld: waits };
  return { ...difference, fields: fields.map(field => (mayGo(field) ? field : { ...field, withheld: waits })) };
}

function mayGo({ effect, withheld }: FieldChange): boolean {
  return withheld !== undefined || effect === 'strengthens';
}
