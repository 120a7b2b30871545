import { describe, expect, it } from 'vitest';

import { columns } from '../../src/logs/flatten.ts';
import { athenaStatements, atAthena, onlyHere } from '../../src/logs/query/athena.ts';
import type { AthenaQuestion } from '../../src/logs/query/athena.ts';
import type { LogPlace } from '../../src/logs/place.ts';

const place: LogPlace = {
  bucket: 'acme-audit-logs',
  prefix: 'org',
  organization: 'o-a1b2c3d4e5',
  accounts: null,
  regions: null,
  trail: null,
};

const tables = {
  place,
  view: 'events_view',
  since: '2024-02-03',
  accounts: ['111122223333', '444455556666'],
  regions: ['eu-west-1', 'us-east-1'],
};

describe('the table', () => {
  it('has the layout of the place', () => {
    const [table] = athenaStatements(tables);
    expect(table).toContain('CREATE EXTERNAL TABLE events_view_files (');
    expect(table).toContain("LOCATION 's3://acme-audit-logs/org/AWSLogs/o-a1b2c3d4e5/'");
    expect(table.slice(table.indexOf('TBLPROPERTIES'))).toBe(`TBLPROPERTIES (
  'projection.enabled' = 'true',
  'projection.account.type' = 'enum',
  'projection.account.values' = '111122223333,444455556666',
  'projection.log_region.type' = 'enum',
  'projection.log_region.values' = 'eu-west-1,us-east-1',
  'projection.day.type' = 'date',
  'projection.day.format' = 'yyyy/MM/dd',
  'projection.day.range' = '2024/02/03,NOW',
  'projection.day.interval' = '1',
  'projection.day.interval.unit' = 'DAYS',
  'storage.location.template' = 's3://acme-audit-logs/org/AWSLogs/o-a1b2c3d4e5/\${account}/CloudTrail/\${log_region}/\${day}'
)`);
  });

  it.each([
    [{ prefix: '', organization: null }, 's3://acme-audit-logs/AWSLogs/'],
    [{ prefix: 'a/b', organization: null }, 's3://acme-audit-logs/a/b/AWSLogs/'],
  ])('lies at %j', (own, root) => {
    const [table] = athenaStatements({ ...tables, place: { ...place, ...own } });
    expect(table).toContain(`LOCATION '${root}'`);
    expect(table).toContain(`'${root}\${account}/CloudTrail/`);
  });

  it('lets queries name accounts and regions that nobody knows beforehand', () => {
    const [table] = athenaStatements({ ...tables, accounts: [], regions: [] });
    expect(table).toContain("'projection.account.type' = 'injected'");
    expect(table).toContain("'projection.log_region.type' = 'injected'");
    expect(table).not.toContain('projection.account.values');
  });
});

it('the view has the columns of events, in their order', () => {
  const [, view] = athenaStatements(tables);
  const named = [...view.matchAll(/ AS (\w+)(?:,\n|\nFROM)/gu)].map(([, name]) => name);
  expect(named).toEqual(
    [...columns.map(({ name }) => name).filter(name => !onlyHere.includes(name)), 'account_folder'].filter(name =>
      view.includes(` AS ${name}`),
    ),
  );
  expect(onlyHere).toEqual(['insight_details', 'summary', 'other']);
  expect(view).toMatch(/account AS account_folder,\n {2}log_region,\n {2}day\nFROM events_view_files$/u);
});

describe('a query at Athena', () => {
  const question: AthenaQuestion = {
    view: 'audit.events_view',
    range: { from: '2026-11-18T12:00:00Z', until: '2026-11-19T00:00:00Z' },
    delivered: { from: '2026-11-18T11:40:00Z', until: '2026-11-19T01:00:00Z' },
    accounts: null,
    regions: null,
  };

  it('reads the days of delivery, and takes each event of the range once', () => {
    const sql = atAthena('SELECT 1 FROM events;\n', question);
    expect(sql).toContain("day BETWEEN '2026/11/18' AND '2026/11/19'");
    expect(sql).toContain("event_time >= TIMESTAMP '2026-11-18 12:00:00'");
    expect(sql).toContain("event_time < TIMESTAMP '2026-11-19 00:00:00'");
    expect(sql).toContain('PARTITION BY account, coalesce(event_id');
    expect(sql).not.toContain('account_folder');
    expect(sql).toMatch(/^WITH events AS \([\s\S]*\n\)\nSELECT 1 FROM events$/u);
  });

  it('names accounts and regions that are meant', () => {
    const sql = atAthena('SELECT 1', { ...question, accounts: ['111122223333'], regions: ['eu-west-1', 'us-east-1'] });
    expect(sql).toContain("account_folder IN ('111122223333')");
    expect(sql).toContain("log_region IN ('eu-west-1', 'us-east-1')");
  });

  it.each([
    ['WITH a AS (SELECT 1) SELECT * FROM a', /^WITH events AS \([\s\S]*\n\), a AS \(SELECT 1\) SELECT \* FROM a$/u],
    ['with recursive a(n) AS (SELECT 1) SELECT * FROM a', /^WITH recursive events AS \([\s\S]*\n\), a\(n\) AS/u],
    [
      '-- WITH what\n/* WITH\n x AS */ WITH\ta AS (SELECT 1) SELECT 1',
      /^WITH events AS \([\s\S]*\n\), a AS \(SELECT 1\) SELECT 1$/u,
    ],
    ['SELECT * FROM (WITH a AS (SELECT 1) SELECT * FROM a)', /^WITH events AS \([\s\S]*\n\)\nSELECT \* FROM \(WITH/u],
    ['-- WITH x\nSELECT 1', /^WITH events AS \([\s\S]*\n\)\n-- WITH x\nSELECT 1$/u],
  ])('keeps what it names itself: %s', (sql, expected) => {
    expect(atAthena(sql, question)).toMatch(expected);
  });
});
