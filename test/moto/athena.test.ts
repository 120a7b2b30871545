/** The calls of a query at Athena. moto runs no SQL: it answers what it was told to. */
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { beforeEach, expect, inject, it, onTestFinished } from 'vitest';

import { connectAthena } from '../../src/adapters/aws/athena.ts';
import { systemClock } from '../../src/adapters/clock.ts';
import { askAthena } from '../../src/app/logs/athena.ts';
import type { Row } from '../../src/logs/query/ports.ts';

const url = inject('moto');
const log = { debug: () => undefined, info: () => undefined, warn: () => undefined };

beforeEach(async () => {
  await fetch(`${url}/moto-api/reset`, { method: 'POST' });
});

async function willAnswer(): Promise<void> {
  const columns = ['n', 'who'].map((Name, index) => ({
    CatalogName: 'hive',
    SchemaName: '',
    TableName: '',
    Name,
    Label: Name,
    Type: index === 0 ? 'bigint' : 'varchar',
    Precision: 1,
    Scale: 1,
    Nullable: 'UNKNOWN',
    CaseSensitive: false,
  }));
  const rows = [
    ['n', 'who'],
    ['4', 'ada'],
  ].map(values => ({ Data: values.map(VarCharValue => ({ VarCharValue })) }));
  const answer = await fetch(`${url}/moto-api/static/athena/query-results`, {
    method: 'POST',
    body: JSON.stringify({
      account_id: '123456789012',
      region: 'eu-west-1',
      results: [{ rows, column_info: columns }],
    }),
  });
  expect(answer.ok).toBe(true);
}

it('starts, is looked at, is read, and is stopped', async () => {
  const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
  process.env['AWS_ACCESS_KEY_ID'] = credentials.accessKeyId;
  process.env['AWS_SECRET_ACCESS_KEY'] = credentials.secretAccessKey;
  const s3 = new S3Client({ endpoint: url, region: 'eu-west-1', forcePathStyle: true, credentials });
  await s3.send(
    new CreateBucketCommand({ Bucket: 'answers', CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }),
  );
  await willAnswer();
  const athena = connectAthena({
    region: 'eu-west-1',
    workgroup: undefined,
    outputLocation: 's3://answers/',
    database: 'default',
    profile: undefined,
    endpointUrl: url,
    version: '0.0.0',
    clock: systemClock,
    log,
  });
  onTestFinished(() => {
    athena.close();
    s3.destroy();
  });
  const { signal } = new AbortController();
  const found = await askAthena('SELECT 1', { athena, clock: systemClock, signal, step: () => undefined });
  if (found === null || 'code' in found) throw new Error('no answer');
  const rows: Row[] = [];
  for await (const part of found.answer.rows) rows.push(...part);
  expect(found.answer.columns).toEqual([
    { name: 'n', type: 'number' },
    { name: 'who', type: 'text' },
  ]);
  expect(rows).toEqual([[4, 'ada']]);
  expect(found.location).toMatch(/^s3:\/\/answers\//u);
  const id = await athena.start('SELECT 2');
  await athena.stop(id);
  expect(await athena.state(id)).toMatchObject({ is: 'cancelled' });
});
