/** An apply that sent nothing, and why. */
import type { Problem } from '../core/model.ts';
import type { Plan } from '../core/plan.ts';
import { isRefused } from './ending.ts';
import { flow, line } from './flow.ts';
import type { Look } from './look.ts';
import { toldIn } from './plan.ts';
import { renderProblems } from './problems.ts';
import { counted } from './words.ts';

export interface Refusal {
  readonly plan: Plan;
  readonly refused: readonly Problem[];
  /** The plan as blocks, unless it was shown already. */
  readonly body: readonly (readonly string[])[];
}

/** The blocks of a refusal. What is lost stands before the switch that lifts it, and that nothing was changed. */
export function refusal({ plan, refused, body }: Refusal, look: Look): readonly (readonly string[])[] {
  const stale = refused.filter(({ code }) => code === 'stale-plan');
  if (stale.length > 0) return staleBlocks(plan, stale, look);
  const told = toldIn(plan.changes);
  const apart = refused.filter(problem => !told(problem));
  const { color, width } = look;
  const text = renderProblems(apart, new Map(), { color, ...(width === undefined ? {} : { width }) });
  return [...body, text === '' ? [] : text.split('\n'), [ending(plan, refused)]];
}

function ending(plan: Plan, refused: readonly Problem[]): string {
  if (refused.some(({ code }) => code === 'approval-needed')) return 'Refused: no approval. Nothing was changed.';
  if (refused.some(({ code }) => code === 'wrong-account'))
    return 'Refused: the credentials are of another account. Nothing was changed.';
  const may = plan.changes.filter(isRefused).length;
  return `Refused: ${may} of ${counted(plan.changes.length, 'change')} may not be made. Nothing was changed.`;
}

function staleBlocks(plan: Plan, stale: readonly Problem[], look: Look): readonly (readonly string[])[] {
  const known = new Set(plan.changes.flatMap(({ basis }) => Object.keys(basis)));
  const text = 'Nothing was changed. What was approved is no longer what would happen.';
  return [
    [
      'Since the plan was saved these have moved:',
      ...stale.map(({ at }) => line('  ', typeof at === 'string' ? at : '')),
    ],
    [
      ...flow([text], { width: look.width, indent: 0 }),
      line('Next: ', look.commands.plan),
      `Stale plan: ${stale.length} of ${counted(known.size, 'resource')} moved since it was saved.`,
    ],
  ];
}
