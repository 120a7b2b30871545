/** Asks a query of records that a test wrote. */
import { openQuery } from '../../../src/adapters/duckdb/database.ts';
import type { Answer, Row } from '../../../src/logs/query/ports.ts';
import { flattener } from '../../../src/logs/flatten.ts';
import { readRecord } from '../../../src/logs/record/record.ts';
import type { Problem } from '../../../src/core/model.ts';

export interface Asked {
  readonly columns: Answer['columns'];
  readonly rows: readonly Row[];
  readonly reads: ReadonlySet<string>;
}

/** @throws QueryFailure */
export async function asked(sql: string, records: readonly object[]): Promise<Asked | Problem> {
  return askedOf(
    sql,
    records.map(record => JSON.stringify(record)),
  );
}

/** @param texts of records */
export async function askedOf(sql: string, texts: readonly string[]): Promise<Asked | Problem> {
  const query = await openQuery(sql);
  if ('code' in query) return query;
  try {
    const cells = flattener(query.wanted);
    for (const text of texts) {
      const record = readRecord(text);
      if (record === null) throw new Error(`no record: ${text}`);
      query.add(cells(record, text, ''));
    }
    await query.loaded();
    const { columns, rows } = await query.ask();
    const all: Row[] = [];
    for await (const part of rows) all.push(...part);
    return { columns, rows: all, reads: query.reads };
  } finally {
    await query.close();
  }
}

/** Rows of a query that has to succeed. */
export async function rowsOf(sql: string, records: readonly object[]): Promise<readonly Row[]> {
  const answer = await asked(sql, records);
  if ('code' in answer) throw new Error(`${answer.message}\n${answer.hint ?? ''}`);
  return answer.rows;
}

let count = 0;

/** A record as services write it, with what matters to a test in place of what is usual. */
export function event(own: object): object {
  count += 1;
  return {
    eventVersion: '1.11',
    userIdentity: {
      type: 'IAMUser',
      principalId: 'AIDAEXAMPLE',
      arn: 'arn:aws:iam::111122223333:user/ada',
      accountId: '111122223333',
      userName: 'ada',
    },
    eventTime: '2026-11-19T03:06:40Z',
    eventSource: 's3.amazonaws.com',
    eventName: 'GetObject',
    awsRegion: 'eu-west-1',
    sourceIPAddress: '203.0.113.24',
    userAgent: 'aws-cli/2.31.0',
    requestParameters: null,
    responseElements: null,
    eventID: `00000000-0000-4000-8000-${String(count).padStart(12, '0')}`,
    readOnly: true,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: '111122223333',
    eventCategory: 'Management',
    ...own,
  };
}

/** A session of a role. */
export function session(role: string, name: string): object {
  return {
    type: 'AssumedRole',
    principalId: `AROA${role.toUpperCase()}:${name}`,
    arn: `arn:aws:sts::111122223333:assumed-role/${role}/${name}`,
    accountId: '111122223333',
    sessionContext: { sessionIssuer: { type: 'Role', arn: `arn:aws:iam::111122223333:role/${role}`, userName: role } },
  };
}
