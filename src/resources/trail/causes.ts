/** Which calls bring the fields of a trail to what they are, and what their requests say of them. */
import { canonical } from '../../core/diff.ts';
import { bearingOf, bearingOfWhole, flagAt, objectsAt, textAt, textsAt } from '../../core/drift/cause.ts';
import type { Bearing, Cause, Causes, Gap, Parameters, Parts, Request } from '../../core/drift/cause.ts';
import { tagCauses, tagsIn, withoutTags } from '../../core/drift/tag-causes.ts';
import { ownerTag } from '../../core/tags.ts';
import { normaliseTemplates } from './aggregation.ts';
import { insightsTold, selectorsTold } from './causes-selectors.ts';
import { defaultSelectors, sameSelectors } from './selectors.ts';
import type { TrailState } from './state.ts';

const source = 'cloudtrail.amazonaws.com';
const byName = (parameters: Parameters): readonly string[] => textsAt(parameters, 'name');
const byTrailName = (parameters: Parameters): readonly string[] => textsAt(parameters, 'trailName');

/** What of CreateTrail is there when nobody sends it. */
const defaults: Parameters = {
  s3KeyPrefix: '',
  snsTopicName: '',
  includeGlobalServiceEvents: true,
  isMultiRegionTrail: false,
  enableLogFileValidation: false,
  cloudWatchLogsLogGroupArn: '',
  cloudWatchLogsRoleArn: '',
  kmsKeyId: '',
  isOrganizationTrail: false,
  recursiveLogging: true,
};

/** UpdateTrail leaves alone what it does not name; CreateTrail sets all. */
function carried<V>(bearing: (told: Parameters, gap: Gap<V>) => Bearing): readonly Cause<V>[] {
  return [
    {
      source,
      events: ['UpdateTrail'],
      subjects: byName,
      bearing: ({ parameters }, gap) => (isUnrecorded(parameters) ? 'perhaps' : bearing(parameters, gap)),
    },
    {
      source,
      events: ['CreateTrail'],
      subjects: byName,
      bearing: ({ parameters }, gap) =>
        isUnrecorded(parameters) ? 'perhaps' : bearing({ ...defaults, ...parameters }, gap),
    },
  ];
}

/** Requests of more than 100 KB are not recorded. */
const isUnrecorded = (parameters: Parameters): boolean => Object.keys(parameters).length === 0;

/** A value that one parameter carries, where it is among the told. */
function one<V>(name: string, agrees: (told: string, found: V) => boolean | undefined) {
  return carried<V>((told, { found }) => {
    const value = textAt(told, name);
    if (value === undefined) return 'none';
    const answer = agrees(value, found);
    return answer === undefined ? 'touches' : bearingOfWhole(answer);
  });
}

function flag(name: string): readonly Cause<boolean>[] {
  return carried<boolean>((told, { found }) => {
    const value = flagAt(told, name);
    return value === undefined ? 'none' : bearingOfWhole(value === found);
  });
}

/** The parts that a request names; an empty text clears one. */
function partsTold(told: Parameters, names: Readonly<Record<string, string>>): Parts {
  return Object.fromEntries(
    Object.entries(names).flatMap(([part, name]) => {
      const value = textAt(told, name) ?? flagAt(told, name);
      return value === undefined ? [] : [[part, value === '' ? null : value]];
    }),
  );
}

const destination = carried<TrailState['destination']>((told, gap) =>
  bearingOf(partsTold(told, { bucket: 's3BucketName', prefix: 's3KeyPrefix' }), gap),
);

const scope = carried<TrailState['scope']>((told, gap) =>
  bearingOf(
    partsTold(told, { multiRegion: 'isMultiRegionTrail', globalServiceEvents: 'includeGlobalServiceEvents' }),
    gap,
  ),
);

const noLogs = { logGroup: null, role: null };

/** CloudTrail shows a log group with `:*` at the end, however it was sent. */
const cloudWatchLogs = carried<TrailState['cloudWatchLogs']>((told, { wanted, found }) => {
  const parts = partsTold(told, { logGroup: 'cloudWatchLogsLogGroupArn', role: 'cloudWatchLogsRoleArn' });
  const plain = (of: Parts): Parts => ({ ...of, ...withoutStar(of) });
  return bearingOf(plain(parts), { wanted: plain(wanted ?? noLogs), found: plain(found ?? noLogs) });
});

function withoutStar({ logGroup }: Parts): Parts {
  return typeof logGroup === 'string' ? { logGroup: logGroup.replace(/:\*$/u, '') } : {};
}

/** A topic is named, or said by its ARN; a key too, and an alias says nothing of the key behind it. */
const topicAgrees = (told: string, found: string | null): boolean =>
  told === '' ? found === null : told === found || (found?.endsWith(`:${told}`) ?? false);

function keyAgrees(told: string, found: string | null): boolean | undefined {
  if (told === '') return found === null;
  if (/^(?:arn:[^:]*:kms:.*:)?alias\//u.test(told)) return found === null ? false : undefined;
  return told === found || (found?.endsWith(`/${told}`) ?? false);
}

const logging: readonly Cause<boolean>[] = [
  {
    source,
    events: ['StartLogging', 'StopLogging', 'CreateTrail'],
    subjects: byName,
    bearing: ({ event }, { found }) => bearingOfWhole(found === (event === 'StartLogging')),
  },
];

/** A call that sets the whole of a field. Undefined: the request does not tell what. */
function whole<V>(event: string, agrees: (parameters: Parameters, found: V) => boolean | undefined): Cause<V> {
  return {
    source,
    events: [event],
    subjects: byTrailName,
    bearing({ parameters }, { found }) {
      const answer = agrees(parameters, found);
      return answer === undefined ? 'touches' : bearingOfWhole(answer);
    },
  };
}

/** A new trail has it as AWS makes it. */
function fresh<V>(isFresh: (found: V) => boolean): Cause<V> {
  return {
    source,
    events: ['CreateTrail'],
    subjects: byName,
    bearing: (_, { found }) => bearingOfWhole(isFresh(found)),
  };
}

const tagged = tagCauses([
  {
    source,
    events: ['AddTags'],
    subjects: parameters => textsAt(parameters, 'resourceId'),
    tags: ({ parameters }) => ({ set: tagsIn(parameters, 'tagsList'), whole: false }),
  },
  {
    source,
    events: ['RemoveTags'],
    subjects: parameters => textsAt(parameters, 'resourceId'),
    tags: ({ parameters }) => ({ set: withoutTags(Object.keys(tagsIn(parameters, 'tagsList'))), whole: false }),
  },
  {
    source,
    events: ['CreateTrail'],
    subjects: byName,
    tags: ({ parameters }) => ({ set: tagsIn(parameters, 'tagsList'), whole: true }),
  },
]);

/** Who makes a trail, and who deletes one. */
const existence = (there: boolean): readonly Cause<unknown>[] => [
  {
    source,
    events: ['CreateTrail', 'DeleteTrail'],
    subjects: byName,
    bearing: ({ event }) => bearingOfWhole((event === 'CreateTrail') === there),
  },
];

/** Who put our tag on it. */
const claimed: Cause<unknown> = {
  source,
  events: ['AddTags'],
  subjects: parameters => textsAt(parameters, 'resourceId'),
  bearing: ({ parameters }: Request) => (Object.hasOwn(tagsIn(parameters, 'tagsList'), ownerTag) ? 'touches' : 'none'),
};

/** For every field of a trail. */
export const causes: Causes<TrailState> = {
  fields: {
    destination,
    topic: one<TrailState['topic']>('snsTopicName', topicAgrees),
    scope,
    organization: flag('isOrganizationTrail'),
    logFileValidation: flag('enableLogFileValidation'),
    kmsKey: one<TrailState['kmsKey']>('kmsKeyId', keyAgrees),
    cloudWatchLogs,
    recursiveLogging: flag('recursiveLogging'),
    logging,
    eventSelectors: [
      whole<TrailState['eventSelectors']>('PutEventSelectors', (parameters, found) => {
        const told = selectorsTold(parameters);
        return told && sameSelectors(told, found);
      }),
      fresh<TrailState['eventSelectors']>(found => sameSelectors(found, defaultSelectors)),
    ],
    insights: [
      whole<TrailState['insights']>('PutInsightSelectors', (parameters, found) => {
        const told = insightsTold(parameters);
        return told && canonical(told) === canonical(found);
      }),
      fresh<TrailState['insights']>(found => found.length === 0),
    ],
    aggregation: [
      whole<readonly string[]>('PutEventConfiguration', (parameters, found) => {
        if (!Array.isArray(parameters['aggregationConfigurations'])) return undefined;
        const told = objectsAt(parameters, 'aggregationConfigurations').flatMap(({ templates }) =>
          Array.isArray(templates) ? templates.map(String) : [],
        );
        return canonical(normaliseTemplates(told)) === canonical(found);
      }),
      fresh<readonly string[]>(found => found.length === 0),
    ],
    ...tagged,
  },
  missing: existence(false),
  stray: [...existence(true), claimed],
};
