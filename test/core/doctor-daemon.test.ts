import { expect, test } from 'vitest';

import { queueCheck, reportsCheck, sourceCheck } from '../../src/core/doctor-daemon.ts';
import { ApiFailure } from '../../src/core/failure.ts';
import type { FailureCategory } from '../../src/core/failure.ts';

const failure = (name: string, category: FailureCategory): ApiFailure =>
  new ApiFailure(name, 'because', {
    category,
    site: { call: 'sqs:ReceiveMessage', target: { partition: 'aws', account: '1', region: 'eu-west-1' } },
  });
const unavailable = { code: 'source-unavailable', message: 'the host does not answer' } as const;

test.each([
  ['a source', sourceCheck('specs', { revision: 'main@4f2a91c' }), 'ok', undefined],
  ['a source that is down', sourceCheck('specs', { problems: [unavailable] }), 'failed', undefined],
  ['a source that says nothing', sourceCheck('specs', { problems: [] }), 'failed', undefined],
  ['a queue', queueCheck('url', null), 'ok', undefined],
  [
    'no queue',
    queueCheck('url', failure('QueueDoesNotExist', 'absent')),
    'failed',
    'Make it, with the rules that feed it: trailwarden events ddl.',
  ],
  [
    'a queue of others',
    queueCheck('url', failure('AccessDenied', 'permission')),
    'failed',
    'Allow sqs:ReceiveMessage and sqs:DeleteMessage: trailwarden policy iam --queue ARN prints it.',
  ],
  ['a queue that is not reached', queueCheck('url', failure('TimeoutError', 'unreachable')), 'unknown', undefined],
  ['a bucket', reportsCheck('reports', null), 'ok', undefined],
  [
    'no bucket',
    reportsCheck('reports', failure('NotFound', 'absent')),
    'failed',
    'Make it, or name another: reports.bucket.',
  ],
  [
    'a bucket of others',
    reportsCheck('reports', failure('AccessDenied', 'permission')),
    'failed',
    'Allow s3:PutObject there, and s3:ListBucket for this question.',
  ],
])('%s', (_, { status, found, problem }, wanted, hint) => {
  expect([status, problem?.hint]).toEqual([wanted, hint]);
  expect(found).not.toBe('');
});
