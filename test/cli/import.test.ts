/** What is live becomes a spec, and the plan of that spec has nothing to do but adopt. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import {
  AddTagsCommand,
  PutEventSelectorsCommand,
  PutInsightSelectorsCommand,
  StartLoggingCommand,
} from '@aws-sdk/client-cloudtrail';
import { CreateAliasCommand, CreateKeyCommand } from '@aws-sdk/client-kms';
import { PutBucketEncryptionCommand, PutBucketTaggingCommand, PutBucketVersioningCommand } from '@aws-sdk/client-s3';
import { CreateTopicCommand, DeleteTopicCommand, SetTopicAttributesCommand } from '@aws-sdk/client-sns';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';

import { startSandbox } from '../../src/sandbox/index.ts';
import type { Sandbox, SandboxOptions } from '../../src/sandbox/index.ts';
import { ACCOUNT, OTHER, clientsApart } from '../sandbox/clients.ts';
import type { Clients } from '../sandbox/clients.ts';
import { HOME, arnOf, grants, makeBucket, makeTrail, openBucket, policy, putPolicy } from '../sandbox/estate.ts';
import { folderWith, spec, trailwarden } from './program.ts';
import type { Ran, Running } from './program.ts';

interface World {
  readonly sandbox: Sandbox;
  readonly folder: string;
  /** Clients of an account in a region. */
  in(region: string, account?: string): Clients;
  run(args: readonly string[], running?: Running): Promise<Ran>;
  /** What stands in a file of the folder. */
  text(file: string): string;
}

async function world(files: Readonly<Record<string, string>> = {}, options: SandboxOptions = {}): Promise<World> {
  const sandbox = await startSandbox(options);
  onTestFinished(() => sandbox.close());
  const folder = folderWith(files);
  return {
    sandbox,
    folder,
    in: (region, account = ACCOUNT) =>
      clientsApart(sandbox, { accessKeyId: account, secretAccessKey: 'secret' }, region),
    run: (args, running) => trailwarden(args, { endpoint: sandbox.url, folder, ...running }),
    text: file => readFileSync(join(folder, file), 'utf8'),
  };
}

interface Planned {
  readonly resource_changes: readonly {
    readonly address: string;
    readonly change: { readonly actions: readonly string[] };
    readonly fields: readonly { readonly field: string; readonly withheld: object | null }[];
  }[];
}

/** By address: the action, and the fields that would be written. */
async function planned({ run }: World, files: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const { stdout, stderr } = await run(['plan', ...files, '--format', 'json']);
  expect(stderr).toBe('');
  const { resource_changes: changes } = JSON.parse(stdout) as Planned;
  return Object.fromEntries(
    changes
      .map(({ address, change: { actions }, fields }) => {
        const open = fields.filter(({ withheld }) => withheld === null).map(({ field }) => field);
        return [address, `${actions.join()} ${open.toSorted().join(' ')}`.trim(), open.length] as const;
      })
      .filter(([, , open]) => open > 0)
      .map(([address, what]) => [address, what]),
  );
}

/** The spec in a file, less its envelope. */
function specIn(here: World, file: string): Readonly<Record<string, Readonly<Record<string, unknown>>>> {
  return (parse(here.text(file)) as { readonly spec: Readonly<Record<string, Readonly<Record<string, unknown>>>> })
    .spec;
}

describe('import', () => {
  it('writes what trailwarden itself made, and the plan has nothing to do', async () => {
    const here = await world();
    await here.run(['apply', join(import.meta.dirname, '../../examples/acme'), '--yes']);
    const { code, stderr } = await here.run(['import', '--out', 'a.yaml']);
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr:
        'Imported 1 bucket, 1 topic and 2 trails in 4 blocks into a.yaml.\nA plan of it has nothing to do.\nNext: trailwarden plan a.yaml\n',
    });
    expect(await planned(here, ['a.yaml'])).toEqual({});
    expect(specIn(here, 'a.yaml')).toEqual({
      buckets: { 'acme-audit-logs': { region: HOME, tags: { team: 'security' } } },
      topics: { 'audit-delivery': { region: HOME, tags: { team: 'security' } } },
      trails: {
        main: { region: HOME, bucket: 'acme-audit-logs', prefix: 'org', topic: 'audit-delivery' },
        'us-copy': { region: 'us-east-1', bucket: 'acme-audit-logs', prefix: 'us', multiRegion: false },
      },
    });
  });

  it('says what is weaker than the defaults, and adopts', async () => {
    const here = await world();
    await openBucket(here.in(HOME));
    await makeTrail(here.in(HOME));
    expect((await here.run(['import', '--out', 'a.yaml', '--name', 'acme'])).code).toBe(0);
    const { buckets, trails, globalServiceEvents } = specIn(here, 'a.yaml');
    expect(trails).toEqual({
      main: { region: HOME, bucket: 'logs', multiRegion: false, logging: false, logFileValidation: false, adopt: true },
    });
    expect(buckets?.['logs']).toMatchObject({
      region: HOME,
      policy: { tlsOnly: false },
      versioning: false,
      adopt: true,
    });
    expect(globalServiceEvents).toEqual({ keeper: 'elsewhere' });
    expect(await planned(here, ['a.yaml'])).toEqual({
      [`bucket/logs@${ACCOUNT}/${HOME}`]: 'adopt grants owner',
      [`trail/main@${ACCOUNT}/${HOME}`]: 'adopt owner',
    });
  });

  it('adopts by the tag and the statements alone, and then nothing differs', async () => {
    const here = await world();
    await openBucket(here.in(HOME));
    await makeTrail(here.in(HOME), { IsMultiRegionTrail: true });
    await here.run(['import', '--out', 'a.yaml']);
    const { code } = await here.run(['apply', 'a.yaml', '--yes']);
    expect(code).toBe(0);
    expect(await planned(here, ['a.yaml'])).toEqual({});
    expect((await here.run(['drift', 'a.yaml'])).code).toBe(0);
  });

  it('leaves alone what a spec cannot say, and says so', async () => {
    const here = await world();
    await openBucket(here.in(HOME));
    await makeTrail(here.in(HOME), { IsMultiRegionTrail: true });
    await makeTrail(here.in('us-east-1'), { Name: 'copy', IncludeGlobalServiceEvents: true });
    const { stderr } = await here.run(['import', '--out', 'a.yaml']);
    expect(stderr).toContain('warning[import-left-alone]: trail/copy /globalServiceEvents');
    expect(specIn(here, 'a.yaml')['ignore']).toMatchObject([
      { resource: 'trail/copy', fields: ['/globalServiceEvents'] },
    ]);
    expect(await planned(here, ['a.yaml'])).toEqual({
      [`bucket/logs@${ACCOUNT}/${HOME}`]: 'adopt grants owner',
      [`trail/copy@${ACCOUNT}/us-east-1`]: 'adopt owner',
      [`trail/main@${ACCOUNT}/${HOME}`]: 'adopt owner',
    });
  });

  it('takes over every setting of a trail, its topic and its keys', async () => {
    const here = await world();
    const own = here.in(HOME);
    await openBucket(own);
    const { KeyMetadata } = await own.kms.send(new CreateKeyCommand({}));
    await own.kms.send(new CreateAliasCommand({ AliasName: 'alias/logs', TargetKeyId: KeyMetadata?.KeyId }));
    const Rules = [
      { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' as const, KMSMasterKeyID: KeyMetadata?.Arn } },
    ];
    await own.s3.send(new PutBucketEncryptionCommand({ Bucket: 'logs', ServerSideEncryptionConfiguration: { Rules } }));
    await own.s3.send(
      new PutBucketVersioningCommand({ Bucket: 'logs', VersioningConfiguration: { Status: 'Enabled' } }),
    );
    const TagSet = [{ Key: 'team', Value: 'security' }];
    await own.s3.send(new PutBucketTaggingCommand({ Bucket: 'logs', Tagging: { TagSet } }));
    const { TopicArn } = await own.sns.send(new CreateTopicCommand({ Name: 'alerts' }));
    const publish = {
      Effect: 'Allow',
      Principal: { Service: 'cloudtrail.amazonaws.com' },
      Action: 'SNS:Publish',
      Resource: TopicArn,
    };
    const AttributeValue = policy(publish);
    await own.sns.send(new SetTopicAttributesCommand({ TopicArn, AttributeName: 'Policy', AttributeValue }));
    await makeTrail(own, { IsMultiRegionTrail: true, SnsTopicName: 'alerts', EnableLogFileValidation: true });
    await own.cloudtrail.send(new StartLoggingCommand({ Name: 'main' }));
    const TagsList = [{ Key: 'stage', Value: 'prod' }];
    await own.cloudtrail.send(new AddTagsCommand({ ResourceId: arnOf('main'), TagsList }));
    const InsightSelectors = [{ InsightType: 'ApiErrorRateInsight' as const }];
    await own.cloudtrail.send(new PutInsightSelectorsCommand({ TrailName: 'main', InsightSelectors }));
    const EventSelectors = [{ ReadWriteType: 'WriteOnly' as const, IncludeManagementEvents: true }];
    await own.cloudtrail.send(new PutEventSelectorsCommand({ TrailName: 'main', EventSelectors }));
    const { code, stderr } = await here.run(['import', '--out', 'a.yaml']);
    expect({ code, stderr }).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('nothing to do but adopt 3 resources'),
    });
    expect(specIn(here, 'a.yaml')).toMatchObject({
      buckets: { logs: { encryption: { algorithm: 'aws:kms', kmsKey: KeyMetadata?.Arn, bucketKey: false } } },
      topics: { alerts: { region: HOME, adopt: true } },
      trails: {
        main: {
          topic: 'alerts',
          eventSelectors: [{ ReadWriteType: 'WriteOnly' }],
          insights: ['ApiErrorRateInsight'],
          tags: { stage: 'prod' },
          adopt: true,
        },
      },
    });
    expect(await planned(here, ['a.yaml'])).toEqual({
      [`bucket/logs@${ACCOUNT}/${HOME}`]: 'adopt grants owner',
      [`topic/alerts@${ACCOUNT}/${HOME}`]: 'adopt grants owner',
      [`trail/main@${ACCOUNT}/${HOME}`]: 'adopt owner',
    });
  });

  it('takes a bucket key without a key of KMS for what it is: nothing', async () => {
    const here = await world();
    await openBucket(here.in(HOME));
    const Rules = [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' as const }, BucketKeyEnabled: true }];
    const encryption = { Bucket: 'logs', ServerSideEncryptionConfiguration: { Rules } };
    await here.in(HOME).s3.send(new PutBucketEncryptionCommand(encryption));
    await makeTrail(here.in(HOME), { IsMultiRegionTrail: true });
    const { stderr } = await here.run(['import', '--out', 'a.yaml']);
    expect(stderr).not.toContain('import-left-alone');
    expect(specIn(here, 'a.yaml')['buckets']?.['logs']).not.toHaveProperty('encryption');
  });

  it('never writes over a file, nor asks before it looked', async () => {
    const here = await world({ 'a.yaml': 'mine\n' });
    const { code, stderr } = await here.run(['import', '--out', 'a.yaml'], { endpoint: 'http://127.0.0.1:9' });
    expect({ code, stderr }).toMatchObject({ code: 3, stderr: expect.stringContaining('a.yaml exists') });
    expect(here.text('a.yaml')).toBe('mine\n');
  });

  it('has nothing to write where there is nothing', async () => {
    const here = await world();
    const { code, stderr } = await here.run(['import', '--out', 'a.yaml']);
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('error[import-nothing-found]') });
    expect(existsSync(join(here.folder, 'a.yaml'))).toBe(false);
  });

  it('prints YAML or JSON without --out, which is a spec either way', async () => {
    const here = await world();
    await openBucket(here.in(HOME));
    await makeTrail(here.in(HOME), { IsMultiRegionTrail: true });
    const [yaml, json] = await Promise.all([here.run(['import']), here.run(['import', '--format', 'json'])]);
    expect(yaml.stdout).toContain('# yaml-language-server: $schema=./spec.schema.json\n');
    expect(JSON.parse(json.stdout)).toEqual(parse(yaml.stdout));
    writeFileSync(join(here.folder, 'b.json'), json.stdout);
    expect((await here.run(['validate', 'b.json'])).code).toBe(0);
  });

  it('leaves to others what carries their tag', async () => {
    const here = await world();
    const own = here.in(HOME);
    await openBucket(own);
    await makeTrail(own, { TagsList: [{ Key: 'trailwarden:owner', Value: 'umbrella' }] });
    await makeTrail(own, { Name: 'free', IsMultiRegionTrail: true });
    const TagSet = [{ Key: 'trailwarden:owner', Value: 'umbrella' }];
    await own.s3.send(new PutBucketTaggingCommand({ Bucket: 'logs', Tagging: { TagSet } }));
    const { stderr } = await here.run(['import', '--out', 'a.yaml', '--name', 'acme']);
    expect(stderr).toContain(`${arnOf('main')}: it belongs to "umbrella"`);
    expect(specIn(here, 'a.yaml')).toMatchObject({ buckets: { logs: { manage: false } }, trails: { free: {} } });
    expect(Object.keys(specIn(here, 'a.yaml')['trails'] ?? {})).toEqual(['free']);
    expect(await planned(here, ['a.yaml'])).toEqual({ [`trail/free@${ACCOUNT}/${HOME}`]: 'adopt owner' });
  });

  it('takes the one owner that tags name', async () => {
    const here = await world();
    await here.run(['apply', join(import.meta.dirname, '../../examples/minimal.yaml'), '--yes']);
    const { stdout } = await here.run(['import', '--format', 'json']);
    expect(JSON.parse(stdout)).toMatchObject({ metadata: { name: 'acme' } });
  });

  it('tells what could not be read, and ends with 8', async () => {
    const here = await world();
    await openBucket(here.in(HOME));
    await makeTrail(here.in(HOME), { IsMultiRegionTrail: true });
    await makeTrail(here.in('us-east-1'), { Name: 'other', IsMultiRegionTrail: true });
    here.sandbox.trouble.set({ rules: [{ match: { operation: 'GetBucketTagging' }, effect: { deny: true } }] });
    const { code, stderr } = await here.run(['import', '--out', 'a.yaml']);
    expect(code).toBe(8);
    expect(stderr).toContain('arn:aws:s3:::logs');
    expect(specIn(here, 'a.yaml')['buckets']).toEqual({ logs: { region: HOME, manage: false } });
    expect(here.text('a.yaml')).toContain('    # Only referred to: it could not be read as a whole.\n    logs:\n');
  });
});

describe('import of several accounts', () => {
  const regions = ['us-east-1', 'eu-west-1'];

  it('makes one block of what is alike, with placeholders where names differ by their place', async () => {
    const accounts = spec(`defaults: { account: { role: trailwarden } }
accounts: { one: "${ACCOUNT}", two: "${OTHER}" }`);
    const here = await world({ 'accounts.yaml': accounts });
    for (const account of [ACCOUNT, OTHER]) {
      await makeBucket(here.in(HOME, account), `logs-${account}`);
      const arns = regions.map(region => arnOf('main', region, account));
      const document = policy(...grants({ bucket: `logs-${account}`, path: `AWSLogs/${account}/*`, arns }));
      await putPolicy(here.in(HOME, account), document, `logs-${account}`);
      for (const region of regions)
        await makeTrail(here.in(region, account), {
          S3BucketName: `logs-${account}`,
          IncludeGlobalServiceEvents: region === 'us-east-1',
        });
    }
    const { code, stderr } = await here.run(['import', 'accounts.yaml', '--out', 'trails.yaml']);
    expect({ code, stderr }).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('2 buckets and 4 trails in 2 blocks'),
    });
    expect(specIn(here, 'trails.yaml')).toMatchObject({
      buckets: { logs: { name: 'logs-{accountId}', accounts: ['one', 'two'], region: HOME } },
      trails: { main: { accounts: ['one', 'two'], regions: regions.toSorted(), bucket: 'logs' } },
    });
    expect(new Set(Object.values(await planned(here, ['accounts.yaml', 'trails.yaml'])))).toEqual(
      new Set(['adopt grants owner', 'adopt owner']),
    );
  });

  it('refers to buckets and topics of accounts that are not its own, and to those that are gone', async () => {
    const here = await world();
    const [own, other] = [here.in(HOME), here.in(HOME, OTHER)];
    await makeBucket(other, 'theirs');
    await putPolicy(other, policy(...grants({ bucket: 'theirs' })), 'theirs');
    const { TopicArn = '' } = await other.sns.send(new CreateTopicCommand({ Name: 'told' }));
    const AttributeValue = policy({
      Effect: 'Allow',
      Principal: { Service: 'cloudtrail.amazonaws.com' },
      Action: 'SNS:Publish',
      Resource: TopicArn,
    });
    await other.sns.send(new SetTopicAttributesCommand({ TopicArn, AttributeName: 'Policy', AttributeValue }));
    await makeTrail(own, { S3BucketName: 'theirs', SnsTopicName: TopicArn, IsMultiRegionTrail: true });
    const lost = await own.sns.send(new CreateTopicCommand({ Name: 'lost' }));
    const opened = AttributeValue.replaceAll(TopicArn, lost.TopicArn ?? '');
    await own.sns.send(
      new SetTopicAttributesCommand({ TopicArn: lost.TopicArn, AttributeName: 'Policy', AttributeValue: opened }),
    );
    await openBucket(own);
    await makeTrail(own, { Name: 'lone', SnsTopicName: 'lost' });
    await own.sns.send(new DeleteTopicCommand({ TopicArn: lost.TopicArn }));
    const { code, stderr } = await here.run(['import', '--out', 'a.yaml']);
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining(':lost: it does not exist') });
    expect(specIn(here, 'a.yaml')).toMatchObject({
      accounts: { [ACCOUNT]: ACCOUNT, [OTHER]: OTHER },
      buckets: { theirs: { account: ACCOUNT, manage: false }, logs: { adopt: true } },
      topics: { told: { account: OTHER, manage: false }, lost: { account: ACCOUNT, manage: false } },
      trails: { main: { bucket: 'theirs', topic: 'told', adopt: true }, lone: { bucket: 'logs', topic: 'lost' } },
    });
    expect(await planned(here, ['a.yaml'])).toEqual({
      [`bucket/logs@${ACCOUNT}/${HOME}`]: 'adopt grants owner',
      [`trail/lone@${ACCOUNT}/${HOME}`]: 'adopt owner',
      [`trail/main@${ACCOUNT}/${HOME}`]: 'adopt owner',
    });
  });

  const organization = {
    id: 'o-exampleorgid',
    management: ACCOUNT,
    members: [OTHER],
    trustedAccess: ['cloudtrail.amazonaws.com'],
  };

  it("takes an organization's trail from its management account, and leaves it out as seen from a member", async () => {
    const here = await world({}, { organization });
    const own = here.in(HOME);
    await makeBucket(own);
    const statements = [...grants({}), ...grants({ path: 'AWSLogs/o-exampleorgid/*' }).slice(1)].map((one, index) => ({
      ...one,
      Sid: `S${index}`,
    }));
    await putPolicy(own, policy(...statements));
    await makeTrail(own, { IsMultiRegionTrail: true, IsOrganizationTrail: true });
    expect((await here.run(['import', '--out', 'a.yaml'])).code).toBe(0);
    expect(specIn(here, 'a.yaml')).toMatchObject({
      accounts: { [ACCOUNT]: ACCOUNT },
      organization: { account: ACCOUNT },
      trails: { main: { organization: true, bucket: 'logs' } },
    });
    expect(await planned(here, ['a.yaml'])).toEqual({
      [`bucket/logs@${ACCOUNT}/${HOME}`]: 'adopt grants owner',
      [`trail/main@${ACCOUNT}/${HOME}`]: 'adopt owner',
    });
    const member = await here.run(['import', '--out', 'b.yaml'], { env: { AWS_ACCESS_KEY_ID: OTHER } });
    expect(member).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('an organization trail of another account'),
    });
  });

  it('writes nothing twice that a spec declares already', async () => {
    const declared = spec(`buckets: { audit: { name: logs, region: eu-west-1, adopt: true } }
trails: { first: { name: main, region: eu-west-1, bucket: audit, adopt: true } }`);
    const here = await world({ 'a.yaml': declared });
    await openBucket(here.in(HOME));
    await makeTrail(here.in(HOME), { IsMultiRegionTrail: true });
    await makeTrail(here.in(HOME), { Name: 'second', IsMultiRegionTrail: true });
    const { code, stderr } = await here.run(['import', 'a.yaml', '--out', 'b.yaml']);
    expect({ code, stderr }).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('Imported 1 trail in 1 block into b.yaml'),
    });
    expect(specIn(here, 'b.yaml')).toMatchObject({ trails: { second: { bucket: 'audit' } } });
    const other = await here.run(['import', 'a.yaml', '--name', 'umbrella']);
    expect(other).toMatchObject({ code: 3, stderr: expect.stringContaining('not the owner that the spec names') });
  });
});
