/** Changes, problems and resources as JSON: snake_case, every key there, lists empty rather than absent, null for none. */
import type { Problem } from '../core/model.ts';
import { gravityOf } from '../core/plan.ts';
import type { FieldChange, PlannedChange, Resource, Unknown, WaiverTold, Withheld } from '../core/plan.ts';
import type { WaiverJson } from './daemon/types.ts';
import { byGravity } from './titles.ts';

export type Json = Readonly<Record<string, unknown>>;

export function problemJson({ code, severity, message, label, why, hint, at }: Problem): Json {
  return {
    code,
    severity: severity ?? 'error',
    message,
    label: label ?? null,
    why: why ?? null,
    hint: hint ?? null,
    address: typeof at === 'string' ? at : null,
    position: typeof at === 'object' ? positionJson(at) : null,
  };
}

export function positionJson({ file, line, column, length }: Exclude<Problem['at'], string | undefined>): Json {
  return { file, line, column, length: length ?? null };
}

export function resourceJson({ kind, name, arn, target }: Resource): Json {
  const { account, region, partition } = target;
  return { type: kind, name, account, region, partition, arn };
}

export function unknownJson({ address, field, problem }: Unknown): Json {
  return { address, field: field ?? null, problem: problemJson(problem) };
}

export function waiverJson({ resource, field, value, reason, owner, until, ended, accepts }: WaiverTold): WaiverJson {
  return { resource, field, value: value ?? null, reason, owner, until, ended, accepts };
}

/** One change of a plan: what is -> what apply makes. */
export function changeJson(change: PlannedChange): Json {
  const { address, resource, action, fields, withheld, calls, after, basis } = change;
  return {
    address,
    ...resourceJson(resource),
    change: {
      actions: [action],
      before: action === 'create' ? null : valuesOf(fields, 'before'),
      after: action === 'delete' ? null : valuesOf(fields, 'after'),
    },
    gravity: gravityOf(change),
    effect: effectOf(fields),
    meaning: byGravity(change)[0]?.meaning ?? '',
    fields: fields.map(fieldJson),
    withheld: withheldJson(withheld),
    calls: calls.map(({ call, input, regardless, whole }) => ({
      call,
      input,
      regardless: regardless ?? false,
      whole: whole ?? false,
    })),
    after,
    basis,
  };
}

/** The same as what happened: what the spec says -> what is. */
export function driftJson(change: PlannedChange): Json {
  const { address, resource, action, withheld } = change;
  const fields = change.fields.map(turned);
  return {
    address,
    ...resourceJson(resource),
    change: {
      actions: [happened[action]],
      before: action === 'delete' ? null : valuesOf(fields, 'before'),
      after: action === 'create' ? null : valuesOf(fields, 'after'),
    },
    gravity: gravityOf(change),
    effect: effectOf(fields),
    meaning: byGravity(change)[0]?.meaning ?? '',
    fields: fields.map(fieldJson),
    withheld: withheldJson(withheld),
  };
}

/** What must be created was deleted; what must be deleted has appeared. */
const happened = { create: 'delete', update: 'update', adopt: 'update', delete: 'create' } as const;
const opposite = { strengthens: 'weakens', weakens: 'strengthens', neutral: 'neutral' } as const;

const turned = ({ loss: _ofChange, ...field }: FieldChange): FieldChange => ({
  ...field,
  before: field.after,
  after: field.before,
  effect: opposite[field.effect],
});

function fieldJson({ field, before, after, effect, gravity, meaning, loss, origin, withheld }: FieldChange): Json {
  return {
    field,
    before: before ?? null,
    after: after ?? null,
    effect,
    gravity,
    meaning,
    loss: loss ?? null,
    origin: origin ?? null,
    withheld: withheldJson(withheld),
  };
}

function withheldJson(withheld: Withheld | undefined): Json | null {
  return withheld === undefined ? null : { by: withheld.by, problem: problemJson(withheld.problem) };
}

function valuesOf(fields: readonly FieldChange[], side: 'before' | 'after'): Json {
  return Object.fromEntries(fields.map(field => [field.field, field[side] ?? null]));
}

/** Of what is not withheld: one field that weakens makes all of it weaken. */
function effectOf(fields: readonly FieldChange[]): FieldChange['effect'] {
  const effects = fields.filter(({ withheld }) => withheld === undefined).map(({ effect }) => effect);
  return (['weakens', 'strengthens'] as const).find(effect => effects.includes(effect)) ?? 'neutral';
}
