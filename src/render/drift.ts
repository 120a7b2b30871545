/** Drift for people: what stands there instead of what the spec says. It never says what apply would do. */
import { differs, gravityOf, isOpen } from '../core/plan.ts';
import type { PlannedChange } from '../core/plan.ts';
import type { Report } from '../core/report.ts';
import { peopleLine, toldOf } from './attribution.ts';
import { driftEnding } from './ending.ts';
import { flow, line } from './flow.ts';
import type { Part } from './flow.ts';
import { gravityPart, lookOf, notKnownPart } from './look.ts';
import type { Look, ViewOptions } from './look.ts';
import { bodyBlocks, contextLines, gravestFirst, joinBlocks, numbersOf } from './plan.ts';
import { table } from './table.ts';
import { predicate } from './titles.ts';
import { isUndecided } from './unknown.ts';

/** The drift of a report as text, without a newline at the end; with `brief`, one line for each resource. */
export function renderDrift(report: Report, options: ViewOptions): string {
  const look = lookOf(options);
  const { plan, spec } = report;
  const ending = driftEnding(plan, spec);
  if (options.brief) return [...briefLines(report, look), ending].join('\n');
  const differing = plan.changes.filter(differs);
  const acting = plan.changes.filter(change => !differs(change));
  const numbers = numbersOf(plan.changes, look);
  const told = toldOf(report.attributions, report.finishedAt);
  const people = peopleLine(report.attributions);
  return joinBlocks([
    contextLines(report, look),
    ...bodyBlocks({ plan, differing, acting }, { look, direction: 'drift', numbers, told }),
    people === undefined ? [] : flow([people], { width: look.width, indent: 0 }),
    [...(plan.changes.some(isOpen) ? [line('Next: ', look.commands.apply)] : []), ending],
  ]);
}

/** For watch, cron mail and status lines: never wrapped, columns aligned. */
function briefLines({ plan }: Report, look: Look): readonly string[] {
  const unread = Map.groupBy(plan.unknown, ({ address }) => address);
  const rows: readonly (readonly Part[])[] = [
    ...plan.changes
      .filter(differs)
      .toSorted(gravestFirst)
      .map(change => [wordOf(change, look), change.address, predicate(change)]),
    ...[...unread].map(([address, all]) => {
      const why = all.every(isUndecided) ? 'delivery may be denied' : 'could not be read';
      return [plainNotKnown(look), address, why];
    }),
  ];
  return table(rows);
}

/** The word alone: the column is for grep. */
function wordOf(change: PlannedChange, look: Look): Part {
  return gravityPart(gravityOf(change), { ...look, ascii: true });
}

const plainNotKnown = (look: Look): Part => notKnownPart({ ...look, ascii: true });
