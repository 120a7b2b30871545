/** A plan for people: what differs, gravest first, what will come and go, what is not known, and the verdict last. */
import type { Api, Call } from '../core/kind.ts';
import type { Problem } from '../core/model.ts';
import { differs, gravities, gravityOf, isOpen } from '../core/plan.ts';
import type { Plan, PlannedChange } from '../core/plan.ts';
import type { Report } from '../core/report.ts';
import { actionBlock, differenceBlock, titleOf } from './blocks.ts';
import type { BlockView } from './blocks.ts';
import { numbered } from './calls.ts';
import { isRefused, planEnding } from './ending.ts';
import { flow, line } from './flow.ts';
import { folded } from './fold.ts';
import type { Group } from './fold.ts';
import { gravityPart, lookOf } from './look.ts';
import type { Look, ViewOptions } from './look.ts';
import { permitLines } from './permit.ts';
import { renderProblems } from './problems.ts';
import { unknownBlocks } from './unknown.ts';
import { counted, digits, duration, pathsText, secondsBetween } from './words.ts';

/** A report, or as much of one as is known when somebody is to approve its plan. */
export type PlanToShow = Pick<Report, 'plan'> & Partial<Omit<Report, 'plan'>>;

/**
 * The plan of a report as text, without a newline at the end. The last line is the verdict; a hint stands before it where
 * the report is one of `plan` and there is something to apply.
 */
export function renderPlan(report: PlanToShow, options: ViewOptions): string {
  const look = lookOf(options);
  const { plan } = report;
  const { offline } = report;
  const next = report.command === 'plan' && !offline && plan.changes.some(isOpen) && !plan.changes.some(isRefused);
  return joinBlocks([
    offline ? offlineLines(offline, look) : [],
    contextLines(report, look),
    ...planBlocks(report, look),
    permitLines(plan, look, report.command !== 'apply' || !skipsRefused(look)),
    [
      ...refusedLine(report, look),
      ...(next ? [line('Next: ', look.commands.apply), ...digestLines(report, look)] : []),
      planEnding(plan, report.spec, report),
    ],
  ]);
}

/** For apply --plan-digest. */
function digestLines({ digest }: PlanToShow, { paint }: Look): readonly string[] {
  return digest === undefined ? [] : [line([paint.dim, `Digest: ${digest}`])];
}

type Offline = NonNullable<Report['offline']>;

function offlineLines({ base }: Offline, { width, paint }: Look): readonly string[] {
  const text =
    base === null
      ? 'AWS was not asked. This is what the spec would create where nothing stands.'
      : `AWS was not asked. This is what the spec would change if AWS stood as ${base} says.`;
  return flow([[paint.bold, text]], { width, indent: 0 });
}

/** Blocks with an empty line between them; those without lines are left out. */
export function joinBlocks(blocks: readonly (readonly string[])[]): string {
  return blocks
    .filter(block => block.length > 0)
    .map(block => block.join('\n'))
    .join('\n\n');
}

/** Owner, how much was looked at, which spec, how long it took: one dim line. */
export function contextLines({ plan, spec, base, startedAt, finishedAt }: PlanToShow, look: Look): readonly string[] {
  const took =
    startedAt === undefined || finishedAt === undefined
      ? ''
      : ` Took ${duration(secondsBetween(startedAt, finishedAt))}.`;
  const saved = spec === null ? ' saved plan.' : '';
  const what = spec ? specWords(spec, base) : saved;
  const text = `${plan.owner}:${what}${took}`;
  return what === '' && took === '' ? [] : flow([[look.paint.dim, text]], { width: look.width, indent: 2 });
}

function specWords({ paths, resources, selected, accounts }: NonNullable<Report['spec']>, base?: string): string {
  const held = base === undefined ? '' : `, held against ${base}`;
  const some = selected < resources ? `${digits(selected)} of ` : '';
  return ` ${some}${counted(resources, 'resource')}, ${counted(accounts.length, 'account')}. Spec ${pathsText(paths)}${held}.`;
}

/** Everything but the verdict. */
export function planBlocks({ plan, offline, undoes }: PlanToShow, look: Look): readonly (readonly string[])[] {
  const { changes } = plan;
  const differing = changes.filter(isDrift);
  const acting = changes.filter(change => !isDrift(change));
  const usual = offline ? `${offline.base ?? ''} differs from the spec:` : 'Live differs from the spec:';
  const heading = undoes === undefined ? usual : `To be put back as it was before ${undoes}:`;
  const numbers = numbersOf(changes, look);
  return bodyBlocks({ plan, differing, acting, heading }, { look, direction: 'plan', numbers });
}

/** What stands otherwise than the spec says. An adoption is that if more than the owner tag differs. */
function isDrift(change: PlannedChange): boolean {
  const { action, fields } = change;
  const more = action === 'adopt' && fields.some(({ field }) => field !== 'owner');
  return differs(change) && (action === 'update' || more);
}

export function numbersOf(changes: readonly PlannedChange[], look: Look): ReadonlyMap<Call<Api>, number> {
  return look.calls ? numbered(changes) : new Map();
}

interface Body {
  readonly plan: Plan;
  /** Before what differs. */
  readonly heading?: string;
  readonly differing: readonly PlannedChange[];
  /** What comes, goes or waits. */
  readonly acting: readonly PlannedChange[];
}

/** What differs by gravity, what comes and goes by address, what waits, what is not known, what else there is to know. */
export function bodyBlocks(
  { plan, heading, differing, acting }: Body,
  view: BlockView,
): readonly (readonly string[])[] {
  const { look } = view;
  const groups = folded(differing.toSorted(gravestFirst), look.fold);
  const others = folded(acting.toSorted(firstToDo), look.fold);
  const blocks = [
    ...(groups.length > 0 && heading !== undefined ? [[line(heading)]] : []),
    ...groups.map(group => differenceBlock(group, view)),
    ...others.map(group => actionBlock(group, view)),
    ...unknownBlocks(plan.unknown, look),
    ...unreadNote(plan, look),
    ...findingBlocks(plan, look),
  ];
  const long = blocks.reduce((total, block) => total + block.length + 1, 0) > longest;
  return [...blocks, ...(long && groups.length > 1 ? [summary(groups, look)] : [])];
}

/** A body longer than this is followed by one line for each difference. */
const longest = 40;

function summary(groups: readonly Group[], look: Look): readonly string[] {
  return [
    'Summary',
    ...groups.flatMap(group => {
      const lead = ['  ', gravityPart(gravityOf(group[0]), look), '  '];
      return flow([titleOf(group)], { width: look.width, lead, indent: 4 });
    }),
  ];
}

/** Gravest first, then by address. */
export function gravestFirst(a: PlannedChange, b: PlannedChange): number {
  return gravities.indexOf(gravityOf(a)) - gravities.indexOf(gravityOf(b)) || byAddress(a, b);
}

function firstToDo(a: PlannedChange, b: PlannedChange): number {
  return Number(!isOpen(a)) - Number(!isOpen(b)) || byAddress(a, b);
}

/** No two changes have one address. */
function byAddress(a: PlannedChange, b: PlannedChange): number {
  return a.address < b.address ? -1 : 1;
}

function unreadNote({ unknown }: Plan, { width }: Look): readonly (readonly string[])[] {
  const text = 'What could not be read is not changed, and no permission that rests on it is withdrawn.';
  return unknown.length === 0 ? [] : [flow([text], { width, indent: 0 })];
}

/** What no change mends. What a block has said already is not said again. */
function findingBlocks({ findings, changes }: Plan, { color, ascii, width }: Look): readonly (readonly string[])[] {
  const told = toldIn(changes);
  const open = findings.filter(finding => !told(finding));
  const text = renderProblems(open, new Map(), { color, ascii, ...(width === undefined ? {} : { width }) });
  return text === '' ? [] : [text.split('\n')];
}

/** Whether a block of these changes tells a problem. */
export function toldIn(changes: readonly PlannedChange[]): (problem: Problem) => boolean {
  const told = new Set(
    changes.flatMap(({ withheld, fields }) =>
      [withheld, ...fields.map(field => field.withheld)].flatMap(one => (one ? [JSON.stringify(one.problem)] : [])),
    ),
  );
  return problem => told.has(JSON.stringify(problem));
}

const skipsRefused = ({ commands }: Look): boolean => commands.apply.includes(' --skip-refused');

/** An apply sends nothing while anything is refused, unless it was told to leave that. */
function refusedLine({ plan, command }: PlanToShow, look: Look): readonly string[] {
  const { width, paint } = look;
  const refused = plan.changes.filter(isRefused).length;
  if (refused === 0) return [];
  const left = command === 'apply' && skipsRefused(look);
  const told = `${counted(refused, 'change')} ${refused === 1 ? 'is' : 'are'} refused and left; the rest is applied (--skip-refused).`;
  const text = left
    ? told
    : `Refused by apply as it stands: ${counted(refused, 'change')} may not be made, and without --skip-refused nothing is sent.`;
  return flow([[paint.red, text]], { width, indent: 2 });
}
