/** Applies a saved plan: exactly that, or nothing. */
import { targetKey } from '../core/arn.ts';
import { failedWith, unreadBecause } from '../core/failure.ts';
import type { AnyState } from '../core/kind.ts';
import type { Address, Live, Problem } from '../core/model.ts';
import type { Plan, PlannedChange, Resource } from '../core/plan.ts';
import { digestOf } from '../core/planner.ts';
import { renewed } from '../core/renew.ts';
import type { Report } from '../core/report.ts';
import { apply } from './apply.ts';
import { refusals, openChanges, unconfirmed } from './carry-out.ts';
import type { Applied } from './carry-out.ts';
import { confirm } from './confirm.ts';
import { look } from './look.ts';
import type { Memory, Ports } from './ports.ts';

type Lives = ReadonlyMap<Address, Live<AnyState>>;

/**
 * Looks at what the plan changes and at what that rests on; if any of it moved since the plan was made, nothing is sent.
 * Otherwise sends what the plan says and reads it again. Giving the plan is the approval.
 */
export async function applySaved(plan: Plan, signal: AbortSignal, ports: Ports): Promise<Report> {
  const startedAt = ports.clock.now().toISOString();
  const applied = await checked(plan, signal, ports);
  const finishedAt = ports.clock.now().toISOString();
  return {
    command: 'apply',
    owner: plan.owner,
    startedAt,
    finishedAt,
    spec: null,
    plan,
    ...applied,
    calls: ports.cloud.counts(),
  };
}

async function checked(plan: Plan, signal: AbortSignal, ports: Ports): Promise<Applied> {
  const resources = resourcesOf(plan);
  const refused = [...(await closed(plan, ports)), ...refusals(plan)];
  if (refused.length > 0) return { outcomes: null, remaining: null, refused, interrupted: false };
  const lives = await lookAt(resources, ports.cloud.memory(), ports.kinds);
  const moved = staleness(plan, lives, ports.digest);
  if (moved.length > 0) return { outcomes: null, remaining: null, refused: moved, interrupted: false };
  const { changes: renewedChanges, altered } = renew(plan, lives, ports.kinds);
  if (altered.length > 0) return { outcomes: null, remaining: null, refused: altered, interrupted: false };

  const sent = await apply({ ...plan, changes: renewedChanges }, ports, signal);
  if (signal.aborted) return { outcomes: sent, remaining: null, refused: [], interrupted: true };
  const done = new Set(sent.filter(({ status }) => status === 'done').map(({ address }) => address));
  const changes = openChanges(plan).filter(({ address }) => done.has(address));
  const again = (addresses: ReadonlySet<Address>) =>
    lookAt(new Map([...resources].filter(([address]) => addresses.has(address))), ports.cloud.memory(), ports.kinds);
  const left = await confirm({ changes, kinds: ports.kinds, clock: ports.clock, signal, look: again });
  const outcomes = sent.map(outcome => (left.has(outcome.address) ? unconfirmed(outcome) : outcome));
  return {
    outcomes,
    remaining: { ...plan, changes: plan.changes.filter(({ address }) => !done.has(address)) },
    refused: [],
    interrupted: signal.aborted,
  };
}

/** Nothing of a file is sent: its calls are made anew from its fields, and must be the same. */
function renew(
  { changes }: Plan,
  lives: Lives,
  kinds: Ports['kinds'],
): { readonly changes: readonly PlannedChange[]; readonly altered: readonly Problem[] } {
  const made = changes.map(change => {
    const kind = kinds.find(({ name }) => name === change.resource.kind);
    return renewed(change, kind, lives.get(change.address));
  });
  return {
    changes: made.flatMap(one => ('code' in one ? [] : [one])),
    altered: made.flatMap(one => ('code' in one ? [one] : [])),
  };
}

function resourcesOf({ changes, rests }: Plan): ReadonlyMap<Address, Resource> {
  const resting = Object.entries(rests) as [Address, Resource][];
  return new Map([...changes.map(({ address, resource }) => [address, resource] as const), ...resting]);
}

/** Gets into the accounts of the plan; those that stay closed are told, and then nothing is sent anywhere. */
async function closed(plan: Plan, { cloud }: Ports): Promise<readonly Problem[]> {
  const problems = await Promise.all(
    (plan.accounts ?? []).map(async (account): Promise<readonly Problem[]> => {
      try {
        await cloud.enter(account);
        return [];
      } catch (error) {
        const problem = unreadBecause(error);
        if (!failedWith(error, 'AccountMismatch')) return [problem];
        return [
          { ...problem, code: 'wrong-account', message: `The plan is for account ${account.id}: ${problem.message}` },
        ];
      }
    }),
  );
  return problems.flat();
}

function staleness({ changes }: Plan, lives: Lives, digest: (text: string) => string): readonly Problem[] {
  const bases = new Map(changes.flatMap(({ basis }) => Object.entries(basis) as [Address, string][]));
  return [...bases]
    .filter(([address, basis]) => digestOf(lives.get(address), digest) !== basis)
    .map(([at]) => ({
      code: 'stale-plan',
      at,
      message: 'It is no longer as it was when the plan was saved',
      hint: 'Make a new plan.',
    }));
}

async function lookAt(
  resources: ReadonlyMap<Address, Resource>,
  memory: Memory,
  kinds: Ports['kinds'],
): Promise<Lives> {
  const groups = Map.groupBy(resources, ([, { kind, target }]) => `${kind} ${targetKey(target)}`);
  const lives = await Promise.all(
    [...groups.values()].map(async group => {
      const kind = kinds.find(({ name }) => name === group[0]?.[1].kind);
      const target = group[0]?.[1].target;
      if (!kind || !target) return [];
      const { asked } = await look(
        { kind, target },
        group.map(([, { arn }]) => arn),
        memory,
      );
      return group.flatMap(([address, { arn }]) => pair(address, asked.get(arn)));
    }),
  );
  return new Map(lives.flat());
}

function pair(address: Address, live: Live<AnyState> | undefined): readonly (readonly [Address, Live<AnyState>])[] {
  return live ? [[address, live]] : [];
}
