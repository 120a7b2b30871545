/** Lifecycle rules in S3's own terms, in one form however they were written or answered. */
import { canonical } from '../../core/diff.ts';

interface Tag {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

interface Conditions {
  readonly Prefix?: string | undefined;
  readonly ObjectSizeGreaterThan?: number | undefined;
  readonly ObjectSizeLessThan?: number | undefined;
}

/** Which objects a rule is about: one condition, or several below `And`. */
type GivenFilter = Conditions & {
  readonly Tag?: Tag | undefined;
  readonly And?: (Conditions & { readonly Tags?: readonly Tag[] | undefined }) | undefined;
};

type Moment = string | Date | undefined;

interface Transition {
  readonly Days?: number | undefined;
  readonly Date?: Moment;
  readonly NoncurrentDays?: number | undefined;
  readonly NewerNoncurrentVersions?: number | undefined;
  readonly StorageClass?: string | undefined;
}

/** A rule as a spec writes it or S3 answers it. */
export interface GivenRule {
  readonly ID?: string | undefined;
  readonly Status?: string | undefined;
  /** Of old times: the filter by its prefix alone. */
  readonly Prefix?: string | undefined;
  readonly Filter?: GivenFilter | undefined;
  readonly Expiration?:
    | {
        readonly Days?: number | undefined;
        readonly Date?: Moment;
        readonly ExpiredObjectDeleteMarker?: boolean | undefined;
      }
    | undefined;
  readonly NoncurrentVersionExpiration?:
    | { readonly NoncurrentDays?: number | undefined; readonly NewerNoncurrentVersions?: number | undefined }
    | undefined;
  readonly Transitions?: readonly Transition[] | undefined;
  readonly NoncurrentVersionTransitions?: readonly Transition[] | undefined;
  readonly AbortIncompleteMultipartUpload?: { readonly DaysAfterInitiation?: number | undefined } | undefined;
}

/** A rule in the one form: plain JSON, lists in order, conditions in one place, the first moment of a day for dates. */
export interface LifecycleRule {
  readonly ID: string;
  readonly Status: 'Enabled' | 'Disabled';
  readonly Filter: GivenFilter;
  readonly Expiration?: {
    readonly Days?: number;
    readonly Date?: string;
    readonly ExpiredObjectDeleteMarker?: boolean;
  };
  readonly NoncurrentVersionExpiration?: {
    readonly NoncurrentDays?: number;
    readonly NewerNoncurrentVersions?: number;
  };
  readonly Transitions?: readonly Transition[];
  readonly NoncurrentVersionTransitions?: readonly Transition[];
  readonly AbortIncompleteMultipartUpload?: { readonly DaysAfterInitiation?: number };
}

/** The one form of a rule. A rule without a status is enabled, one without a filter is about all objects. */
export function normalRule(rule: GivenRule): LifecycleRule {
  const { Prefix, Filter, Transitions = [], NoncurrentVersionTransitions = [], Expiration, ...rest } = rule;
  const { Date: date, ...expiration } = Expiration ?? {};
  const given = {
    ...rest,
    ID: rule.ID ?? '',
    Status: rule.Status === 'Disabled' ? 'Disabled' : 'Enabled',
    Filter: normalFilter(Filter ?? { Prefix: Prefix ?? '' }),
    ...(Expiration ? { Expiration: { ...expiration, Date: dayOf(date) } } : {}),
    ...listOf('Transitions', Transitions),
    ...listOf('NoncurrentVersionTransitions', NoncurrentVersionTransitions),
  };
  return JSON.parse(canonical(given)) as LifecycleRule; // what is undefined goes
}

/** The same rules, in whatever order. */
export function sameRules(a: readonly LifecycleRule[], b: readonly LifecycleRule[]): boolean {
  return canonical(byId(a)) === canonical(byId(b));
}

/** The IDs of the rules that stand in one list and not in the other as they are. */
export function otherThan(a: readonly LifecycleRule[], b: readonly LifecycleRule[]): readonly string[] {
  const texts = [a, b].map(rules => new Set(rules.map(canonical)));
  const found = [...a, ...b].filter(rule => texts.some(known => !known.has(canonical(rule))));
  return [...new Set(found.map(({ ID }) => ID))].toSorted();
}

/** What the keys of the objects begin with that a filter is about. */
export function prefixOf({ Filter: { Prefix, And } }: Pick<LifecycleRule, 'Filter'>): string {
  return Prefix ?? And?.Prefix ?? '';
}

export function byId(rules: readonly LifecycleRule[]): readonly LifecycleRule[] {
  return rules.toSorted((a, b) => (a.ID < b.ID ? -1 : Number(a.ID > b.ID)));
}

/** S3 lets rules act at midnight in UTC only. */
function dayOf(date: Moment): string | undefined {
  return date === undefined ? undefined : new Date(date).toISOString();
}

function listOf(name: string, transitions: readonly Transition[]): Readonly<Record<string, readonly Transition[]>> {
  if (transitions.length === 0) return {};
  const dated = transitions.map(one => (one.Date === undefined ? one : { ...one, Date: dayOf(one.Date) }));
  return { [name]: dated.toSorted((a, b) => (canonical(a) < canonical(b) ? -1 : 1)) };
}

/** A single condition stands by itself, several below `And`, none is the prefix that all keys have. */
function normalFilter({ Tag, And, ...own }: GivenFilter): GivenFilter {
  const { Tags = [], ...more } = And ?? {};
  const tags = [...(Tag ? [Tag] : []), ...Tags].toSorted((a, b) => (canonical(a) < canonical(b) ? -1 : 1));
  const { Prefix = '', ...sizes } = { ...own, ...more };
  const conditions = {
    ...(Prefix === '' ? {} : { Prefix }),
    ...Object.fromEntries(Object.entries(sizes).filter(([, size]) => size !== undefined)),
  };
  const [tag] = tags;
  if (Object.keys(conditions).length + tags.length > 1)
    return { And: { ...conditions, ...(tag ? { Tags: tags } : {}) } };
  if (tag) return { Tag: tag };
  return Object.keys(conditions).length === 0 ? { Prefix: '' } : conditions;
}
