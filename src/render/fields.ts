/** One changed field: its settings as `old -> new`, or its policy statement by statement. */
import type { FieldChange, Origin, PlannedChange, Withheld } from '../core/plan.ts';
import type { Statement } from '../core/policy/statement.ts';
import { flow } from './flow.ts';
import type { Part } from './flow.ts';
import { labelOf, leavesOf } from './leaves.ts';
import type { Leaf } from './leaves.ts';
import { mark } from './look.ts';
import type { Look } from './look.ts';
import { statementDiff, statementWords } from './statements.ts';
import type { PolicyOf, StatementDiff } from './statements.ts';
import { counted, valueText } from './words.ts';

/** Whether the arrow goes to what a plan will make, or to what happened. It always points forward in time. */
export type Direction = 'plan' | 'drift';

type Changed = Pick<PlannedChange, 'resource' | 'withheld'>;

/** The lines of one field, indented by two. */
export function fieldLines(
  field: FieldChange,
  { resource, withheld }: Changed,
  look: Look,
  direction: Direction,
): readonly string[] {
  const held = direction === 'drift' && isWeakening(field.withheld) ? undefined : field.withheld;
  const { by } = field.withheld ?? withheld ?? {};
  const isLeft = by === 'fixed' || by === 'held' || by === 'waived' || by === 'ignored';
  const weakens = direction === 'plan' && field.effect === 'weakens' && !isLeft;
  const after = [...(weakens ? [marked('[weakens]', look)] : []), ...originParts(field, look)];
  const lead: readonly Part[] = ['  ', ...signOf(held ?? withheld, look, direction)];
  const diff = statementDiff({ field: field.field, live: field.before, desired: field.after });
  const lines = diff
    ? policyLines(
        direction === 'plan' ? diff : turned(diff),
        { policyOf: resource, lead, after, isLeft: direction === 'plan' && isLeft },
        look,
      )
    : leavesOf({ kind: resource.kind, field: field.field, live: field.before, desired: field.after }).flatMap(leaf =>
        leafLines(direction === 'plan' ? leaf : happened(leaf), { lead, after }, look),
      );
  const { loss } = field;
  const lost = weakens && loss !== undefined && !(field.withheld ?? withheld) ? lossLines(loss, look) : [];
  return [...lines, ...lost];
}

/** How to permit it is told once for all of a plan, and not at all of drift. */
export function isWeakening(withheld: Withheld | undefined): boolean {
  return withheld?.problem.code === 'would-weaken';
}

function lossLines(loss: string, look: Look): readonly string[] {
  return labelled('from then on:', loss, { look, indent: 4, style: look.paint.red });
}

const origins: Readonly<Record<Origin, string>> = {
  spec: '(not applied yet)',
  outside: '(changed outside)',
  new: '(new in the spec)',
};

/** Where a difference comes from, if that was asked. */
export function originParts({ origin }: Pick<FieldChange, 'origin'>, { paint }: Look): readonly Part[] {
  return origin === undefined ? [] : [[paint.dim, origins[origin]]];
}

/** `[weakens]`, `[weakened]`: less evidence, in the future and in the past. */
export function marked(word: string, { paint: { bold, red } }: Look): Part {
  return [text => bold(red(text)), word];
}

function signOf(withheld: Withheld | undefined, look: Look, direction: Direction): readonly Part[] {
  if (withheld?.by === 'fixed' || withheld?.by === 'refused') return [mark('!', look), ' '];
  if (direction === 'drift') return [];
  return [mark(withheld === undefined ? '~' : '·', look), ' '];
}

interface Around {
  readonly lead: readonly Part[];
  readonly after: readonly Part[];
}

function leafLines(leaf: Leaf, { lead, after }: Around, look: Look): readonly string[] {
  const { red, green } = look.paint;
  const [from, to] = [valueText(leaf.live), valueText(leaf.desired)];
  return flow([`${labelOf(leaf)}: `, [red, from], ' -> ', [green, to], ...spaced(after)], {
    width: look.width,
    lead,
    indent: 6,
  });
}

/** Wrapping takes care of single spaces only. */
const spaced = (after: readonly Part[]): readonly Part[] => after.flatMap((part): readonly Part[] => [' ', part]);

const happened = ({ path, live, desired }: Leaf): Leaf => ({ path, live: desired, desired: live });

const turned = ({ added, removed, unchanged }: StatementDiff): StatementDiff => ({
  added: removed,
  removed: added,
  unchanged,
});

interface PolicyAround extends Around {
  readonly policyOf: PolicyOf;
  /** Nothing of it is done. */
  readonly isLeft: boolean;
}

/** `policy: 1 statement added, 4 unchanged`, and each of them. */
function policyLines(
  diff: StatementDiff,
  { lead, after, policyOf, isLeft }: PolicyAround,
  look: Look,
): readonly string[] {
  const { added, removed } = diff;
  const list = [
    ...removed.map(statement => ({ statement, sign: '-' as const })),
    ...added.map(statement => ({ statement, sign: '+' as const })),
  ];
  return [
    ...flow([`policy: ${policySummary(diff, isLeft)}`, ...spaced(after)], { width: look.width, lead, indent: 6 }),
    ...statementLines(list, policyOf, look),
  ];
}

/** @param isLeft nothing of it is done: what would have to be */
export function policySummary({ added, removed, unchanged }: StatementDiff, isLeft = false): string {
  const counts = [
    { count: removed.length, word: isLeft ? 'not in the spec' : 'removed' },
    { count: added.length, word: isLeft ? 'missing' : 'added' },
  ].filter(({ count }) => count > 0);
  const [first, ...more] = counts.map(({ count, word }, index) =>
    index === 0 ? `${counted(count, 'statement')} ${word}` : `${count} ${word}`,
  );
  const rest = unchanged > 0 ? [`${unchanged} unchanged`] : [];
  return [first ?? 'the same statements', ...more, ...rest].join(', ');
}

export interface SignedStatement {
  readonly statement: Statement;
  readonly sign: '+' | '-' | '·';
}

/** Statements as columns, or as JSON where everything is wanted. Indented by four. */
export function statementLines(
  statements: readonly SignedStatement[],
  policyOf: PolicyOf,
  look: Look,
): readonly string[] {
  const words = statements.map(({ statement, sign }) => ({
    sign,
    statement,
    words: statementWords(statement, policyOf, look.full),
  }));
  const whoWidth = columnOf(words.map(one => one.words.who));
  const actionWidth = columnOf(words.map(one => one.words.action));
  return words.flatMap(({ sign, statement, words: { effect, who, action, on, when } }) => {
    const lead: readonly Part[] = ['    ', mark(sign, look), ' '];
    if (look.full) return jsonLines(statement, lead, 6);
    const cells = `${effect.padEnd(5)}  ${who.padEnd(whoWidth)}  ${action.padEnd(actionWidth)}  `;
    const fits = who.length <= whoWidth && action.length <= actionWidth;
    const rows = fits
      ? flow([`on ${on}`], { width: look.width, lead: [...lead, cells], indent: 13 })
      : flow([`${effect} ${who} ${action} on ${on}`], { width: look.width, lead, indent: 13 });
    return [...rows, ...when.flatMap(text => flow([text], { width: look.width, lead: [' '.repeat(13)], indent: 15 }))];
  });
}

/** As wide as the widest cell of a usual length. */
const columnOf = (cells: readonly string[]): number =>
  Math.max(0, ...cells.map(({ length }) => length).filter(length => length <= 20));

/** A value as JSON, which nothing wraps, so that it can be copied. */
export function jsonLines(value: unknown, lead: readonly Part[], indent: number): readonly string[] {
  const [first = '', ...rest] = (JSON.stringify(value, null, 2) ?? 'null').split('\n');
  return [
    ...flow([], { width: undefined, lead: [...lead, first], indent }),
    ...rest.flatMap(text => flow([], { width: undefined, lead: [' '.repeat(indent) + text], indent })),
  ];
}

const because: Readonly<Record<Withheld['by'], string>> = {
  refused: 'refused:',
  waived: 'waived:',
  ignored: 'left alone:',
  waits: 'waits:',
  held: 'held:',
  fixed: 'stays:',
};

/** Why something is not done now, and how to mend that. */
export function withheldLines(withheld: Withheld | undefined, look: Look, indent: number): readonly string[] {
  if (withheld === undefined) return [];
  const { by, problem } = withheld;
  const style = by === 'refused' || by === 'fixed' ? look.paint.red : look.paint.yellow;
  return [
    ...labelled(because[by], problem.message, { look, indent, style }),
    ...(problem.hint === undefined || isWeakening(withheld) ? [] : mendLines(problem.hint, look, indent)),
  ];
}

export function mendLines(hint: string, look: Look, indent: number): readonly string[] {
  return labelled('mend:', hint, { look, indent, style: look.paint.green });
}

function labelled(
  label: string,
  text: string,
  { look, indent, style }: { readonly look: Look; readonly indent: number; readonly style: (text: string) => string },
): readonly string[] {
  return flow([text], {
    width: look.width,
    lead: [' '.repeat(indent), [style, label], ' '],
    indent: indent + label.length + 1,
  });
}
