/** Who laid hands on the audit itself. */
import { literals } from '../text.ts';
import type { Question } from './question.ts';

const ofTrails = [
  'StopLogging',
  'DeleteTrail',
  'UpdateTrail',
  'PutEventSelectors',
  'PutInsightSelectors',
  'PutEventConfiguration',
  'DeregisterOrganizationDelegatedAdmin',
  'DeleteEventDataStore',
  'UpdateEventDataStore',
  'StopEventDataStoreIngestion',
];

const ofKeys = ['DisableKey', 'ScheduleKeyDeletion', 'PutKeyPolicy', 'DeleteImportedKeyMaterial'];

const ofLogGroups = ['DeleteLogGroup', 'DeleteLogStream', 'PutRetentionPolicy', 'DeleteSubscriptionFilter'];

/** Reads of a bucket begin with Get, List and Head; that services write logs into it is its purpose. */
const ofBuckets = `event_source = 's3.amazonaws.com' AND NOT (event_name = 'PutObject' AND coalesce(user_type, '') = 'AWSService')
       AND (event_name LIKE 'Delete%' OR event_name LIKE 'PutBucket%' OR event_name LIKE 'PutObject%'
            OR event_name LIKE 'PutLifecycle%' OR event_name LIKE 'PutPublicAccess%')`;

export const tampering: Question = {
  name: 'tampering',
  asks: 'who changed, stopped or deleted what the audit rests on, or tried to',
  says: 'Changes of trails and event data stores, of the buckets that the logs lie in and objects in them, of keys of KMS, and of log groups; also attempts that failed, for they tell as much. Objects are known only where a trail records data events of the bucket. Of keys and log groups all count: a record does not say what they are for.',
  sql: ({ buckets }) => `SELECT event_time, account, region, event_name,
       coalesce(json_extract_scalar(request_parameters, '$.name'), json_extract_scalar(request_parameters, '$.trailName'),
                json_extract_scalar(request_parameters, '$.eventDataStore'),
                json_extract_scalar(request_parameters, '$.bucketName'), json_extract_scalar(request_parameters, '$.keyId'),
                json_extract_scalar(request_parameters, '$.logGroupName')) AS what,
       user_name, source_ip, error_code
FROM events
WHERE (event_source = 'cloudtrail.amazonaws.com' AND event_name IN ${literals(ofTrails)})
   OR (event_source = 'kms.amazonaws.com' AND event_name IN ${literals(ofKeys)})
   OR (event_source = 'logs.amazonaws.com' AND event_name IN ${literals(ofLogGroups)})${ofTheBuckets(buckets)}
ORDER BY event_time, event_id`,
};

function ofTheBuckets(buckets: readonly string[]): string {
  if (buckets.length === 0) return '';
  return `
   OR (${ofBuckets}
       AND json_extract_scalar(request_parameters, '$.bucketName') IN ${literals(buckets)})`;
}
