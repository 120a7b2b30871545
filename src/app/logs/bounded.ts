/** Places that answer no more once a signal is aborted: then everything else of them is unread. */
import { ApiFailure, unreadBecause } from '../../core/failure.ts';
import type { StoredObject, OpenPlace, Objects, PublicKeys } from '../../logs/ports.ts';

/** @param why in words, for what is asked afterwards */
export function boundedPlace({ place, objects, keys }: OpenPlace, passed: AbortSignal, why: string): OpenPlace {
  const target = { partition: 'aws', account: '', region: '' };
  const late = (call: string): ApiFailure =>
    new ApiFailure('DeadlinePassed', why, { category: 'deadline', site: { call, target }, mend: 'Give it longer.' });
  const within = async <T>(call: string, work: () => Promise<T>): Promise<T> => {
    if (passed.aborted) throw late(call);
    const { promise: over, reject } = Promise.withResolvers<never>();
    const end = (): void => reject(late(call));
    passed.addEventListener('abort', end, { once: true });
    try {
      return await Promise.race([work(), over]);
    } finally {
      passed.removeEventListener('abort', end);
    }
  };
  const bounded: Objects = {
    async *list(question) {
      const all = objects.list(question)[Symbol.asyncIterator]();
      for (;;) {
        const next: IteratorResult<StoredObject> = await within('s3:ListObjectsV2', async () => all.next());
        if (next.done === true) return;
        yield next.value;
      }
    },
    folders: async (bucket, prefix) => within('s3:ListObjectsV2', async () => objects.folders(bucket, prefix)),
    async read(bucket, key) {
      try {
        return await within('s3:GetObject', async () => objects.read(bucket, key));
      } catch (error) {
        return { is: 'unread', problem: unreadBecause(error) };
      }
    },
  };
  const asked: PublicKeys = {
    between: async (...when) => within('cloudtrail:ListPublicKeys', async () => keys.between(...when)),
  };
  return { place, objects: bounded, keys: asked };
}
