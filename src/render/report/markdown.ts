/** A report as Markdown: the comment of a pull request, the summary of a step. What merging does first, what was there before apart. */
import { countsOf } from '../../core/report.ts';
import type { Report } from '../../core/report.ts';
import { differs, gravities, originsOf } from '../../core/plan.ts';
import type { Plan, PlannedChange } from '../../core/plan.ts';
import type { Problem } from '../../core/model.ts';
import { applyEnding, driftEnding, interruptedEnding, isRefused, planEnding, tallyOf } from '../ending.ts';
import { toldIn } from '../plan.ts';
import { isUndecided } from '../unknown.ts';
import { counted, digits } from '../words.ts';
import { lastPlan } from './facts.ts';
import type { Reporting } from './facts.ts';
import { changeSections, leadLines, refusedSection } from './markdown-changes.ts';
import { acceptedSection, driftSections, outcomeSections, problemSections, unreadSection } from './markdown-drifts.ts';
import { code, plain } from './markdown-text.ts';
import { withinLimit } from './sections.ts';
import type { Section } from './sections.ts';
import { momentWords } from './words.ts';

/** What a comment of GitHub holds, 65,536 characters, but for what whoever posts it adds: links to the run, the digest of the plan. */
export const commentLimit = 65_000;
/** What the summary of a step holds. */
export const summaryLimit = 1_024 * 1_024;

const elsewhere = 'The report as JSON or HTML has all of it.';

/**
 * A report as Markdown, with a newline at the end. The first line is hidden and says whose comment it is; the last is the
 * verdict, as `plan`, `drift` and `apply` print it.
 *
 * @param limit in bytes
 */
export function renderMarkdown(reporting: Reporting, limit: number = commentLimit): string {
  const { report } = reporting;
  const sections: readonly Section[] = [
    { lines: [marker(report.command, report.owner)], cut: 0 },
    { lines: [`### trailwarden: ${headingOf(report)}`], cut: 0 },
    ...bodyOf(reporting),
    acceptedSection(lastPlan(report)),
    { lines: [...footLines(report), endingOf(report).replaceAll('@', '@&#8203;')], cut: 0 }, // nobody is mentioned
  ];
  return withinLimit(joined(sections), limit, elsewhere);
}

/** Problems that no report could be made for, in the place of the comment that would have been. */
export function renderMarkdownProblems(
  problems: readonly Problem[],
  { command, owner, ending }: { readonly command: string; readonly owner: string; readonly ending: string },
  limit: number = commentLimit,
): string {
  const failed = problems.some(({ severity }) => severity !== 'warning');
  const sections: readonly Section[] = [
    { lines: [marker(command, owner)], cut: 0 },
    { lines: [`### trailwarden: ${failed ? 'failed' : 'valid'}`], cut: 0 },
    ...problemSections(problems, 0),
    { lines: [plain(ending)], cut: 0 },
  ];
  return withinLimit(joined(sections), limit, elsewhere);
}

/** The hidden line stands right before the heading, as comments are looked for by it. */
function joined([first, second, ...others]: readonly Section[]): readonly Section[] {
  return [{ lines: [...(first?.lines ?? []), ...(second?.lines ?? [])], cut: 0 }, ...others];
}

/** By which a comment is found again. An owner has letters, digits and hyphens; anything else could end the line. */
export function marker(command: string, owner: string): string {
  return `<!-- trailwarden:${command}:${owner.replaceAll(/[^a-z0-9-]/gu, '').replaceAll(/-{2,}/gu, '-')} -->`;
}

function bodyOf(reporting: Reporting): readonly Section[] {
  const { report } = reporting;
  const last = lastPlan(report);
  const findings = problemSections(toldBeside(report), 4);
  if (report.command === 'drift') return [...driftSections(reporting, null), unreadSection(last), ...findings];
  if (report.outcomes !== null)
    return [...outcomeSections(report), ...driftSections(reporting, null), unreadSection(last), ...findings];
  const said = toldIn(report.plan.changes);
  const own = report.plan.changes.filter(change => isOwn(change));
  const before = new Set(report.plan.changes.filter(change => !isOwn(change)).map(({ address }) => address));
  return [
    ...problemSections(
      report.refused.filter(one => !said(one)),
      0,
    ),
    { lines: leadLines(report, own), cut: 0 },
    ...changeSections(report, own),
    refusedSection(report),
    ...driftSections(reporting, before),
    unreadSection(last),
    ...findings,
  ];
}

/** What no change mends and no block has said. */
function toldBeside(report: Report): readonly Problem[] {
  const { findings, changes } = lastPlan(report);
  const said = toldIn(changes);
  return findings.filter(one => !said(one));
}

/** Whether the spec, and not somebody at AWS, is why it differs; where nobody asked, all of it. */
function isOwn(change: PlannedChange): boolean {
  const origins = originsOf(change);
  return origins.size === 0 || origins.has('spec') || origins.has('new');
}

function headingOf(report: Report): string {
  const { command, refused, interrupted, outcomes } = report;
  if (interrupted) return 'interrupted';
  if (refused.length > 0) return 'refused, nothing was sent';
  if (command === 'drift') return driftHeading(report.plan);
  if (outcomes !== null) return outcomes.every(({ status }) => status === 'done') ? 'applied' : 'applied in part';
  return planHeading(report.plan);
}

function driftHeading(plan: Plan): string {
  const { gravity, unreadable } = tallyOf(plan);
  const counts = gravities.flatMap(word => (gravity[word] > 0 ? [`${digits(gravity[word])} ${word}`] : []));
  const unread = unreadable > 0 ? [`${digits(unreadable)} not known`] : [];
  if (!plan.changes.some(differs)) return unreadable > 0 ? `incomplete, ${unread.join('')}` : 'no drift';
  return `drift, ${[...counts, ...unread].join(', ')}`;
}

function planHeading(plan: Plan): string {
  const own = { ...plan, changes: plan.changes.filter(isOwn) };
  const { add, change, destroy } = countsOf(own);
  const unread = new Set(plan.unknown.map(({ address }) => address)).size;
  const undecided = plan.unknown.every(isUndecided);
  const unknown =
    unread === 0 ? '' : `, ${digits(unread)} ${undecided ? 'may be denied delivery' : 'could not be read'}`;
  const refused = own.changes.filter(isRefused).length;
  if (refused > 0) return `refused, ${counted(refused, 'change')} may not be made${unknown}`;
  if (!plan.changes.some(differs)) return unread > 0 ? `incomplete${unknown}` : 'no changes';
  return `${digits(add)} to add, ${digits(change)} to change, ${digits(destroy)} to destroy${unknown}`;
}

function footLines(report: Report): readonly string[] {
  const { command, offline, spec, finishedAt, revision, digest, base } = report;
  const what = { plan: 'Plan', drift: 'Drift', apply: 'Apply' }[command];
  const of = spec === null ? ' of a saved plan' : ` of ${code(revision ?? spec.paths.join(' '))}`;
  const against = spec === null ? '' : ` in ${counted(spec.accounts.length, 'account')}`;
  const held = base === undefined ? '' : `, held against ${code(base)}`;
  const read = offline ? '. AWS was not asked.' : `, read ${momentWords(finishedAt)}.`;
  const exact =
    command === 'plan' && digest !== undefined && report.plan.changes.some(({ calls }) => calls.length > 0)
      ? [`Apply exactly this with ${code(`trailwarden apply ${spec?.paths.join(' ') ?? ''} --plan-digest ${digest}`)}.`]
      : [];
  return [`${what}${of}${against}${held}${read}`, ...exact];
}

function endingOf(report: Report): string {
  const { command, plan, spec, outcomes, interrupted } = report;
  if (command === 'drift') return driftEnding(plan, spec);
  if (interrupted) return interruptedEnding(outcomes);
  if (outcomes !== null) return applyEnding(outcomes, lastPlan(report));
  return planEnding(plan, spec, report);
}
