/** Forms in which records are written. */
import type { ReadRecord } from '../cat.ts';

/** Makes bytes or text of records, part by part, so that never all of them are in memory. */
export type Form = (parts: AsyncIterable<readonly ReadRecord[]>) => AsyncIterable<Uint8Array | string>;
