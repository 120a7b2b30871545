/** What apply, or merging, would do, as Markdown. */
import { differs, gravityOf, isOpen } from '../../core/plan.ts';
import type { FieldChange, PlannedChange } from '../../core/plan.ts';
import type { Report } from '../../core/report.ts';
import { creationLines } from '../creation.ts';
import { onOff, sentence } from '../drift-words.ts';
import { policySummary } from '../fields.ts';
import { folded } from '../fold.ts';
import type { Group } from '../fold.ts';
import { labelOf, leavesOf } from '../leaves.ts';
import { lookOf } from '../look.ts';
import type { Look } from '../look.ts';
import { permitLines } from '../permit.ts';
import { gravestFirst } from '../plan.ts';
import { statementDiff, statementWords } from '../statements.ts';
import { counted, digits, some, valueText } from '../words.ts';
import { placer } from './facts.ts';
import { alert, cell, details, fenced, placeText, plain, rows } from './markdown-text.ts';
import type { Section } from './sections.ts';
import { stayWords } from './words.ts';

/** Rows of a table; the rest is counted. */
const mostRows = 50;

/** Without colours, without a window. */
const look: Look = lookOf({
  color: false,
  width: null,
  ascii: true,
  calls: false,
  full: false,
  commands: { plan: 'trailwarden plan', apply: 'trailwarden apply' },
});

/** What merging means, in a sentence or two. */
export function leadLines(report: Report, own: readonly PlannedChange[]): readonly string[] {
  const open = own.filter(isOpen);
  const when = report.base === undefined && !report.offline ? 'After apply' : 'After merge';
  if (open.length === 0 || report.refused.length > 0) return [];
  const losses = open.flatMap(lossesOf);
  if (losses.length === 0)
    return [
      `**${when}** ${counted(open.length, 'resource')} ${open.length === 1 ? 'is' : 'are'} as the spec says. Nothing leaves less evidence than now.`,
    ];
  return [`**${when}** there is less evidence than now: ${some([...new Set(losses)].map(plain), 10)}`];
}

function lossesOf({ fields, address }: PlannedChange): readonly string[] {
  return fields
    .filter(({ effect, withheld }) => effect === 'weakens' && withheld === undefined)
    .map(({ loss, field }) => `${address}: ${sentence(loss ?? `${field} weakens`)}`);
}

const signs = { create: '+', update: '~', adopt: '>', delete: '-' } as const;

/** A table of the changes, those that weaken first, and each of them field by field. */
export function changeSections(report: Report, own: readonly PlannedChange[]): readonly Section[] {
  const differing = own
    .filter(differs)
    .toSorted((a, b) => Number(weakens(b)) - Number(weakens(a)) || gravestFirst(a, b));
  const groups = folded(differing, true);
  const place = placer(report);
  const table = rows(
    ['', 'resource', 'change', 'spec'],
    groups
      .slice(0, mostRows)
      .map(group => [
        signs[group[0].action],
        [cell(group[0].address), ...(group.length > 1 ? [`and ${digits(group.length - 1)} more`] : [])].join(' '),
        summary(group),
        placeText(place(group[0].address, group[0].resource.kind, onlyField(group[0]))),
      ]),
  );
  const more = groups.length - mostRows;
  return [
    {
      lines: [...table, ...(more > 0 ? ['', `And ${counted(more, 'more change')} like these or lighter.`] : [])],
      cut: 0,
    },
    {
      lines:
        groups.length === 0 ? [] : details('Field by field', fenced('diff', groups.flatMap(diffLines).slice(0, -1))),
      cut: 5,
      name: 'field by field',
    },
  ];
}

const weakens = ({ fields }: PlannedChange): boolean => fields.some(({ effect }) => effect === 'weakens');

/** A line of the setting where there is one, else of the block. */
function onlyField({ action, fields }: PlannedChange): string | null {
  return action === 'update' && fields.length === 1 ? (fields[0]?.field ?? null) : null;
}

function summary([change]: Group): string {
  const { action, fields, resource } = change;
  const gravity = `${gravityOf(change)}: `;
  if (action === 'create') return `${gravity}new`;
  if (action === 'delete') return `${gravity}deleted`;
  const told = fields.flatMap(field => leafTexts(field, resource.kind));
  const shown = told.slice(0, 3).map(cell).join('<br>');
  const more = told.length > 3 ? `<br>and ${digits(told.length - 3)} more` : '';
  const held = fields.some(({ withheld }) => withheld?.by === 'refused') || change.withheld?.by === 'refused';
  return `${gravity}${shown === '' ? 'owner tag' : shown}${more}${weakens(change) ? ' **weakens**' : ''}${held ? ' **refused**' : ''}`;
}

function leafTexts({ field, before, after }: FieldChange, kind: string): readonly string[] {
  const policy = statementDiff({ field, live: before, desired: after });
  if (policy) return [`${field}: ${policySummary(policy)}`];
  return leavesOf({ kind, field, live: before, desired: after }).map(
    leaf => `${labelOf(leaf) || field}: ${onOff(leaf.live)} -> ${onOff(leaf.desired)}`,
  );
}

/** Lines that GitHub colours: `+` green, `-` red, `!` orange, `#` grey. */
function diffLines(group: Group): readonly string[] {
  const [change] = group;
  const { action, address, fields, resource } = change;
  const also = group.length > 1 ? `, and ${digits(group.length - 1)} more alike` : '';
  const stays = stayWords(change);
  if (action === 'create')
    return [`+ ${address} will be created${also}`, ...creationLines(change, look).map(inDiff), ''];
  const verb = { update: 'changed', adopt: 'adopted', delete: 'deleted' }[action];
  return [
    `${action === 'delete' ? '-' : '!'} ${address} will be ${verb}${also}`,
    ...(action === 'delete' ? [] : fields.flatMap(field => fieldLines(field, resource))),
    ...(stays === undefined ? [] : [`# ${stays}`]),
    '',
  ];
}

/** The sign first: a diff is read by its first column. */
function inDiff(line: string): string {
  const [, sign = '+', text = ''] = /^\s*([-+])?\s*(.*)$/su.exec(line) ?? [];
  return `${sign}   ${text}`;
}

function fieldLines(field: FieldChange, resource: PlannedChange['resource']): readonly string[] {
  const stays = stayWords(field);
  const policy = statementDiff({ field: field.field, live: field.before, desired: field.after });
  const words = (statement: Parameters<typeof statementWords>[0]): string => {
    const { effect, who, action, on, when } = statementWords(statement, resource, false);
    return [effect, who, action, 'on', on, ...when].join(' ');
  };
  const lines = policy
    ? [
        ...policy.removed.map(one => `-   policy: ${words(one)}`),
        ...policy.added.map(one => `+   policy: ${words(one)}`),
      ]
    : leavesOf({ kind: resource.kind, field: field.field, live: field.before, desired: field.after }).flatMap(leaf => {
        const name = labelOf(leaf) || field.field;
        return [`-   ${name}: ${valueText(leaf.live)}`, `+   ${name}: ${valueText(leaf.desired)}`];
      });
  return [...lines, ...(stays === undefined ? [] : [`#   ${stays}`])];
}

/** What may not be made, and how to permit it where it is reviewed. */
export function refusedSection({ plan }: Report): Section {
  const reasons = plan.changes.flatMap(({ address, withheld, fields }) =>
    [withheld, ...fields.map(field => field.withheld)].flatMap(one =>
      one?.by === 'refused' ? [`${cell(address)}: ${plain(stayWords({ withheld: one }) ?? '')}`] : [],
    ),
  );
  const all = [...new Set(reasons)];
  if (all.length === 0) return { lines: [], cut: 0 };
  const permits = permitLines(plan, look, false);
  const lines = [
    `**Apply refuses ${counted(all.length, 'change')}** and stops with exit code 5.`,
    ...all.slice(0, mostRows).map(line => `- ${line}`),
    ...(all.length > mostRows ? [`- and ${digits(all.length - mostRows)} more`] : []),
  ];
  return {
    lines: [...alert('WARNING', lines), ...(permits.length === 0 ? [] : ['', ...fenced('text', permits)])],
    cut: 0,
  };
}
