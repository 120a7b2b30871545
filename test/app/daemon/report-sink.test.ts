import { describe, expect, it } from 'vitest';

import { reportKey, reportSink } from '../../../src/app/daemon/report-sink.ts';
import { ApiFailure } from '../../../src/core/failure.ts';
import type { Target } from '../../../src/core/model.ts';
import { summary } from '../../adapters/history/entries.ts';

const key = '2026/11/19/20261119T120500Z-run-1.json';

/** A sink with what it sent and what it said. */
function scripted({ prefix = 'trailwarden/', fails = [] as readonly unknown[] } = {}) {
  const sent: (readonly [string, object, Target])[] = [];
  const said: object[] = [];
  const left = [...fails];
  const sink = reportSink({
    reports: { bucket: 'acme-reports', prefix, region: 'eu-central-1' },
    cloud: {
      identity: async () =>
        Promise.resolve({ account: '111111111111', arn: 'arn:aws:iam::1:user/ci', partition: 'aws' }),
      async send({ call, input }, target) {
        sent.push([call, input, target]);
        const failure = left.shift();
        return failure === undefined ? Promise.resolve({ attempts: 1 }) : Promise.reject(failure);
      },
    },
    history: {
      run: async id => Promise.resolve(id === 'gone' ? null : { run: summary({ id }), report: { of: id }, steps: [] }),
    },
    log: { debug: () => undefined, info: () => undefined, warn: details => said.push(details) },
  });
  return { sent, said, sink };
}

describe('reports in S3', () => {
  it('stand under the day and the run', async () => {
    const { sent, said, sink } = scripted();
    sink.stepped?.([], summary());
    await sink.end();
    const input = {
      Bucket: 'acme-reports',
      Key: `trailwarden/${key}`,
      Body: '{"of":"run-1"}',
      ContentType: 'application/json',
    };
    expect(sent).toEqual([
      ['s3:PutObject', input, { partition: 'aws', account: '111111111111', region: 'eu-central-1' }],
    ]);
    expect([said, sink.failed()]).toEqual([[], 0]);
    expect(reportKey('', summary())).toBe(key);
  });

  it('are told and counted where they cannot be written, and the next is written', async () => {
    const site = { call: 's3:PutObject', target: { partition: 'aws', account: '1', region: 'eu-west-1' } };
    const denied = new ApiFailure('AccessDenied', 'no', { category: 'permission', site });
    const { sent, said, sink } = scripted({ fails: [denied, 'oops'] });
    for (const id of ['a', 'b', 'gone', 'c']) sink.stepped?.([], summary({ id }));
    await sink.end();
    expect(sent).toHaveLength(3);
    expect(sink.failed()).toBe(3);
    expect(said).toMatchObject([
      { run: 'a', failed: 1, error: expect.stringContaining('AccessDenied: no') as unknown },
      { run: 'b', failed: 2, error: 'oops' },
      { run: 'gone', failed: 3, error: 'the history does not have it' },
    ]);
  });

  it.each(['AWSLogs/', 'audit/AWSLogs/1/'])('never stand among log files: %s', async prefix => {
    const { sent, said, sink } = scripted({ prefix });
    sink.stepped?.([], summary());
    await sink.end();
    expect(sent).toEqual([]);
    expect(said).toMatchObject([{ failed: 1, error: expect.stringContaining('choose another prefix') as unknown }]);
  });
});
