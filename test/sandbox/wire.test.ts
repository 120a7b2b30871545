import { describe, expect, it, test } from 'vitest';
import { ACCOUNT, sandbox } from './clients.ts';

const signed = (service: string): string =>
  `AWS4-HMAC-SHA256 Credential=${ACCOUNT}/20261001/eu-west-1/${service}/aws4_request, SignedHeaders=host, Signature=0`;

interface Sent {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

async function send({ method = 'POST', path = '/', ...rest }: Sent) {
  const box = await sandbox();
  const answer = await fetch(box.url + path, { method, redirect: 'manual', ...rest });
  return {
    status: answer.status,
    type: answer.headers.get('content-type'),
    id: answer.headers.get('x-amzn-requestid'),
    text: await answer.text(),
  };
}

const json = (target: string, body: unknown, authorization: string | undefined = signed('cloudtrail')): Sent => ({
  headers: {
    'x-amz-target': target,
    'content-type': 'application/x-amz-json-1.1',
    ...(authorization && { authorization }),
  },
  body: typeof body === 'string' ? body : JSON.stringify(body),
});
const form = (
  service: string,
  fields: Record<string, string>,
  authorization: string | undefined = signed(service),
): Sent => ({
  headers: { 'content-type': 'application/x-www-form-urlencoded', ...(authorization && { authorization }) },
  body: new URLSearchParams(fields).toString(),
});
const UNSIGNED = '';

describe('JSON', () => {
  test.each(['CloudTrail_20131101.ListTrails', 'com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.ListTrails'])(
    'is understood as %s',
    async target => {
      const answer = await send(json(target, {}));
      expect(answer).toMatchObject({ status: 200, type: 'application/x-amz-json-1.1', text: '{"Trails":[]}' });
      expect(answer.id).toMatch(/^[\da-f-]{36}$/);
    },
  );

  const create = 'CloudTrail_20131101.CreateTrail';
  test.each<[string, Sent, string, string]>([
    ['an unknown operation', json('CloudTrail_20131101.CreateLake', {}), 'UnknownOperationException', 'CreateLake'],
    [
      'an operation that every object has',
      json('CloudTrail_20131101.toString', {}),
      'UnknownOperationException',
      'toString',
    ],
    [
      'an unknown operation of KMS',
      json('TrentService.Encrypt', {}, signed('kms')),
      'UnknownOperationException',
      'Encrypt',
    ],
    [
      'an unknown member',
      json(create, { Name: 'main', S3BucketName: 'logs', Colour: 'red' }),
      'ValidationException',
      '"Colour" in CreateTrail',
    ],
    [
      'an unknown member deep inside',
      json(create, { TagsList: [{ Key: 'a', Color: 'b' }] }),
      'ValidationException',
      '"Color" in CreateTrail.TagsList[0]',
    ],
    ['a member that every object has', json(create, '{"constructor":1}'), 'ValidationException', '"constructor"'],
    ['a wrong type', json(create, { Name: 1 }), 'SerializationException', 'CreateTrail.Name must be a string'],
    [
      'a word for a switch',
      json(create, { Name: 'main', IsMultiRegionTrail: 'true' }),
      'SerializationException',
      'IsMultiRegionTrail',
    ],
    ['no list', json(create, { TagsList: {} }), 'SerializationException', 'TagsList must be a list'],
    ['no object', json(create, []), 'SerializationException', ''],
    ['no JSON', json(create, '{'), 'SerializationException', ''],
    ['no signature', json(create, {}, UNSIGNED), 'MissingAuthenticationTokenException', 'Missing Authentication Token'],
  ])('refuses %s', async (_, sent, type, message) => {
    const { status, text } = await send(sent);
    expect(status).toBe(400);
    const body = JSON.parse(text) as { __type: string; message: string };
    expect(body.__type).toBe(type);
    expect(body.message).toContain(message);
  });

  it('takes null as absent and no body as empty', async () => {
    expect((await send(json('CloudTrail_20131101.DescribeTrails', { trailNameList: null }))).text).toBe(
      '{"trailList":[]}',
    );
    expect((await send(json('CloudTrail_20131101.DescribeTrails', ''))).text).toBe('{"trailList":[]}');
  });
});

describe('Query', () => {
  const sns = { Version: '2010-03-31' };
  const sts = { Version: '2011-06-15' };

  it('answers in XML', async () => {
    const { status, type, text, id } = await send(form('sts', { ...sts, Action: 'GetCallerIdentity' }));
    expect({ status, type }).toEqual({ status: 200, type: 'text/xml' });
    expect(text).toContain(
      '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>',
    );
    expect(text).toContain(
      `<ResponseMetadata><RequestId>${id}</RequestId></ResponseMetadata></GetCallerIdentityResponse>`,
    );
  });

  it('takes an empty list', async () => {
    const { text } = await send(form('sns', { ...sns, Action: 'CreateTopic', Name: 'alerts', Tags: '' }));
    expect(text).toContain(`<TopicArn>arn:aws:sns:eu-west-1:${ACCOUNT}:alerts</TopicArn>`);
  });

  test.each<[string, Sent, number, string, string]>([
    ['an unknown operation', form('sns', { ...sns, Action: 'AddPermission' }), 400, 'InvalidAction', 'AddPermission'],
    [
      'another version',
      form('sns', { Version: '2009-01-01', Action: 'ListTopics' }),
      400,
      'InvalidAction',
      '2009-01-01',
    ],
    [
      'an unknown parameter',
      form('sns', { ...sns, Action: 'ListTopics', Colour: 'red' }),
      400,
      'InvalidParameter',
      '&#34;Colour&#34;',
    ],
    [
      'a parameter of another form',
      form('sns', { ...sns, Action: 'CreateTopic', 'Name.member.1': 'a' }),
      400,
      'InvalidParameter',
      'Name must be a string',
    ],
    [
      'a map that is none',
      form('sns', { ...sns, Action: 'CreateTopic', Attributes: 'a' }),
      400,
      'InvalidParameter',
      'Attributes must be a map',
    ],
    [
      'a number that is none',
      form('sts', { ...sts, Action: 'AssumeRole', DurationSeconds: 'long' }),
      400,
      'ValidationError',
      'a whole number',
    ],
    [
      'no signature',
      form('sns', { ...sns, Action: 'ListTopics' }, UNSIGNED),
      403,
      'MissingAuthenticationToken',
      'Request is missing',
    ],
  ])('refuses %s', async (_, sent, status, code, message) => {
    const answer = await send(sent);
    expect(answer.status).toBe(status);
    expect(answer.text).toContain(`<Error><Type>Sender</Type><Code>${code}</Code><Message>`);
    expect(answer.text).toContain(message);
  });
});

describe('REST', () => {
  const headers = { authorization: signed('s3') };

  it('answers errors with code and message first', async () => {
    const { status, type, text } = await send({ method: 'GET', path: '/none?policy', headers });
    expect({ status, type }).toEqual({ status: 404, type: 'application/xml' });
    expect(text).toContain(
      '<Error><Code>NoSuchBucket</Code><Message>The specified bucket does not exist</Message><BucketName>none</BucketName>',
    );
  });

  const put = (path: string, body = ''): Sent => ({ method: 'PUT', path, headers, body });
  test.each<[string, Sent, number, string, string]>([
    [
      'an unknown sub-resource',
      { method: 'GET', path: '/logs?inventory', headers },
      501,
      'NotImplemented',
      'inventory of ListObjects',
    ],
    [
      'an unknown parameter',
      { method: 'GET', path: '/logs?list-type=2&colour=red', headers },
      501,
      'NotImplemented',
      'colour of ListObjectsV2',
    ],
    [
      'an unknown header',
      { method: 'PUT', path: '/logs/k', headers: { ...headers, 'x-amz-tagging': 'a=b' } },
      501,
      'NotImplemented',
      'x-amz-tagging of PutObject',
    ],
    ['an unknown method', { method: 'POST', path: '/logs?delete', headers }, 501, 'NotImplemented', 'POST of a bucket'],
    [
      'an unknown method of an object',
      { method: 'PATCH', path: '/logs/k', headers },
      501,
      'NotImplemented',
      'PATCH of an object',
    ],
    ['a path that is none', { method: 'GET', path: '/logs/%zz', headers }, 400, 'InvalidURI', ''],
    ['no XML', put('/logs', '{}'), 400, 'MalformedXML', ''],
    ['another document', put('/logs', '<Other/>'), 400, 'MalformedXML', ''],
    [
      'a member twice',
      put(
        '/logs',
        '<CreateBucketConfiguration><LocationConstraint>a</LocationConstraint><LocationConstraint>b</LocationConstraint></CreateBucketConfiguration>',
      ),
      400,
      'MalformedXML',
      '',
    ],
    [
      'an unknown member',
      put('/logs', '<CreateBucketConfiguration><Colour/></CreateBucketConfiguration>'),
      501,
      'NotImplemented',
      'Colour',
    ],
    ['no signature', { method: 'GET', path: '/logs' }, 403, 'AccessDenied', 'Access Denied'],
  ])('refuses %s', async (_, sent, status, code, message) => {
    const answer = await send(sent);
    expect(answer.status).toBe(status);
    expect(answer.text).toContain(`<Error><Code>${code}</Code>`);
    expect(answer.text).toContain(message);
  });

  it('takes the scope of a presigned address', async () => {
    const scope = encodeURIComponent(`${ACCOUNT}/20261001/eu-west-1/s3/aws4_request`);
    const { status, text } = await send({
      method: 'GET',
      path: `/?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${scope}`,
    });
    expect([status, text]).toEqual([200, expect.stringContaining('<ListAllMyBucketsResult')]);
  });

  it('refuses a chunked body that breaks off', async () => {
    const box = await sandbox();
    const create =
      '<CreateBucketConfiguration><LocationConstraint>eu-west-1</LocationConstraint></CreateBucketConfiguration>';
    await fetch(`${box.url}/logs`, { method: 'PUT', headers, body: create });
    const answer = await fetch(`${box.url}/logs/k`, {
      method: 'PUT',
      headers: { ...headers, 'content-encoding': 'aws-chunked' },
      body: '5\r\nab',
    });
    expect(await answer.text()).toContain('<Code>IncompleteBody</Code>');
  });
});
