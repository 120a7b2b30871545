/** How a resource that does not exist yet will be set. */
import type { PlannedChange } from '../core/plan.ts';
import { flow } from './flow.ts';
import type { Part } from './flow.ts';
import { statementLines } from './fields.ts';
import { isRecord, labelOf, settingsIn } from './leaves.ts';
import type { SettingLeaf } from './leaves.ts';
import { mark } from './look.ts';
import type { Look } from './look.ts';
import { statementsOf } from './statements.ts';
import { counted, valueText } from './words.ts';

/** Fields that say nothing a reader of the plan does not know; shown with all others. */
const known: ReadonlySet<string> = new Set(['owner', 'region', 'policyHeader', 'otherStatements']);

/** What is set, not what is off; with `full`, every field. The statements of the policy stand last. */
export function creationLines({ fields, resource }: PlannedChange, look: Look): readonly string[] {
  const policyFields = fields.filter(({ field, after }) => field !== 'otherStatements' && isPolicy(after));
  const statements = policyFields.flatMap(({ after }) => statementsOf(after) ?? []);
  const rows = fields
    .filter(field => !policyFields.includes(field) && (look.full || !known.has(field.field)))
    .flatMap(({ field, after }) => rowsOf(resource.kind, { field, after }, look.full));
  const policy = statements.length === 0 ? [] : [{ label: 'policy', value: counted(statements.length, 'statement') }];
  const all = [...rows, ...policy];
  const column = Math.max(0, ...all.map(({ label }) => label.length)) + 2;
  const lead = (label: string): readonly Part[] => ['  ', mark('+', look), ' ', `${label}:`.padEnd(column)];
  return [
    ...all.flatMap(({ label, value }) =>
      flow([value], { width: look.width, lead: lead(label), indent: Math.min(column + 4, 30) }),
    ),
    ...statementLines(
      statements.map(statement => ({ statement, sign: '+' })),
      resource,
      look,
    ),
  ];
}

const isPolicy = (value: unknown): boolean => (statementsOf(value) ?? []).length > 0;

interface Row {
  readonly label: string;
  readonly value: string;
}

function rowsOf(kind: string, { field, after }: { field: string; after: unknown }, full: boolean): readonly Row[] {
  const settings = settingsIn({ kind, field, value: after }).flatMap(eachOf);
  if (full) return settings.map(({ path, value }) => ({ label: labelOf({ path }), value: valueText(value) }));
  if (areSwitches(settings)) {
    const on = settings.filter(({ value }) => value === true);
    const value = on.length === settings.length ? 'all' : on.map(({ path }) => path.at(-1)).join(', ');
    return on.length === 0 ? [] : [{ label: field, value }];
  }
  return settings
    .filter(({ value }) => !isOff(value) && value !== 'keep')
    .map(({ path, value }) => ({ label: labelOf({ path }), value: valueText(trimmed(value)) }));
}

/** Each record of a longer list is a setting of its own: on one line, all of them are unreadable. */
function eachOf({ path, value }: SettingLeaf): readonly SettingLeaf[] {
  if (!Array.isArray(value) || value.length < 2 || !value.every(isRecord)) return [{ path, value }];
  return value.map((one, index) => ({ path: [...path, index], value: one }));
}

/** Several switches under one name are told by which are on. */
function areSwitches(settings: readonly SettingLeaf[]): boolean {
  return settings.length > 1 && settings.every(({ path, value }) => path.length === 2 && typeof value === 'boolean');
}

function isOff(value: unknown): boolean {
  return value === false || isEmpty(value);
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

/** Less what is empty, at any depth. */
function trimmed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(trimmed);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, inner]) => [key, trimmed(inner)] as const)
      .filter(([, inner]) => !isEmpty(inner)),
  );
}
