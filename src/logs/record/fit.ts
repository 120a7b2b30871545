/** Holds JSON that somebody else wrote against a shape. */
import type { ChoiceShape, Json, JsonObject, ObjectShape, Of, Shape } from './shape.ts';

/** Whether the value has the shape. Of what a shape does not mention, anything is allowed. */
export function fits<S extends Shape>(value: Json, shape: S): value is Json & Of<S> {
  return isAs(value, shape);
}

function isAs(value: Json, shape: Shape): boolean {
  switch (shape.is) {
    case 'text':
      return typeof value === 'string';
    case 'flag':
      return typeof value === 'boolean';
    case 'number':
      return typeof value === 'number';
    case 'any':
      return true;
    case 'list':
      return isList(value) && value.every(item => isAs(item, shape.item));
    case 'object':
      return isObject(value) && hasMembers(value, shape);
    case 'choice':
      return isObject(value) && hasMembers(value, variantOf(value, shape));
  }
}

function hasMembers(value: JsonObject, { members }: ObjectShape): boolean {
  for (const name in value) {
    const shape = Object.hasOwn(members, name) ? members[name] : undefined;
    const member = value[name];
    if (shape !== undefined && member !== undefined && member !== null && !isAs(member, shape)) return false;
  }
  return true;
}

/** The value without the members that are not as the shape has them; undefined where nothing of it is. */
export function fitting(value: Json, shape: Shape): Json | undefined {
  if (isAs(value, shape)) return value;
  if (shape.is === 'list' && isList(value))
    return value.flatMap(item => {
      const rest = fitting(item, shape.item);
      return rest === undefined ? [] : [rest];
    });
  if (!isObject(value) || (shape.is !== 'object' && shape.is !== 'choice')) return undefined;
  const { members } = shape.is === 'object' ? shape : variantOf(value, shape);
  const kept = Object.entries(value).flatMap(([name, member]) => {
    const own = Object.hasOwn(members, name) ? members[name] : undefined;
    const rest = own === undefined || member === null ? member : fitting(member, own);
    return rest === undefined ? [] : [[name, rest] as const];
  });
  return Object.fromEntries(kept);
}

function variantOf({ type }: JsonObject, { variants, other }: ChoiceShape): ObjectShape {
  return (typeof type === 'string' && Object.hasOwn(variants, type) ? variants[type] : undefined) ?? other;
}

export function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
