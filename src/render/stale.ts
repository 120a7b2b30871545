/** A plan that is no longer the one that was approved, and what of it moved. */
import type { MovedField } from '../core/basis.ts';
import { moveWords } from '../core/basis.ts';
import type { Problem } from '../core/model.ts';
import type { Plan } from '../core/plan.ts';
import type { Moved } from '../core/report.ts';
import { fieldLines } from './fields.ts';
import { flow, line } from './flow.ts';
import { mark } from './look.ts';
import type { Look } from './look.ts';
import { counted, valueText } from './words.ts';

export interface Stale {
  readonly plan: Plan;
  readonly moved: readonly Moved[];
  /** The problems that say that it is stale, at least one. */
  readonly problems: readonly [Problem, ...Problem[]];
}

/** The blocks of a plan that was refused as stale. The last line is the verdict. */
export function staleBlocks({ plan, moved, problems }: Stale, look: Look): readonly (readonly string[])[] {
  const text = 'Nothing was changed. What was approved is no longer what would happen.';
  const next = line('Next: ', look.commands.plan);
  if (moved.length === 0)
    return [
      flow([problems[0].message], { width: look.width, indent: 0 }),
      ['Nothing was changed.', next, `Stale plan: ${why(problems[0])}.`],
    ];
  const known = new Set(plan.changes.flatMap(({ basis }) => Object.keys(basis)));
  return [
    ['Since the plan was saved these have moved:', ...moved.flatMap(one => movedLines(one, plan, look))],
    [
      ...flow([text], { width: look.width, indent: 0 }),
      next,
      `Stale plan: ${moved.length} of ${counted(known.size, 'resource')} moved since it was saved.`,
    ],
  ];
}

function why({ code }: Problem): string {
  return code === 'other-plan' ? 'it is not the plan that was approved' : 'it has expired';
}

/** A plan keeps the value of what it changes, and of the rest a digest only. */
function movedLines(moved: Moved, plan: Plan, look: Look): readonly string[] {
  const change = plan.changes.find(({ address }) => address === moved.address);
  const whole = flow([moveWords(moved)], { width: look.width, lead: ['  '], indent: 4 });
  return [
    line('  ', [look.paint.bold, moved.address]),
    ...(moved.fields.length === 0 ? whole : []),
    ...moved.fields.flatMap(one => {
      const planned = change?.fields.find(({ field }) => field === one.field);
      if (!change || !planned || one.then === null || one.digest === null) return digestLines(one, look);
      const { before, ...rest } = planned;
      const field = {
        field: rest.field,
        before,
        after: one.now,
        effect: 'neutral',
        gravity: 'info',
        meaning: '',
      } as const;
      return fieldLines(field, { resource: change.resource }, look, 'plan');
    }),
  ];
}

/** More of a value would drown the rest. */
const longest = 160;

function digestLines({ field, then, digest, now }: MovedField, look: Look): readonly string[] {
  const value = valueText(now);
  const short = look.full || value.length <= longest ? value : `${value.slice(0, longest)}...`;
  const was = then === null ? 'could not be read' : `digest ${then.slice(0, 8)}`;
  const is = digest === null ? 'cannot be read' : short;
  return flow([`${field}: ${was} -> ${is}`], { width: look.width, lead: ['  ', mark('~', look), ' '], indent: 6 });
}
