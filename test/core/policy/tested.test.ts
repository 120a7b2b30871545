/** One policy asked for one trail, and what is asked of it. */
import { describe, expect, it } from 'vitest';

import type { Need } from '../../../src/core/needs.ts';
import type { Verdict } from '../../../src/core/policy/evaluate/evaluator.ts';
import type { Statement } from '../../../src/core/policy/statement.ts';
import { requestsFor, testPolicy, untested } from '../../../src/core/policy/tested.ts';
import type { Question } from '../../../src/core/policy/tested.ts';
import { bucket, cloudTrail, deny, denyWhen, key, look, organization, topic, trail, write } from './evaluate/asking.ts';

const plain: Question = {
  trail,
  of: { bucket: 'logs' },
  prefix: '',
  organization: null,
  everyRegion: true,
  digests: true,
  insights: true,
};

const test = (statements: readonly Statement[], over: Partial<Question> = {}) =>
  testPolicy({ header: { version: '2012-10-17', id: null }, statements }, { ...plain, ...over });

/** What is written or asked for, as far as it depends on the trail. */
const places = (over: Partial<Question>): readonly string[] =>
  test([], over).requests.map(({ request: { action, resource } }) => `${action} ${resource}`);

const root = 'arn:aws:s3:::logs/AWSLogs/111111111111';

describe('what is asked', () => {
  it.each<[string, Partial<Question>, readonly string[]]>([
    [
      'log files only',
      { digests: false, insights: false },
      [
        's3:GetBucketAcl arn:aws:s3:::logs',
        `s3:PutObject ${root}/CloudTrail/`,
        `s3:PutObject ${root}/CloudTrail/*-*-?/20??/??/??/111111111111_CloudTrail_*-*-?_*.json.gz`,
      ],
    ],
    [
      'of one region, under a prefix',
      { digests: false, insights: false, everyRegion: false, prefix: 'org' },
      [
        's3:GetBucketAcl arn:aws:s3:::logs',
        's3:PutObject arn:aws:s3:::logs/org/AWSLogs/111111111111/CloudTrail/',
        's3:PutObject arn:aws:s3:::logs/org/AWSLogs/111111111111/CloudTrail/eu-west-1/20??/??/??/111111111111_CloudTrail_eu-west-1_*.json.gz',
      ],
    ],
    [
      'in another partition',
      { trail: 'arn:aws-cn:cloudtrail:cn-north-1:111111111111:trail/main' },
      expect.arrayContaining(['s3:GetBucketAcl arn:aws-cn:s3:::logs']) as readonly string[],
    ],
    [
      'for members',
      { organization },
      expect.arrayContaining([
        `s3:PutObject arn:aws:s3:::logs/AWSLogs/${organization}/111111111111/CloudTrail-Digest/`,
      ]) as readonly string[],
    ],
    ['of a topic', { of: { topic } }, [`sns:Publish ${topic}`]],
    ['of a key', { of: { key } }, [`kms:DescribeKey ${key}`, `kms:GenerateDataKey ${key}`]],
  ])('%s', (_, over, expected) => {
    expect(places(over)).toEqual(expected);
  });
});

describe('what becomes of it', () => {
  const publish: Statement = { Effect: 'Allow', Principal: cloudTrail, Action: 'sns:Publish', Resource: topic };
  it.each<[string, readonly Statement[], Partial<Question>, Verdict]>([
    ["AWS's own policy", [look, write()], {}, 'allowed'],
    ['with a denial', [look, write(), deny()], {}, 'denied'],
    [
      'with a denial that may hold',
      [look, write(), denyWhen({ IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } })],
      {},
      'unknown',
    ],
    [
      'which asks for a key of KMS, of which nothing is known',
      [look, write(), denyWhen({ StringNotEquals: { 's3:x-amz-server-side-encryption': 'aws:kms' } })],
      {},
      'denied', // of the empty objects that CloudTrail leaves in its folders
    ],
    ['of a topic', [publish], { of: { topic } }, 'allowed'],
    [
      'of a topic that asks for the organization',
      [{ ...publish, Condition: { StringEquals: { 'aws:SourceOrgID': organization } } }],
      { of: { topic }, organization },
      'allowed',
    ],
    ['of a key without statements', [], { of: { key } }, 'denied'],
  ])('%s', (_, statements, over, expected) => {
    const { verdict, problem, address } = test(statements, over);
    expect({ verdict, problem, address }).toEqual({ verdict: expected, problem: null, address: null });
  });

  it('says whose policy it was', () => {
    expect(test([]).resource).toBe('arn:aws:s3:::logs');
    expect(test([], { of: { topic } })).toMatchObject({ to: 'announce-logs', resource: topic });
    expect(test([], { of: { key } })).toMatchObject({ to: 'encrypt-logs', resource: key });
  });
});

it('has no answers where there is no policy', () => {
  const problem = { code: 'not-looked-at', message: 'It was not asked' } as const;
  const { verdict, requests } = untested(
    { address: null, trail, to: 'announce-logs', resource: topic },
    'unknown',
    problem,
  );
  expect({ verdict, requests }).toEqual({ verdict: 'unknown', requests: [] });
});

describe('what is asked for a need', () => {
  const need: Need = {
    to: 'deliver-logs',
    of: bucket,
    trail,
    account: '111111111111',
    prefix: '',
    organization: null,
    folders: ['CloudTrail'],
    key: null,
    everyRegion: false,
  };
  const source = (of: Need): readonly unknown[] =>
    requestsFor(of, organization).map(({ request }) => request.keys.get('aws:sourceorgid'));

  it('is what the resource is used for', () => {
    expect(requestsFor(need, null).map(({ request }) => request.action)).toEqual([
      's3:GetBucketAcl',
      's3:PutObject',
      's3:PutObject',
    ]);
    const announce: Need = { to: 'announce-logs', of: topic, trail, everyRegion: true };
    expect(requestsFor(announce, null).map(({ request }) => request.action)).toEqual(['sns:Publish']);
    expect(source(announce)).toEqual([[[organization]]]);
  });

  it('comes from the organization of the trail, or of its account', () => {
    expect(source(need)).toEqual([undefined, [[organization]], [[organization]]]);
    expect(source({ ...need, organization: 'o-z9y8x7w6v5' })[1]).toEqual([['o-z9y8x7w6v5']]);
  });
});
