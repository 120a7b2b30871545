/** What follows an apply: a row for each change, failures in AWS's words, what a last look showed, and the verdict. */
import type { Address } from '../core/model.ts';
import { differs, gravityOf, isOpen } from '../core/plan.ts';
import type { Plan, PlannedChange, Withheld } from '../core/plan.ts';
import type { Outcome, Report } from '../core/report.ts';
import { byLines, driftId, toldOf } from './attribution.ts';
import { applyEnding, interruptedEnding, isWaiting, planEnding } from './ending.ts';
import { mendLines, withheldLines } from './fields.ts';
import { flow, line } from './flow.ts';
import type { Part } from './flow.ts';
import { gravityPart, lookOf, mark, notKnownPart, withSign } from './look.ts';
import type { Look, ViewOptions } from './look.ts';
import { permitLines } from './permit.ts';
import { contextLines, gravestFirst, joinBlocks, planBlocks } from './plan.ts';
import { progressRows } from './progress.ts';
import type { ProgressState } from './progress.ts';
import { refusal } from './refusal.ts';
import { byGravity, predicate } from './titles.ts';
import { counted } from './words.ts';

export interface OutcomeOptions extends ViewOptions {
  /** The plan was shown already, with `renderPlan`, when somebody was asked to approve it. */
  readonly planShown: boolean;
}

/**
 * The end of an apply as text, without a newline at the end: the plan first, unless it was shown, where nothing was sent.
 * The last line is the verdict.
 */
export function renderOutcome(report: Report, options: OutcomeOptions): string {
  const look = lookOf(options);
  const { plan, outcomes, refused, interrupted, remaining } = report;
  const body = options.planShown ? [] : [contextLines(report, look), ...planBlocks(report, look)];
  const { moved = [] } = report;
  if (refused.length > 0) return joinBlocks([...refusal({ plan, refused, moved, body }, look)]);
  if (outcomes === null || outcomes.length === 0)
    return joinBlocks([...body, [interrupted ? interruptedEnding(outcomes) : planEnding(plan, report.spec, report)]]);
  const last = remaining ?? plan;
  return joinBlocks([
    ...(options.width === null ? [] : [outcomeRows(plan, outcomes, look)]), // without a terminal each was told as it ended
    ...failureBlocks(outcomes, last, look),
    interrupted && remaining === null ? [] : readAgain({ ...report, plan: last }, look), // nobody looked again
    whoLines(report, look),
    permitLines(last, look),
    [...nextLines(outcomes, last, look), interrupted ? interruptedEnding(outcomes) : applyEnding(outcomes, last)],
  ]);
}

/** Who had brought it to what it was, of those that were found: the others are told as data. */
function whoLines({ attributions = [], finishedAt }: Report, look: Look): readonly string[] {
  const found = attributions.filter(({ attribution }) => attribution.answer === 'found');
  const told = toldOf(found, finishedAt);
  return [...Map.groupBy(found, ({ address }) => address)].flatMap(([address, all]) => [
    line([look.paint.dim, address]),
    ...byLines(
      all.map(({ field }) => driftId(address, field)),
      told,
      look,
    ),
  ]);
}

function outcomeRows(plan: Plan, outcomes: readonly Outcome[], look: Look): readonly string[] {
  const byAddress = new Map(plan.changes.map(change => [change.address, change]));
  const states = outcomes.flatMap((outcome): ProgressState[] => {
    const change = byAddress.get(outcome.address);
    if (change === undefined) return [];
    const { status, sent, seconds } = outcome;
    const note = noteOf(outcome, change, outcomes);
    return [{ change, status, seconds: sent.length > 0 ? seconds : null, ...(note === undefined ? {} : { note }) }];
  });
  return progressRows(states, look);
}

const notes: Readonly<Partial<Record<Outcome['status'], string>>> = {
  unconfirmed: 'not read back yet',
  moved: 'changed meanwhile, nothing sent',
  left: 'not begun',
};

function noteOf({ status, sent }: Outcome, { after }: PlannedChange, outcomes: readonly Outcome[]): string | undefined {
  if (status === 'left' && sent.length > 0) return 'stopped half-way';
  if (status !== 'skipped') return notes[status];
  const undone = outcomes.find(outcome => after.includes(outcome.address) && outcome.status !== 'done');
  const begun = sent.length > 0 ? 'in part: ' : '';
  return undone === undefined ? 'not begun' : `${begun}needs ${blockOf(undone.address)}`;
}

const blockOf = (address: Address): string => address.replace(/@.*/u, '');

/** Each failure in AWS's own words, once; several changes that failed alike share them. */
function failureBlocks(outcomes: readonly Outcome[], last: Plan, look: Look): readonly (readonly string[])[] {
  const failed = outcomes.filter(({ status, problem }) => problem !== undefined && status !== 'skipped');
  const groups = Map.groupBy(failed, ({ problem }) => problem?.message);
  return [...groups.values()].map(group => failureBlock(group, last, look));
}

const words: Readonly<Partial<Record<Outcome['status'], string>>> = {
  unconfirmed: 'NOT CONFIRMED',
  left: 'NOT BEGUN',
  moved: 'NOT SENT',
};

function failureBlock(group: readonly Outcome[], last: Plan, look: Look): readonly string[] {
  const { paint, width } = look;
  const status = group[0]?.status ?? 'failed';
  const problem = group[0]?.problem;
  const lead: Part = [paint.red, withSign('✗', words[status] ?? 'FAILED', look)];
  const meanings = new Set(group.flatMap(outcome => stillSo(outcome, last)));
  const sent = group.flatMap(outcome => outcome.sent.map(({ call }) => call));
  return [
    ...group.map(({ address }, index) => line(...(index === 0 ? [lead, '  '] : ['  ']), [paint.bold, address])),
    ...flow([problem?.message ?? ''], { width, lead: ['  '], indent: 2 }),
    ...(sent.length > 0 ? flow([`Sent: ${sent.join(', ')}.`], { width, lead: ['  '], indent: 2 }) : []),
    ...[...meanings].flatMap(meaning =>
      flow([[paint.bold, `Still so: ${meaning}`]], { width, lead: ['  '], indent: 2 }),
    ),
    ...(problem?.hint === undefined ? [] : mendLines(problem.hint, look, 2)),
  ];
}

/** The reader cares about the trail, not about the call: what the last look showed of it. */
function stillSo({ address }: Outcome, last: Plan): readonly string[] {
  const change = last.changes.find(one => one.address === address && differs(one));
  const [gravest] = change === undefined ? [] : byGravity(change);
  return gravest === undefined ? [] : [gravest.meaning];
}

/** What the last look showed. */
function readAgain({ plan: last, undoes }: Report, look: Look): readonly string[] {
  const left = last.changes.filter(differs).toSorted(gravestFirst);
  const unread = [...new Set(last.unknown.map(({ address }) => address))];
  const waits = last.changes.filter(change => isWaiting(change) && !left.includes(change));
  if (left.length + unread.length === 0)
    return [
      undoes === undefined ? 'Read again: live matches the spec.' : 'Read again: it is as it was before.',
      ...waits.flatMap(change => waitLines(change, look)),
    ];
  const counts = [
    ...(left.length > 0
      ? [`${counted(left.length, 'resource')} still ${left.length === 1 ? 'differs' : 'differ'}`]
      : []),
    ...(unread.length > 0 ? [`${counted(unread.length, 'resource')} could not be read`] : []),
  ];
  // what is refused for many alike, as a limit does, is told of the first
  const toldAt = new Map(
    left.toReversed().flatMap(one => refusalsIn(one).map(({ problem }) => [problem.message, one.address] as const)),
  );
  return [
    `Read again: ${counts.join(', ')}.`,
    ...left.flatMap(change => [
      line('  ', gravityPart(gravityOf(change), look), '  ', change.address, `  ${predicate(change)}`),
      ...refusalsIn(change)
        .filter(({ problem }) => problem.at !== undefined || toldAt.get(problem.message) === change.address)
        .flatMap(one => withheldLines(one, look, 4)),
      ...whatMends(change).flatMap(hint => mendLines(hint, look, 4)),
    ]),
    ...unread.map(address => line('  ', notKnownPart(look), '  ', address)),
    ...waits.flatMap(change => waitLines(change, look)),
  ];
}

/** What is not done yet, once, and what it waits for. */
function waitLines({ address, withheld, fields }: PlannedChange, look: Look): readonly string[] {
  const first = [withheld, ...fields.map(field => field.withheld)].find(one => one?.by === 'waits');
  return [line('  ', mark('·', look), ' ', address), ...withheldLines(first, look, 4)];
}

/** What no apply mends, and what people can do about it, each once. */
function whatMends({ fields }: PlannedChange): readonly string[] {
  const hints = fields.flatMap(({ withheld }) => (withheld?.by === 'fixed' ? (withheld.problem.hint ?? []) : []));
  return [...new Set(hints)];
}

/** Each reason once. */
function refusalsIn({ withheld, fields }: PlannedChange): readonly Withheld[] {
  const refused = [withheld, ...fields.map(field => field.withheld)].filter(one => one?.by === 'refused');
  const reasons = new Map(refused.flatMap(one => (one ? [[one.problem.message, one] as const] : [])));
  return [...reasons.values()];
}

function nextLines(outcomes: readonly Outcome[], last: Plan, { commands, paint }: Look): readonly string[] {
  if (outcomes.every(({ status }) => status === 'done') && !last.changes.some(isOpen)) return [];
  return [line('Next: ', commands.apply, '   ', [paint.dim, 'does what is left; nothing is done twice'])];
}
