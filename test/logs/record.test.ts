/** Records: read as typed, and never less than what was written. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { columns, flattener } from '../../src/logs/flatten.ts';
import type { Cell } from '../../src/logs/flatten.ts';
import { nameOf } from '../../src/logs/record/identity.ts';
import { membersOf } from '../../src/logs/record/members.ts';
import { accountOf, idOf, readRecord, timeOf } from '../../src/logs/record/record.ts';
import type { LogRecord } from '../../src/logs/record/record.ts';
import { recordSchema } from '../../src/render/schemas/record.ts';
import { sampleOf, samples } from './samples.ts';

function read(text: string): LogRecord {
  const record = readRecord(text);
  if (record === null) throw new Error(`no record: ${text}`);
  return record;
}

function rowOf(text: string, file = ''): Readonly<Record<string, Cell>> {
  const cells = flattener()(read(text), text, file);
  return Object.fromEntries(columns.map(({ name }, index) => [name, cells[index] ?? null]));
}

describe('records', () => {
  it.each(samples)('have all that stands there: $name', ({ text }) => {
    expect(read(text)).toEqual(JSON.parse(text));
    expect(timeOf(read(text))).toMatch(/^20\d\d-\d\d-\d\dT/u);
    expect(accountOf(read(text))).toBe('111122223333');
  });

  it.each([
    ['no JSON', '{"eventTime":}'],
    ['no object', '[1]'],
    ['a digest', '{"awsAccountId":"111122223333","digestStartTime":"2026-01-01T00:00:00Z"}'],
    ['a window of nothing', '{"timeWindow":{}}'],
    ['null', 'null'],
  ])('are not: %s', (_, text) => {
    expect(readRecord(text)).toBeNull();
  });

  it('lack what is not of its type, however deep', () => {
    const odd = `{"eventTime":"2026-01-01T00:00:00Z","eventName":5,"readOnly":"true","userIdentity":{"type":"IAMUser","userName":["x"],"accountId":"111122223333","sessionContext":{"attributes":"none"}},"resources":[{"ARN":"arn:a"},"s",{"ARN":7,"type":"T"}],"constructor":1,"tlsDetails":null,"addendum":7}`;
    expect(read(odd)).toEqual({
      eventTime: '2026-01-01T00:00:00Z',
      userIdentity: { type: 'IAMUser', accountId: '111122223333', sessionContext: {} },
      resources: [{ ARN: 'arn:a' }, { type: 'T' }],
      constructor: 1,
      tlsDetails: null,
    });
    expect(read('{"eventTime":"2026-01-01T00:00:00Z","userIdentity":{"type":7,"userName":1}}').userIdentity).toEqual(
      {},
    );
  });

  it('are as their schema says, and what is not is refused by it, too', () => {
    const validate = new Ajv2020({ strict: false }).compile(recordSchema);
    for (const { name, text } of samples) expect([name, validate(JSON.parse(text))]).toEqual([name, true]);
    for (const odd of [
      {},
      { eventTime: 5 },
      { eventTime: '', userIdentity: { type: 'Root', arn: 1 } },
      { timeWindow: {} },
    ])
      expect([odd, validate(odd)]).toEqual([odd, false]);
  });

  it('never fail to be read', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.constantFrom('eventTime', 'eventName', 'userIdentity', 'resources', 'insightDetails', 'x'),
          fc.jsonValue(),
        ),
        value => {
          const text = JSON.stringify(value);
          const record = readRecord(text);
          if (record !== null) expect(() => flattener()(record, text, '')).not.toThrow();
        },
      ),
    );
  });
});

describe('the members of a record', () => {
  it.each(samples)('are as they were written: $name', ({ text }) => {
    const rebuilt = [...membersOf(text)].map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(',');
    expect(`{${rebuilt}}`).toBe(text);
  });

  it('of any object', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue()),
        fc.constantFrom(0, 1, '\t'),
        (value, space) => {
          const members = membersOf(JSON.stringify(value, null, space));
          const rebuilt = Object.fromEntries([...members].map(([name, text]) => [name, JSON.parse(text) as unknown]));
          expect(rebuilt).toEqual(JSON.parse(JSON.stringify(value)));
        },
      ),
    );
  });
});

describe('names of users', () => {
  it.each([
    ['1.0, of 2013', 'alice'],
    ['1.01', 'root'],
    ['1.02', 'HIDDEN_DUE_TO_SECURITY_REASONS'],
    ['1.03', 'AIDAEXAMPLEFOREIGNABC'],
    ['1.04', 'Deploy/build-77'],
    ['1.05', 'kms.amazonaws.com'],
    ['1.06', 'repo:acme/app'],
    ['1.07', null],
    ['1.10', '94482488-3041-7026-18f3-be45837cd0e4'],
    ['1.11', '111122223333:session'],
  ])('%s: %s', (name, expected) => {
    expect(nameOf(read(sampleOf(name)).userIdentity)).toBe(expected);
  });

  it.each([
    [{ type: 'AWSService', invokedBy: 'ec2.amazonaws.com' }, 'ec2.amazonaws.com'],
    [{ type: 'AssumedRole', principalId: 'AROA:x', sessionContext: { sessionIssuer: { userName: 'R' } } }, 'R/x'],
    [{ type: 'AssumedRole', sessionContext: { sessionIssuer: { userName: 'R' } } }, 'R'],
    [{ type: 'AssumedRole', arn: 'arn:aws:sts::1:assumed-role/R/s/t' }, 'R/s/t'],
    [{ type: 'AssumedRole', principalId: 'AROA' }, 'AROA'],
    [{ type: 'IdentityCenterUser', userName: 'jane' }, 'jane'],
    [{ type: 'IAMUser', userName: '' }, null],
    [null, null],
  ] as const)('%j: %s', (identity, expected) => {
    expect(nameOf(identity)).toBe(expected);
  });
});

describe('rows', () => {
  it('have what columns say', () => {
    expect(rowOf(sampleOf('1.04'), 's3://b/k')).toMatchObject({
      event_time: '2017-09-19T10:39:27Z',
      account: '111122223333',
      region: 'eu-west-1',
      event_name: 'GetObject',
      read_only: true,
      management_event: null,
      user_name: 'Deploy/build-77',
      issuer_arn: 'arn:aws:iam::111122223333:role/ci/Deploy',
      mfa: false,
      resource_arns: ['arn:aws:s3:::acme-data/k', 'arn:aws:s3:::acme-data'],
      response_elements: null,
      additional_event_data: '{"x-amz-id-2":"gXMxyJrKjOpS/A=","bytesTransferredOut":9007199254740993,"ratio":1.10}',
      other: null,
      log_file: 's3://b/k',
    });
    expect(rowOf(sampleOf('1.11'))).toMatchObject({
      mfa: true,
      assumed_root: true,
      other: '{"eventContext":{"tagContext":{"resourceTags":[]}},"somethingNew":{"sequence":18446744073709551615}}',
      log_file: null,
    });
    expect(rowOf(sampleOf('1.07'))).toMatchObject({
      event_name: 'UpdateInstanceInformation',
      event_source: 'ssm.amazonaws.com',
    });
    expect(rowOf(sampleOf('aggregated'))).toMatchObject({
      event_time: '2026-09-13T17:00:00Z',
      event_id: '5e5e5e5e-0000-4000-8000-0000000000dd',
      event_name: null,
      summary: expect.stringContaining('"value":4711') as unknown,
    });
    expect(rowOf('{"eventTime":"yesterday"}')).toMatchObject({ event_time: null });
    expect(
      rowOf('{"eventTime":"2026-01-01T00:00:00Z","resources":[{"ARNPrefix":"arn:aws:s3:::a/"},{}]}'),
    ).toMatchObject({ resource_arns: ['arn:aws:s3:::a/'] });
  });

  it('have only the columns that are wanted, in their own order', () => {
    const text = sampleOf('1.0');
    expect(flattener(new Set(['event_name', 'event_time']))(read(text), text, '')).toEqual([
      '2013-11-02T01:15:03Z',
      'StartInstances',
    ]);
  });

  it('have unique names in snake_case', () => {
    expect(new Set(columns.map(({ name }) => name)).size).toBe(columns.length);
    for (const { name } of columns) expect(name).toMatch(/^[a-z]+(?:_[a-z]+)*$/u);
  });

  it('know every event by its id', () => {
    for (const { name, text } of samples)
      expect([name, idOf(read(text)) === null]).toEqual([name, name.startsWith('1.0,')]);
  });
});
