/** An apply that sent nothing, and why. */
import type { Problem } from '../core/model.ts';
import type { Plan } from '../core/plan.ts';
import { isStale } from '../core/report.ts';
import type { Moved } from '../core/report.ts';
import { isRefused } from './ending.ts';
import type { Look } from './look.ts';
import { permitLines } from './permit.ts';
import { toldIn } from './plan.ts';
import { renderProblems } from './problems.ts';
import { staleBlocks } from './stale.ts';
import { counted } from './words.ts';

export interface Refusal {
  readonly plan: Plan;
  readonly refused: readonly Problem[];
  readonly moved?: readonly Moved[];
  /** The plan as blocks, unless it was shown already. */
  readonly body: readonly (readonly string[])[];
}

/** The blocks of a refusal. What is lost stands before the switch that lifts it, and that nothing was changed. */
export function refusal({ plan, refused, moved = [], body }: Refusal, look: Look): readonly (readonly string[])[] {
  const [first, ...more] = refused.filter(isStale);
  if (first)
    return [
      ...(first.code === 'other-plan' ? body : []),
      ...staleBlocks({ plan, moved, problems: [first, ...more] }, look),
    ];
  const told = toldIn(plan.changes);
  const apart = refused.filter(problem => !told(problem));
  const { color, ascii, width } = look;
  const text = renderProblems(apart, new Map(), { color, ascii, ...(width === undefined ? {} : { width }) });
  return [...body, text === '' ? [] : text.split('\n'), permitLines(plan, look), [ending(plan, refused)]];
}

function ending(plan: Plan, refused: readonly Problem[]): string {
  if (refused.some(({ code }) => code === 'approval-needed')) return 'Refused: no approval. Nothing was changed.';
  if (refused.some(({ code }) => code === 'wrong-account'))
    return 'Refused: the credentials are of another account. Nothing was changed.';
  const may = plan.changes.filter(isRefused).length;
  return `Refused: ${may} of ${counted(plan.changes.length, 'change')} may not be made. Nothing was changed.`;
}
