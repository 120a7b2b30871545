import type * as CloudTrail from '@aws-sdk/client-cloudtrail';

import { ApiFailure } from '../../../src/core/failure.ts';
import type { FailureCategory } from '../../../src/core/failure.ts';
import type { Target } from '../../../src/core/model.ts';

interface Trail {
  readonly arn: string;
  readonly name: string;
  readonly region: string;
  readonly account: string;
  described: CloudTrail.Trail;
  status: CloudTrail.GetTrailStatusResponse;
  selectors: Pick<CloudTrail.GetEventSelectorsResponse, 'EventSelectors' | 'AdvancedEventSelectors'>;
  insights: readonly CloudTrail.InsightSelector[];
  aggregations: readonly CloudTrail.AggregationConfiguration[];
  readonly tags: Map<string, string>;
}

interface Asked {
  readonly operation: string;
  readonly target: Target;
}

/** What CreateTrail and UpdateTrail take. */
type Settings = Omit<CloudTrail.CreateTrailCommandInput, 'Name' | 'S3BucketName'> & {
  readonly S3BucketName?: string | undefined;
};

const nameShape = /^(?!\d{1,3}(?:\.\d{1,3}){3}$)[A-Za-z0-9](?:[._-]?[A-Za-z0-9])+$/u;

/**
 * CloudTrail at the level of operations, in memory: what it refuses, how it merges, what it answers. It looks at no
 * bucket, topic, key or role.
 */
export class MemoryCloudTrail {
  readonly #trails: Trail[] = [];
  /** Time of StartLogging and StopLogging. */
  now = new Date('2026-11-19T03:00:00Z');

  answer(operation: string, input: object, target: Target): object {
    const asked = { operation, target };
    const answers: Readonly<Record<string, () => object>> = {
      DescribeTrails: () => this.#describe(input, target),
      GetTrailStatus: () => this.#named(asked, input).status,
      GetEventSelectors: () => this.#getSelectors(this.#named(asked, input)),
      GetInsightSelectors: () => this.#getInsights(asked, this.#named(asked, input)),
      GetEventConfiguration: () => this.#getAggregations(this.#named(asked, input)),
      PutEventConfiguration: () => this.#putAggregations(asked, input),
      ListTags: () => this.#listTags(asked, input as CloudTrail.ListTagsCommandInput),
      CreateTrail: () => this.#create(asked, input as CloudTrail.CreateTrailCommandInput),
      UpdateTrail: () => this.#update(asked, input as CloudTrail.UpdateTrailCommandInput),
      StartLogging: () => this.#log(this.#home(asked, input), true),
      StopLogging: () => this.#log(this.#home(asked, input), false),
      PutEventSelectors: () => this.#putSelectors(asked, input as CloudTrail.PutEventSelectorsCommandInput),
      PutInsightSelectors: () => this.#putInsights(asked, input as CloudTrail.PutInsightSelectorsCommandInput),
      AddTags: () => this.#addTags(asked, input as CloudTrail.AddTagsCommandInput),
      RemoveTags: () => this.#removeTags(asked, input as CloudTrail.RemoveTagsCommandInput),
      DeleteTrail: () => this.#delete(this.#home(asked, input)),
    };
    const answer = answers[operation];
    if (!answer) throw new Error(`cloudtrail:${operation} is not known here`);
    return answer();
  }

  /** What CloudTrail reports by itself: delivery times and errors. */
  reportStatus(arn: string, status: CloudTrail.GetTrailStatusResponse): void {
    const trail = this.#trails.find(one => one.arn === arn);
    if (!trail) throw new Error(`no trail ${arn}`);
    trail.status = { ...trail.status, ...status };
  }

  /** Trails homed here, copies of multi-region trails, and the organization's trails of other accounts. */
  #visible({ account, region }: Target): readonly Trail[] {
    return this.#trails.filter(({ described, ...trail }) => {
      const mine = trail.account === account || described.IsOrganizationTrail === true;
      return mine && (trail.region === region || described.IsMultiRegionTrail === true);
    });
  }

  #describe(
    { trailNameList = [], includeShadowTrails = true }: CloudTrail.DescribeTrailsCommandInput,
    target: Target,
  ): object {
    const shown = this.#visible(target).filter(trail => {
      const isHere = trail.region === target.region && trail.account === target.account;
      const byName =
        trailNameList.length === 0 ||
        trailNameList.includes(trail.arn) ||
        (isHere && trailNameList.includes(trail.name));
      return byName && (includeShadowTrails || isHere);
    });
    return { trailList: shown.map(({ described }) => described) };
  }

  #named(asked: Asked, input: { Name?: string; TrailName?: string }): Trail {
    const { target } = asked;
    const wanted = input.Name ?? input.TrailName ?? '';
    const found = this.#visible(target).find(
      ({ arn, name, region, account }) =>
        arn === wanted || (name === wanted && region === target.region && account === target.account),
    );
    if (found) return found;
    throw failure(asked, {
      name: 'TrailNotFoundException',
      message: `Unknown trail: ${wanted} for the user: ${target.account}`,
    });
  }

  #home(asked: Asked, input: { Name?: string; TrailName?: string }): Trail {
    const trail = this.#named(asked, input);
    if (trail.account !== asked.target.account)
      throw failure(asked, {
        name: 'NotOrganizationMasterAccountException',
        message: 'not the management account',
        category: 'permission',
      });
    if (trail.region === asked.target.region) return trail;
    throw failure(asked, { name: 'InvalidHomeRegionException', message: `The trail's home region is ${trail.region}` });
  }

  #create(asked: Asked, input: CloudTrail.CreateTrailCommandInput): object {
    const { Name = '', S3BucketName, TagsList = [], ...settings } = input;
    const { partition, account, region } = asked.target;
    if (!nameShape.test(Name) || Name.length < 3 || Name.length > 128)
      throw failure(asked, { name: 'InvalidTrailNameException', message: `Trail name ${Name} is not valid` });
    const visible = this.#visible(asked.target);
    if (visible.some(trail => trail.name === Name && (trail.region === region || trail.account !== account)))
      throw failure(asked, {
        name: 'TrailAlreadyExistsException',
        message: `Trail ${Name} already exists for customer: ${account}`,
        category: 'conflict',
      });
    if (visible.filter(trail => trail.account === account).length >= 5)
      throw failure(asked, {
        name: 'MaximumNumberOfTrailsExceededException',
        message: `User: ${account} already has 5 trails in ${region}`,
      });
    const arn = `arn:${partition}:cloudtrail:${region}:${account}:trail/${Name}`;
    const fresh: CloudTrail.Trail = {
      Name,
      TrailARN: arn,
      HomeRegion: region,
      IncludeGlobalServiceEvents: true,
      IsMultiRegionTrail: false,
      LogFileValidationEnabled: false,
      IsOrganizationTrail: false,
      HasCustomEventSelectors: false,
      HasInsightSelectors: false,
    };
    this.#trails.push({
      arn,
      name: Name,
      region,
      account,
      described: merged(asked, fresh, { ...settings, S3BucketName }),
      status: { IsLogging: false, LatestDeliveryAttemptTime: '', TimeLoggingStarted: '', TimeLoggingStopped: '' },
      selectors: { EventSelectors: [completed({})] },
      insights: [],
      aggregations: [],
      tags: new Map(TagsList.map(({ Key = '', Value = '' }) => [Key, Value])),
    });
    return { Name, TrailARN: arn };
  }

  #update(asked: Asked, input: CloudTrail.UpdateTrailCommandInput): object {
    const trail = this.#home(asked, { Name: input.Name ?? '' });
    const { Name: _, ...settings } = input;
    trail.described = merged(asked, trail.described, settings);
    return { Name: trail.name, TrailARN: trail.arn };
  }

  #log(trail: Trail, on: boolean): object {
    const when = on ? { StartLoggingTime: this.now } : { StopLoggingTime: this.now };
    trail.status = { ...trail.status, IsLogging: on, ...when };
    return {};
  }

  #getSelectors({ arn, selectors }: Trail): object {
    return { TrailARN: arn, ...selectors };
  }

  #putSelectors(asked: Asked, input: CloudTrail.PutEventSelectorsCommandInput): object {
    const trail = this.#home(asked, { TrailName: input.TrailName ?? '' });
    const { EventSelectors: basic, AdvancedEventSelectors: advanced } = input;
    const fault = selectorsFault(basic, advanced);
    if (fault !== undefined) throw failure(asked, { name: 'InvalidEventSelectorsException', message: fault });
    trail.selectors = advanced
      ? { AdvancedEventSelectors: advanced.map(ordered) }
      : { EventSelectors: (basic ?? []).map(completed) };
    trail.described = { ...trail.described, HasCustomEventSelectors: true };
    return { TrailARN: trail.arn };
  }

  #getInsights(asked: Asked, { arn, insights }: Trail): object {
    if (insights.length > 0) return { TrailARN: arn, InsightSelectors: insights };
    throw failure(asked, {
      name: 'InsightNotEnabledException',
      message: 'Trail does not have Insights enabled. Enable Insights on the trail and then try the request again.',
    });
  }

  #putInsights(
    asked: Asked,
    { TrailName = '', InsightSelectors = [] }: CloudTrail.PutInsightSelectorsCommandInput,
  ): object {
    const trail = this.#home(asked, { TrailName });
    trail.insights = InsightSelectors;
    trail.described = { ...trail.described, HasInsightSelectors: InsightSelectors.length > 0 };
    return { TrailARN: trail.arn };
  }

  #getAggregations({ arn, aggregations }: Trail): object {
    return { TrailARN: arn, AggregationConfigurations: aggregations };
  }

  #putAggregations(
    asked: Asked,
    { TrailName = '', AggregationConfigurations = [] }: CloudTrail.PutEventConfigurationCommandInput,
  ): object {
    const trail = this.#home(asked, { TrailName });
    if (AggregationConfigurations.length > 0 && !recordsData(trail))
      throw failure(asked, {
        name: 'InvalidParameterCombinationException',
        message: 'Aggregation needs a trail that logs data events.',
      });
    trail.aggregations = AggregationConfigurations;
    return this.#getAggregations(trail);
  }

  #tagged(asked: Asked, arn: string): Trail {
    if (arn.split(':')[3] !== asked.target.region)
      throw failure(asked, { name: 'CloudTrailARNInvalidException', message: `Region in ARN is wrong: ${arn}` });
    const trail = this.#trails.find(one => one.arn === arn);
    if (trail) return trail;
    throw failure(asked, { name: 'ResourceNotFoundException', message: `${arn} not found`, category: 'absent' });
  }

  #listTags(asked: Asked, { ResourceIdList = [] }: CloudTrail.ListTagsCommandInput): object {
    if (ResourceIdList.length < 1 || ResourceIdList.length > 20)
      throw failure(asked, { name: 'ValidationException', message: 'ResourceIdList must have 1 to 20 items' });
    const list = ResourceIdList.map(arn => ({
      ResourceId: arn,
      TagsList: [...this.#tagged(asked, arn).tags].map(([Key, Value]) => ({ Key, Value })),
    }));
    return { ResourceTagList: list };
  }

  #addTags(asked: Asked, { ResourceId = '', TagsList = [] }: CloudTrail.AddTagsCommandInput): object {
    const { tags } = this.#tagged(asked, ResourceId);
    for (const { Key = '', Value = '' } of TagsList) tags.set(Key, Value);
    return {};
  }

  #removeTags(asked: Asked, { ResourceId = '', TagsList = [] }: CloudTrail.RemoveTagsCommandInput): object {
    const { tags } = this.#tagged(asked, ResourceId);
    for (const { Key = '' } of TagsList) tags.delete(Key);
    return {};
  }

  #delete(trail: Trail): object {
    this.#trails.splice(this.#trails.indexOf(trail), 1);
    return {};
  }
}

function recordsData({ selectors: { EventSelectors = [], AdvancedEventSelectors = [] } }: Trail): boolean {
  return (
    EventSelectors.some(({ DataResources = [] }) => DataResources.length > 0) ||
    JSON.stringify(AdvancedEventSelectors).includes('"Data"')
  );
}

interface Refusal {
  readonly name: string;
  readonly message: string;
  readonly category?: FailureCategory;
}

const absent = new Set(['TrailNotFoundException', 'InsightNotEnabledException']);

function failure({ operation, target }: Asked, { name, message, category }: Refusal): ApiFailure {
  const site = { call: `cloudtrail:${operation}`, target };
  return new ApiFailure(name, message, { category: category ?? (absent.has(name) ? 'absent' : 'invalid'), site });
}

/** A merge: what is not sent keeps its value, '' clears. */
function merged(asked: Asked, before: CloudTrail.Trail, settings: Settings): CloudTrail.Trail {
  const { SnsTopicName, EnableLogFileValidation, TagsList: _, ...plain } = settings;
  const after: Record<string, unknown> = { ...before, ...plain };
  const { IsMultiRegionTrail: wide, IncludeGlobalServiceEvents: global } = settings;
  if (wide !== undefined && global === undefined && wide !== before.IsMultiRegionTrail)
    after['IncludeGlobalServiceEvents'] = wide;
  if (after['RecursiveLogging'] === true) delete after['RecursiveLogging']; // answers leave it out
  if (EnableLogFileValidation !== undefined) after['LogFileValidationEnabled'] = EnableLogFileValidation;
  if (SnsTopicName !== undefined)
    Object.assign(after, { SnsTopicName, SnsTopicARN: SnsTopicName && topicArn(SnsTopicName, asked.target) });
  const [group, role] = [settings.CloudWatchLogsLogGroupArn, settings.CloudWatchLogsRoleArn];
  if ((group === '' || role === '') && !group && !role)
    Object.assign(after, { CloudWatchLogsLogGroupArn: '', CloudWatchLogsRoleArn: '' });
  const kept = Object.fromEntries(Object.entries(after).filter(([, value]) => value !== '' && value !== undefined));
  refuse(asked, kept);
  return kept;
}

function topicArn(name: string, { partition, region, account }: Target): string {
  return name.startsWith('arn:') ? name : `arn:${partition}:sns:${region}:${account}:${name}`;
}

function refuse(asked: Asked, trail: CloudTrail.Trail): void {
  if (trail.IsMultiRegionTrail === true && trail.IncludeGlobalServiceEvents === false)
    throw failure(asked, {
      name: 'InvalidParameterCombinationException',
      message: 'Multi-Region trail must include global service events.',
    });
  const { CloudWatchLogsLogGroupArn: group, CloudWatchLogsRoleArn: role } = trail;
  const both = 'You must specify a log group and a role ARN.';
  if (group !== undefined && role === undefined)
    throw failure(asked, { name: 'InvalidCloudWatchLogsRoleArnException', message: both });
  if (group === undefined && role !== undefined)
    throw failure(asked, { name: 'InvalidCloudWatchLogsLogGroupArnException', message: both });
  if (group !== undefined && !group.endsWith(':*'))
    throw failure(asked, {
      name: 'InvalidCloudWatchLogsLogGroupArnException',
      message: 'CloudTrail cannot validate the specified log group ARN.',
    });
  if (trail.KmsKeyId !== undefined && !trail.KmsKeyId.startsWith('arn:'))
    throw failure(asked, {
      name: 'KmsKeyNotFoundException',
      message: 'only key ARNs are known here',
      category: 'dependency',
    });
}

function selectorsFault(basic?: readonly unknown[], advanced?: readonly unknown[]): string | undefined {
  if (basic && advanced)
    return 'You can select events by using either EventSelectors or AdvancedEventSelectors, but not both.';
  if (advanced) return advanced.length > 0 ? undefined : 'Specify between 1 and 500 selectors for your trail.';
  const count = basic?.length ?? 0;
  return count >= 1 && count <= 5 ? undefined : 'Specify a valid number of selectors (1 to 5) for your trail';
}

/** Basic selectors come back with every list written out. */
function completed(selector: CloudTrail.EventSelector): CloudTrail.EventSelector {
  return {
    ReadWriteType: 'All',
    IncludeManagementEvents: true,
    DataResources: [],
    ExcludeManagementEventSources: [],
    ...selector,
  };
}

/** Advanced selectors come back with their fields sorted by name. */
function ordered(selector: CloudTrail.AdvancedEventSelector): CloudTrail.AdvancedEventSelector {
  const fields = (selector.FieldSelectors ?? []).toSorted((a, b) => ((a.Field ?? '') < (b.Field ?? '') ? -1 : 1));
  return { ...selector, FieldSelectors: fields };
}
