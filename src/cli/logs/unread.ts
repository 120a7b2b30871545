/** What reading log files comes to where S3 or CloudTrail hands nothing out. */
import { ApiFailure, unreadBecause } from '../../core/failure.ts';
import { Refusal } from '../trouble.ts';

/**
 * Does what reads. What is refused, or not there, ends it as not read: nobody knows what is missing then.
 *
 * @throws Refusal; ApiFailure where there are no credentials, or nothing could be reached
 */
export async function orUnread<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const isUnread = error instanceof ApiFailure && (error.category === 'permission' || error.name === 'NoSuchBucket');
    throw isUnread ? new Refusal('incomplete', unreadBecause(error)) : error;
  }
}
