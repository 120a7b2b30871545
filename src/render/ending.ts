/** The last line of every view, and the numbers in it. Pipelines search for these lines: public API. */
import type { Gravity } from '../core/kind.ts';
import { differs, gravities, gravityOf, isOpen, originsOf } from '../core/plan.ts';
import type { Origin, Plan, PlannedChange, Withheld } from '../core/plan.ts';
import { countsOf } from '../core/report.ts';
import type { Outcome, Report, SpecSummary } from '../core/report.ts';
import { isUndecided, isWatch } from './unknown.ts';
import { counted, digits } from './words.ts';

export interface Tally {
  readonly add: number;
  readonly change: number;
  readonly destroy: number;
  /** Changes that leave less evidence than there is now. */
  readonly weaken: number;
  /** Resources of which a rule refused something. */
  readonly refused: number;
  /** Resources that differ and of which nothing, or not everything, can be done, although nothing was refused. */
  readonly withheld: number;
  /** Resources of which a waiver accepts something, which `ignore` means, and which wait. */
  readonly waived: number;
  readonly ignored: number;
  readonly waiting: number;
  /** Resources of which something could not be read. */
  readonly unreadable: number;
  /** Resources that differ in a field of that origin; null: none has any. */
  readonly origins: Readonly<Record<Origin, number>> | null;
  /** Resources that differ, by what that means. */
  readonly gravity: Readonly<Record<Gravity, number>>;
}

/** The numbers of a plan. */
export function tallyOf(plan: Plan): Tally {
  const differing = plan.changes.filter(differs);
  const of = (gravity: Gravity): number => differing.filter(change => gravityOf(change) === gravity).length;
  return {
    ...countsOf(plan),
    weaken: plan.changes.filter(weakens).length,
    refused: plan.changes.filter(isRefused).length,
    withheld: differing.filter(
      change => !isRefused(change) && (!isOpen(change) || isWithheld(change, 'fixed') || isWithheld(change, 'held')),
    ).length,
    ...leftOf(plan),
    unreadable: unreadIn(plan).size,
    origins: originCounts(differing),
    gravity: { critical: of('critical'), high: of('high'), medium: of('medium'), low: of('low'), info: of('info') },
  };
}

/** What is no difference although it differs. */
function leftOf({ changes }: Plan): Pick<Tally, 'waived' | 'ignored' | 'waiting'> {
  return {
    waived: changes.filter(change => isWithheld(change, 'waived')).length,
    ignored: changes.filter(change => isWithheld(change, 'ignored')).length,
    waiting: changes.filter(isWaiting).length,
  };
}

/** Whether something of it waits, for evidence or for another change. */
export function isWaiting(change: PlannedChange): boolean {
  return isWithheld(change, 'waits');
}

/** What is reported only is withheld by nobody's wish. */
function isWithheld({ withheld, fields }: PlannedChange, by: Withheld['by']): boolean {
  return [withheld, ...fields.map(field => field.withheld)].some(
    one => one?.by === by && one.problem.code !== 'only-reported',
  );
}

function originCounts(differing: readonly PlannedChange[]): Tally['origins'] {
  const found = differing.map(originsOf);
  if (found.every(({ size }) => size === 0)) return null;
  const of = (origin: Origin): number => found.filter(one => one.has(origin)).length;
  return { spec: of('spec'), outside: of('outside'), new: of('new') };
}

/** `1 changed outside. 2 not applied yet.`: what is new was not applied either. */
function byOrigin({ changes }: Plan): readonly string[] {
  const found = changes.filter(differs).map(originsOf);
  return more({
    'changed outside': found.filter(one => one.has('outside')).length,
    'not applied yet': found.filter(one => one.has('spec') || one.has('new')).length,
  });
}

/** Whether what will be done leaves less evidence than there is now. */
function weakens(change: PlannedChange): boolean {
  return isOpen(change) && change.fields.some(({ effect, withheld }) => withheld === undefined && effect === 'weakens');
}

/** Whether a rule refused it, or a field of it: then an apply sends nothing at all. */
export function isRefused({ withheld, fields }: PlannedChange): boolean {
  return withheld?.by === 'refused' || fields.some(field => field.withheld?.by === 'refused');
}

const unreadIn = ({ unknown }: Plan): ReadonlySet<string> => new Set(unknown.map(({ address }) => address));

type About = Partial<Pick<Report, 'offline' | 'undoes'>>;

type Matched = Pick<SpecSummary, 'resources' | 'selected' | 'accounts'> | null | undefined;

/** @param about what the plan is of, if not of the spec against AWS */
export function planEnding(plan: Plan, spec: Matched, about: About = {}): string {
  const { add, change, destroy, weaken, refused, withheld, unreadable } = tallyOf(plan);
  const left = leftOf(plan);
  if (!plan.changes.some(differs))
    return [
      unreadable > 0 ? incomplete(plan, spec) : `No changes. ${matching(spec, about)}`,
      ...more({ ...left }),
    ].join(' ');
  const counts = `Plan: ${digits(add)} to add, ${digits(change)} to change, ${digits(destroy)} to destroy.`;
  return [
    counts,
    ...more({ [weaken === 1 ? 'weakens' : 'weaken']: weaken, refused, withheld, ...left, unreadable }),
    ...byOrigin(plan),
  ].join(' ');
}

function more(numbers: Readonly<Record<string, number>>): readonly string[] {
  return Object.entries(numbers).flatMap(([word, count]) => (count > 0 ? [`${digits(count)} ${word}.`] : []));
}

function matching(spec: Matched, { offline, undoes }: About): string {
  if (undoes !== undefined) return `Nothing of ${undoes} is left that can be put back.`;
  if (offline && spec) return `${offline.base ?? 'Nothing'} means the same as the spec: ${place(spec)}.`;
  return spec ? `Live matches the spec: ${place(spec)}.` : 'Live is as the plan wants it.';
}

function place({ resources, selected, accounts }: NonNullable<Matched>): string {
  const part =
    selected < resources ? `${digits(selected)} of ${counted(resources, 'resource')}` : counted(selected, 'resource');
  return `${part} in ${counted(accounts.length, 'account')}`;
}

function incomplete(plan: Plan, spec: Matched): string {
  if (!spec) return `Incomplete: nothing differs in what could be read, ${openWords(plan)}.`;
  const own = plan.unknown.filter(({ address }) => !isWatch(address));
  const matched = spec.selected - new Set(own.map(({ address }) => address)).size;
  return `Incomplete: ${digits(matched)} of ${digits(spec.selected)} resources match the spec, ${openWords(plan)}.`;
}

/** `1 could not be read, 1 may be denied delivery`. */
function openWords({ unknown }: Plan): string {
  const unread = new Set(unknown.filter(one => !isUndecided(one)).map(({ address }) => address));
  const undecided = new Set(unknown.map(({ address }) => address).filter(address => !unread.has(address)));
  const words = [
    [unread.size, 'could not be read'],
    [undecided.size, 'may be denied delivery'],
  ] as const;
  return words.flatMap(([count, what]) => (count > 0 ? [`${digits(count)} ${what}`] : [])).join(', ');
}

export function driftEnding(plan: Plan, spec: Matched): string {
  const { gravity, unreadable } = tallyOf(plan);
  const differing = plan.changes.filter(differs).length;
  const left = leftOf(plan);
  if (differing === 0 && unreadable > 0) return [incomplete(plan, spec), ...more({ ...left })].join(' ');
  if (differing === 0) {
    const matches = spec ? `${place(spec)} ${spec.selected === 1 ? 'matches' : 'match'} the spec.` : '';
    return ['No drift.', matches, ...more({ ...left })].join(' ');
  }
  const counts = gravities.filter(word => gravity[word] > 0).map(word => `${digits(gravity[word])} ${word}`);
  return [
    `Drift: ${digits(differing)} (${counts.join(', ')}).`,
    ...more({ ...left, unreadable }),
    ...byOrigin(plan),
  ].join(' ');
}

/** What is left of these is no end of the work, although all that could be sent was. */
const gravest: ReadonlySet<Gravity> = new Set(['critical', 'high']);

const verbs = { create: 'added', update: 'changed', adopt: 'changed', delete: 'destroyed' } as const;

/** `0 added, 4 changed, 0 destroyed`: what reads back as desired. */
function resources(outcomes: readonly Outcome[]): string {
  const done = outcomes.filter(({ status }) => status === 'done');
  const of = (verb: string): number => done.filter(({ action }) => verbs[action] === verb).length;
  return `Resources: ${digits(of('added'))} added, ${digits(of('changed'))} changed, ${digits(of('destroyed'))} destroyed`;
}

/** What an apply came to that sent something. */
export function applyEnding(outcomes: readonly Outcome[], remaining: Plan): string {
  const count = (...statuses: readonly Outcome['status'][]): number =>
    outcomes.filter(({ status }) => statuses.includes(status)).length;
  const [failed, left, unconfirmed] = [count('failed'), count('skipped', 'moved', 'left'), count('unconfirmed')];
  const unreadable = unreadIn(remaining).size;
  if (failed + left + unconfirmed === 0) {
    const differ = remaining.changes.filter(differs).length;
    const graver = remaining.changes.some(change => differs(change) && gravest.has(gravityOf(change)));
    return [
      `${graver ? 'Applied in part.' : 'Apply complete!'} ${resources(outcomes)}.`,
      ...more({ [differ === 1 ? 'still differs' : 'still differ']: differ, ...leftOf(remaining), unreadable }),
    ].join(' ');
  }
  const rest = unconfirmed > 0 ? `, ${digits(unconfirmed)} unconfirmed` : '';
  const counts = `${resources(outcomes)}; ${digits(failed)} failed, ${digits(left)} left${rest}.`;
  return [`Apply incomplete. ${counts}`, ...more({ unreadable })].join(' ');
}

/** Where an interrupted apply stopped. */
export function interruptedEnding(outcomes: readonly Outcome[] | null): string {
  const done = (outcomes ?? []).filter(({ status }) => status === 'done');
  const last = done.at(-1);
  if (outcomes === null || (last === undefined && outcomes.every(({ sent }) => sent.length === 0)))
    return 'Interrupted: nothing was changed.';
  const counts = `Interrupted: ${digits(done.length)} of ${counted(outcomes.length, 'change')} done`;
  return last === undefined ? `${counts}.` : `${counts}, the last was ${last.address}.`;
}
