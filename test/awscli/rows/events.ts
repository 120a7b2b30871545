import { expect } from 'vitest';

import { ACCOUNT } from '../../sandbox/clients.ts';
import { HOME, policy } from '../../sandbox/estate.ts';
import { json } from './row.ts';
import type { Rows } from './row.ts';

const QUEUE = `arn:aws:sqs:${HOME}:${ACCOUNT}:told`;
const ofQueue = '--queue-url QUEUE';
const made = { QueueUrl: expect.stringMatching(/\/111111111111\/\w+$/) as string };

export const sqs: Rows = {
  CreateQueue: ['create-queue --queue-name more --attributes VisibilityTimeout=60 --tags team=security', made],
  GetQueueUrl: ['get-queue-url --queue-name told', made],
  ListQueues: ['list-queues --queue-name-prefix to', { QueueUrls: [made.QueueUrl] }],
  GetQueueAttributes: [
    `get-queue-attributes ${ofQueue} --attribute-names All`,
    { Attributes: { QueueArn: QUEUE, VisibilityTimeout: '30' } },
  ],
  SetQueueAttributes: [`set-queue-attributes ${ofQueue} --attributes VisibilityTimeout=60`],
  SendMessage: [`send-message ${ofQueue} --message-body hello`, { MessageId: expect.any(String) as string }],
  ReceiveMessage: [`receive-message ${ofQueue} --wait-time-seconds 1`, { Messages: [{ Body: 'first' }] }],
  DeleteMessage: [`delete-message ${ofQueue} --receipt-handle RECEIPT`],
  DeleteMessageBatch: [
    `delete-message-batch ${ofQueue} --entries Id=a,ReceiptHandle=RECEIPT`,
    { Successful: [{ Id: 'a' }] },
  ],
  ChangeMessageVisibility: [`change-message-visibility ${ofQueue} --receipt-handle RECEIPT --visibility-timeout 5`],
  ChangeMessageVisibilityBatch: [
    `change-message-visibility-batch ${ofQueue} --entries Id=a,ReceiptHandle=RECEIPT,VisibilityTimeout=5`,
    { Successful: [{ Id: 'a' }] },
  ],
  PurgeQueue: [`purge-queue ${ofQueue}`],
  DeleteQueue: [`delete-queue ${ofQueue}`],
  TagQueue: [`tag-queue ${ofQueue} --tags team=security`],
  UntagQueue: [`untag-queue ${ofQueue} --tag-keys team`],
  ListQueueTags: [`list-queue-tags ${ofQueue}`, { Tags: { stage: 'prod' } }],
};

const pattern = json({ source: ['aws.cloudtrail'] });
const put = policy({ Effect: 'Allow', Principal: '*', Action: 'events:PutEvents', Resource: '*' });

export const events: Rows = {
  PutRule: [
    `put-rule --name more --event-pattern ${pattern}`,
    { RuleArn: `arn:aws:events:${HOME}:${ACCOUNT}:rule/more` },
  ],
  DescribeRule: ['describe-rule --name told', { Name: 'told', State: 'ENABLED', EventPattern: pattern }],
  ListRules: ['list-rules --name-prefix to', { Rules: [{ Name: 'told' }] }],
  EnableRule: ['enable-rule --name told'],
  DisableRule: ['disable-rule --name told'],
  DeleteRule: ['delete-rule --name idle'],
  PutTargets: [`put-targets --rule told --targets Id=more,Arn=${QUEUE}`, { FailedEntryCount: 0 }],
  RemoveTargets: ['remove-targets --rule told --ids queue', { FailedEntryCount: 0 }],
  ListTargetsByRule: ['list-targets-by-rule --rule told', { Targets: [{ Id: 'queue', Arn: QUEUE }] }],
  PutPermission: [`put-permission --policy ${put}`],
  DescribeEventBus: ['describe-event-bus', { Name: 'default' }],
};
