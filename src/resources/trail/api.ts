/** The operations of CloudTrail that trails are read and written with. Types only: no SDK is loaded. */
import type * as CloudTrail from '@aws-sdk/client-cloudtrail';
import type { IamAction } from '../../core/kind.ts';
import type { Arn } from '../../core/model.ts';

export type TrailReads = {
  'cloudtrail:DescribeTrails': {
    input: CloudTrail.DescribeTrailsCommandInput;
    output: CloudTrail.DescribeTrailsResponse;
  };
  'cloudtrail:GetTrailStatus': {
    input: CloudTrail.GetTrailStatusCommandInput;
    output: CloudTrail.GetTrailStatusResponse;
  };
  'cloudtrail:GetEventSelectors': {
    input: CloudTrail.GetEventSelectorsCommandInput;
    output: CloudTrail.GetEventSelectorsResponse;
  };
  'cloudtrail:GetInsightSelectors': {
    input: CloudTrail.GetInsightSelectorsCommandInput;
    output: CloudTrail.GetInsightSelectorsResponse;
  };
  'cloudtrail:GetEventConfiguration': {
    input: CloudTrail.GetEventConfigurationCommandInput;
    output: CloudTrail.GetEventConfigurationResponse;
  };
  'cloudtrail:ListTags': { input: CloudTrail.ListTagsCommandInput; output: CloudTrail.ListTagsResponse };
};

export type TrailWrites = {
  'cloudtrail:CreateTrail': { input: CloudTrail.CreateTrailCommandInput; output: object };
  'cloudtrail:UpdateTrail': { input: CloudTrail.UpdateTrailCommandInput; output: object };
  'cloudtrail:StartLogging': { input: CloudTrail.StartLoggingCommandInput; output: object };
  'cloudtrail:StopLogging': { input: CloudTrail.StopLoggingCommandInput; output: object };
  'cloudtrail:PutEventSelectors': { input: CloudTrail.PutEventSelectorsCommandInput; output: object };
  'cloudtrail:PutInsightSelectors': { input: CloudTrail.PutInsightSelectorsCommandInput; output: object };
  'cloudtrail:PutEventConfiguration': { input: CloudTrail.PutEventConfigurationCommandInput; output: object };
  'cloudtrail:AddTags': { input: CloudTrail.AddTagsCommandInput; output: object };
  'cloudtrail:RemoveTags': { input: CloudTrail.RemoveTagsCommandInput; output: object };
  'cloudtrail:DeleteTrail': { input: CloudTrail.DeleteTrailCommandInput; output: object };
};

export const reads: { readonly [C in keyof TrailReads]: readonly IamAction[] } = {
  'cloudtrail:DescribeTrails': ['cloudtrail:DescribeTrails'],
  'cloudtrail:GetTrailStatus': ['cloudtrail:GetTrailStatus'],
  'cloudtrail:GetEventSelectors': ['cloudtrail:GetEventSelectors'],
  'cloudtrail:GetInsightSelectors': ['cloudtrail:GetInsightSelectors'],
  'cloudtrail:GetEventConfiguration': ['cloudtrail:GetEventConfiguration'],
  'cloudtrail:ListTags': ['cloudtrail:ListTags'],
};

export const writes: { readonly [C in keyof TrailWrites]: readonly IamAction[] } = {
  // iam:PassRole, for cloudtrail.amazonaws.com, where the call carries the role for CloudWatch Logs
  'cloudtrail:CreateTrail': ['cloudtrail:CreateTrail', 'cloudtrail:AddTags', 'iam:PassRole'],
  'cloudtrail:UpdateTrail': ['cloudtrail:UpdateTrail', 'iam:PassRole'],
  'cloudtrail:StartLogging': ['cloudtrail:StartLogging'],
  'cloudtrail:StopLogging': ['cloudtrail:StopLogging'],
  'cloudtrail:PutEventSelectors': ['cloudtrail:PutEventSelectors'],
  'cloudtrail:PutInsightSelectors': ['cloudtrail:PutInsightSelectors'],
  'cloudtrail:PutEventConfiguration': ['cloudtrail:PutEventConfiguration'],
  'cloudtrail:AddTags': ['cloudtrail:AddTags'],
  'cloudtrail:RemoveTags': ['cloudtrail:RemoveTags'],
  'cloudtrail:DeleteTrail': ['cloudtrail:DeleteTrail'],
};

/** One question for each operation that reads. */
export function probes(arn: Arn): { readonly [C in keyof TrailReads]: TrailReads[C]['input'] } {
  return {
    'cloudtrail:DescribeTrails': {},
    'cloudtrail:GetTrailStatus': { Name: arn },
    'cloudtrail:GetEventSelectors': { TrailName: arn },
    'cloudtrail:GetInsightSelectors': { TrailName: arn },
    'cloudtrail:GetEventConfiguration': { TrailName: arn },
    'cloudtrail:ListTags': { ResourceIdList: [arn] },
  };
}
