/** Each question, of records that a simpler query would answer wrong. */
import { describe, expect, it } from 'vitest';

import type { Asking } from '../../../src/logs/query/questions/question.ts';
import { questions } from '../../../src/logs/query/questions/index.ts';
import { asked, event, session } from './asked.ts';

const usual: Asking = {
  range: { from: '2026-11-01T00:00:00Z', until: '2026-11-20T00:00:00Z' },
  buckets: ['acme-audit-logs'],
  resource: '',
};

/** Answers as objects, with the columns that a test names. */
async function answers(name: string, records: readonly object[], own: Partial<Asking> = {}) {
  const question = questions.find(one => one.name === name);
  if (!question) throw new Error(name);
  const answer = await asked(question.sql({ ...usual, ...own }), records);
  if ('code' in answer) throw new Error(`${answer.message}\n${answer.hint ?? ''}`);
  return answer.rows.map(row =>
    Object.fromEntries(answer.columns.map(({ name: column }, index) => [column, row[index]])),
  );
}

/** The values of a column. */
async function values(name: string, column: string, records: readonly object[], own: Partial<Asking> = {}) {
  return (await answers(name, records, own)).map(row => row[column]);
}

const root = {
  type: 'Root',
  principalId: '111122223333',
  arn: 'arn:aws:iam::111122223333:root',
  accountId: '111122223333',
};

function signIn(own: object, said: { readonly outcome?: string; readonly mfa?: string } = {}): object {
  return event({
    eventSource: 'signin.amazonaws.com',
    eventName: 'ConsoleLogin',
    eventType: 'AwsConsoleSignIn',
    responseElements: { ConsoleLogin: said.outcome ?? 'Success' },
    additionalEventData: {
      LoginTo: 'https://console.aws.amazon.com',
      MobileVersion: 'No',
      ...(said.mfa === undefined ? {} : { MFAUsed: said.mfa }),
    },
    ...own,
  });
}

describe('root-logins', () => {
  it('has sign-ins that failed, and no user who is called root', async () => {
    expect(
      await answers('root-logins', [
        signIn({ userIdentity: root, eventTime: '2026-11-19T01:00:00Z' }, { mfa: 'Yes' }),
        signIn(
          { userIdentity: root, eventTime: '2026-11-19T02:00:00Z', errorMessage: 'Failed authentication' },
          { outcome: 'Failure', mfa: 'No' },
        ),
        signIn({ userIdentity: { type: 'IAMUser', userName: 'root', accountId: '111122223333' } }),
        event({ userIdentity: { ...root, invokedBy: 'support.amazonaws.com' }, eventName: 'DescribeTrails' }),
        event({ userIdentity: root, eventName: 'ListBuckets' }),
        event({
          eventTime: '2026-11-19T03:00:00Z',
          eventSource: 'sts.amazonaws.com',
          eventName: 'AssumeRoot',
          userIdentity: session('CentralRoot', 'ada'),
          requestParameters: {
            targetPrincipal: '444455556666',
            taskPolicyArn: { arn: 'arn:aws:iam::aws:policy/root-task/S3UnlockBucketPolicy' },
          },
        }),
      ]),
    ).toMatchObject([
      { event_name: 'ConsoleLogin', user_name: 'root', outcome: 'Success', mfa_used: 'Yes', target: null },
      { event_name: 'ConsoleLogin', user_name: 'root', outcome: 'Failure', mfa_used: 'No' },
      { event_name: 'AssumeRoot', user_name: 'CentralRoot/ada', outcome: 'Success', target: '444455556666' },
    ]);
  });
});

describe('console-logins-without-mfa', () => {
  it('goes by what the record says of the factor, and not of the session', async () => {
    const user = (userName: string): object => ({
      userIdentity: { type: 'IAMUser', userName, accountId: '111122223333' },
    });
    expect(
      await values('console-logins-without-mfa', 'user_name', [
        signIn({ ...user('without'), eventTime: '2026-11-19T01:00:00Z' }, { mfa: 'No' }),
        signIn({ ...user('unsaid'), eventTime: '2026-11-19T02:00:00Z' }),
        signIn({ userIdentity: root, eventTime: '2026-11-19T03:00:00Z' }, { mfa: 'No' }),
        signIn(user('with'), { mfa: 'Yes' }),
        signIn(user('HIDDEN_DUE_TO_SECURITY_REASONS'), { outcome: 'Failure', mfa: 'No' }), // and no error code
        signIn(
          {
            userIdentity: {
              ...session('AWSReservedSSO_Admin', 'ada'),
              sessionContext: { attributes: { mfaAuthenticated: 'false' } },
            },
          },
          { mfa: 'No' },
        ),
      ]),
    ).toEqual(['without', 'unsaid', 'root']);
  });
});

describe('denied', () => {
  it('knows the words of all services, and joins the sessions of a role', async () => {
    const of = (eventName: string, own: object): object => event({ eventName, ...own });
    const answer = await answers('denied', [
      of('A', { errorCode: 'AccessDenied', userIdentity: session('Ci', 'one') }),
      of('A', { errorCode: 'AccessDenied', userIdentity: session('Ci', 'two'), eventTime: '2026-11-19T05:00:00Z' }),
      of('B', { errorCode: 'Client.UnauthorizedOperation' }),
      of('C', { errorCode: 'AccessDeniedException' }),
      of('D', { errorCode: 'VpceAccessDenied' }),
      of('E', { errorCode: 'NotAuthorizedException' }),
      of('F', { errorCode: 'ValidationError', errorMessage: 'User: x is not authorized to perform: y' }),
      of('G', { errorCode: 'Client.DryRunOperation' }),
      of('H', { errorCode: 'NoSuchBucket' }),
      of('I', { errorMessage: 'not authorized to perform' }),
      of('J', {}),
      signIn({ errorMessage: 'Failed authentication' }, { outcome: 'Failure' }),
    ]);
    expect(answer[0]).toMatchObject({
      calls: 2,
      who: 'arn:aws:iam::111122223333:role/Ci',
      first_time: '2026-11-19T03:06:40Z',
      last_time: '2026-11-19T05:00:00Z',
    });
    expect(answer).toHaveLength(6);
    expect(new Set(answer.map(row => row['event_name']))).toEqual(new Set(['A', 'B', 'C', 'D', 'E', 'F']));
  });
});

describe('who-touched', () => {
  const trail = 'arn:aws:cloudtrail:eu-west-1:111122223333:trail/main';
  const of = (eventName: string, own: object): object =>
    event({ eventName, eventSource: 'cloudtrail.amazonaws.com', ...own });
  const touched = async (resource: string, records: readonly object[]) =>
    (await values('who-touched', 'event_name', records, { resource })).map(String).toSorted();

  it('finds an ARN by itself, by what lies in it, and by its name in its service', async () => {
    expect(
      await touched(trail, [
        of('ByArn', { requestParameters: { name: trail } }),
        of('ByName', { requestParameters: { name: 'main' }, errorCode: 'AccessDenied' }),
        of('InAnswer', { responseElements: { trailARN: trail } }),
        of('ByResource', { resources: [{ ARN: trail }] }),
        of('Longer', { requestParameters: { name: 'main2' } }),
        of('LongerArn', { requestParameters: { name: `${trail}-2` } }),
        of('OfMember', { requestParameters: { main: 'x' } }),
        of('Elsewhere', { requestParameters: { name: 'main' }, awsRegion: 'us-east-1' }),
        of('OfOthers', { requestParameters: { name: 'main' }, recipientAccountId: '444455556666' }),
        event({ eventName: 'OtherService', eventSource: 'sns.amazonaws.com', requestParameters: { name: 'main' } }),
      ]),
    ).toEqual(['ByArn', 'ByName', 'ByResource', 'InAnswer']);
  });

  it('finds objects by the ARN of their bucket', async () => {
    expect(
      await touched('arn:aws:s3:::acme_logs', [
        event({
          eventName: 'GetObject',
          resources: [{ ARN: 'arn:aws:s3:::acme_logs/key' }],
          requestParameters: { bucketName: 'acme_logs' },
        }),
        event({ eventName: 'PutBucketPolicy', requestParameters: { bucketName: 'acme_logs' } }),
        event({ eventName: 'Wildcard', requestParameters: { bucketName: 'acmeXlogs' } }),
        event({ eventName: 'Longer', resources: [{ ARN: 'arn:aws:s3:::acme_logs2/key' }] }),
      ]),
    ).toEqual(['GetObject', 'PutBucketPolicy']);
  });

  it.each([
    ['i-0abc', { requestParameters: { instancesSet: { items: [{ instanceId: 'i-0abc' }] } } }, true],
    ['i-0abc', { requestParameters: { instanceId: 'i-0abcd' } }, false],
    ['it\'s (a) 100% "name".*', { requestParameters: { name: 'it\'s (a) 100% "name".*' } }, true],
    ['a.b', { requestParameters: { name: 'axb' } }, false],
    ['main', { responseElements: { arn: trail } }, true],
    ['main', { requestParameters: { main: 'x' } }, false],
    ['Ci', { resources: [{ ARN: 'arn:aws:iam::111122223333:role/Ci' }] }, true],
    ['*', { requestParameters: { name: 'x' } }, false],
  ])('by the name %s in %j: %s', async (resource, own, found) => {
    expect(await touched(resource, [of('It', own)])).toEqual(found ? ['It'] : []);
  });
});

describe('new-ips', () => {
  const from = (source: string, day: number, own: object = {}): object =>
    event({ sourceIPAddress: source, eventTime: `2026-11-${String(day).padStart(2, '0')}T12:00:00Z`, ...own });

  it('has addresses of the last day that nobody came from before, role by role', async () => {
    expect(
      await answers('new-ips', [
        from('203.0.113.1', 5),
        from('203.0.113.1', 19), // known
        from('203.0.113.2', 19), // new
        from('203.0.113.2', 19),
        from('203.0.113.3', 5, { userIdentity: session('Ci', 'one') }),
        from('203.0.113.3', 19, { userIdentity: session('Ci', 'two') }), // the same role
        from('203.0.113.3', 19), // new to ada, known to others
        from('2001:db8::7', 19, { errorCode: 'AccessDenied' }), // new, and denied
        from('ec2.amazonaws.com', 19),
        from('AWS Internal/3', 19),
        from('203.0.113.9', 19, { userIdentity: { type: 'AWSService', invokedBy: 'ec2.amazonaws.com' } }),
      ]),
    ).toMatchObject([
      { source_ip: '2001:db8::7', calls: 1, known_to_others: false },
      { source_ip: '203.0.113.2', calls: 2, operations: 1, known_to_others: false, account: '111122223333' },
      { source_ip: '203.0.113.3', calls: 1, known_to_others: true, who: 'arn:aws:iam::111122223333:user/ada' },
    ]);
  });

  it('halves a short range', async () => {
    const range = { from: '2026-11-19T00:00:00Z', until: '2026-11-20T00:00:00Z' };
    const at = (sourceIPAddress: string, time: string): object =>
      event({ sourceIPAddress, eventTime: `2026-11-19T${time}Z` });
    expect(
      await values('new-ips', 'source_ip', [at('203.0.113.1', '11:59:59'), at('203.0.113.2', '12:00:00')], { range }),
    ).toEqual(['203.0.113.2']);
  });
});

describe('tampering', () => {
  const records = [
    event({ eventSource: 'cloudtrail.amazonaws.com', eventName: 'StopLogging', requestParameters: { name: 'main' } }),
    event({
      eventSource: 'cloudtrail.amazonaws.com',
      eventName: 'DeleteTrail',
      requestParameters: { name: 'main' },
      errorCode: 'AccessDenied',
    }),
    event({
      eventSource: 'cloudtrail.amazonaws.com',
      eventName: 'GetTrailStatus',
      requestParameters: { name: 'main' },
    }),
    event({ eventSource: 'elsewhere.amazonaws.com', eventName: 'StopLogging' }),
    event({ eventName: 'PutBucketPolicy', requestParameters: { bucketName: 'acme-audit-logs' } }),
    event({ eventName: 'PutBucketLifecycle', requestParameters: { bucketName: 'acme-audit-logs' } }),
    event({ eventName: 'DeleteObject', requestParameters: { bucketName: 'acme-audit-logs', key: 'AWSLogs/x' } }),
    event({ eventName: 'PutBucketPolicy', requestParameters: { bucketName: 'other' } }),
    event({ eventName: 'GetBucketPolicy', requestParameters: { bucketName: 'acme-audit-logs' } }),
    event({
      eventName: 'PutObject',
      requestParameters: { bucketName: 'acme-audit-logs' },
      userIdentity: { type: 'AWSService', invokedBy: 'cloudtrail.amazonaws.com' },
    }),
    event({ eventName: 'PutObject', requestParameters: { bucketName: 'acme-audit-logs' } }),
    event({ eventSource: 'kms.amazonaws.com', eventName: 'ScheduleKeyDeletion', requestParameters: { keyId: 'k' } }),
  ];
  const inBuckets = ['PutBucketPolicy', 'PutBucketLifecycle', 'DeleteObject', 'PutObject'];

  it('has attempts, and of S3 only the buckets of the logs', async () => {
    expect(await values('tampering', 'event_name', records)).toEqual([
      'StopLogging',
      'DeleteTrail',
      ...inBuckets,
      'ScheduleKeyDeletion',
    ]);
    expect(await values('tampering', 'what', records)).toEqual([
      'main',
      'main',
      ...inBuckets.map(() => 'acme-audit-logs'),
      'k',
    ]);
  });

  it('is asked without a bucket, of files that were copied', async () => {
    expect(await values('tampering', 'event_name', records, { buckets: [] })).toEqual([
      'StopLogging',
      'DeleteTrail',
      'ScheduleKeyDeletion',
    ]);
  });
});
