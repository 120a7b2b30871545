/** What certainly keeps the trails that stand from delivering: the policy of a bucket of the spec, and keys. */
import { parseArn } from '../core/arn.ts';
import type { Fault, Trail } from '../core/coverage/trails.ts';
import type { Wish } from '../core/desire.ts';
import type { AnyState } from '../core/kind.ts';
import type { Address, Arn, Problem, Reading, World } from '../core/model.ts';
import type { NeedTo } from '../core/needs.ts';
import type { Unknown } from '../core/plan.ts';
import { answers, worst } from '../core/policy/evaluate/judge.ts';
import type { Answered } from '../core/policy/evaluate/judge.ts';
import type { Asked } from '../core/policy/evaluate/cloudtrail.ts';
import { mendText, statementName } from '../core/policy/evaluate/mend.ts';
import { requestsFor } from '../core/policy/tested.ts';
import { judgeBeside, lookBeside } from './beside.ts';
import type { Memory } from './ports.ts';

export interface Judging {
  /** Those that log, with all that was read of them. */
  readonly recorders: readonly Recorder[];
  /** All resources of the spec: what they deliver to is looked for among these. */
  readonly wishes: readonly Wish[];
  readonly world: World;
  /** Ids of the accounts that the spec names. */
  readonly accounts: ReadonlySet<string>;
  readonly memory: Memory;
}

export interface Recorder {
  readonly trail: Trail;
  readonly state: AnyState;
}

export interface Faults {
  readonly faults: ReadonlyMap<Arn, Fault>;
  /** Buckets of the spec whose policy could not be read. */
  readonly unknown: readonly Unknown[];
}

/** Asks for the policy of each bucket once, and about each key once. What is not certain is no fault. */
export async function findFaults(judging: Judging): Promise<Faults> {
  const [keys, { faults, unknown }] = await Promise.all([keyFaults(judging), bucketFaults(judging)]);
  return { faults: new Map([...keys, ...faults]), unknown };
}

async function keyFaults({ recorders, world, accounts, memory }: Judging): Promise<ReadonlyMap<Arn, Fault>> {
  const users = recorders.map(asUser);
  const selected = new Set(users.map(({ desired }) => desired.address));
  const beside = await lookBeside({ wishes: users, selected, world, accounts, memory });
  const { flaws } = judgeBeside(users, world, beside);
  const arns = new Map(users.map(({ desired: { address, arn } }) => [address, arn]));
  return new Map(
    flaws.flatMap(({ at, problem }) => {
      const arn = arns.get(at);
      return arn === undefined ? [] : [[arn, faultOf(problem)] as const];
    }),
  );
}

/** As it stands, in the shape of what is wanted; of what it uses, keys only. */
function asUser({ trail: { kind, arn, target, address }, state }: Recorder): Wish {
  const name = parseArn(arn).resource.replace(/^.*\//u, '');
  const own: Address = address ?? `${kind.name}/${name}@${target.account}/${target.region}`;
  return {
    kind: { ...kind, uses: (...asked) => kind.uses?.(...asked).filter(use => use.of === 'key') ?? [] },
    desired: { address: own, arn, name, target, state, unknown: {}, written: {}, managed: true, adopt: false },
  };
}

const faultOf = ({ message, hint = '' }: Problem): Fault => ({ why: message, hint });

type Policy = ((asked: readonly Asked[]) => readonly Answered[]) | undefined;

async function bucketFaults(judging: Judging): Promise<Faults> {
  const { recorders, wishes, world, memory } = judging;
  const needs = recorders.flatMap(({ trail: { kind, arn }, state }) => kind.needs?.(state, arn, world) ?? []);
  const delivering = needs.filter(need => need.to === 'deliver-logs');
  const meant = new Set(delivering.map(({ of }) => of));
  const buckets = wishes.filter(({ kind, desired }) => kind.policyOf && meant.has(desired.arn));
  const read = await Promise.all(
    buckets.map(async ({ kind, desired: { arn, address, target, managed } }) => {
      const found = (await kind.policyOf?.(arn, memory.at(target), target)) ?? notAsked;
      const policy: Reading<Policy> = 'unread' in found ? found : { value: found.value && answers(found.value) };
      return { arn, address, managed, policy };
    }),
  );
  const policies = new Map(
    read.flatMap(({ arn, policy }) => ('value' in policy ? [[arn, policy.value] as const] : [])),
  );
  const memberOf = world.organization?.id ?? null;
  const faults = delivering.flatMap(need => {
    const fault = policies.has(need.of) ? deniedBy(need, policies.get(need.of), memberOf) : undefined;
    return fault === undefined ? [] : [[need.trail, fault] as const];
  });
  const unknown = read.flatMap(({ address, managed, policy }) =>
    managed && 'unread' in policy ? [{ address, field: 'policy', problem: policy.unread }] : [],
  );
  return { faults: new Map(faults), unknown };
}

const notAsked: Reading<undefined> = { unread: { code: 'not-looked-at', message: 'It has no policy to read' } };

/** Digests and Insights may be denied while log files arrive: only these make the copies that are counted. */
function deniedBy(need: NeedTo<'deliver-logs'>, policy: Policy, memberOf: string | null): Fault | undefined {
  const bucket = parseArn(need.of).resource;
  if (policy === undefined) return { why: `The bucket ${bucket} does not exist`, hint: 'trailwarden apply makes it.' };
  const answered = policy(requestsFor({ ...need, folders: ['CloudTrail'] }, memberOf));
  const denied = answered.find(({ verdict }) => verdict === 'denied');
  if (denied === undefined || worst(answered) !== 'denied') return undefined;
  const { request, by, mend } = denied;
  const statement = by === null ? 'no statement allows it' : `${statementName(by)} denies it`;
  return {
    why: `CloudTrail may not use ${request.action} on ${bucket}: in its policy ${statement}`,
    hint: mend === null ? 'trailwarden plan shows what it should be.' : mendText(mend),
  };
}
