import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';

import { openQuery } from '../../../src/adapters/duckdb/database.ts';
import { columns } from '../../../src/logs/flatten.ts';
import { asked, askedOf, event, rowsOf } from './asked.ts';

const records = [
  event({ eventID: 'a', requestParameters: { bucketName: 'acme', n: 1 } }),
  event({
    eventID: 'b',
    errorCode: 'AccessDenied',
    readOnly: false,
    resources: [{ ARN: 'arn:aws:s3:::acme' }, { ARN: 'arn:aws:s3:::acme/x' }],
  }),
];

describe('an answer', () => {
  it.each([
    ['counts', 'SELECT count(*) AS n FROM events', [[2]]],
    ['nothing of the table', 'SELECT 1', [[1]]],
    [
      'a time in UTC',
      'SELECT DISTINCT event_time, event_time + INTERVAL 1 DAY FROM events',
      [['2026-11-19T03:06:40Z', '2026-11-20T03:06:40Z']],
    ],
    [
      'flags and nulls',
      'SELECT read_only, error_code FROM events ORDER BY event_id',
      [
        [true, null],
        [false, 'AccessDenied'],
      ],
    ],
    [
      'JSON as it was written',
      "SELECT request_parameters, request_parameters->>'$.bucketName' FROM events WHERE event_id = 'a'",
      [['{"bucketName":"acme","n":1}', 'acme']],
    ],
    [
      'lists',
      "SELECT resource_arns, len(resource_arns) FROM events WHERE event_id = 'b'",
      [[['arn:aws:s3:::acme', 'arn:aws:s3:::acme/x'], 2]],
    ],
    [
      'functions of Athena',
      "SELECT json_extract_scalar(request_parameters, '$.bucketName'), regexp_like(event_name, '^Get'), array_join(resource_arns, ' ') FROM events WHERE event_id = 'a'",
      [['acme', true, null]],
    ],
    [
      'columns that the outer query leaves out',
      'SELECT event_id FROM (SELECT * FROM events) WHERE event_name IS NOT NULL ORDER BY 1',
      [['a'], ['b']],
    ],
    [
      'numbers of any size',
      "SELECT 12345678901234567890::HUGEINT, 1.50::DECIMAL(5,2), 0.5::DOUBLE, 'inf'::DOUBLE, 1.12345678901234567::DECIMAL(20,17)",
      [['12345678901234567890', 1.5, 0.5, 'Infinity', '1.12345678901234567']],
    ],
    [
      'nested values',
      "SELECT {'a': [1, 2]}, MAP {'k': 1}, ['x']::VARCHAR[1], MAP {1: 2}",
      [[{ a: [1, 2] }, { k: 1 }, ['x'], { '1': 2 }]],
    ],
    [
      'times of every kind',
      "SELECT '2026-01-01 00:00:00'::TIMESTAMP_S, '2026-01-01 02:00:00+02'::TIMESTAMPTZ, DATE '2026-01-01', 'infinity'::TIMESTAMP",
      [['2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z', '2026-01-01', 'infinity']],
    ],
  ])('has %s', async (_, sql, rows) => {
    expect(await rowsOf(sql, records)).toEqual(rows);
  });

  it('names no column twice', async () => {
    const answer = await asked(
      'SELECT event_id, event_id, read_only, event_time, request_parameters, count(*) OVER () AS n FROM events',
      records,
    );
    expect('columns' in answer && answer.columns).toEqual([
      { name: 'event_id', type: 'text' },
      { name: 'event_id_2', type: 'text' },
      { name: 'read_only', type: 'other' },
      { name: 'event_time', type: 'time' },
      { name: 'request_parameters', type: 'json' },
      { name: 'n', type: 'number' },
    ]);
  });

  it('holds what JavaScript takes for JSON and others do not', async () => {
    const text = JSON.stringify(event({ eventID: 'a' })).replace(
      '"requestParameters":null',
      String.raw`"requestParameters":{"a":"\ud800x","b":"\ud83d\ude00","c":"\\ud800","n":12345678901234567890}`,
    );
    const answer = await askedOf(
      "SELECT request_parameters->>'$.a', request_parameters->>'$.b', request_parameters->>'$.c', request_parameters->>'$.n' FROM events",
      [text],
    );
    expect('rows' in answer && answer.rows).toEqual([['\ufffdx', '😀', String.raw`\ud800`, '12345678901234567890']]);
  });

  it('has more rows than a chunk holds', async () => {
    const many = Array.from({ length: 5_000 }, (_, index) => event({ eventID: `${index}` }));
    expect(await rowsOf('SELECT count(*), count(DISTINCT event_id), count(error_code) FROM events', many)).toEqual([
      [5_000, 5_000, 0],
    ]);
    expect(await rowsOf('SELECT event_id FROM events', many)).toHaveLength(5_000);
  });

  it('has a record once that was delivered twice', async () => {
    const twice = [
      ...records,
      event({ eventID: 'a', awsRegion: 'late' }),
      event({ eventID: 'a', recipientAccountId: '444455556666' }),
    ];
    expect(await rowsOf('SELECT event_id, account FROM events ORDER BY ALL', twice)).toEqual([
      ['a', '111122223333'],
      ['a', '444455556666'],
      ['b', '111122223333'],
    ]);
    expect(await rowsOf("SELECT region FROM events WHERE event_id = 'a' AND account = '111122223333'", twice)).toEqual([
      ['eu-west-1'],
    ]);
    const unnamed = [event({ eventID: null }), event({ eventID: null })];
    expect(await rowsOf('SELECT count(*) FROM events', [...twice, ...unnamed])).toEqual([[5]]);
  });

  it('is a file of Parquet', async () => {
    const query = await openQuery('SELECT 1 AS one; -- with a comment\n'.replace('; --', ' --'));
    if ('code' in query) throw new Error(query.message);
    expect(await query.loaded()).toBe(0);
    const { file, rows } = await query.parquet();
    expect(rows).toBe(1);
    expect(readFileSync(file).subarray(0, 4).toString()).toBe('PAR1');
    await query.close();
    expect(existsSync(file)).toBe(false);
  });
});

describe('the columns that are read', () => {
  it.each([
    ['SELECT count(*) FROM events', []],
    ['SELECT event_name FROM events WHERE error_code IS NULL', ['error_code', 'event_name']],
    [
      'SELECT e.event_id FROM events e WHERE EXISTS (SELECT 1 FROM events o WHERE o.source_ip = e.source_ip)',
      ['event_id', 'source_ip'],
    ],
    ["SELECT COLUMNS('^user_a') FROM events", ['user_account', 'user_agent', 'user_arn']],
    ['SELECT * EXCLUDE (other) FROM events', columns.map(({ name }) => name).filter(name => name !== 'other')],
    ['SELECT events FROM events', columns.map(({ name }) => name)],
    ['SUMMARIZE events', columns.map(({ name }) => name)],
    ['WITH e AS (FROM events) SELECT region FROM e LIMIT 0', ['region']],
  ])('of %s', async (sql, reads) => {
    const answer = await asked(sql, []);
    expect('reads' in answer && [...answer.reads].toSorted()).toEqual(reads.toSorted());
  });
});

describe('what is no query', () => {
  it.each([
    ['', /no query/],
    ['-- nothing\n/* at all */ ;', /no query/],
    ['FROM enable_profiling()', /enable_profiling does something/],
    ["FROM query('FROM disable_logging()')", /disable_logging does something/],
    ['SELECT (SELECT count(*) FROM force_checkpoint())', /force_checkpoint does something/],
    ['PIVOT events ON event_name', /more than one|no query|pivot/i],
    ['SELECT 1; SELECT 2', /more than one statement/],
    ['DROP TABLE events', /DROP is no query/],
    ['DELETE FROM events', /DELETE is no query/],
    ['EXPLAIN SELECT 1', /EXPLAIN is no query/],
    ["INSTALL 'httpfs'", /INSTALL is no query/],
    ["LOAD 'httpfs'", /LOAD is no query/],
    ['SELECT FROM', /syntax error/i],
    ['SELECT nonsense FROM events', /nonsense/],
    ['SELECT 1 FROM elsewhere', /elsewhere/],
  ])('is refused: %s', async (sql, message) => {
    expect(await asked(sql, [])).toMatchObject({ code: 'query-invalid', message: expect.stringMatching(message) });
  });

  it.each([
    ['SELECT evnt_name FROM events', 1, 8],
    ['SELECT event_name\nFROM evnts', 2, 6],
    [`SELECT ${"'long', ".repeat(40)}evnt_name, ${"'more', ".repeat(40)}1 FROM events`, 1, 328],
    ['SELECT event_name FROM events WHERE )', 1, 37],
  ])('is shown where it is: %s', async (sql, line, column) => {
    const problem = await asked(sql, []);
    expect(problem).toMatchObject({ at: { file: 'query', line, column } });
    expect(JSON.stringify(problem)).not.toContain('LINE');
  });

  it('fails on the data, and says so', async () => {
    await expect(asked('SELECT event_name::INTEGER FROM events', records)).rejects.toMatchObject({
      problem: { code: 'query-failed', message: expect.stringContaining('GetObject') },
    });
  });
});

describe('somebody who wants out', () => {
  let folder = '';
  let secret = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'outside-'));
    secret = join(folder, 'secret.json');
    writeFileSync(secret, '{"password":"hunter2"}');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each([
    ["SELECT * FROM read_text('SECRET')"],
    ["SELECT * FROM read_blob('SECRET')"],
    ["SELECT * FROM 'SECRET'"],
    ["SELECT * FROM read_json_auto('SECRET')"],
    ["SELECT * FROM read_csv('SECRET')"],
    ["SELECT * FROM glob('FOLDER/*')"],
    ["SELECT * FROM sniff_csv('SECRET')"],
    ["SELECT * FROM parquet_metadata('SECRET')"],
    ["SELECT * FROM query('FROM read_text(''SECRET'')')"],
    ["SELECT * FROM read_csv('http://127.0.0.1:1/x')"],
    ["SELECT * FROM read_csv('s3://bucket/x')"],
    ["COPY (SELECT 1) TO 'FOLDER/out.csv'"],
    ["EXPLAIN ANALYZE COPY (SELECT 1) TO 'FOLDER/out.csv'"],
    ["SELECT 1) TO 'FOLDER/out.csv'; --"],
    ["ATTACH 'FOLDER/other.db'"],
    ["EXPORT DATABASE 'FOLDER/export'"],
    ["IMPORT DATABASE 'FOLDER'"],
    ['INSTALL httpfs'],
    ["LOAD 'FOLDER/own.duckdb_extension'"],
    ['SET enable_external_access = true'],
    ['SET lock_configuration = false'],
    ["SET allowed_directories = ['/']"],
    ["PRAGMA profiling_output = 'FOLDER/profile.json'"],
    ["CALL enable_logging('QueryLog', storage_path = 'FOLDER/log')"],
    ["FROM enable_logging('QueryLog', storage = 'file', storage_path = 'FOLDER/log')"],
    ['CREATE SECRET s (TYPE s3)'],
    ["SELECT getenv('PATH')"],
  ])('gets nowhere: %s', async attack => {
    const sql = attack.replaceAll('SECRET', secret).replaceAll('FOLDER', folder);
    const answer = await asked(sql, records).catch((error: unknown) => String(error));
    expect(JSON.stringify(answer)).not.toContain('hunter2');
    expect(answer).not.toHaveProperty('rows');
    expect(readdirSync(folder)).toEqual(['secret.json']);
  });

  it('cannot change settings by what is a query', async () => {
    const [settings] = await rowsOf(
      "SELECT current_setting('enable_external_access'), current_setting('lock_configuration'), current_setting('autoload_known_extensions')",
      [],
    );
    expect(settings).toEqual([false, true, false]);
  });
});

it('leaves nothing behind', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'own-'));
  vi.stubEnv('TMPDIR', folder);
  onTestFinished(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });
  await asked('SELECT nonsense', []);
  await asked('SELECT 1', []);
  expect(readdirSync(folder)).toEqual([]);
});

it('is interrupted', async () => {
  const query = await openQuery(
    'SELECT count(*) FROM range(100000000000) a, range(100000) b WHERE a.range % 7 = b.range % 11',
  );
  if ('code' in query) throw new Error(query.message);
  const all = async (): Promise<void> => {
    await query.loaded();
    const { rows } = await query.ask();
    for await (const part of rows) expect(part).toEqual([]);
  };
  const answer = all();
  setTimeout(() => query.interrupt(), 50);
  await expect(answer).rejects.toMatchObject({
    problem: { code: 'query-failed', message: expect.stringMatching(/interrupt/i) },
  });
  await query.close();
});
