/** Applies a saved plan: exactly that, or nothing. */
import { targetKey } from '../core/arn.ts';
import { moveWords, movedSince } from '../core/basis.ts';
import type { Basis } from '../core/basis.ts';
import { failedWith, unreadBecause } from '../core/failure.ts';
import type { AnyState } from '../core/kind.ts';
import type { Address, Live, Problem } from '../core/model.ts';
import type { Plan, PlannedChange, Resource, SavedPlan } from '../core/plan.ts';
import { planDigest } from '../core/plan-digest.ts';
import { renewed } from '../core/renew.ts';
import type { Moved, Report } from '../core/report.ts';
import { apply } from './apply.ts';
import { confirmed, nothingSent, openChanges, refusals, unlessApproved } from './carry-out.ts';
import type { Applied } from './carry-out.ts';
import { confirm } from './confirm.ts';
import { look } from './look.ts';
import type { Memory, Ports } from './ports.ts';
import type { Run } from './run.ts';

/** What giving a saved plan leaves to be said. */
type Approval = Pick<Run, 'signal' | 'planDigest'>;

type Lives = ReadonlyMap<Address, Live<AnyState>>;

/**
 * Looks at what the plan changes and at what that rests on; if any of it moved since the plan was made, or the plan has
 * expired, nothing is sent. Otherwise sends what the plan says and reads it again. Giving the plan is the approval.
 */
export async function applySaved(plan: SavedPlan, run: Approval, ports: Ports): Promise<Report> {
  const startedAt = ports.clock.now().toISOString();
  const applied = await checked(plan, run, ports);
  const finishedAt = ports.clock.now().toISOString();
  return {
    command: 'apply',
    owner: plan.owner,
    startedAt,
    finishedAt,
    spec: null,
    plan,
    digest: planDigest(plan, ports.digest),
    ...applied,
    calls: ports.cloud.counts(),
  };
}

async function checked(plan: SavedPlan, run: Approval, ports: Ports): Promise<Applied> {
  const { signal } = run;
  const resources = resourcesOf(plan);
  const digest = planDigest(plan, ports.digest);
  const stale = [...expiry(plan, ports.clock.now()), ...unlessApproved(plan, run, ports.digest)];
  if (stale.length > 0) return nothingSent(stale);
  if (plan.digest !== undefined && plan.digest !== digest) return nothingSent([otherContent]);
  const refused = [...(await closed(plan, ports)), ...(plan.skipRefused ? [] : refusals(plan))];
  if (refused.length > 0) return nothingSent(refused);
  const asking = { kinds: ports.kinds, fields: fieldsOf(plan) };
  const lives = await lookAt(resources, ports.cloud.memory(), asking);
  const moved = movedIn(plan, lives, ports.digest);
  if (moved.length > 0) return { ...nothingSent(moved.map(staleness)), moved };
  const { changes: renewedChanges, altered } = renew(plan, lives, ports.kinds);
  if (altered.length > 0) return nothingSent(altered);

  const sent = await apply({ ...plan, changes: renewedChanges }, ports, signal);
  if (signal.aborted) return { outcomes: sent, remaining: null, refused: [], interrupted: true };
  const done = new Set(sent.filter(({ status }) => status === 'done').map(({ address }) => address));
  const changes = openChanges(plan).filter(({ address }) => done.has(address));
  const again = (addresses: ReadonlySet<Address>) =>
    lookAt(new Map([...resources].filter(([address]) => addresses.has(address))), ports.cloud.memory(), asking);
  const left = await confirm({ changes, kinds: ports.kinds, clock: ports.clock, signal, look: again });
  return {
    outcomes: confirmed(sent, left),
    remaining: { ...plan, changes: plan.changes.filter(({ address }) => !done.has(address)) },
    refused: [],
    interrupted: signal.aborted,
  };
}

/** An accident, or somebody who did not know better: whoever makes the digest anew is found by what follows, or by `--plan-digest`. */
const otherContent: Problem = {
  code: 'no-plan',
  message: 'The plan was altered after it was made: its content is not that of its digest',
  hint: 'Make a new one: trailwarden plan --out FILE.',
};

/** Nothing of a file is sent: its calls are made anew from its fields, and must be the same. */
function renew(
  { changes, owner }: Plan,
  lives: Lives,
  kinds: Ports['kinds'],
): { readonly changes: readonly PlannedChange[]; readonly altered: readonly Problem[] } {
  const made = changes.map(change => {
    const kind = kinds.find(({ name }) => name === change.resource.kind);
    return renewed(change, kind, { live: lives.get(change.address), owner });
  });
  return {
    changes: made.flatMap(one => ('code' in one ? [] : [one])),
    altered: made.flatMap(one => ('code' in one ? [one] : [])),
  };
}

/** What the plan changes and what such a change rests on. */
function resourcesOf(plan: Plan): ReadonlyMap<Address, Resource> {
  const resting = Object.entries(plan.rests) as [Address, Resource][];
  const all = new Map([...plan.changes.map(({ address, resource }) => [address, resource] as const), ...resting]);
  const bases = basesOf(plan);
  return new Map([...all].filter(([address]) => bases.has(address)));
}

/** Of the changes that something is sent for: what is only shown may move as it likes. */
function basesOf({ changes }: Plan): ReadonlyMap<Address, Basis> {
  const sent = changes.filter(({ calls }) => calls.length > 0);
  return new Map(sent.flatMap(({ basis }) => Object.entries(basis) as [Address, Basis][]));
}

/** What was read of each resource, and what is changed of it. */
function fieldsOf(plan: Plan): ReadonlyMap<Address, readonly string[]> {
  const changed = new Map(plan.changes.map(({ address, fields }) => [address, fields.map(({ field }) => field)]));
  const read = new Map([...basesOf(plan)].map(([address, basis]) => [address, Object.keys(basis.fields)]));
  const all = new Set([...changed.keys(), ...read.keys()]);
  return new Map([...all].map(address => [address, [...(changed.get(address) ?? []), ...(read.get(address) ?? [])]]));
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

/** By the clock of the machine that carries it out. */
function expiry({ expiresAt }: SavedPlan, now: Date): readonly Problem[] {
  if (now.getTime() < Date.parse(expiresAt)) return [];
  const message = `The plan expired at ${expiresAt}, and it is ${now.toISOString()}`;
  return [{ code: 'plan-expired', message, hint: 'Make a new plan; --expires says how long one may wait.' }];
}

function movedIn(plan: Plan, lives: Lives, digest: Ports['digest']): readonly Moved[] {
  return [...basesOf(plan)].flatMap(([address, basis]): Moved[] => {
    const move = movedSince(basis, lives.get(address), digest);
    return move ? [{ address, ...move }] : [];
  });
}

function staleness({ address: at, ...move }: Moved): Problem {
  return { code: 'stale-plan', at, message: moveWords(move), hint: 'Make a new plan.' };
}

/** @param fields what the plan says something of, resource by resource */
async function lookAt(
  resources: ReadonlyMap<Address, Resource>,
  memory: Memory,
  { kinds, fields }: { readonly kinds: Ports['kinds']; readonly fields: ReadonlyMap<Address, readonly string[]> },
): Promise<Lives> {
  const groups = Map.groupBy(resources, ([, { kind, target }]) => `${kind} ${targetKey(target)}`);
  const lives = await Promise.all(
    [...groups.values()].map(async group => {
      const kind = kinds.find(({ name }) => name === group[0]?.[1].kind);
      const target = group[0]?.[1].target;
      if (!kind || !target) return [];
      const { asked } = await look(
        { kind, target },
        group.map(([address, { arn }]) => ({ arn, fields: fields.get(address) ?? [] })),
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
