/** Schema of records, made of the shapes that they are read by. */
import type { ObjectShape, Shape } from '../../logs/record/shape.ts';
import { recordShape } from '../../logs/record/record.ts';
import type { Schema } from './shapes.ts';

/** Null stands for what is not there, everywhere. */
function schemaOf(shape: Shape): Schema {
  const described = shape.says === '' ? {} : { description: shape.says };
  switch (shape.is) {
    case 'text':
      return { type: ['string', 'null'], ...described };
    case 'flag':
      return { type: ['boolean', 'null'], ...described };
    case 'number':
      return { type: ['number', 'null'], ...described };
    case 'any':
      return described;
    case 'list':
      return { type: ['array', 'null'], ...described, items: schemaOf(shape.item) };
    case 'object':
      return { type: ['object', 'null'], ...described, properties: membersOf(shape.members) };
    case 'choice': {
      const common = shape.other.members;
      const variants = Object.entries(shape.variants).flatMap(([type, variant]) => variantOf(type, variant, common));
      return { type: ['object', 'null'], ...described, properties: membersOf(common), allOf: variants };
    }
  }
}

/** What is said of one type beyond what holds for all. */
function variantOf(type: string, { members, says }: ObjectShape, common: ObjectShape['members']): readonly Schema[] {
  const own = Object.entries(members).filter(([name, member]) => common[name]?.says !== member.says);
  if (own.length === 0 && says === '') return [];
  const properties = own.length === 0 ? {} : { properties: membersOf(Object.fromEntries(own)) };
  const isOne = { type: 'object', required: ['type'], properties: { type: { const: type } } };
  return [{ if: isOne, then: { ...(says === '' ? {} : { description: says }), ...properties } }];
}

function membersOf(members: Readonly<Record<string, Shape>>): Readonly<Record<string, Schema>> {
  return Object.fromEntries(Object.entries(members).map(([name, member]) => [name, schemaOf(member)]));
}

/** Of one record of a log file: CloudTrail's own format, so it has no version of ours. */
export const recordSchema: Schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'AWS CloudTrail record',
  ...schemaOf(recordShape),
  type: 'object',
  anyOf: [needs('eventTime'), needs('timeWindow', 'eventCategory')],
};

/** With the members that it needs named once more, as strict validators of schemas want it. */
function needs(...required: readonly string[]) {
  return { properties: Object.fromEntries(required.map(name => [name, true])), required };
}
