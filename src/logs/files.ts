/** The files of places that hold records of a time. */
import type { FileToRead } from './fetch.ts';
import type { LogKind } from './layout.ts';
import { listed } from './listing.ts';
import { distinct } from './place.ts';
import type { TimeRange } from './place.ts';
import type { OpenPlace } from './ports.ts';

/** All but digests. */
const withRecords: readonly LogKind[] = ['log', 'insight', 'network-activity', 'aggregated'];

/**
 * Every file once, also where several trails deliver to one folder.
 *
 * @param delivered when its files were delivered
 * @throws ApiFailure where something could not be listed
 */
export async function* filesIn(places: readonly OpenPlace[], delivered: TimeRange): AsyncGenerator<FileToRead> {
  const objectsOf = new Map(places.map(({ place, objects }) => [place.bucket, objects]));
  for (const place of distinct(places.map(open => open.place))) {
    const { bucket } = place;
    const objects = objectsOf.get(bucket);
    if (objects === undefined) continue;
    for await (const { object } of listed(objects, place, { kinds: withRecords, range: delivered })) {
      const { key, size } = object;
      yield { name: `s3://${bucket}/${key}`, size, read: async () => objects.read(bucket, key) };
    }
  }
}
