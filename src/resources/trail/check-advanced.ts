/** AWS's rules for advanced event selectors of trails, whichever way they are written. */
import type { WrittenField, WrittenSelector, WrittenValues } from './compile.ts';
import { checkArn } from './check-resource-arns.ts';
import { excludable, refused } from './fault.ts';
import type { Fault } from './fault.ts';
import { knownSources, knownTypes } from './known-events.ts';
import type { Operator } from './spec-events.ts';

const mostValues = 500;
const longestName = 1000;
const longestValue = 2048;

interface Rule {
  readonly operators?: readonly Operator[];
  /** Exactly one value. */
  readonly one?: true;
  readonly of?: readonly string[];
}

const any: Rule = {};
const category: Rule = { operators: ['Equals'], one: true };
const flag: Rule = { operators: ['Equals'], of: ['true', 'false'] };

interface Category {
  readonly fields: Readonly<Record<string, Rule>>;
  /** Besides eventCategory. */
  readonly required?: string;
}

/** By eventCategory: what a trail takes. Event data stores take more. */
const categories: Readonly<Record<string, Category>> = {
  Management: {
    fields: { eventCategory: category, readOnly: flag, eventSource: { operators: ['NotEquals'], of: excludable } },
  },
  Data: {
    fields: {
      eventCategory: category,
      'resources.type': { operators: ['Equals'], one: true },
      readOnly: flag,
      eventName: any,
      eventSource: any,
      eventType: any,
      'resources.ARN': any,
      sessionCredentialFromConsole: { operators: ['Equals', 'NotEquals'], of: ['true'] },
      'userIdentity.arn': any,
    },
    required: 'resources.type',
  },
  NetworkActivity: {
    fields: {
      eventCategory: category,
      eventSource: { operators: ['Equals'], one: true },
      eventName: any,
      errorCode: { operators: ['Equals'], of: ['VpceAccessDenied'] },
      vpcEndpointId: any,
    },
    required: 'eventSource',
  },
};

interface Place {
  /** Of all selectors: JSON pointer into the block. */
  readonly at: string;
  readonly partition: string;
}

/** What AWS would refuse, and what it may not know. */
export function checkAdvanced(selectors: readonly WrittenSelector[], { at, partition }: Place): readonly Fault[] {
  const count = selectors.flatMap(({ fields }) => fields.flatMap(({ given }) => given.flatMap(({ values }) => values)));
  return [
    ...(selectors.length === 0
      ? [
          refused(
            at,
            'nothing would be recorded: a trail has at least one selector',
            'To record nothing: logging: false.',
          ),
        ]
      : []),
    ...(count.length > mostValues
      ? [
          {
            code: 'too-many-selectors' as const,
            at,
            message: `${count.length} values in all selectors; AWS takes ${mostValues} for a trail`,
            hint: 'Use beginnings of ARNs, or fewer selectors.',
          },
        ]
      : []),
    ...selectors.flatMap(selector => ofSelector(selector, partition)),
  ];
}

function ofSelector(selector: WrittenSelector, partition: string): readonly Fault[] {
  const { at, name = '', fields } = selector;
  const names = fields.map(({ field }) => field);
  const twice = fields.filter(({ field }, index) => names.indexOf(field) < index);
  return [
    ...(name.length > longestName
      ? [refused(`${at}/Name`, `the name has ${name.length} characters; AWS takes ${longestName}`)]
      : []),
    ...twice.map(({ at: where, field }) => refused(where, `${field} stands in the selector twice; AWS takes it once`)),
    ...fields.flatMap(ofValues),
    ...ofCategory(selector, partition),
  ];
}

function ofValues({ at, field, given }: WrittenField): readonly Fault[] {
  if (given.length === 0) return [refused(at, `${field} says nothing`, 'Give it an operator such as Equals.')];
  return given.flatMap(({ at: where, operator, values }) => [
    ...(values.length === 0 ? [refused(where, `${operator} of ${field} has no values`)] : []),
    ...values.flatMap((value, index) =>
      value.length > longestValue
        ? [
            refused(
              `${where}/${index}`,
              `a value of ${field} has ${value.length} characters; AWS takes ${longestValue}`,
            ),
          ]
        : [],
    ),
  ]);
}

function ofCategory({ at, fields }: WrittenSelector, partition: string): readonly Fault[] {
  const stated = fields.find(({ field }) => field === 'eventCategory');
  const known = Object.keys(categories).join(', ');
  if (stated === undefined) return [refused(at, 'the selector has no eventCategory', `One of ${known}, with Equals.`)];
  const name = equal(stated)[0] ?? '';
  const rules = Object.hasOwn(categories, name) ? categories[name] : undefined;
  if (rules === undefined)
    return [refused(stated.at, `eventCategory is not one of ${known}`, 'Write Equals with one of them.')];
  const { required } = rules;
  const lacks = required !== undefined && !fields.some(({ field }) => field === required);
  return [
    ...(lacks ? [refused(at, `a selector of ${name} events needs ${required}`)] : []),
    ...fields.flatMap(field => ofField(field, { category: name, rules: rules.fields })),
    ...ofType(fields, { category: name, partition }),
  ];
}

function equal({ given }: WrittenField): readonly string[] {
  return given.flatMap(({ operator, values }) => (operator === 'Equals' ? values : []));
}

interface Judge {
  readonly category: string;
  readonly rules: Readonly<Record<string, Rule>>;
}

function ofField({ at, field, given }: WrittenField, { category: name, rules }: Judge): readonly Fault[] {
  const rule = Object.hasOwn(rules, field) ? rules[field] : undefined;
  if (rule === undefined) {
    const allowed = Object.keys(rules).join(', ');
    return [refused(at, `a trail does not take ${field} for ${name} events`, `There are ${allowed}.`)];
  }
  return given.flatMap(values => ofOperator(values, field, rule));
}

function ofOperator({ at, operator, values }: WrittenValues, field: string, rule: Rule): readonly Fault[] {
  if (rule.operators?.includes(operator) === false)
    return [refused(at, `${field} takes ${rule.operators.join(' or ')}, not ${operator}`)];
  const others = values.flatMap((value, index) =>
    rule.of?.includes(value) === false
      ? [refused(`${at}/${index}`, `${field} takes ${rule.of.join(' or ')}, not ${value}`)]
      : [],
  );
  const many = rule.one === true && values.length > 1;
  return many ? [refused(at, `${field} takes one value, not ${values.length}`), ...others] : others;
}

/** The type of resource or the source, and the ARNs that must be of it. */
function ofType(
  fields: readonly WrittenField[],
  { category: name, partition }: { readonly category: string; readonly partition: string },
): readonly Fault[] {
  if (name === 'Management') return [];
  const [what, known] =
    name === 'Data' ? (['resources.type', knownTypes] as const) : (['eventSource', knownSources] as const);
  const stated = fields.filter(({ field }) => field === what);
  const [type = ''] = stated.flatMap(equal);
  if (type === '') return [];
  const at = stated[0]?.given[0]?.at ?? '';
  if (name === 'Data' && !/^AWS::[A-Za-z0-9]+::[A-Za-z0-9]+$/u.test(type))
    return [refused(at, `"${type}" is no type of resource`, 'Write it as AWS::S3::Object is written.')];
  const arns = fields.filter(({ field }) => field === 'resources.ARN').flatMap(({ given }) => given);
  return [
    ...(known.has(type) ? [] : [doubted(at, type, name)]),
    ...arns.flatMap(values => checkArn(values, { type, partition })),
  ];
}

function doubted(at: string, type: string, category: string): Fault {
  return {
    code: 'unknown-event-type',
    severity: 'warning',
    at,
    message: `"${type}" is not known to have ${category === 'Data' ? 'data' : 'network activity'} events`,
    hint: 'Compare it, upper and lower case too, with the user guide of CloudTrail.',
  };
}
