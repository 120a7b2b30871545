/** Looks at what resources use beside the spec: keys, and log groups with their roles. Asks nothing while nothing is used. */
import { parseArn, targetOf } from '../core/arn.ts';
import { keysToLeave } from '../core/beside/dead-key.ts';
import { judgeKeys } from '../core/beside/key.ts';
import type { KeyFacts, KeySeen } from '../core/beside/key.ts';
import type { Judged } from '../core/beside/flaw.ts';
import { judgeLogs } from '../core/beside/log.ts';
import type { LogsSeen } from '../core/beside/log.ts';
import { usesOf } from '../core/beside/use.ts';
import type { KeyUsed } from '../core/beside/use.ts';
import type { Known } from '../core/derive.ts';
import type { Wish } from '../core/desire.ts';
import { unreadBecause } from '../core/failure.ts';
import type { Address, Arn, Problem, Reading, Target, World } from '../core/model.ts';
import { parsePolicy } from '../core/policy/statement.ts';
import type { PolicyDocument } from '../core/policy/statement.ts';
import { reading } from '../core/reading.ts';
import { lookAtLogs } from './beside-logs.ts';
import type { Memory } from './ports.ts';

/** What was seen of what resources use. */
export interface Beside {
  readonly keys: ReadonlyMap<Arn, KeySeen>;
  readonly logs: LogsSeen;
}

export interface LookingBeside {
  readonly wishes: readonly Wish[];
  /** As they were seen: keys that they are to leave are looked at too. Absent: none. */
  readonly known?: readonly Known[];
  /** Resources that the run is about: what others use is not looked at. */
  readonly selected: ReadonlySet<Address>;
  readonly world: World;
  /** Ids of the accounts that the spec names. */
  readonly accounts: ReadonlySet<string>;
  readonly memory: Memory;
}

/** Looks at each thing once, however many use it. */
export async function lookBeside(looking: LookingBeside): Promise<Beside> {
  const { wishes, known = [], selected, world, accounts, memory } = looking;
  const used = usesOf(wishes, world);
  const isMeant = ({ by }: { readonly by: Wish }): boolean => selected.has(by.desired.address);
  const [keys, logs] = await Promise.all([
    lookAtKeys([...used.keys, ...keysToLeave(known, world)].filter(isMeant), { accounts, memory }),
    lookAtLogs(used.logs.filter(isMeant), memory),
  ]);
  return { keys, logs };
}

/** Looks at each key once, from where it is used first. */
export async function lookAtKeys(
  uses: readonly KeyUsed[],
  looking: Pick<LookingBeside, 'accounts' | 'memory'>,
): Promise<ReadonlyMap<Arn, KeySeen>> {
  const from = new Map(uses.toReversed().map(({ key, by }) => [key, by.desired.target]));
  const keys = [...from].map(async ([key, user]) => [key, await lookAtKey(key, { ...looking, user })] as const);
  return new Map(await Promise.all(keys));
}

/** What the look says of what these resources use. */
export function judgeBeside(known: readonly Wish[], world: World, { keys, logs }: Beside): Judged {
  if (keys.size === 0 && logs.groups.size === 0) return { flaws: [], findings: [] };
  const uses = usesOf(known, world);
  const judged = [judgeKeys(uses.keys, keys, world), judgeLogs(uses.logs, logs)];
  return { flaws: judged.flatMap(({ flaws }) => flaws), findings: judged.flatMap(({ findings }) => findings) };
}

interface Looking extends Pick<LookingBeside, 'accounts' | 'memory'> {
  /** Where it is asked from, if its own account is not one of the spec's. */
  readonly user: Target;
}

/** A policy can be read in the key's own account only (KMS Developer Guide, permissions reference). */
async function lookAtKey(key: Arn, { user, accounts, memory }: Looking): Promise<KeySeen> {
  const own = targetOf(key);
  const isOurs = accounts.has(own.account);
  const aws = memory.at(isOurs ? own : { ...user, region: own.region });
  const [facts, policy] = await Promise.all([
    reading(aws.ask('kms:DescribeKey', { KeyId: key }), factsOf, ['NotFoundException']),
    isOurs ? readPolicy(aws.ask('kms:GetKeyPolicy', { KeyId: key, PolicyName: 'default' })) : elsewhere(key),
  ]);
  return { facts, policy };
}

interface Described {
  readonly KeyMetadata?: {
    readonly KeyState?: string;
    readonly DeletionDate?: Date;
    readonly KeySpec?: string;
    readonly KeyUsage?: string;
  };
}

function factsOf(answer: Described | undefined): KeyFacts | null {
  if (answer === undefined) return null;
  const { KeyState = 'Enabled', DeletionDate, KeySpec, KeyUsage } = answer.KeyMetadata ?? {};
  return {
    state: KeyState,
    deletion: DeletionDate?.toISOString() ?? null,
    spec: KeySpec ?? 'SYMMETRIC_DEFAULT',
    usage: KeyUsage ?? 'ENCRYPT_DECRYPT',
  };
}

async function readPolicy(asked: Promise<{ readonly Policy?: string }>): Promise<Reading<PolicyDocument>> {
  try {
    const { Policy = '' } = await asked;
    const document = parsePolicy(Policy);
    return 'code' in document ? { unread: document } : { value: document };
  } catch (error) {
    return { unread: unreadBecause(error) };
  }
}

function elsewhere(key: Arn): Reading<PolicyDocument> {
  const problem: Problem = {
    code: 'key-unread',
    message: `it belongs to account ${parseArn(key).account}, which the spec does not name: only there its policy can be read`,
    hint: 'Name the account under accounts, or have its owner look: trailwarden policy kms prints what is needed.',
  };
  return { unread: problem };
}
