/** Where S3 writes down who asked for the objects of a bucket. */
import type { Field } from '../../core/kind.ts';

export type AccessLogging = {
  /** Name of the bucket that receives the access logs. */
  readonly bucket: string;
  /** What their keys begin with. */
  readonly prefix: string;
};

const placeOf = ({ bucket, prefix }: AccessLogging): string => (prefix === '' ? bucket : `${bucket}/${prefix}`);

/** Null: requests are not logged. One bucket is as good as another. */
export const accessLoggingField: Field<AccessLogging | null> = {
  change: 'call',
  effect(from, to) {
    if ((from === null) === (to === null)) return 'neutral';
    return to === null ? 'weakens' : 'strengthens';
  },
  gravity: desired => (desired === null ? 'low' : 'medium'),
  meaning(desired, live) {
    if (live === null) return 'Nobody writes down who reads or deletes log files.';
    if (desired === null) return `Requests are logged to ${placeOf(live)}, which the spec does not ask for.`;
    return `Requests are logged to ${placeOf(live)} instead of ${placeOf(desired)}.`;
  },
};
