/** Attacks, played by people of their own over the SDK: each is laid at the right door, or at none. */
import {
  AddTagsCommand,
  CreateTrailCommand,
  DeleteTrailCommand,
  GetTrailStatusCommand,
  PutEventSelectorsCommand,
  PutInsightSelectorsCommand,
  RemoveTagsCommand,
  StopLoggingCommand,
  UpdateTrailCommand,
} from '@aws-sdk/client-cloudtrail';
import {
  DeleteBucketCommand,
  DeleteBucketEncryptionCommand,
  DeleteBucketPolicyCommand,
  DeleteBucketTaggingCommand,
  DeletePublicAccessBlockCommand,
  GetBucketPolicyCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketLoggingCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutBucketRequestPaymentCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
} from '@aws-sdk/client-s3';
import {
  DeleteTopicCommand,
  SetTopicAttributesCommand,
  SubscribeCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-sns';
import { CreateKeyCommand, DisableKeyCommand } from '@aws-sdk/client-kms';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { SpecBody } from '../../contract/estate.ts';
import { region, staged } from './stage.ts';
import type { Person, Stage } from './stage.ts';

const bucket = 'acme-audit-logs';
const topic = `arn:aws:sns:${region}:111111111111:log-files`;
const trail = `arn:aws:cloudtrail:${region}:111111111111:trail/main`;

const spec: SpecBody = {
  buckets: {
    [bucket]: { region, retention: { minDays: 365 }, tags: { team: 'audit' }, accessLogging: null },
    'acme-other-logs': { region },
  },
  topics: { 'log-files': { region, displayName: 'Logs', tags: { team: 'audit' }, subscriptions: [] } },
  trails: {
    main: { region, bucket, topic: 'log-files', insights: ['ApiCallRateInsight'], tags: { team: 'audit' } },
  },
};

interface Attack {
  readonly play: (who: Person) => Promise<unknown>;
  /** The field that drifts by it; '' for the whole resource. */
  readonly field: string;
  readonly event: string;
  readonly confidence?: 'likely';
}

const update =
  (input: object): Attack['play'] =>
  async who =>
    who.cloudtrail.send(new UpdateTrailCommand({ Name: 'main', ...input }));

/** The policy as it stands, with one statement more. */
const oneMore =
  (statement: object): Attack['play'] =>
  async who => {
    const { Policy = '' } = await who.s3.send(new GetBucketPolicyCommand({ Bucket: bucket }));
    const policy = JSON.parse(Policy) as { readonly Statement: readonly object[] };
    const changed = JSON.stringify({ ...policy, Statement: [...policy.Statement, statement] });
    await who.s3.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy: changed }));
  };

const attribute =
  (AttributeName: string, AttributeValue: string): Attack['play'] =>
  async who =>
    who.sns.send(new SetTopicAttributesCommand({ TopicArn: topic, AttributeName, AttributeValue }));

const denial = {
  Sid: 'TmpFix',
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:PutObject',
  Resource: `arn:aws:s3:::${bucket}/*`,
};

const attacks: Readonly<Record<string, Attack>> = {
  'stops the trail': {
    play: async who => who.cloudtrail.send(new StopLoggingCommand({ Name: 'main' })),
    field: 'logging',
    event: 'StopLogging',
  },
  'stops the trail, by its ARN': {
    play: async who => who.cloudtrail.send(new StopLoggingCommand({ Name: trail })),
    field: 'logging',
    event: 'StopLogging',
  },
  'deletes the trail': {
    play: async who => who.cloudtrail.send(new DeleteTrailCommand({ Name: 'main' })),
    field: '',
    event: 'DeleteTrail',
  },
  'switches validation off': {
    play: update({ EnableLogFileValidation: false }),
    field: 'logFileValidation',
    event: 'UpdateTrail',
  },
  'makes it one of a single region': {
    play: update({ IsMultiRegionTrail: false }),
    field: 'scope',
    event: 'UpdateTrail',
    confidence: 'likely', // that global events go with it, the request does not say
  },
  'takes the topic away': { play: update({ SnsTopicName: '' }), field: 'topic', event: 'UpdateTrail' },
  'narrows what is recorded': {
    play: async who =>
      who.cloudtrail.send(
        new PutEventSelectorsCommand({
          TrailName: 'main',
          EventSelectors: [{ ReadWriteType: 'ReadOnly', IncludeManagementEvents: true, DataResources: [] }],
        }),
      ),
    field: 'eventSelectors',
    event: 'PutEventSelectors',
  },
  'narrows it, by advanced selectors': {
    play: async who =>
      who.cloudtrail.send(
        new PutEventSelectorsCommand({
          TrailName: trail,
          AdvancedEventSelectors: [
            {
              Name: 'little',
              FieldSelectors: [
                { Field: 'eventCategory', Equals: ['Management'] },
                { Field: 'eventSource', NotEquals: ['kms.amazonaws.com'] },
              ],
            },
          ],
        }),
      ),
    field: 'eventSelectors',
    event: 'PutEventSelectors',
  },
  'ends Insights': {
    play: async who => who.cloudtrail.send(new PutInsightSelectorsCommand({ TrailName: 'main', InsightSelectors: [] })),
    field: 'insights',
    event: 'PutInsightSelectors',
  },
  'takes the tag of the owner from the trail': {
    play: async who =>
      who.cloudtrail.send(new RemoveTagsCommand({ ResourceId: trail, TagsList: [{ Key: 'trailwarden:owner' }] })),
    field: 'owner',
    event: 'RemoveTags',
  },
  'writes another tag': {
    play: async who =>
      who.cloudtrail.send(new AddTagsCommand({ ResourceId: trail, TagsList: [{ Key: 'team', Value: 'red' }] })),
    field: 'tags',
    event: 'AddTags',
  },
  'denies CloudTrail its bucket': { play: oneMore(denial), field: 'otherStatements', event: 'PutBucketPolicy' },
  'deletes the policy: the grants': {
    play: async who => who.s3.send(new DeleteBucketPolicyCommand({ Bucket: bucket })),
    field: 'grants',
    event: 'DeleteBucketPolicy',
  },
  'deletes the policy: TLS': {
    play: async who => who.s3.send(new DeleteBucketPolicyCommand({ Bucket: bucket })),
    field: 'tlsOnly',
    event: 'DeleteBucketPolicy',
  },
  'deletes log files after a day': {
    play: async who =>
      who.s3.send(
        new PutBucketLifecycleConfigurationCommand({
          Bucket: bucket,
          LifecycleConfiguration: {
            Rules: [{ ID: 'tidy', Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Days: 1 } }],
          },
        }),
      ),
    field: 'lifecycle',
    event: 'PutBucketLifecycle',
  },
  'opens the bucket to ACLs': {
    play: async who =>
      who.s3.send(
        new PutBucketOwnershipControlsCommand({
          Bucket: bucket,
          OwnershipControls: { Rules: [{ ObjectOwnership: 'ObjectWriter' }] },
        }),
      ),
    field: 'ownership',
    event: 'PutBucketOwnershipControls',
  },
  'encrypts otherwise': {
    play: async who =>
      who.s3.send(
        new PutBucketEncryptionCommand({
          Bucket: bucket,
          ServerSideEncryptionConfiguration: {
            Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' }, BucketKeyEnabled: true }],
          },
        }),
      ),
    field: 'encryption',
    event: 'PutBucketEncryption',
  },
  'stops keeping versions': {
    play: async who =>
      who.s3.send(new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration: { Status: 'Suspended' } })),
    field: 'versioning',
    event: 'PutBucketVersioning',
  },
  'opens the bucket': {
    play: async who => who.s3.send(new DeletePublicAccessBlockCommand({ Bucket: bucket })),
    field: 'publicAccessBlock',
    event: 'DeleteBucketPublicAccessBlock',
  },
  'opens the bucket in part': {
    play: async who =>
      who.s3.send(
        new PutPublicAccessBlockCommand({
          Bucket: bucket,
          PublicAccessBlockConfiguration: {
            BlockPublicAcls: true,
            IgnorePublicAcls: true,
            RestrictPublicBuckets: true,
          },
        }),
      ),
    field: 'publicAccessBlock',
    event: 'PutBucketPublicAccessBlock',
  },
  'lets the requester pay': {
    play: async who =>
      who.s3.send(
        new PutBucketRequestPaymentCommand({ Bucket: bucket, RequestPaymentConfiguration: { Payer: 'Requester' } }),
      ),
    field: 'requesterPays',
    event: 'PutBucketRequestPayment',
  },
  'logs requests elsewhere': {
    play: async who =>
      who.s3.send(
        new PutBucketLoggingCommand({
          Bucket: bucket,
          BucketLoggingStatus: { LoggingEnabled: { TargetBucket: 'acme-other-logs', TargetPrefix: 'x/' } },
        }),
      ),
    field: 'accessLogging',
    event: 'PutBucketLogging',
  },
  'takes the tags of the bucket': {
    play: async who => who.s3.send(new DeleteBucketTaggingCommand({ Bucket: bucket })),
    field: 'tags',
    event: 'DeleteBucketTagging',
  },
  'deletes the topic': {
    play: async who => who.sns.send(new DeleteTopicCommand({ TopicArn: topic })),
    field: '',
    event: 'DeleteTopic',
  },
  'gives the topic another policy': {
    play: attribute(
      'Policy',
      JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          { Sid: 'mine', Effect: 'Allow', Principal: { AWS: '111111111111' }, Action: 'sns:Publish', Resource: topic },
        ],
      }),
    ),
    field: 'grants',
    event: 'SetTopicAttributes',
  },
  'shows the topic otherwise': {
    play: attribute('DisplayName', 'Nothing'),
    field: 'displayName',
    event: 'SetTopicAttributes',
  },
  'has itself told': {
    play: async who =>
      who.sns.send(
        new SubscribeCommand({
          TopicArn: topic,
          Protocol: 'sqs',
          Endpoint: 'arn:aws:sqs:eu-west-1:111111111111:mine',
          ReturnSubscriptionArn: true,
        }),
      ),
    field: 'subscriptions',
    event: 'Subscribe',
  },
  'takes the tag of the topic': {
    play: async who => who.sns.send(new UntagResourceCommand({ ResourceArn: topic, TagKeys: ['team'] })),
    field: 'tags',
    event: 'UntagResource',
  },
};

let stage: Stage;
afterEach(async () => stage.sandbox.close());

describe('an attack', () => {
  it.each(Object.entries(attacks))('%s', async (_, { play, field, event, confidence = 'certain' }) => {
    stage = await staged();
    await stage.apply(spec);
    stage.later();
    await play(stage.as('mallory'));
    const at = stage.sandbox.clock.now().toISOString();
    stage.later();
    const found = await stage.who(spec);
    expect(found[field]).toMatchObject({
      answer: 'found',
      confidence,
      event: { name: event, at, principal: { name: 'mallory', type: 'IAMUser' }, sourceIp: '127.0.0.1' },
      byOurPrincipal: false,
      attempts: [],
    });
  });

  it('that empties the bucket and deletes it', async () => {
    stage = await staged();
    const small = { buckets: { [bucket]: { region } } };
    await stage.apply(small);
    stage.later();
    await stage.as('mallory').s3.send(new DeleteBucketCommand({ Bucket: bucket }));
    stage.later();
    expect(await stage.who(small)).toMatchObject({
      '': { answer: 'found', confidence: 'certain', event: { name: 'DeleteBucket', principal: { name: 'mallory' } } },
    });
  });

  it('that puts encryption back to what S3 has by itself', async () => {
    stage = await staged();
    const strict = { buckets: { [bucket]: { region, encryption: { algorithm: 'aws:kms' } } } };
    await stage.apply(strict);
    stage.later();
    await stage.as('mallory').s3.send(new DeleteBucketEncryptionCommand({ Bucket: bucket }));
    stage.later();
    expect((await stage.who(strict))['encryption']).toMatchObject({
      answer: 'found',
      event: { name: 'DeleteBucketEncryption', principal: { name: 'mallory' } },
    });
  });
});

const small: SpecBody = { buckets: { [bucket]: { region } }, trails: { main: { region, bucket } } };
const stop = new StopLoggingCommand({ Name: 'main' });
const wordsOf = (found: unknown): unknown => JSON.parse(JSON.stringify(found) ?? 'null');

describe('people', () => {
  beforeEach(async () => {
    stage = await staged();
    await stage.apply(small);
    stage.later();
  });

  it('one after the other: the last one is it, and nobody of whom something else stands there', async () => {
    await stage
      .as('mallory')
      .cloudtrail.send(
        new PutEventSelectorsCommand({ TrailName: 'main', EventSelectors: [{ ReadWriteType: 'ReadOnly' }] }),
      );
    stage.later();
    await stage
      .as('bob')
      .cloudtrail.send(
        new PutEventSelectorsCommand({ TrailName: 'main', EventSelectors: [{ ReadWriteType: 'WriteOnly' }] }),
      );
    stage.later();
    await stage.as('carol').cloudtrail.send(stop);
    expect(await stage.who(small)).toMatchObject({
      eventSelectors: { confidence: 'certain', event: { principal: { name: 'bob' } } },
      logging: { confidence: 'certain', event: { principal: { name: 'carol' } } },
    });
  });

  it('who tried and was refused are told apart', async () => {
    stage.sandbox.trouble.set({ rules: [{ match: { operation: 'StopLogging' }, count: 1, effect: { deny: true } }] });
    await expect(stage.as('mallory').cloudtrail.send(stop)).rejects.toThrow(/not authorized/u);
    stage.later();
    await stage.as('bob').cloudtrail.send(stop);
    stage.later();
    expect((await stage.who(small))['logging']).toMatchObject({
      event: { principal: { name: 'bob' } },
      attempts: [{ name: 'StopLogging', errorCode: 'AccessDeniedException', principal: { name: 'mallory' } }],
    });
  });

  it('before we mended it are not it once it is broken again, and nobody is as long as the history does not know', async () => {
    await stage.as('mallory').cloudtrail.send(stop);
    stage.later();
    const { outcomes } = await stage.apply(small);
    const sent = (outcomes ?? []).flatMap(outcome => outcome.sent);
    const requestIds = new Set(sent.flatMap(({ requestId }) => requestId ?? []));
    stage.later();
    stage.sandbox.trouble.set({ history: { seconds: 300 } });
    await stage.as('bob').cloudtrail.send(stop);
    stage.later();
    stage.sandbox.trouble.set({ history: { seconds: 90 } });
    const since = '2026-11-19T02:59:00Z';
    expect((await stage.who(small, { requestIds, since }))['logging']).toMatchObject({ answer: 'nobody', again: true });
    stage.later(300);
    expect((await stage.who(small, { requestIds, since }))['logging']).toMatchObject({
      answer: 'found',
      event: { principal: { name: 'bob' } },
    });
  });

  it('who did it before we mended it are found after we did', async () => {
    await stage.as('mallory').cloudtrail.send(stop);
    stage.later();
    const drifts = await stage.drifts(small);
    const seenAt = stage.sandbox.clock.now().toISOString();
    const { outcomes } = await stage.apply(small);
    const requestIds = new Set(
      (outcomes ?? []).flatMap(({ sent }) => sent.flatMap(({ requestId }) => requestId ?? [])),
    );
    stage.later();
    await stage.as('bob').cloudtrail.send(stop);
    const found = await stage.ask(drifts, { seenAt, requestIds });
    expect([...found.values()]).toMatchObject([{ answer: 'found', event: { principal: { name: 'mallory' } } }]);
  });

  it('in a session of a role, with MFA and as whom', async () => {
    const role = 'arn:aws:iam::111111111111:role/BreakGlass';
    const jdoe = await stage.session(role, 'jdoe', { mfa: true, sourceIdentity: 'jane' });
    await jdoe.cloudtrail.send(stop);
    expect((await stage.who(small))['logging']).toMatchObject({
      event: {
        principal: {
          name: 'BreakGlass/jdoe (jane)',
          type: 'AssumedRole',
          arn: 'arn:aws:sts::111111111111:assumed-role/BreakGlass/jdoe',
          issuer: role,
          mfa: true,
        },
      },
      byOurPrincipal: false,
    });
  });

  it('who send our user agent are not taken for us', async () => {
    await stage.as('mallory', { userAgent: 'trailwarden/0.1.0' }).cloudtrail.send(stop);
    expect((await stage.who(small))['logging']).toMatchObject({
      answer: 'found',
      event: { principal: { name: 'mallory' } },
      byOurPrincipal: false,
    });
  });

  it('who stole our own role are named, and told to have it', async () => {
    const role = 'arn:aws:iam::111111111111:role/warden';
    const thief = await stage.session(role, 'run');
    await thief.cloudtrail.send(stop);
    expect((await stage.who(small, { ownPrincipals: [role] }))['logging']).toMatchObject({
      answer: 'found',
      confidence: 'certain',
      event: { principal: { name: 'warden/run' } },
      byOurPrincipal: true,
    });
  });

  it('who are root', async () => {
    await stage.as('root-111111111111').cloudtrail.send(stop);
    expect((await stage.who(small))['logging']).toMatchObject({ event: { principal: { name: 'root', type: 'Root' } } });
  });

  it('who stopped a trail of that name elsewhere are not it', async () => {
    await stage
      .as('222222222222')
      .cloudtrail.send(stop)
      .catch(() => undefined);
    await stage
      .as('mallory', { region: 'us-east-1' })
      .cloudtrail.send(stop)
      .catch(() => undefined);
    stage.later();
    await stage.as('bob').cloudtrail.send(stop);
    expect((await stage.who(small))['logging']).toMatchObject({ event: { principal: { name: 'bob' } }, attempts: [] });
  });
});

describe('the history', () => {
  beforeEach(async () => {
    stage = await staged();
    await stage.apply(small);
    stage.later();
    await stage.as('mallory').cloudtrail.send(stop);
    stage.later();
  });

  it('that may not be asked makes it unknown, with what is missing', async () => {
    stage.sandbox.trouble.set({ rules: [{ match: { operation: 'LookupEvents' }, effect: { deny: true } }] });
    expect((await stage.who(small))['logging']).toEqual({
      askedAt: stage.sandbox.clock.now().toISOString(),
      attempts: [],
      answer: 'unknown',
      why: 'cloudtrail:LookupEvents is not permitted in 111111111111/eu-west-1',
      again: false,
    });
  });

  it('that fails makes it unknown for a while', async () => {
    stage.sandbox.trouble.set({
      rules: [{ match: { operation: 'LookupEvents' }, effect: { error: { code: 'ValidationException' } } }],
    });
    expect((await stage.who(small))['logging']).toMatchObject({ answer: 'unknown', again: true });
  });

  it('is asked twice about a trail, however much of it differs', async () => {
    await stage.as('mallory').cloudtrail.send(new UpdateTrailCommand({ Name: 'main', EnableLogFileValidation: false }));
    const before = stage.sandbox.counts().operations['cloudtrail:LookupEvents'] ?? 0;
    expect(Object.keys(await stage.who(small)).toSorted()).toEqual(['logFileValidation', 'logging']);
    expect((stage.sandbox.counts().operations['cloudtrail:LookupEvents'] ?? 0) - before).toBe(2);
  });

  it('is asked as often as it allows', async () => {
    stage.sandbox.clock.run();
    stage.sandbox.trouble.set({ rates: true });
    expect((await stage.who(small))['logging']).toMatchObject({ answer: 'found' });
  });

  it('has many pages', async () => {
    const reader = stage.as('reader').cloudtrail;
    for (let read = 0; read < 120; read += 1) await reader.send(new GetTrailStatusCommand({ Name: 'main' }));
    expect((await stage.who(small))['logging']).toMatchObject({
      answer: 'found',
      event: { principal: { name: 'mallory' } },
    });
  });

  it('that is flooded with reads and failures names who did it all the same', async () => {
    const { cloudtrail } = stage.as('mallory');
    await cloudtrail.send(stop);
    for (let sent = 0; sent < 520; sent += 1) {
      await cloudtrail.send(new GetTrailStatusCommand({ Name: 'main' }));
      await cloudtrail.send(new StopLoggingCommand({ Name: 'none' })).catch(() => undefined);
    }
    stage.later();
    expect((await stage.who(small))['logging']).toMatchObject({
      answer: 'found',
      event: { name: 'StopLogging', principal: { name: 'mallory' } },
    });
  }, 60_000);

  it('is not asked for what came long after it was found', async () => {
    const seenAt = stage.sandbox.clock.now().toISOString();
    stage.later();
    const drifts = await stage.drifts(small);
    stage.later(3600);
    for (let sent = 0; sent < 60; sent += 1)
      await stage.as('x').cloudtrail.send(new GetTrailStatusCommand({ Name: 'main' }));
    const before = stage.sandbox.calls().length;
    const [found] = (await stage.ask(drifts, { seenAt })).values();
    expect(found).toMatchObject({ answer: 'found', event: { principal: { name: 'mallory' } } });
    const asked = stage.sandbox.calls().slice(before);
    expect(asked.filter(({ operation }) => operation.endsWith('LookupEvents'))).toHaveLength(2);
  });

  it('has not begun for a clock that is ahead', async () => {
    expect((await stage.who(small, { since: '2027-01-01T00:00:00Z' }))['logging']).toMatchObject({
      answer: 'nobody',
      again: true,
    });
  });

  it('is not asked about what nobody did', async () => {
    const drifts = (await stage.drifts(small)).map(drift => ({ ...drift, origin: 'spec' as const }));
    const before = stage.sandbox.counts().operations['cloudtrail:LookupEvents'] ?? 0;
    const found = await stage.ask(drifts);
    expect(wordsOf([...found.values()])).toMatchObject([{ answer: 'nobody', again: false }]);
    expect(stage.sandbox.counts().operations['cloudtrail:LookupEvents'] ?? 0).toBe(before);
  });
});

describe('a key', () => {
  it('that was disabled, in the region of the key', async () => {
    stage = await staged();
    const { KeyMetadata: made } = await stage.as('admin').kms.send(new CreateKeyCommand({ Policy: keyPolicy }));
    const keyed = { buckets: { [bucket]: { region } }, trails: { main: { region, bucket, kmsKey: made?.Arn } } };
    await stage.apply(keyed);
    stage.later();
    await stage.as('mallory').kms.send(new DisableKeyCommand({ KeyId: made?.KeyId }));
    stage.later();
    expect((await stage.who(keyed))['kmsKey.state']).toMatchObject({
      answer: 'found',
      confidence: 'certain',
      event: { name: 'DisableKey', principal: { name: 'mallory' } },
    });
  });
});

const keyPolicy = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111111111111:root' }, Action: 'kms:*', Resource: '*' },
    { Effect: 'Allow', Principal: { Service: 'cloudtrail.amazonaws.com' }, Action: 'kms:*', Resource: '*' },
  ],
});

describe('a trail', () => {
  it('that somebody made in our name', async () => {
    stage = await staged();
    await stage.apply(small);
    stage.later();
    const { s3, cloudtrail } = stage.as('mallory');
    const { Policy = '' } = await s3.send(new GetBucketPolicyCommand({ Bucket: bucket }));
    await s3.send(
      new PutBucketPolicyCommand({ Bucket: bucket, Policy: Policy.replaceAll('trail/main', 'trail/copy') }),
    );
    await cloudtrail.send(
      new CreateTrailCommand({
        Name: 'copy',
        S3BucketName: bucket,
        TagsList: [{ Key: 'trailwarden:owner', Value: 'acme' }],
      }),
    );
    stage.later();
    const found = await stage.who(small);
    expect(found['']).toMatchObject({
      answer: 'found',
      confidence: 'certain',
      event: { name: 'CreateTrail', principal: { name: 'mallory' } },
    });
  });

  it('of an organization, by the management account or by who administers it', async () => {
    const management = '111111111111';
    stage = await staged({
      organization: { id: 'o-exampleorgid', management, members: ['222222222222'] },
    });
    const wide = {
      accounts: { own: management },
      organization: { account: 'own' },
      buckets: { [bucket]: { region } },
      trails: { main: { region, bucket, organization: true } },
    };
    await stage.apply(wide);
    stage.later();
    await stage.as('mallory').cloudtrail.send(stop);
    stage.later();
    expect((await stage.who(wide))['logging']).toMatchObject({
      answer: 'found',
      event: { principal: { name: 'mallory' } },
    });
  });
});
