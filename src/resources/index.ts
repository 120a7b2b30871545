import type { AnyKind } from '../core/kind.ts';
import { bucket } from './bucket/bucket.ts';
import { topic } from './topic/topic.ts';
import { trail } from './trail/trail.ts';

/** Every kind there is, what serves before what is served. Adding one adds a folder and a word here. */
export const kinds: readonly AnyKind[] = [bucket, topic, trail];
