import type { Call } from '../call.ts';
import { Fault } from '../fault.ts';
import { parseArn } from '../places.ts';
import { type Of, flag, structure, text } from '../shape.ts';
import { topicArn } from '../sns/topic.ts';
import type { Settings } from './trail.ts';

/** What UpdateTrail takes, and CreateTrail with it. */
export const settingMembers = {
  Name: text,
  S3BucketName: text,
  S3KeyPrefix: text,
  SnsTopicName: text,
  IncludeGlobalServiceEvents: flag,
  IsMultiRegionTrail: flag,
  EnableLogFileValidation: flag,
  CloudWatchLogsLogGroupArn: text,
  CloudWatchLogsRoleArn: text,
  KmsKeyId: text,
  IsOrganizationTrail: flag,
  RecursiveLogging: flag,
};
const settingsShape = structure(settingMembers);
export type SettingsInput = Of<typeof settingsShape>;

/** What a trail has before anybody set it. */
export const initialSettings: Settings = {
  bucket: '',
  globalServiceEvents: true,
  multiRegion: false,
  validation: false,
  organization: false,
  recursiveLogging: true,
};

/**
 * Settings as they stand after a call: what it does not give stays, an empty string clears. Throws what AWS refuses before
 * it looks at any destination.
 */
export function mergeSettings(before: Settings, input: SettingsInput, call: Call): Settings {
  const { region, principal } = call;
  return {
    ...scope(before, input),
    ...destination(before, input),
    ...topic(before, input, principal.account, region),
    ...logGroup(before, input, principal.account, region),
    ...optional('key', input.KmsKeyId, before.key),
    validation: input.EnableLogFileValidation ?? before.validation,
    organization: input.IsOrganizationTrail ?? before.organization,
    recursiveLogging: input.RecursiveLogging ?? before.recursiveLogging,
  };
}

/** The value given, or the one before; an empty string is none. */
function optional<K extends string>(
  name: K,
  given: string | undefined,
  before: string | undefined,
): { readonly [N in K]?: string } {
  const value = given ?? before ?? '';
  return value === '' ? {} : ({ [name]: value } as { readonly [N in K]: string });
}

/** Multi-region needs global service events; they follow along where the call does not name them. */
function scope(before: Settings, input: SettingsInput): Pick<Settings, 'multiRegion' | 'globalServiceEvents'> {
  const multiRegion = input.IsMultiRegionTrail ?? before.multiRegion;
  const followed = multiRegion === before.multiRegion ? before.globalServiceEvents : multiRegion;
  const globalServiceEvents = input.IncludeGlobalServiceEvents ?? followed;
  if (multiRegion && !globalServiceEvents) {
    throw new Fault('InvalidParameterCombinationException', 'Multi-Region trail must include global service events.');
  }
  return { multiRegion, globalServiceEvents };
}

function destination(before: Settings, input: SettingsInput): Pick<Settings, 'bucket' | 'prefix'> {
  const bucket = input.S3BucketName ?? before.bucket;
  if (
    !/^(?!\d{1,3}(?:\.\d{1,3}){3}$)(?=.{3,63}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/.test(
      bucket,
    )
  ) {
    throw new Fault('InvalidS3BucketNameException', `Bucket name ${bucket} is not valid.`);
  }
  const prefix = input.S3KeyPrefix ?? before.prefix ?? '';
  if (prefix.length > 200) throw new Fault('InvalidS3PrefixException', 'S3 prefix is longer than maximum length: 200');
  if (/(?:^|\/)AWSLogs\//.test(prefix))
    throw new Fault('InvalidS3PrefixException', 'S3 prefix cannot contain AWSLogs/');
  return { bucket, ...optional('prefix', input.S3KeyPrefix, before.prefix) };
}

function topic(
  before: Settings,
  input: SettingsInput,
  account: string,
  region: string,
): Pick<Settings, 'topicName' | 'topicArn'> {
  const given = input.SnsTopicName;
  if (given === '') return {};
  if (given === undefined)
    return {
      ...optional('topicName', undefined, before.topicName),
      ...optional('topicArn', undefined, before.topicArn),
    };
  const arn = given.startsWith('arn:') ? given : topicArn(given, account, region);
  const parts = parseArn(arn);
  if (
    given.length > 256 ||
    parts?.service !== 'sns' ||
    parts.region === '' ||
    !/^[A-Za-z0-9_-]{1,256}$/.test(parts.resource)
  ) {
    throw new Fault('InvalidSnsTopicNameException', `SNS topic name or ARN ${given} is not valid.`);
  }
  return { topicName: given, topicArn: arn };
}

/** The log group and its role come and go together: clearing one clears both. */
function logGroup(
  before: Settings,
  input: SettingsInput,
  account: string,
  region: string,
): Pick<Settings, 'logGroup' | 'logRole'> {
  const [group, role] = [input.CloudWatchLogsLogGroupArn, input.CloudWatchLogsRoleArn];
  const cleared = (group === '' && !role) || (role === '' && !group);
  if (cleared) return {};
  const [wantedGroup, wantedRole] = [group ?? before.logGroup ?? '', role ?? before.logRole ?? ''];
  const pair = 'You must specify a log group and a role ARN.';
  if (wantedGroup !== '' && wantedRole === '') throw new Fault('InvalidCloudWatchLogsRoleArnException', pair);
  if (wantedRole !== '' && wantedGroup === '') throw new Fault('InvalidCloudWatchLogsLogGroupArnException', pair);
  if (wantedGroup === '') return {};
  checkLogGroup(wantedGroup, account, region);
  const roleParts = parseArn(wantedRole);
  if (roleParts?.service !== 'iam' || roleParts.account !== account || !roleParts.resource.startsWith('role/')) {
    throw new Fault('InvalidCloudWatchLogsRoleArnException', 'CloudTrail cannot validate the specified role ARN.');
  }
  return { logGroup: wantedGroup, logRole: wantedRole };
}

function checkLogGroup(arn: string, account: string, region: string): void {
  const parts = parseArn(arn);
  if (
    parts?.service !== 'logs' ||
    parts.account !== account ||
    !/^log-group:[\w./#-]{1,512}:\*$/.test(parts.resource)
  ) {
    throw new Fault(
      'InvalidCloudWatchLogsLogGroupArnException',
      'CloudTrail cannot validate the specified log group ARN.',
    );
  }
  if (parts.region !== region) {
    const message = 'You must specify a log group that is in the current region.';
    throw new Fault('InvalidCloudWatchLogsLogGroupArnException', message);
  }
}
