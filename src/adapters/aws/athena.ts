/** Athena, with the credentials in force. Loaded only where a query goes there. */
import { randomUUID } from 'node:crypto';

import {
  AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
} from '@aws-sdk/client-athena';

import type { Clock, Log } from '../../app/ports.ts';
import type { Athena, AthenaState } from '../../logs/query/ports.ts';
import { credentialSource } from './credentials.ts';
import { translate } from './translate.ts';

export interface AthenaOptions {
  readonly region: string;
  /** Athena's `primary`, if nobody says which. */
  readonly workgroup: string | undefined;
  /** `s3://…`; absent: the workgroup says where. */
  readonly outputLocation: string | undefined;
  readonly database: string | undefined;
  readonly profile: string | undefined;
  readonly endpointUrl: string | undefined;
  readonly version: string;
  readonly clock: Clock;
  readonly log: Log;
}

export interface ConnectedAthena extends Athena {
  close(): void;
}

/** How long looking for credentials may take, in milliseconds. */
const credentialsWithin = 60_000;

const states: Readonly<Record<string, AthenaState['is']>> = {
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  CANCELLED: 'cancelled',
};

/** The SDK asks again by itself: no other question has to wait for these, and starting twice is ruled out by a token. */
export function connectAthena(options: AthenaOptions): ConnectedAthena {
  const { region, workgroup, outputLocation, database } = options;
  const client = clientOf(options);
  const asked = async <T>(operation: string, question: Promise<T>): Promise<T> => {
    try {
      return await question;
    } catch (error) {
      throw translate(error, `athena:${operation}`, { partition: 'aws', account: '', region });
    }
  };
  return {
    async start(sql) {
      const command = new StartQueryExecutionCommand({
        QueryString: sql,
        ClientRequestToken: randomUUID(),
        ...(workgroup === undefined ? {} : { WorkGroup: workgroup }),
        ...(outputLocation === undefined ? {} : { ResultConfiguration: { OutputLocation: outputLocation } }),
        ...(database === undefined ? {} : { QueryExecutionContext: { Database: database } }),
      });
      const { QueryExecutionId = '' } = await asked('StartQueryExecution', client.send(command));
      return QueryExecutionId;
    },
    async state(id) {
      const command = new GetQueryExecutionCommand({ QueryExecutionId: id });
      const { QueryExecution: told = {} } = await asked('GetQueryExecution', client.send(command));
      return {
        is: states[told.Status?.State ?? ''] ?? 'running',
        reason: told.Status?.StateChangeReason ?? null,
        bytesScanned: told.Statistics?.DataScannedInBytes ?? 0,
        location: told.ResultConfiguration?.OutputLocation ?? null,
      };
    },
    async page(id, token) {
      const command = new GetQueryResultsCommand({
        QueryExecutionId: id,
        ...(token === null ? {} : { NextToken: token }),
      });
      const { ResultSet: set = {}, NextToken } = await asked('GetQueryResults', client.send(command));
      return {
        columns: (set.ResultSetMetadata?.ColumnInfo ?? []).map(({ Name = '', Type = '' }) => ({
          name: Name,
          type: Type,
        })),
        rows: (set.Rows ?? []).map(({ Data = [] }) => Data.map(({ VarCharValue }) => VarCharValue ?? null)),
        next: NextToken ?? null,
      };
    },
    async stop(id) {
      await asked('StopQueryExecution', client.send(new StopQueryExecutionCommand({ QueryExecutionId: id })));
    },
    close: () => client.destroy(),
  };
}

function clientOf({ region, profile, endpointUrl, version, clock, log }: AthenaOptions): AthenaClient {
  return new AthenaClient({
    region,
    maxAttempts: 5,
    credentials: credentialSource({ profile, clock, log, region, timeoutMs: credentialsWithin }),
    customUserAgent: [['trailwarden', version]],
    requestHandler: { requestTimeout: 30_000, connectionTimeout: 5_000, throwOnRequestTimeout: true },
    ...(profile === undefined ? {} : { profile }),
    ...(endpointUrl === undefined ? {} : { endpoint: endpointUrl }),
  });
}
