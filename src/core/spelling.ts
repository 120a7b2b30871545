/** Where a spec has what a field of state holds, and how it spells it: what `show`, plans and names of settings go by. */

/** Which field of which kind. */
export interface Setting {
  /** Name of the kind. */
  readonly kind: string;
  /** Of state. */
  readonly field: string;
}

export interface Spelling {
  /** Where the field stands in the spec: its own name, unless said otherwise. */
  readonly at: readonly string[];
  /** The spec's value for the state's. */
  readonly value: (value: unknown) => unknown;
  /** Keys that are not desired are nobody's business. */
  readonly desiredKeys: boolean;
  /** One setting however much it holds: nothing below it has a name of its own. */
  readonly indivisible: boolean;
}

/** Fields that a spec spells otherwise than state does, by kind; `*` is every kind. */
const spellings: Readonly<Record<string, Partial<Spelling>>> = {
  'trail.destination': { at: [] },
  'trail.scope': { at: [] },
  'bucket.tlsOnly': { at: ['policy', 'tlsOnly'], value: value => value !== null, indivisible: true },
  'bucket.versioning': { value: value => value === 'enabled', indivisible: true },
  'topic.subscriptions': { value: toldList, indivisible: true },
  'bucket.lifecycle': { value: rulesIn, indivisible: true },
  'bucket.retention': { at: ['retention', 'minDays'], indivisible: true },
  '*.tags': { desiredKeys: true },
  '*.grants': { at: ['policy', 'grants'], indivisible: true },
  '*.statements': { at: ['policy', 'statements'], indivisible: true },
  '*.otherStatements': {
    at: ['policy', 'unmanaged'],
    value: value => (value === 'keep' ? 'keep' : 'remove'),
    indivisible: true,
  },
  '*.owner': { at: ['tags', 'trailwarden:owner'] },
};

/** The rules of a lifecycle by their IDs, less what every rule has; the rest of the state is how they are judged. */
function rulesIn(lifecycle: unknown): unknown {
  const rules = membersOf(lifecycle).get('rules') ?? null;
  return Array.isArray(rules) ? Object.fromEntries(rules.map(toldRule)) : rules;
}

function toldRule(rule: unknown): readonly [id: string, text: string] {
  const { ID, Status, Filter, ...rest } = Object.fromEntries(membersOf(rule));
  const isWhole = membersOf(Filter).get('Prefix') === '';
  const shown = { ...(Status === 'Enabled' ? {} : { Status }), ...(isWhole ? {} : { Filter }), ...rest };
  return [String(ID), onOneLine(shown).slice(2, -2)];
}

/** As YAML has it, without quotes. */
function onOneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(onOneLine).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const members = Object.entries(value).map(([name, inner]) => `${name}: ${onOneLine(inner)}`);
  return `{ ${members.join(', ')} }`;
}

/** How a spec spells a field. One that is not known is taken to stand under its own name. */
export function spellingOf({ kind, field }: Setting): Spelling {
  const spelling = spellings[`${kind}.${field}`] ?? spellings[`*.${field}`] ?? {};
  return { at: [field], value: (same: unknown) => same, desiredKeys: false, indivisible: false, ...spelling };
}

/** Subscriptions as a list: `sqs arn:aws:sqs:… (raw)`. */
function toldList(subscriptions: unknown): readonly string[] {
  return [...membersOf(subscriptions)]
    .map(([endpoint, how]) => {
      const members = membersOf(how);
      if (members.get('arn') === null) return `${endpoint} (pending)`;
      return members.get('raw') === true ? `${endpoint} (raw)` : endpoint;
    })
    .toSorted();
}

/** A field that changes, by the name of its setting as `show` prints it: `policy.tlsOnly`, `multiRegion`. */
export function settingNamed({
  before,
  after,
  ...setting
}: Setting & { readonly before: unknown; readonly after: unknown }): string {
  const { at } = spellingOf(setting);
  if (at.length > 0) return at.join('.');
  const standing = membersOf(before);
  const changed = [...membersOf(after)].find(([key, value]) => standing.get(key) !== value);
  return changed?.[0] ?? setting.field;
}

/** None where the value is no record. */
function membersOf(value: unknown): ReadonlyMap<string, unknown> {
  return new Map<string, unknown>(Object.entries(Object(value)));
}
