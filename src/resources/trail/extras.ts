/** Data events and network activity events that selectors take, in parts that can be held against each other. */
import { asSet } from './selectors.ts';
import type { AdvancedSelector, BasicSelector, Conditions, EventSelectors } from './selectors.ts';

type Fields = Readonly<Record<string, Conditions>>;

/** Events other than management events that something selects. */
export interface Extra {
  readonly what: 'Data events' | 'Network activity events';
  /** Resource type or event source. */
  readonly of: string;
  /** All must hold. */
  readonly fields: Fields;
}

/** What is selected besides management events: alternatives apart, reads and writes apart. */
export function extrasOf(selectors: EventSelectors): readonly Extra[] {
  if ('basic' in selectors) return selectors.basic.flatMap(basicExtras);
  return selectors.advanced.filter(selector => !isManagement(selector)).flatMap(({ fields }) => advancedExtras(fields));
}

/** Of the first, what no single one of the second takes for certain. */
export function notIn(first: readonly Extra[], second: readonly Extra[]): readonly Extra[] {
  return first.filter(one => !second.some(other => isWithin(one.fields, other.fields)));
}

export function isManagement({ fields }: AdvancedSelector): boolean {
  return passes(fields['eventCategory'] ?? { Equals: [] }, 'Management');
}

/** Whether a value is what the conditions ask for. */
export function passes(conditions: Conditions, value: string): boolean {
  const { Equals, StartsWith, EndsWith, NotEquals = [], NotStartsWith = [], NotEndsWith = [] } = conditions;
  const positive = [
    Equals?.includes(value),
    StartsWith?.some(start => value.startsWith(start)),
    EndsWith?.some(end => value.endsWith(end)),
  ].filter(found => found !== undefined);
  return (
    (positive.length === 0 || positive.includes(true)) &&
    !NotEquals.includes(value) &&
    !NotStartsWith.some(start => value.startsWith(start)) &&
    !NotEndsWith.some(end => value.endsWith(end))
  );
}

const bothModes: Conditions = { Equals: ['false', 'true'] };

function basicExtras({ readWriteType, dataResources }: BasicSelector): readonly Extra[] {
  const readOnly = readWriteType === 'All' ? bothModes : { Equals: [String(readWriteType === 'ReadOnly')] };
  return dataResources.flatMap(({ type, values }) =>
    values.flatMap(value =>
      parts({
        eventCategory: { Equals: ['Data'] },
        'resources.type': { Equals: [type] },
        readOnly,
        ...basicArn(type, value),
      }).map((fields): Extra => ({ what: 'Data events', of: type, fields })),
    ),
  );
}

const everything: Readonly<Record<string, RegExp>> = {
  'AWS::S3::Object': /^arn:[^:]+:s3(?::::?)?$/u,
  'AWS::Lambda::Function': /^arn:[^:]+:lambda$/u,
  'AWS::DynamoDB::Table': /^arn:[^:]+:dynamodb$/u,
};

/** The condition of an advanced selector that means the same. Where that is not certain, one that only itself equals. */
function basicArn(type: string, value: string): Fields {
  if (everything[type]?.test(value) === true) return {};
  if (type === 'AWS::S3::Object') return { 'resources.ARN': { StartsWith: [value] } };
  const certain = type === 'AWS::Lambda::Function';
  return { 'resources.ARN': { Equals: [certain ? value : `basic selector of ${value}`] } };
}

function advancedExtras(fields: Fields): readonly Extra[] {
  const types = fields['resources.type']?.Equals ?? [];
  const ofData = types.length > 0;
  const named: Pick<Extra, 'what' | 'of'> = ofData
    ? { what: 'Data events', of: types.join(', ') }
    : { what: 'Network activity events', of: (fields['eventSource']?.Equals ?? []).join(', ') };
  return parts(ofData ? { readOnly: bothModes, ...fields } : fields).map(each => ({ ...named, fields: each }));
}

/** More are not made of one selector: they are compared each with each. */
const mostParts = 500;

/** One for every combination of alternatives, which together take what the whole takes. */
function parts(fields: Fields): readonly Fields[] {
  return Object.entries(fields).reduce<readonly Fields[]>(
    (made, [name, conditions]) => {
      const options = alternatives(conditions);
      const fits = made.length * options.length <= mostParts;
      return (fits ? options : [conditions]).flatMap(option => made.map(one => ({ ...one, [name]: option })));
    },
    [{}],
  );
}

const positives = ['Equals', 'StartsWith', 'EndsWith'] as const;

function alternatives(conditions: Conditions): readonly Conditions[] {
  const { NotEquals, NotStartsWith, NotEndsWith } = conditions;
  const negative = {
    ...(NotEquals && { NotEquals }),
    ...(NotStartsWith && { NotStartsWith }),
    ...(NotEndsWith && { NotEndsWith }),
  };
  const each = positives.flatMap(operator =>
    (conditions[operator] ?? []).map(value => ({ ...negative, [operator]: [value] })),
  );
  return each.length === 0 ? [conditions] : each;
}

/** Whether every event that the first takes is for certain one that the second takes. */
function isWithin(first: Fields, second: Fields): boolean {
  return Object.entries(second).every(([name, wanted]) => implies(first[name] ?? {}, wanted));
}

function implies(given: Conditions, wanted: Conditions): boolean {
  const { Equals = [], StartsWith = [], EndsWith = [] } = given;
  if (!Equals.every(value => passes(wanted, value))) return false;
  if (Equals.length > 0 && StartsWith.length + EndsWith.length === 0) return true;
  return (
    (hasPositive(given) || !hasPositive(wanted)) &&
    StartsWith.every(start => meets(wanted, 'StartsWith', start)) &&
    EndsWith.every(end => meets(wanted, 'EndsWith', end)) &&
    // what only ends alike begins anywhere
    excludesAll(EndsWith.length > 0 ? { ...given, StartsWith: [] } : given, wanted)
  );
}

const hasPositive = (conditions: Conditions): boolean => positives.some(operator => conditions[operator] !== undefined);

function meets(wanted: Conditions, operator: 'StartsWith' | 'EndsWith', value: string): boolean {
  if (!hasPositive(wanted)) return true;
  return (wanted[operator] ?? []).some(part =>
    operator === 'StartsWith' ? value.startsWith(part) : value.endsWith(part),
  );
}

/** Whether the first leaves out all that the second leaves out, in words of its own or because it never gets there. */
function excludesAll(
  { StartsWith = [], NotEquals, NotStartsWith, NotEndsWith }: Conditions,
  wanted: Conditions,
): boolean {
  const elsewhere = (value: string): boolean =>
    StartsWith.length > 0 && StartsWith.every(start => !start.startsWith(value) && !value.startsWith(start));
  const [equal, starts, ends] = [asSet(NotEquals), asSet(NotStartsWith), asSet(NotEndsWith)];
  return (
    asSet(wanted.NotEquals).every(value => equal.includes(value) || elsewhere(value)) &&
    asSet(wanted.NotStartsWith).every(value => starts.some(start => value.startsWith(start)) || elsewhere(value)) &&
    asSet(wanted.NotEndsWith).every(value => ends.some(end => value.endsWith(end)))
  );
}
