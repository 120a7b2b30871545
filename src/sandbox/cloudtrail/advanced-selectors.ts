import { Fault } from '../fault.ts';
import { type Of, list, structure, text } from '../shape.ts';

const operators = ['Equals', 'StartsWith', 'EndsWith', 'NotEquals', 'NotStartsWith', 'NotEndsWith'] as const;
type Operator = (typeof operators)[number];

interface FieldSelector extends Partial<Readonly<Record<Operator, readonly string[]>>> {
  readonly Field: string;
}

export interface AdvancedSelector {
  readonly Name?: string;
  readonly FieldSelectors: readonly FieldSelector[];
}

const values = list(text);
export const advancedShape = list(
  structure({
    Name: text,
    FieldSelectors: list(
      structure({
        Field: text,
        Equals: values,
        StartsWith: values,
        EndsWith: values,
        NotEquals: values,
        NotStartsWith: values,
        NotEndsWith: values,
      }),
    ),
  }),
);

const MOST_VALUES = 500;

type Rule = { readonly operators?: readonly Operator[]; readonly one?: true; readonly of?: readonly string[] };

const ANY: Rule = {};
const BOOLEAN: Rule = { operators: ['Equals'], of: ['true', 'false'] };

/** By event category: the fields that a trail takes, and what each may say. */
const FIELDS: Readonly<Record<string, Readonly<Record<string, Rule>>>> = {
  Management: {
    eventCategory: ANY,
    readOnly: BOOLEAN,
    eventSource: { operators: ['NotEquals'], of: ['kms.amazonaws.com', 'rdsdata.amazonaws.com'] },
  },
  Data: {
    eventCategory: ANY,
    'resources.type': { operators: ['Equals'], one: true },
    readOnly: BOOLEAN,
    eventName: ANY,
    eventSource: ANY,
    eventType: ANY,
    'resources.ARN': ANY,
    sessionCredentialFromConsole: { operators: ['Equals', 'NotEquals'], of: ['true'] },
    'userIdentity.arn': ANY,
  },
  NetworkActivity: {
    eventCategory: ANY,
    eventSource: { operators: ['Equals'], one: true },
    eventName: ANY,
    errorCode: { operators: ['Equals'], of: ['VpceAccessDenied'] },
    vpcEndpointId: ANY,
  },
};

const REQUIRED: Readonly<Record<string, string>> = { Data: 'resources.type', NetworkActivity: 'eventSource' };

/** The selectors as they were given. Throws InvalidEventSelectorsException. */
export function readAdvanced(input: Of<typeof advancedShape>): readonly AdvancedSelector[] {
  const selectors = input.map(readSelector);
  const count = selectors.flatMap(({ FieldSelectors }) =>
    FieldSelectors.flatMap(field => operators.flatMap(operator => field[operator] ?? [])),
  );
  if (selectors.length < 1 || count.length > MOST_VALUES) {
    throw refused(`Specify between 1 and ${MOST_VALUES} selectors for your trail.`);
  }
  return selectors;
}

function readSelector(input: Of<typeof advancedShape>[number]): AdvancedSelector {
  const name = input.Name;
  if (name !== undefined && name.length > 1000) throw refused('A selector name has at most 1000 characters.');
  const fields = (input.FieldSelectors ?? []).map(readField);
  const names = fields.map(field => field.Field);
  if (new Set(names).size < names.length) throw refused('A field can be used once in a selector.');
  const category = fields.find(field => field.Field === 'eventCategory');
  if (!category) throw refused('The following fields are required: [eventCategory].');
  checkFields(fields, category);
  return { ...(name !== undefined && { Name: name }), FieldSelectors: fields };
}

function readField(input: NonNullable<Of<typeof advancedShape>[number]['FieldSelectors']>[number]): FieldSelector {
  const { Field: field = '', ...given } = input;
  if (!/^[\w|.]{1,1000}$/.test(field)) throw refused(`Value ${field} for Field is invalid.`);
  const used = operators.filter(operator => given[operator] !== undefined);
  if (used.length === 0) throw refused(`The field ${field} needs an operator.`);
  for (const operator of used) {
    const each = given[operator] ?? [];
    if (each.length === 0 || each.some(value => value.length < 1 || value.length > 2048)) {
      throw refused(`Values of ${operator} for ${field} are invalid.`);
    }
  }
  return { Field: field, ...given };
}

function checkFields(fields: readonly FieldSelector[], category: FieldSelector): void {
  const [name = '', another] = category.Equals ?? [];
  const allowed = Object.hasOwn(FIELDS, name) ? FIELDS[name] : undefined;
  if (!allowed || another !== undefined || Object.keys(category).length > 2) {
    throw refused('eventCategory takes Equals with one value: Management, Data or NetworkActivity.');
  }
  const required = REQUIRED[name];
  if (required !== undefined && !fields.some(field => field.Field === required)) {
    throw refused(`The following fields are required: [eventCategory, ${required}].`);
  }
  for (const field of fields) checkField(field, allowed, name);
}

function checkField(field: FieldSelector, allowed: Readonly<Record<string, Rule>>, category: string): void {
  const rule = Object.hasOwn(allowed, field.Field) ? allowed[field.Field] : undefined;
  if (!rule) throw refused(`The field ${field.Field} is not valid for eventCategory ${category}.`);
  for (const operator of operators) {
    const given = field[operator];
    if (!given) continue;
    if (rule.operators && !rule.operators.includes(operator))
      throw refused(`${operator} is not valid for the field ${field.Field}.`);
    if (rule.one && given.length > 1) throw refused(`The field ${field.Field} takes one value.`);
    const value = given.find(each => rule.of && !rule.of.includes(each));
    if (value !== undefined) throw refused(`Value ${value} for ${field.Field} is invalid.`);
  }
}

/** As GetEventSelectors gives them back: fields sorted by name. */
export function sortedFields(selectors: readonly AdvancedSelector[]): readonly AdvancedSelector[] {
  return selectors.map(selector => ({
    ...selector,
    FieldSelectors: selector.FieldSelectors.toSorted((a, b) => (a.Field < b.Field ? -1 : 1)),
  }));
}

function refused(message: string): Fault {
  return new Fault('InvalidEventSelectorsException', message);
}
