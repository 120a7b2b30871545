/** What a trail records, class by class, and whether that includes the delivery of log files. */
import { parseArn } from '../../core/arn.ts';
import { categories } from '../../core/coverage/recording.ts';
import type { Category, Delivery, EventClass, Recording, Taken } from '../../core/coverage/recording.ts';
import type { Arn } from '../../core/model.ts';
import { managementTaken } from './coverage.ts';
import { extrasOf, notIn, passes } from './extras.ts';
import type { Extra } from './extras.ts';
import type { Conditions, EventSelectors } from './selectors.ts';
import type { TrailState } from './state.ts';

/** Of a state as far as it is known. A trail that does not log records nothing, whatever else of it was read. */
export function recording(state: Partial<TrailState>, arn: Arn): Recording {
  const { scope, organization, destination } = state;
  return {
    everyRegion: scope?.multiRegion ?? true,
    everyAccount: organization ?? true,
    flag: scope?.globalServiceEvents ?? true,
    ...eventsOf(state),
    proves: state.logFileValidation ?? null,
    delivers: destination
      ? { bucket: `arn:${parseArn(arn).partition}:s3:::${destination.bucket}`, prefix: destination.prefix ?? '' }
      : null,
  };
}

function eventsOf({ logging, eventSelectors, insights }: Partial<TrailState>): Pick<Recording, 'takes' | 'open'> {
  if (logging === false) return { takes: [], open: [] };
  if (logging === undefined) return { takes: [], open: categories };
  const open: readonly Category[] = [
    ...(eventSelectors ? [] : (['management', 'data', 'network'] as const)),
    ...(insights ? [] : (['insights'] as const)),
  ];
  return { takes: [...(eventSelectors ? taken(eventSelectors) : []), ...looksFor(insights ?? [])], open };
}

function looksFor(insights: TrailState['insights']): readonly Taken[] {
  return insights.map(({ type }) => ({ of: `insights ${type}`, all: true, without: [] }));
}

function taken(selectors: EventSelectors): readonly Taken[] {
  const management = (['read', 'write'] as const).flatMap(mode => {
    const found = managementTaken(selectors, mode);
    return found ? [{ of: `management ${mode}` as const, ...found }] : [];
  });
  const extras = Map.groupBy(extrasOf(selectors), classOf);
  return [...management, ...[...extras].map(([of, parts]) => ({ of, all: isAll(parts), without: [] }))];
}

function classOf({ what, of }: Extra): EventClass {
  return what === 'Data events' ? `data ${of}` : `network ${of}`;
}

/** Fields that say which class it is, or whether it reads. */
const naming: ReadonlySet<string> = new Set(['eventCategory', 'resources.type', 'readOnly']);

/** Whether nothing of the class is left out: no condition but what names it, for reads and writes alike. */
function isAll(parts: readonly Extra[]): boolean {
  const plain = parts.filter(({ what, fields }) =>
    Object.keys(fields).every(name => naming.has(name) || (name === 'eventSource' && what !== 'Data events')),
  );
  return ['true', 'false'].every(value => plain.some(({ fields }) => passes(fields['readOnly'] ?? {}, value)));
}

/** Data and network activity events that both take for certain, and what CloudTrail looks for on behalf of both. */
export function recordsToo(one: Partial<TrailState>, other: Partial<TrailState>): readonly EventClass[] {
  const [first, second] = [one, other].map(({ eventSelectors }) => (eventSelectors ? extrasOf(eventSelectors) : []));
  const shared = [...within(first, second), ...within(second, first)];
  return [...new Set([...shared.map(classOf), ...sameInsights(one, other)])];
}

function within(some: readonly Extra[] = [], all: readonly Extra[] = []): readonly Extra[] {
  const outside = new Set(notIn(some, all));
  return some.filter(extra => !outside.has(extra));
}

function sameInsights(
  { insights: one = [] }: Partial<TrailState>,
  { insights: other = [] }: Partial<TrailState>,
): readonly EventClass[] {
  const types = new Set(other.map(({ type }) => type));
  return one.flatMap(({ type }) => (types.has(type) ? [`insights ${type}` as const] : []));
}

/**
 * CloudTrail writes log files as `BUCKET/PREFIX/AWSLogs/…json.gz` with PutObject, as a service and not as somebody with an
 * ARN. A trail with recursive logging off leaves these events out.
 */
export function recordsDelivery(
  { eventSelectors, recursiveLogging, logging }: Partial<TrailState>,
  { bucket, prefix }: Delivery,
): boolean {
  if (logging !== true || recursiveLogging !== true || !eventSelectors) return false;
  const folder = `${bucket}/${prefix === '' ? '' : `${prefix}/`}AWSLogs/`;
  return extrasOf(eventSelectors).some(
    ({ of, fields }) =>
      of === 'AWS::S3::Object' &&
      Object.entries(put).every(([name, value]) => passes(fields[name] ?? {}, value)) &&
      !hasPositive(fields['userIdentity.arn'] ?? {}) &&
      meets(fields['resources.ARN'] ?? {}, folder),
  );
}

const put = {
  readOnly: 'false',
  eventName: 'PutObject',
  eventSource: 's3.amazonaws.com',
  eventType: 'AwsApiCall',
  sessionCredentialFromConsole: 'false',
} as const;

const ending = '.json.gz';

const hasPositive = ({ Equals, StartsWith, EndsWith }: Conditions): boolean =>
  [Equals, StartsWith, EndsWith].some(values => values !== undefined);

/** Whether log files in a folder can have an ARN that meets the conditions. The name of one file means no delivery. */
function meets(conditions: Conditions, folder: string): boolean {
  const { StartsWith = [], EndsWith = [], NotStartsWith = [], NotEndsWith = [] } = conditions;
  const wanted =
    !hasPositive(conditions) ||
    StartsWith.some(start => folder.startsWith(start) || start.startsWith(folder)) ||
    EndsWith.some(end => ending.endsWith(end));
  return (
    wanted && !NotStartsWith.some(start => folder.startsWith(start)) && !NotEndsWith.some(end => ending.endsWith(end))
  );
}
