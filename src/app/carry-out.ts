/** An apply: approval, then send, read again, plan what is left, three rounds at most. */
import { targetKey } from '../core/arn.ts';
import type { Wish } from '../core/desire.ts';
import type { AnyState } from '../core/kind.ts';
import type { Address, Live, Problem } from '../core/model.ts';
import { differs, isOpen } from '../core/plan.ts';
import type { Plan, PlannedChange, Resource } from '../core/plan.ts';
import { planDigest } from '../core/plan-digest.ts';
import type { Outcome, Report } from '../core/report.ts';
import { apply } from './apply.ts';
import { assess } from './assess.ts';
import type { Grounds } from './assess.ts';
import { confirm } from './confirm.ts';
import { notLookedAt, observe } from './observe.ts';
import type { Seen } from './observe.ts';
import type { Ports } from './ports.ts';
import type { Run } from './run.ts';
import { witness } from './witness.ts';

/** New differences that show up after sending are planned again this often. */
const maxRounds = 3;

export interface CarryOut {
  readonly plan: Plan;
  readonly seen: Seen;
  readonly wishes: readonly Wish[];
  readonly grounds: Grounds;
  readonly approve: () => Promise<true | Problem>;
  readonly run: Run;
  readonly ports: Ports;
}

export type Applied = Pick<Report, 'outcomes' | 'remaining' | 'refused' | 'moved' | 'interrupted'>;

/** With what was seen last. */
type CarriedOut = Applied & { readonly seen: Seen };

/** Carries a plan out, unless a rule refused any of it or nobody approved it: then nothing at all is sent. */
export async function carryOut({ plan, seen, wishes, grounds, approve, run, ports }: CarryOut): Promise<CarriedOut> {
  const stale = unlessApproved(plan, run, ports.digest);
  if (stale.length > 0) return { ...nothingSent(stale), seen };
  const refused = run.skipRefused ? [] : refusals(plan);
  if (refused.length > 0) return { ...nothingSent(refused), seen };
  if (!plan.changes.some(isOpen)) return { outcomes: [], remaining: null, refused: [], interrupted: false, seen };
  const approval = await approve();
  if (approval !== true) return { ...(run.signal.aborted ? interruptedBefore : nothingSent([approval])), seen };

  const outcomes = new Map<Address, Outcome>();
  let [current, last] = [plan, seen];
  const rounds = run.planDigest === undefined ? maxRounds : 1; // what another round found, nobody has approved
  for (let round = 0; round < rounds && current.changes.some(isOpen) && !run.signal.aborted; round += 1) {
    const sent = await apply(current, ports, run.signal);
    if (run.signal.aborted) return { ...interrupted(outcomes, sent), seen: last };
    const settled = await settle(current, { sent, seen: last, wishes, run, ports });
    collect(outcomes, settled.outcomes);
    last = await witness(settled.seen, grounds, { memory: ports.cloud.memory(), clock: ports.clock });
    current = assess(last, { ...grounds, changed: changedBy(outcomes) }, ports.clock.now());
    if (sent.some(({ status }) => status === 'failed' || status === 'left')) break;
  }
  return {
    outcomes: [...outcomes.values()].flatMap(one => ended(one, current)),
    remaining: current,
    refused: [],
    interrupted: run.signal.aborted,
    seen: last,
  };
}

function changedBy(outcomes: ReadonlyMap<Address, Outcome>): ReadonlySet<Address> {
  return new Set([...outcomes.values()].filter(({ sent }) => sent.length > 0).map(({ address }) => address));
}

function collect(outcomes: Map<Address, Outcome>, more: readonly Outcome[]): void {
  for (const outcome of more) outcomes.set(outcome.address, merged(outcomes.get(outcome.address), outcome));
}

/**
 * What was not sent because the world had moved, and then turned out to be as desired: somebody else did it, as another
 * run that works on the same. It is no outcome of this one, unless a part of it was sent.
 */
function ended(outcome: Outcome, { changes, unknown }: Plan): readonly Outcome[] {
  const { status, address, problem: _, ...rest } = outcome;
  const open = changes.some(change => change.address === address && differs(change));
  if ((status !== 'moved' && status !== 'skipped') || open || unknown.some(one => one.address === address))
    return [outcome];
  return rest.sent.length > 0 ? [{ ...rest, address, status: 'done' }] : [];
}

/** Nobody waits for a look after Ctrl-C, so none is claimed: the next run sees what stands there. */
function interrupted(outcomes: Map<Address, Outcome>, sent: readonly Outcome[]): Applied {
  collect(outcomes, sent);
  return { outcomes: [...outcomes.values()], remaining: null, refused: [], interrupted: true };
}

/** Why it is not the plan that was approved by its digest. */
export function unlessApproved(
  plan: Plan,
  { planDigest: approved }: Pick<Run, 'planDigest'>,
  digest: Ports['digest'],
): readonly Problem[] {
  const found = planDigest(plan, digest);
  if (approved === undefined || approved === found) return [];
  const message = plan.changes.some(isOpen)
    ? `This is not the plan that was approved: it has the digest ${found}`
    : 'This is not the plan that was approved: there is nothing to do';
  return [{ code: 'other-plan', message, hint: 'Look at it, and approve it by its own digest.' }];
}

/** Why nothing may be sent: what rules refused, each reason once. A limit refuses many resources for one. */
export function refusals({ changes }: Plan): readonly Problem[] {
  const problems = changes.flatMap(({ withheld, fields }) =>
    [withheld, ...fields.map(field => field.withheld)].flatMap(one => (one?.by === 'refused' ? [one.problem] : [])),
  );
  return [...new Map(problems.map(problem => [JSON.stringify(problem), problem])).values()];
}

export const nothingSent = (refused: readonly Problem[]): Applied => ({
  outcomes: null,
  remaining: null,
  refused,
  interrupted: false,
});

const interruptedBefore: Applied = { outcomes: null, remaining: null, refused: [], interrupted: true };

/** A resource that was changed in two rounds has one outcome: the last, with all that was sent. */
function merged(before: Outcome | undefined, { ...outcome }: Outcome): Outcome {
  if (!before) return outcome;
  return {
    ...outcome,
    action: before.action,
    sent: [...before.sent, ...outcome.sent],
    seconds: before.seconds + outcome.seconds,
  };
}

interface Settling extends Pick<CarryOut, 'seen' | 'wishes' | 'run' | 'ports'> {
  readonly sent: readonly Outcome[];
}

/** Looks again at all that calls were sent for, until it reads back as desired. */
async function settle(
  plan: Plan,
  { sent, seen, wishes, run, ports }: Settling,
): Promise<{ readonly outcomes: readonly Outcome[]; readonly seen: Seen }> {
  let last = seen;
  const look = async (selected: ReadonlySet<Address>) => {
    const memory = ports.cloud.memory();
    const left = plan.changes.filter(({ address, action }) => action === 'delete' && selected.has(address));
    const watched = left.map(({ resource }) => resource.target); // what left the spec shows where its target is watched
    last = await observe({ wishes, selected, memory, progress: ports.progress, watched, before: last });
    const lives = last.known.map(({ desired, live }) => [desired.address, live] as const);
    return new Map([...lives, ...left.map(change => [change.address, strayIn(last, change.resource)] as const)]);
  };
  const done = new Set(sent.filter(({ status }) => status === 'done').map(({ address }) => address));
  const touched = new Set(sent.filter(isTouched).map(({ address }) => address));
  ports.progress.step('reading again what was sent');
  await look(touched);
  const changes = plan.changes.filter(({ address }) => done.has(address));
  const left = await confirm({ changes, kinds: ports.kinds, clock: ports.clock, signal: run.signal, look });
  return { outcomes: confirmed(sent, left), seen: last };
}

/** What a look shows of a resource that has left the spec. */
function strayIn({ others, looks }: Seen, { arn, target }: Resource): Live<AnyState> {
  const stray = others.find(({ live }) => live.is === 'present' && live.arn === arn);
  const looked = looks.some(one => targetKey(one.target) === targetKey(target) && one.kind.recorder);
  return stray?.live ?? (looked ? { is: 'absent' } : notLookedAt);
}

/** What was left half-way stands otherwise than it did before, too. */
const isTouched = ({ status, sent }: Outcome): boolean => status !== 'left' || sent.length > 0;

/** Outcomes as they are once it is known what did not read back, and why. */
export function confirmed(sent: readonly Outcome[], left: ReadonlyMap<Address, Problem>): readonly Outcome[] {
  return sent.map(outcome => {
    const problem = left.get(outcome.address);
    return problem === undefined ? outcome : { ...outcome, status: 'unconfirmed', problem };
  });
}

/** The changes of a plan that have calls. */
export function openChanges({ changes }: Plan): readonly PlannedChange[] {
  return changes.filter(isOpen);
}
