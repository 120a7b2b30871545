/** What enforcing would change, call by call. */
import { blindSince } from '../../core/daemon/verdict.ts';
import { differs, isOpen } from '../../core/plan.ts';
import type { FieldChange, Plan, PlannedChange, Withheld } from '../../core/plan.ts';
import { heldWords } from '../../render/daemon-run.ts';
import { planEnding } from '../../render/ending.ts';
import { policySummary } from '../../render/fields.ts';
import { folded } from '../../render/fold.ts';
import type { Group } from '../../render/fold.ts';
import { labelOf, leavesOf } from '../../render/leaves.ts';
import { statementDiff } from '../../render/statements.ts';
import { counted, digits, some } from '../../render/words.ts';
import { onOff, sentence } from '../../render/drift-words.ts';
import { element } from './element.ts';
import type { Element, Written } from './element.ts';
import { command, nothing, section, unfold } from './parts.ts';
import type { Shown } from './shown.ts';
import { dueClock } from './time.ts';

const most = 20;

export function planView(shown: Shown): Element {
  const { told, now } = shown;
  const { plan, mode, suspended, held: outside } = told.snapshot;
  const acts = mode === 'enforce' && suspended === null && outside === null;
  const usual = acts ? 'What the next run will change' : 'What enforcing would change';
  const title = shown.frozen === undefined ? usual : frozenTitles[shown.frozen];
  const blind = blindSince(told.snapshot, new Date(now)) !== null;
  if (plan === null || blind)
    return section(
      { id: 'plan', title },
      element('div.card', {}, slim('unknown', 'No plan without a run that could read AWS.')),
    );
  const open = plan.changes.filter(isOpen);
  return section(
    { id: 'plan', title, beside: open.length === 0 ? null : order(shown, acts) },
    element(
      'div.card.plan',
      {},
      open.length === 0 ? ending(plan) : [table(open, shown), held(plan), total(plan, acts)],
    ),
  );
}

const frozenTitles = {
  plan: 'What apply would change',
  drift: 'What apply would change',
  apply: 'What is left to change',
} as const;

function order({ told: { snapshot }, now, frozen }: Shown, acts: boolean): string {
  if (frozen !== undefined) return 'In this order.';
  const { suspended, held: outside, runs } = snapshot;
  if (suspended !== null) return 'In this order. Nothing is done while suspended.';
  if (outside !== null) return `In this order. Held: ${heldWords(outside, new Date(now))}.`;
  if (!acts) return 'In this order. Observe mode does none of it.';
  return runs.nextAt === null ? 'In this order.' : `At ${dueClock(runs.nextAt, now)}, in this order.`;
}

function slim(state: 'ok' | 'unknown', ...content: readonly Written[]): Element {
  return element('div.slim', {}, nothing(state, content));
}

function words(plan: Plan): string {
  const isClean = plan.unknown.length === 0 && plan.changes.length === 0;
  return isClean ? 'No changes. Live matches the spec.' : planEnding(plan, null);
}

function ending(plan: Plan): Written {
  const whole = plan.unknown.length === 0 && !plan.changes.some(differs);
  return [slim(whole ? 'ok' : 'unknown', element('code', {}, words(plan))), held(plan)];
}

const signs = {
  create: ['+', 'adds'],
  update: ['~', 'changes'],
  adopt: ['>', 'adopts'],
  delete: ['-', 'removes'],
} as const;

function table(open: readonly PlannedChange[], { choices }: Shown): Written {
  const groups = folded(open, true);
  const whole = choices.whole.has('plan') || groups.length <= most;
  const head = ['resource', 'now → after', 'calls'].map((name, index) =>
    element('th', { scope: 'col', colspan: index === 0 ? 2 : null }, name),
  );
  return [
    element(
      'table.changes',
      {},
      element('thead', {}, element('tr', {}, head)),
      element('tbody', {}, (whole ? groups : groups.slice(0, most)).map(row)),
    ),
    whole ? null : unfold('plan', `Show all ${digits(groups.length)}`),
  ];
}

function row(group: Group): Element {
  const [change] = group;
  const [sign, verb] = signs[change.action];
  const calls = change.calls.map(({ call }) => call.replace(/^.*:/u, ''));
  return element(
    'tr',
    { 'data-key': change.address },
    element(
      `td.sign.${change.action}`,
      {},
      element('span', { 'aria-hidden': 'true' }, sign),
      element('span.unseen', {}, verb),
    ),
    element(
      'th.mono',
      { scope: 'row' },
      change.address,
      group.length === 1 ? null : element('span.mute', {}, ` and ${digits(group.length - 1)} more`),
    ),
    element('td', {}, change.action === 'create' ? ['absent → ', element('b', {}, 'present')] : changes(change)),
    element('td.mute', {}, some([...new Set(calls)], 4), group.length === 1 ? null : ' (in each)'),
  );
}

function changes({ action, fields, resource }: PlannedChange): Written {
  if (action === 'delete') return ['present → ', element('b', {}, 'absent')];
  const open = fields.filter(({ withheld }) => withheld === undefined);
  if (open.length === 0) return action === 'adopt' ? 'owner tag set' : null;
  return open.map(field =>
    element(
      'div',
      {},
      fieldWords(field, resource.kind),
      field.effect === 'weakens' ? [' ', element('span.tag', {}, 'weakens')] : null,
    ),
  );
}

function fieldWords({ field, before, after }: FieldChange, kind: string): Written {
  const policy = statementDiff({ field, live: before, desired: after });
  if (policy) return [element('span.mono', {}, 'policy'), ` ${policySummary(policy)}`];
  return leavesOf({ kind, field, live: before, desired: after }).map((leaf, index) => [
    index === 0 ? null : element('br'),
    element('span.mono', {}, labelOf(leaf) || field),
    ` ${onOff(leaf.live)} → `,
    element('b', {}, onOff(leaf.desired)),
  ]);
}

/** What is left, and why; and what could not be read. */
function held(plan: Plan): Written {
  const reasons = Map.groupBy(
    plan.changes.flatMap(change => withheldIn(change).map(withheld => ({ change, withheld }))),
    ({ withheld }) => `${withheld.by}: ${withheld.problem.message}`,
  );
  const unread = [...new Set(plan.unknown.map(({ address }) => address))];
  const lines = [...reasons.values()].flatMap(all => {
    const [first] = all;
    return first
      ? [
          heldLine(
            all.map(({ change }) => change.address),
            first.withheld,
          ),
        ]
      : [];
  });
  if (unread.length > 0)
    lines.push(
      element('li', {}, element('span.mono', {}, some(unread, 3)), ': not touched, because it could not be read.'),
    );
  return lines.length === 0 ? null : element('ul.foot', {}, lines);
}

/** What a rule or a waiver holds back, each reason once. */
function withheldIn({ withheld, fields }: PlannedChange): readonly Withheld[] {
  const all = withheld ? [withheld] : fields.flatMap(field => field.withheld ?? []);
  return all.filter(
    ({ problem }, index) => all.findIndex(other => other.problem.message === problem.message) === index,
  );
}

function heldLine(addresses: readonly string[], { problem }: Withheld): Element {
  const names =
    addresses.length > 3
      ? `${addresses[0]} and ${counted(addresses.length - 1, 'more resource')}`
      : addresses.join(', ');
  return element(
    'li',
    {},
    element('b', {}, 'Held back: '),
    element('span.mono', {}, names),
    `: ${sentence(problem.message)}`,
  );
}

function total(plan: Plan, acts: boolean): Element {
  return element('div.total', {}, element('code', {}, words(plan)), acts ? null : command('trailwarden apply'));
}
