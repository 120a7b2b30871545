/** Asks the policies that stand whether CloudTrail may do what the trails of a spec need. Changes nothing. */
import { testKeys } from '../core/beside/key-test.ts';
import { settledKeys } from '../core/beside/use.ts';
import { desireAll } from '../core/desire.ts';
import type { Wish } from '../core/desire.ts';
import type { Arn, Problem, Reading, World } from '../core/model.ts';
import type { Need } from '../core/needs.ts';
import type { Unknown } from '../core/plan.ts';
import { answers } from '../core/policy/evaluate/judge.ts';
import type { Answered } from '../core/policy/evaluate/judge.ts';
import type { Asked } from '../core/policy/evaluate/cloudtrail.ts';
import { requestsFor, tested, untested } from '../core/policy/tested.ts';
import type { Tested } from '../core/policy/tested.ts';
import type { SourceFile } from '../core/spec/source.ts';
import { validateEntries } from '../core/spec/validate.ts';
import { aThird, locate } from './accounts.ts';
import { lookAtKeys } from './beside.ts';
import { memoryWithin } from './deadline.ts';
import { surroundings } from './locate.ts';
import type { Cloud, Memory, Ports } from './ports.ts';
import { isError, validate } from './validate.ts';

export interface TestPorts extends Pick<Ports, 'load' | 'kinds' | 'progress' | 'stage'> {
  readonly cloud: Pick<Cloud, 'identity' | 'enter' | 'memory'>;
}

export type Testing =
  | {
      readonly tests: readonly Tested[];
      /** Accounts that nobody got into, and what nobody could expand: no test says anything about these. */
      readonly unknown: readonly Unknown[];
    }
  | { readonly invalid: readonly Problem[]; readonly sources: readonly SourceFile[] };

/**
 * Tests every use that a trail of the spec makes of a bucket or a topic, and of its own key or the topic's.
 *
 * @throws ApiFailure when the spec names no account and nobody says whose the credentials in force are
 */
export async function testPolicies(paths: readonly string[], ports: TestPorts): Promise<Testing> {
  const { cloud, kinds, progress, stage } = ports;
  const loaded = await ports.load(paths);
  const { spec, problems } = validate(loaded.files, kinds, loaded.problems);
  if (spec === null) return { invalid: problems, sources: loaded.files };
  const memory = cloud.memory();
  const located = await locate(spec, { cloud, memory, kinds, progress, stage });
  const unclear = validateEntries(located.entries, kinds).filter(isError);
  if (unclear.length > 0) return { invalid: unclear, sources: loaded.files };
  const world = await surroundings({ owner: spec.owner, kinds, ...located }, memoryWithin(memory, stage?.(aThird)));
  const wishes = desireAll(located.entries, kinds, world);
  progress.step('reading policies');
  const ask = policies(wishes, memory);
  const uses = wishes.flatMap(wish => needsOf(wish, world).map(need => ({ wish, need })));
  const keys = settledKeys(wishes, world);
  const accounts = new Set(located.accounts.map(({ id }) => id));
  const [tests, seen] = await Promise.all([
    Promise.all(uses.map(async ({ wish, need }) => test(wish, need, { ask, world }))),
    lookAtKeys(keys, { accounts, memory }),
  ]);
  return { tests: [...tests, ...testKeys(keys, seen, wishes)], unknown: located.unknown };
}

function needsOf({ kind, desired: { state, arn } }: Wish, world: World): readonly Need[] {
  return kind.needs?.(state, arn, world) ?? [];
}

type Ready = (asked: readonly Asked[]) => readonly Answered[];
type AskPolicy = (resource: Arn) => Promise<Reading<Ready | undefined>>;

/** Each policy is read, and made ready, once. */
function policies(wishes: readonly Wish[], memory: Memory): AskPolicy {
  const servers = new Map(wishes.map(wish => [wish.desired.arn, wish]));
  const ready = new Map<Arn, Promise<Reading<Ready | undefined>>>();
  const read = async (resource: Arn): Promise<Reading<Ready | undefined>> => {
    const { kind, desired } = servers.get(resource) ?? {};
    if (!kind?.policyOf || !desired) return { unread: outside };
    const found = await kind.policyOf(resource, memory.at(desired.target), desired.target);
    return 'unread' in found ? found : { value: found.value && answers(found.value) };
  };
  return async resource => {
    const asked = ready.get(resource) ?? read(resource);
    ready.set(resource, asked);
    return asked;
  };
}

interface Knowing {
  readonly ask: AskPolicy;
  readonly world: World;
}

/** What a trail asks is known only where all of the trail is. */
async function test({ desired }: Wish, need: Need, { ask, world }: Knowing): Promise<Tested> {
  const { to, of: resource, trail } = need;
  const use = { address: desired.address, trail, to, resource };
  const [open] = Object.values<Problem | undefined>(desired.unknown).filter(problem => problem !== undefined);
  if (open) return untested(use, 'unknown', open);
  const policy = await ask(resource);
  if ('unread' in policy) return untested(use, 'unknown', policy.unread);
  if (policy.value === undefined) return untested(use, 'denied', missing);
  return tested(use, policy.value(requestsFor(need, world.organization?.id ?? null)));
}

const outside: Problem = {
  code: 'not-looked-at',
  message: 'It does not stand in the spec, so its policy was not read',
  hint: 'Declare it, with manage: false where it is not yours.',
};

const missing: Problem = {
  code: 'resource-missing',
  message: 'There is none',
  hint: 'trailwarden apply makes it.',
};
