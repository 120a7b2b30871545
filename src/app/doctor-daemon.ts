/** Finds out whether a daemon gets at what its config names beside the accounts. Changes nothing. */
import type { DaemonConfig } from '../core/daemon/config.ts';
import type { ExaminedDaemon } from '../core/doctor.ts';
import { queueCheck, reportsCheck, sourceCheck } from '../core/doctor-daemon.ts';
import { ApiFailure } from '../core/failure.ts';
import type { Looked, Source } from './daemon/ports.ts';
import { orFailure } from './or-failure.ts';
import type { Cloud } from './ports.ts';
import { isError } from './validate.ts';

export interface DaemonDoctorPorts {
  readonly source: Pick<Source, 'name' | 'look'>;
  /** Whether the queue may be read and emptied; null: none is configured. @throws ApiFailure */
  readonly tryQueue: (() => Promise<void>) | null;
  readonly cloud: Pick<Cloud, 'identity' | 'memory'>;
}

/** What was found, and the specs that the source has, for whoever goes on with them. */
export interface DaemonExamined {
  readonly daemon: ExaminedDaemon;
  readonly looked: Looked;
}

export async function examineDaemon(
  { name, events, reports }: Pick<DaemonConfig, 'name' | 'events' | 'reports'>,
  { source, tryQueue, cloud }: DaemonDoctorPorts,
): Promise<DaemonExamined> {
  const [looked, queue, bucket] = await Promise.all([
    source.look(new AbortController().signal),
    tryQueue && orFailure(tryQueue()),
    reports && orFailure(bucketStands(reports, cloud)),
  ]);
  const checks = [
    sourceCheck(source.name, seenIn(looked)),
    ...(events ? [queueCheck(events.queueUrl, failureIn(queue))] : []),
    ...(reports ? [reportsCheck(reports.bucket, failureIn(bucket))] : []),
  ];
  return { daemon: { name, checks }, looked };
}

const failureIn = (answer: unknown): ApiFailure | null => (answer instanceof ApiFailure ? answer : null);

function seenIn(looked: Looked): Parameters<typeof sourceCheck>[1] {
  if ('unavailable' in looked) return { problems: looked.unavailable };
  const wrong = looked.problems.filter(isError);
  return wrong.length > 0 ? { problems: wrong } : { revision: looked.revision };
}

async function bucketStands(
  { bucket, region }: NonNullable<DaemonConfig['reports']>,
  cloud: DaemonDoctorPorts['cloud'],
): Promise<void> {
  const { account, partition } = await cloud.identity();
  await cloud.memory().at({ partition, account, region }).ask('s3:HeadBucket', { Bucket: bucket });
}
