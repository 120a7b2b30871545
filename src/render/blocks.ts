/** What a plan says of one resource, or of several that are alike, as a block of lines. */
import type { Api, Call } from '../core/kind.ts';
import { differs, gravityOf, isOpen } from '../core/plan.ts';
import type { FieldChange, PlannedChange } from '../core/plan.ts';
import { byLines, driftId } from './attribution.ts';
import type { Told } from './attribution.ts';
import { callLines } from './calls.ts';
import { creationLines } from './creation.ts';
import { fieldLines, isWeakening, marked, originParts, withheldLines } from './fields.ts';
import type { Direction } from './fields.ts';
import { flow, line, room } from './flow.ts';
import type { Part } from './flow.ts';
import { mostAddresses } from './fold.ts';
import type { Group } from './fold.ts';
import { gravityPart, mark } from './look.ts';
import type { Look, Mark } from './look.ts';
import { accountLabel, byGravity, predicate, subject } from './titles.ts';
import { counted, digits } from './words.ts';

export interface BlockView {
  readonly look: Look;
  readonly direction: Direction;
  /** Of every call of the plan; empty: calls are not shown. */
  readonly numbers: ReadonlyMap<Call<Api>, number>;
  /** Who did it; absent: nobody was asked. */
  readonly told?: Told;
}

/** A window this wide has room for the address beside the title. */
const wide = 120;

/** What differs: gravity and title, address, then for each field what that means and how it differs. */
export function differenceBlock(group: Group, view: BlockView): readonly string[] {
  const { look, direction } = view;
  const [change] = group;
  const gravity = gravityOf(change);
  const weakened = direction === 'drift' && change.fields.some(({ effect }) => effect === 'strengthens');
  const title = titleOf(group);
  const lead: readonly Part[] = [gravityPart(gravity, look), '  '];
  const after: readonly Part[] = [...(weakened ? [' ', marked('[weakened]', look)] : []), ...goneParts(change, look)];
  const fields = byGravity(change);
  const shown = change.action === 'create' ? fields.slice(0, 1) : fields;
  return [
    ...headLines(group, { look, lead, title: [[look.paint.bold, title], ...after] }),
    ...shown.flatMap((field, index) => [
      ...meaningLines(field, { look, named: gravity }),
      ...whoLines(group, field, { view, before: shown[index - 1] }),
      ...(change.action === 'create' ? [] : fieldLines(field, change, look, direction)),
      ...whyLines(field, shown.slice(index + 1), view),
    ]),
    ...withheldLines(change.withheld, look, 2),
    ...(change.action === 'adopt' && direction === 'plan'
      ? [line('  ', mark(signOf(change), look), ' ', whatWill(change))]
      : []),
    ...callLines(change, view.numbers, look),
  ];
}

/** Why a resource is not there, if that was asked: all its fields have one origin. */
function goneParts({ action, fields: [first] }: PlannedChange, look: Look): readonly Part[] {
  if (action !== 'create' || first?.origin === undefined) return [];
  const words: readonly Part[] =
    first.origin === 'outside' ? [[look.paint.dim, '(deleted outside)']] : originParts(first, look);
  return [' ', ...words];
}

/** The account, the resource, and what is so. */
export function titleOf(group: Group): string {
  const [change, ...more] = group;
  const label = accountLabel(change);
  const accounts = new Set(group.map(accountLabel)).size;
  const sentence = `${subject(change)} ${predicate(change)}`;
  if (more.length === 0) return `${label}: ${sentence}`;
  return accounts === 1
    ? `${label}: ${sentence}, in ${counted(group.length, 'region')}`
    : `${counted(accounts, 'account')}: ${sentence}`;
}

/** The title, and the addresses below it or, with room for it, beside it. */
function headLines(
  group: Group,
  { look, lead, title }: { readonly look: Look; readonly lead: readonly Part[]; readonly title: readonly Part[] },
): readonly string[] {
  const { width, paint } = look;
  const [{ address }] = group;
  const free = Math.min(width ?? 0, wide) - room([...lead, ...title]) - address.length;
  if (group.length === 1 && free >= 2 && width !== undefined && width >= wide)
    return [line(...lead, ...title, ' '.repeat(free), [paint.dim, address])];
  return [...flow(title, { width, lead, indent: 2 }), ...addressLines(group, look)];
}

export function addressLines(
  group: readonly Pick<PlannedChange, 'address'>[],
  { fold, paint }: Look,
): readonly string[] {
  const shown = fold ? group.slice(0, mostAddresses) : group;
  const more = group.length - shown.length;
  return [
    ...shown.map(({ address }) => line('  ', [paint.dim, address])),
    ...(more > 0 ? [line('  ', [paint.dim, `and ${digits(more)} more (--expand lists them)`])] : []),
  ];
}

/** What a difference means. A gravity that the title does not tell stands before it. */
function meaningLines(
  { gravity, meaning }: FieldChange,
  { look, named }: { readonly look: Look; readonly named: FieldChange['gravity'] },
): readonly string[] {
  const lead: readonly Part[] = gravity === named ? ['  '] : ['  ', gravityPart(gravity, look), '  '];
  return flow([[look.paint.bold, meaning]], { width: look.width, lead, indent: 2 });
}

const verbs = {
  create: { sign: '+', done: 'created' },
  update: { sign: '~', done: 'changed' },
  adopt: { sign: '>', done: 'adopted' },
  delete: { sign: '-', done: 'deleted' },
} as const;

/** A resource that comes or goes, or waits: what apply will do, and how it is set. */
export function actionBlock(group: Group, view: BlockView): readonly string[] {
  const { look } = view;
  const [change] = group;
  const weakens = change.action === 'delete' && change.fields.some(({ effect }) => effect === 'weakens');
  const lead: readonly Part[] = [mark(signOf(change), look), ' '];
  const will = [whatWill(change), ...(weakens ? [' ', marked('[weakens]', look)] : []), ...goneParts(change, look)];
  return [
    ...group.flatMap(({ address }) =>
      flow(will, { width: look.width, lead: [...lead, [look.paint.bold, address], ' '], indent: 2 }),
    ),
    ...bodyLines(change, view),
    ...withheldLines(change.withheld, look, 2),
    ...callLines(change, view.numbers, look),
  ];
}

function bodyLines(change: PlannedChange, view: BlockView): readonly string[] {
  const { look, direction } = view;
  if (change.action === 'create') return creationLines(change, look);
  if (change.action === 'delete') return lossLines(change, look);
  return byGravity(change).flatMap((field, index, fields) => [
    ...meaningLines(field, { look, named: field.gravity }),
    ...fieldLines(field, change, look, direction),
    ...whyLines(field, fields.slice(index + 1), view),
  ]);
}

/** What goes with it, each once. */
function lossLines(change: PlannedChange, look: Look): readonly string[] {
  const fields = Map.groupBy(byGravity(change), ({ meaning }) => meaning);
  return [...fields.values()].flatMap(([field]) => (field ? meaningLines(field, { look, named: field.gravity }) : []));
}

/** Why a field is withheld. Fields that are withheld for one reason say it once, below the last of them. */
function whyLines(
  { withheld }: FieldChange,
  later: readonly FieldChange[],
  { look, direction }: BlockView,
): readonly string[] {
  if (direction === 'drift' && isWeakening(withheld)) return [];
  const reason = JSON.stringify(withheld);
  return later.some(field => JSON.stringify(field.withheld) === reason) ? [] : withheldLines(withheld, look, 4);
}

interface Who {
  readonly view: BlockView;
  /** The field that was told before this one. */
  readonly before: FieldChange | undefined;
}

/** Who brought the field to what it is, unless that was said just before. */
function whoLines(group: Group, { field }: FieldChange, { view: { told, look }, before }: Who): readonly string[] {
  if (told === undefined) return [];
  const of = (name: string | null): readonly string[] =>
    byLines(
      group.map(({ address }) => driftId(address, name)),
      told,
      look,
    );
  const whole = group[0].action === 'create' || group[0].action === 'delete';
  const lines = of(whole ? null : field);
  return before !== undefined && of(before.field).join('\n') === lines.join('\n') ? [] : lines;
}

function signOf(change: PlannedChange): Mark {
  if (isOpen(change)) return verbs[change.action].sign;
  return differs(change) ? '!' : '·';
}

/** What apply will do, or would do if it were let. */
function whatWill(change: PlannedChange): string {
  const { done } = verbs[change.action];
  if (!isOpen(change)) return differs(change) ? `would be ${done}` : `is not ${done} now`;
  const started = change.fields.some(({ field, after }) => field === 'logging' && after === true);
  return `will be ${done}${change.action === 'create' && started ? ', then started' : ''}`;
}
