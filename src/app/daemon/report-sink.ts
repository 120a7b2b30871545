/** Each report as an object of S3, for who keeps reports longer than a daemon does, or elsewhere. */
import type { DaemonConfig } from '../../core/daemon/config.ts';
import type { RunSummary } from '../../core/daemon/snapshot.ts';
import { ApiFailure, unreadBecause } from '../../core/failure.ts';
import type { Cloud, Log } from '../ports.ts';
import type { Follower, History } from './ports.ts';

export interface ReportSinkOptions {
  readonly reports: NonNullable<DaemonConfig['reports']>;
  /** Written with the credentials of the account whose credentials are in force. */
  readonly cloud: Pick<Cloud, 'identity' | 'send'>;
  readonly history: Pick<History, 'run'>;
  readonly log: Log;
  /** Told of each report that could not be written. */
  readonly onFailure?: () => void;
}

/** What follows the daemon, and waits in the end for what is under way. */
export interface ReportSink extends Follower {
  /** How many reports could not be written. */
  failed(): number;
  end(): Promise<void>;
}

/** Writes the report of each run that was recorded. What fails is counted and told, and holds nothing up. */
export function reportSink(options: ReportSinkOptions): ReportSink {
  let last: Promise<void> = Promise.resolve();
  let failed = 0;
  const write = async (run: RunSummary): Promise<void> => {
    try {
      await put(run, options);
    } catch (error) {
      failed += 1;
      options.onFailure?.();
      const { bucket } = options.reports;
      options.log.warn({ bucket, run: run.id, failed, error: reasonOf(error) }, 'a report could not be written to S3');
    }
  };
  return {
    changed: () => undefined,
    stepped(_, run) {
      last = last.then(async () => write(run)); // one at a time, the oldest first
    },
    failed: () => failed,
    end: async () => last,
  };
}

async function put(run: RunSummary, { reports, cloud, history }: ReportSinkOptions): Promise<void> {
  const { bucket, prefix, region } = reports;
  const key = reportKey(prefix, run);
  if (isOfLogs(key)) throw new Error(`${key} would stand among log files of CloudTrail: choose another prefix`);
  const found = await history.run(run.id);
  if (!found) throw new Error('the history does not have it');
  const { account, partition } = await cloud.identity();
  const input = { Bucket: bucket, Key: key, Body: JSON.stringify(found.report), ContentType: 'application/json' };
  await cloud.send({ call: 's3:PutObject', input }, { partition, account, region });
}

/** `PREFIX2026/11/19/20261119T120530Z-ID.json`: by the day and moment at which the run began, in UTC. */
export function reportKey(prefix: string, { id, startedAt }: Pick<RunSummary, 'id' | 'startedAt'>): string {
  const day = startedAt.slice(0, 10).replaceAll('-', '/');
  const moment = `${startedAt.slice(0, 19).replaceAll(/[-:]/gu, '')}Z`;
  return `${prefix}${day}/${moment}-${id}.json`;
}

/** What verifies log files takes all that stands there for one. */
function isOfLogs(key: string): boolean {
  return key.split('/').includes('AWSLogs');
}

function reasonOf(error: unknown): string {
  if (error instanceof ApiFailure) return unreadBecause(error).message;
  return error instanceof Error ? error.message : String(error);
}
