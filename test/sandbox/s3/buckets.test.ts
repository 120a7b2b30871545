import {
  CreateBucketCommand,
  type CreateBucketCommandInput,
  DeleteBucketCommand,
  GetBucketAclCommand,
  GetBucketLocationCommand,
  GetBucketLoggingCommand,
  GetBucketRequestPaymentCommand,
  GetBucketTaggingCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  PutBucketTaggingCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, it, test } from 'vitest';
import { ACCOUNT, clients, failure, OTHER, sandbox } from '../clients.ts';
import { HOME, makeBucket } from '../estate.ts';

describe('creating a bucket', () => {
  const at = (LocationConstraint: string): Partial<CreateBucketCommandInput> => ({
    CreateBucketConfiguration: { LocationConstraint: LocationConstraint as 'eu-west-1' },
  });

  test.each<[string, string, Partial<CreateBucketCommandInput>]>([
    ['in us-east-1 without a constraint', 'us-east-1', {}],
    ['elsewhere with its own', HOME, at(HOME)],
    ['in eu-west-1 by its old name', HOME, at('EU')],
  ])('succeeds %s', async (_, region, input) => {
    const { s3 } = clients(await sandbox(), region);
    expect(await s3.send(new CreateBucketCommand({ Bucket: 'logs', ...input }))).toMatchObject({ Location: '/logs' });
    expect((await s3.send(new HeadBucketCommand({ Bucket: 'logs' }))).BucketRegion).toBe(region);
  });

  test.each<[string, string, Partial<CreateBucketCommandInput>, string]>([
    ['us-east-1 named in us-east-1', 'us-east-1', at('us-east-1'), 'InvalidLocationConstraint'],
    ['another region named in us-east-1', 'us-east-1', at(HOME), 'IllegalLocationConstraintException'],
    ['another region', HOME, at('eu-west-2'), 'IllegalLocationConstraintException'],
    ['a name that is none', HOME, { ...at(HOME), Bucket: 'My_Logs' }, 'InvalidBucketName'],
    ['a reserved prefix', HOME, { ...at(HOME), Bucket: 'xn--logs' }, 'InvalidBucketName'],
    ['a reserved suffix', HOME, { ...at(HOME), Bucket: 'logs--ol-s3' }, 'InvalidBucketName'],
    ['an IP address', HOME, { ...at(HOME), Bucket: '192.168.5.4' }, 'InvalidBucketName'],
    ['a public ACL, which the sandbox does not do', HOME, { ...at(HOME), ACL: 'public-read' }, 'NotImplemented'],
    [
      'a location, which the sandbox does not know',
      HOME,
      { CreateBucketConfiguration: { Location: { Name: 'a', Type: 'LocalZone' } } },
      'NotImplemented',
    ],
  ])('refuses %s', async (_, region, input, name) => {
    const { s3 } = clients(await sandbox(), region);
    expect((await failure(s3.send(new CreateBucketCommand({ Bucket: 'logs', ...input })))).name).toBe(name);
  });

  it('needs a constraint outside of us-east-1', async () => {
    const box = await sandbox();
    const answer = await fetch(`${box.url}/logs`, { method: 'PUT', headers: { authorization: signed('s3') } });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain(
      '<Code>IllegalLocationConstraintException</Code><Message>The unspecified location constraint',
    );
  });

  it('refuses one that is there, but in us-east-1 takes its own again', async () => {
    const box = await sandbox();
    const [east, west, foreign] = [clients(box, 'us-east-1'), clients(box), clients(box, HOME, OTHER)];
    await makeBucket(east, 'east', 'us-east-1');
    await makeBucket(west);
    await makeBucket(east, 'east', 'us-east-1');
    expect(await failure(makeBucket(west))).toMatchObject({ name: 'BucketAlreadyOwnedByYou', status: 409 });
    expect(await failure(makeBucket(west, 'east'))).toMatchObject({ name: 'BucketAlreadyOwnedByYou', status: 409 });
    expect(await failure(makeBucket(foreign))).toMatchObject({ name: 'BucketAlreadyExists', status: 409 });
  });

  it('may carry tags', async () => {
    const { s3 } = clients(await sandbox());
    const Tags = [{ Key: 'owner', Value: 'acme & sons' }];
    await s3.send(
      new CreateBucketCommand({ Bucket: 'logs', CreateBucketConfiguration: { LocationConstraint: HOME, Tags } }),
    );
    expect((await s3.send(new GetBucketTaggingCommand({ Bucket: 'logs' }))).TagSet).toEqual(Tags);
  });
});

describe('a bucket', () => {
  it('is listed to its account', async () => {
    const box = await sandbox();
    const [here, foreign] = [clients(box), clients(box, HOME, OTHER)];
    await makeBucket(here, 'logs-b');
    await makeBucket(here, 'logs-a');
    await makeBucket(foreign, 'theirs');
    const { Buckets: buckets } = await here.s3.send(new ListBucketsCommand({}));
    expect(buckets?.map(bucket => [bucket.Name, bucket.BucketRegion])).toEqual([
      ['logs-a', HOME],
      ['logs-b', HOME],
    ]);
  });

  it('is deleted when it is empty', async () => {
    const here = clients(await sandbox());
    await makeBucket(here);
    await here.s3.send(new PutObjectCommand({ Bucket: 'logs', Key: 'k', Body: 'x' }));
    expect(await failure(here.s3.send(new DeleteBucketCommand({ Bucket: 'logs' })))).toMatchObject({
      name: 'BucketNotEmpty',
      status: 409,
    });
    await makeBucket(here, 'empty');
    await here.s3.send(new DeleteBucketCommand({ Bucket: 'empty' }));
    expect(await failure(here.s3.send(new DeleteBucketCommand({ Bucket: 'empty' })))).toMatchObject({
      name: 'NoSuchBucket',
      status: 404,
    });
  });

  it('answers what cannot be set here as a fresh bucket does', async () => {
    const here = clients(await sandbox());
    await makeBucket(here);
    const Bucket = 'logs';
    expect((await here.s3.send(new GetBucketLocationCommand({ Bucket }))).LocationConstraint).toBe(HOME);
    expect(await here.s3.send(new GetBucketLoggingCommand({ Bucket }))).not.toHaveProperty(
      'LoggingEnabled.TargetBucket',
    );
    expect((await here.s3.send(new GetBucketRequestPaymentCommand({ Bucket }))).Payer).toBe('BucketOwner');
    const { Owner: owner, Grants: grants } = await here.s3.send(new GetBucketAclCommand({ Bucket }));
    expect(grants).toEqual([{ Grantee: { ID: owner?.ID, Type: 'CanonicalUser' }, Permission: 'FULL_CONTROL' }]);
  });
});

describe('HeadBucket', () => {
  async function head(region: string, account: string, query: { bucket?: string; owner?: string } = {}) {
    const box = await sandbox();
    await makeBucket(clients(box));
    const { s3 } = clients(box, region, account);
    const { bucket = 'logs', owner } = query;
    const refused = await failure(
      s3.send(new HeadBucketCommand({ Bucket: bucket, ...(owner !== undefined && { ExpectedBucketOwner: owner }) })),
    );
    const answer = await fetch(`${box.url}/${bucket}`, {
      method: 'HEAD',
      headers: {
        authorization: signed('s3', account, region),
        ...(owner !== undefined && { 'x-amz-expected-bucket-owner': owner }),
      },
      redirect: 'manual',
    });
    return {
      refused,
      status: answer.status,
      region: answer.headers.get('x-amz-bucket-region'),
      body: await answer.text(),
    };
  }

  test.each([
    ['a bucket that is not there', HOME, ACCOUNT, { bucket: 'none' }, { name: 'NotFound' }, 404, null],
    ["another account's bucket", HOME, OTHER, {}, { name: 'Unknown' }, 403, HOME],
    ['another owner expected', HOME, ACCOUNT, { owner: OTHER }, { name: 'Unknown' }, 403, HOME],
    ['another region', 'us-east-1', ACCOUNT, {}, { name: 'Unknown' }, 301, HOME],
  ])('says by status and header alone: %s', async (_, region, account, query, name, status, header) => {
    const answer = await head(region, account, query);
    expect(answer.refused).toMatchObject({ ...name, status });
    expect(answer).toMatchObject({ status, region: header, body: '' });
  });
});

describe('the wrong region or account', () => {
  it('redirects other calls with the region, but for GetBucketLocation in us-east-1', async () => {
    const box = await sandbox();
    await makeBucket(clients(box));
    const { s3 } = clients(box, 'us-east-1');
    expect(await failure(s3.send(new GetPublicAccessBlockCommand({ Bucket: 'logs' })))).toMatchObject({
      name: 'PermanentRedirect',
      status: 301,
    });
    expect((await s3.send(new GetBucketLocationCommand({ Bucket: 'logs' }))).LocationConstraint).toBe(HOME);
  });

  it('is refused with a body where there is one', async () => {
    const box = await sandbox();
    await makeBucket(clients(box));
    const { s3 } = clients(box, HOME, OTHER);
    const tagged = s3.send(new PutBucketTaggingCommand({ Bucket: 'logs', Tagging: { TagSet: [] } }));
    expect(await failure(tagged)).toEqual({ name: 'AccessDenied', message: 'Access Denied', status: 403 });
  });
});

function signed(service: string, accessKeyId = ACCOUNT, region = HOME): string {
  return `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20261001/${region}/${service}/aws4_request, SignedHeaders=host, Signature=0`;
}
