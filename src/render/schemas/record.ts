/** Schema of records, made of the shapes that they are read by. */
import type { Shape } from '../../logs/record/shape.ts';
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
      const types = Object.entries(shape.variants).map(([type, variant]) => ({
        if: { type: 'object', required: ['type'], properties: { type: { const: type } } },
        then: { properties: membersOf(variant.members), ...(variant.says === '' ? {} : { description: variant.says }) },
      }));
      return { type: ['object', 'null'], ...described, properties: membersOf(shape.other.members), allOf: types };
    }
  }
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
  anyOf: [{ required: ['eventTime'] }, { required: ['timeWindow', 'eventCategory'] }],
};
