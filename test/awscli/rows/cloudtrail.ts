import { topic, trail } from '../estate.ts';
import { json } from './row.ts';
import type { Rows } from './row.ts';

const management = { Field: 'eventCategory', Equals: ['Management'] };
const advanced = json([{ FieldSelectors: [management, { Field: 'readOnly', Equals: ['false'] }] }]);
const insights = json([{ InsightType: 'ApiErrorRateInsight' }]);

const trails: Rows = {
  CreateTrail: [
    'create-trail --name second --s3-bucket-name logs --enable-log-file-validation --tags-list Key=a,Value=b',
    { Name: 'second', LogFileValidationEnabled: true },
  ],
  UpdateTrail: [
    'update-trail --name main --s3-key-prefix audit --sns-topic-name alerts',
    { S3KeyPrefix: 'audit', SnsTopicARN: topic },
  ],
  DeleteTrail: ['delete-trail --name main'],
  GetTrail: ['get-trail --name main', { Trail: { TrailARN: trail, HomeRegion: 'eu-west-1' } }],
  DescribeTrails: ['describe-trails', { trailList: [{ Name: 'main', IsMultiRegionTrail: true }] }],
  ListTrails: ['list-trails', { Trails: [{ TrailARN: trail }] }],
  GetTrailStatus: ['get-trail-status --name main', { IsLogging: true }],
  StartLogging: ['start-logging --name main'],
  StopLogging: ['stop-logging --name main'],
};

export const cloudtrail: Rows = {
  ...trails,
  PutEventSelectors: [
    `put-event-selectors --trail-name main --advanced-event-selectors ${advanced}`,
    { TrailARN: trail, AdvancedEventSelectors: [{ FieldSelectors: [management, {}] }] },
  ],
  GetEventSelectors: ['get-event-selectors --trail-name main', { EventSelectors: [{ ReadWriteType: 'All' }] }],
  PutInsightSelectors: [
    `put-insight-selectors --trail-name main --insight-selectors ${insights}`,
    { InsightSelectors: [{ InsightType: 'ApiErrorRateInsight' }] },
  ],
  GetInsightSelectors: [
    'get-insight-selectors --trail-name main',
    { InsightSelectors: [{ InsightType: 'ApiCallRateInsight' }] },
  ],
  GetEventConfiguration: [
    'get-event-configuration --trail-name main',
    { TrailARN: trail, AggregationConfigurations: [] },
  ],
  PutEventConfiguration: [
    'put-event-configuration --trail-name main --aggregation-configurations []',
    { TrailARN: trail, AggregationConfigurations: [] },
  ],
  AddTags: [`add-tags --resource-id ${trail} --tags-list Key=stage,Value=prod`],
  RemoveTags: [`remove-tags --resource-id ${trail} --tags-list Key=team`],
  ListTags: [
    `list-tags --resource-id-list ${trail}`,
    { ResourceTagList: [{ TagsList: [{ Key: 'team', Value: 'security' }] }] },
  ],
  ListPublicKeys: ['list-public-keys', { PublicKeyList: [{}] }],
  LookupEvents: [
    'lookup-events --lookup-attributes AttributeKey=EventName,AttributeValue=CreateTrail',
    { Events: [{ EventName: 'CreateTrail' }] },
  ],
};
