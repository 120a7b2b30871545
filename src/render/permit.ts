/** How to go on where changes were refused because they weaken: whole commands, and lines to paste into the spec. */
import { isOpen } from '../core/plan.ts';
import type { Plan, PlannedChange } from '../core/plan.ts';
import { lastingPattern } from '../core/spec/stand-ins.ts';
import { settingNamed } from '../core/spelling.ts';
import { flow, line } from './flow.ts';
import type { Look } from './look.ts';
import { counted, digits } from './words.ts';

/** So many entries are written out; the rest is counted. */
const mostEntries = 5;

/** One field of one resource that is refused because its change weakens. */
interface Weakening {
  readonly address: string;
  /** A pattern of addresses that means it. */
  readonly pattern: string;
  readonly setting: string;
}

/**
 * The ways on, or nothing where no change was refused for weakening. What is lost is told by the changes themselves.
 *
 * @param offersRest whether to name the command that leaves these, and does the rest
 */
export function permitLines(plan: Plan, look: Look, offersRest = true): readonly string[] {
  const weakenings = plan.changes.flatMap(weakeningsOf);
  if (weakenings.length === 0) return [];
  const resources = new Set(weakenings.map(({ address }) => address)).size;
  const text = `${digits(resources)} of ${counted(plan.changes.length, 'change')} would leave less evidence than there is now. To go on, choose one:`;
  const { apply } = look.commands;
  const rest =
    offersRest && plan.changes.some(isOpen)
      ? [line('  only the rest  ', apply, apply.includes(' --skip-refused') ? '' : ' --skip-refused')]
      : [];
  return [
    ...flow([text], { width: look.width, indent: 0 }),
    line('  this run only  ', apply, ' --allow-weakening'),
    ...rest,
    '  until a day, in the spec:',
    ...entryLines(weakenings),
  ];
}

/** Whole, or field by field. */
function weakeningsOf({ address, resource, fields, withheld }: PlannedChange): readonly Weakening[] {
  const whole = withheld?.problem.code === 'would-weaken';
  return fields
    .filter(field => (whole ? field.effect === 'weakens' : field.withheld?.problem.code === 'would-weaken'))
    .map(({ field, before, after }) => ({
      address,
      pattern: lastingPattern(address, resource.target.account),
      setting: settingNamed({ kind: resource.kind, field, before, after }),
    }));
}

/** As they stand in a spec, from its left edge; reason and day are for people to fill in. */
function entryLines(weakenings: readonly Weakening[]): readonly string[] {
  const more = weakenings.length - mostEntries;
  return [
    '  allow:',
    ...weakenings
      .slice(0, mostEntries)
      .flatMap(({ pattern, setting }) => [
        `    - resource: ${pattern}`,
        `      field: ${setting}`,
        '      reason: WHY',
        '      until: YYYY-MM-DD',
      ]),
    ...(more > 0 ? [`    # ${digits(more)} more like these`] : []),
  ];
}
