/** `logs query`, with the built program: over a copy of a bucket, and over the sandbox. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';

import { questionNames } from '../../src/cli/commands/logs-query.ts';
import { questions } from '../../src/logs/query/questions/index.ts';
import { event } from '../adapters/duckdb/asked.ts';
import { clientsApart } from '../sandbox/clients.ts';
import { documentIn, stage } from './sandboxed.ts';
import { environment, folderWith, main, spec, trailwarden } from './program.ts';

const account = '111122223333';
const key = (minute: string, unique: string): string =>
  `AWSLogs/${account}/CloudTrail/eu-west-1/2026/11/19/${account}_CloudTrail_eu-west-1_20261119T${minute}Z_${unique}.json.gz`;

const file = (records: readonly object[]): Buffer => gzipSync(JSON.stringify({ Records: records }));

const stop = event({
  eventID: 'e1',
  eventSource: 'cloudtrail.amazonaws.com',
  eventName: 'StopLogging',
  requestParameters: { name: 'main\u001b[31m', size: 1 },
  eventTime: '2026-11-19T03:07:12Z',
});
const plain = event({ eventID: 'e2', eventTime: '2026-11-19T03:06:40Z' });
const files = {
  [key('0310', 'AAAAAAAAAAAAAAAA')]: file([stop, plain]),
  [key('0315', 'BBBBBBBBBBBBBBBB')]: file([stop]), // again
  [key('0320', 'CCCCCCCCCCCCCCCC')]: file([event({ eventID: 'e3', eventTime: '2026-11-19T03:18:00Z' })]),
};

function copied(all: Readonly<Record<string, Buffer>> = files): string {
  const folder = mkdtempSync(join(tmpdir(), 'copied-'));
  for (const [name, bytes] of Object.entries(all)) {
    const path = join(folder, 'copy/acme-audit-logs', name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
  }
  return folder;
}

const query = async (folder: string, args: readonly string[]) =>
  trailwarden(['logs', 'query', ...args, '--from', 'copy'], { folder });

describe('logs query of a copy', () => {
  let folder = '';
  beforeEach(() => {
    folder = copied();
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is a table, with what it rests on beside it', async () => {
    const ran = await query(folder, [
      'SELECT event_time, event_name, error_code, count(*) OVER () AS n FROM events ORDER BY 1',
    ]);
    expect(ran).toMatchObject({ code: 0 });
    expect(ran.stdout).toBe(
      [
        'EVENT TIME (UTC)     EVENT NAME   ERROR CODE  N',
        '2026-11-19 03:06:40  GetObject    –           3',
        '2026-11-19 03:07:12  StopLogging  –           3',
        '2026-11-19 03:18:00  GetObject    –           3',
        '',
      ].join('\n'),
    );
    expect(ran.stderr).toMatch(/^3 rows from 3 files \(.+\), 4 records, 1 of them twice, .+ s\.\n$/u);
  });

  it('answers a ready question, whose SQL it shows, and lets nothing through to the terminal', async () => {
    const ran = await query(folder, ['--ask', 'tampering']);
    expect(ran.stdout).toContain('StopLogging');
    expect(ran.stdout).toContain('main␛[31m');
    expect(ran.stderr).toMatch(/^-- SELECT event_time/u);
  });

  it('is data in every form', async () => {
    const sql = 'SELECT event_id, request_parameters FROM events ORDER BY 1 LIMIT 2';
    expect((await query(folder, [sql, '--format', 'csv'])).stdout).toBe(
      `event_id,request_parameters\r\ne1,"{""name"":""main\\u001b[31m"",""size"":1}"\r\ne2,\r\n`,
    );
    expect((await query(folder, [sql, '--format', 'ndjson'])).stdout).toBe(
      String.raw`{"event_id":"e1","request_parameters":{"name":"main\u001b[31m","size":1}}` +
        '\n{"event_id":"e2","request_parameters":null}\n',
    );
    expect(documentIn(await query(folder, [sql, '--format', 'json']), 'log-query.schema.json')).toMatchObject({
      complete: true,
      read: { files: 3, records: 4, twice: 1 },
      rows: [{ event_id: 'e1', request_parameters: { name: 'main\u001b[31m', size: 1 } }, { event_id: 'e2' }],
    });
    const ran = await query(folder, [sql, '--format', 'parquet', '--out', 'answer.parquet']);
    expect(ran).toMatchObject({ code: 0, stdout: '' });
    expect(readFileSync(join(folder, 'answer.parquet')).subarray(0, 4).toString()).toBe('PAR1');
    expect(await query(folder, [sql, '--format', 'csv', '--out', 'answer.parquet'])).toMatchObject({ code: 3 });
  });

  it('shows where a query makes no sense', async () => {
    const { code, stderr } = await query(folder, ['SELECT evnt_name FROM events']);
    expect(code).toBe(3);
    expect(stderr).toContain('1 | SELECT evnt_name FROM events\n');
    expect(stderr).toMatch(/\| {8}\^{9}\n/u);
  });

  it('writes CSV that no spreadsheet takes for formulas', async () => {
    const sql = `SELECT '=cmd|1' AS a, -1 AS "-b", '+1' AS c`;
    expect((await query(folder, [sql, '--format', 'csv'])).stdout).toBe("a,'-b,c\r\n'=cmd|1,-1,'+1\r\n");
    expect((await query(folder, [sql, '--format', 'csv', '--raw-cells'])).stdout).toBe('a,-b,c\r\n=cmd|1,-1,+1\r\n');
  });

  it.each([
    [['SELECT nothing FROM events'], 3, 'query-invalid'],
    [['SELECT event_name::INTEGER FROM events'], 1, 'query-failed'],
    [["SELECT * FROM read_text('/etc/passwd')"], 3, 'query-invalid'],
    [[], 3, 'wrong-arguments'],
    [['--ask', 'who-touched'], 3, 'wrong-arguments'],
    [['SELECT 1', '--format', 'parquet'], 3, 'wrong-arguments'],
    [['SELECT 1', '--output-location', 's3://answers/'], 3, '--output-location goes with --engine athena'],
    [['SELECT 1', '--region', 'eu-wset-1'], 3, 'Did you mean eu-west-1?'],
  ])('says what is wrong with %j', async (args, code, problem) => {
    const ran = await query(folder, [...args, ...(args.includes('parquet') ? [] : ['--format', 'json'])]);
    expect(ran.code).toBe(code);
    expect(ran.stdout + ran.stderr).toContain(problem);
  });

  it('says what it could not read, and answers from the rest', async () => {
    const damaged = copied({ ...files, [key('0325', 'DDDDDDDDDDDDDDDD')]: file([plain]).subarray(0, 60) });
    onTestFinished(() => rmSync(damaged, { recursive: true }));
    const ran = await query(damaged, ['SELECT count(*) FROM events']);
    expect(ran).toMatchObject({ code: 8, stdout: 'COUNT STAR()\n           3\n' });
    expect(ran.stderr).toMatch(/log-damaged[\s\S]*DDDD[\s\S]*Not all was read: 1 file/u);
  });
});

it('says so where DuckDB was not installed', async () => {
  const folder = copied();
  onTestFinished(() => rmSync(folder, { recursive: true }));
  cpSync(dirname(main), join(folder, 'dist'), { recursive: true });
  const words = [join(folder, 'dist/main.js'), 'logs', 'query', 'SELECT 1', '--from', join(folder, 'copy')];
  const { status, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8', env: environment() });
  expect(status).toBe(1);
  expect(stderr).toContain('duckdb-missing');
  expect(stderr).toContain('npm install @duckdb/node-api');
});

it('knows its questions by name', async () => {
  expect(questionNames).toEqual(questions.map(({ name }) => name));
  const { stdout, code } = await trailwarden(['logs', 'query', '--ask', 'list']);
  expect(code).toBe(0);
  for (const { name } of questions) expect(stdout).toContain(name);
});

it('asks a bucket, and leaves nothing behind', async () => {
  const here = await stage({});
  const env = { TMPDIR: here.folder };
  const { s3 } = clientsApart(here.sandbox, { accessKeyId: '111111111111', secretAccessKey: 'any' });
  onTestFinished(() => s3.destroy());
  await s3.send(
    new CreateBucketCommand({
      Bucket: 'acme-audit-logs',
      CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' },
    }),
  );
  for (const [Key, Body] of Object.entries(files))
    await s3.send(new PutObjectCommand({ Bucket: 'acme-audit-logs', Key, Body }));
  const where = ['--bucket', 'acme-audit-logs', '--since', '2026-11-19T03:00:00Z', '--until', '2026-11-19T03:10:00Z'];
  const ran = await here.run(['logs', 'query', 'SELECT count(*) AS n FROM events', ...where, '--format', 'json'], {
    env,
  });
  expect(documentIn(ran, 'log-query.schema.json')).toMatchObject({ rows: [{ n: 2 }], engine: 'duckdb', silent: [] });
  const nowhere = await here.run(['logs', 'query', 'SELECT 1', '--bucket', 'not-there-at-all'], { env });
  expect(nowhere).toMatchObject({ code: 8, stderr: expect.stringContaining('NoSuchBucket') as unknown });
  const declared = spec(`buckets:
  not-yet-there: { region: eu-west-1 }
trails:
  main: { region: eu-west-1, bucket: not-yet-there }`);
  const unlisted = await here.run(['logs', 'query', 'SELECT 1', 'spec.yaml'], {
    env,
    folder: folderWith({ 'spec.yaml': declared }),
  });
  expect(unlisted.code).toBe(8);
  expect(unlisted.stderr.replaceAll(/\s+/gu, ' ')).toContain('not there yet: trailwarden apply');
  for (const words of [['cat'], ['ddl'], ['tail', '--for', '5s'], ['ls']])
    expect([words, (await here.run(['logs', ...words, '--bucket', 'not-there-at-all'])).code]).toEqual([words, 8]);
  const later = where.map(word => word.replace('03:10', '09:10'));
  const ddl = await here.run([
    'logs',
    'ddl',
    '--bucket',
    'acme-audit-logs',
    '--since',
    '2026-11-01T00:00:00Z',
    '--format',
    'json',
  ]);
  const { table, view } = documentIn(ddl, 'athena-tables.schema.json');
  expect(table).toContain("'projection.account.values' = '111122223333'");
  expect(table).toContain("'projection.log_region.values' = 'eu-west-1'");
  expect(table).toContain("'projection.day.range' = '2026/11/01,NOW'");
  expect(view).toContain('CREATE OR REPLACE VIEW cloudtrail_events AS');
  const silent = await here.run(['logs', 'query', 'SELECT count(*) AS n FROM events', ...later], { env });
  expect(silent.stderr).toContain('111122223333 has no log files after 2026-11-19 03:20 UTC.');
  expect(readdirSync(here.folder)).toEqual([]);
});
