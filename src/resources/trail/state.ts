import type { Arn } from '../../core/model.ts';
import type { Tags } from '../../core/tags.ts';
import type { Template } from './spec-aggregation.ts';
import type { Insight } from './insights.ts';
import type { EventSelectors } from './selectors.ts';

/**
 * A trail, desired or live. A field is the smallest thing that can change on its own: what AWS takes only together is one
 * field. Unset is null, never undefined and never ''.
 */
export type TrailState = {
  /** The bucket's name; the prefix without slashes at its ends. */
  readonly destination: { readonly bucket: string; readonly prefix: string | null };
  readonly topic: Arn | null;
  readonly scope: { readonly multiRegion: boolean; readonly globalServiceEvents: boolean };
  readonly organization: boolean;
  readonly logFileValidation: boolean;
  readonly kmsKey: Arn | null;
  /** The log group's ARN ends in `:*`, as CloudTrail stores it. */
  readonly cloudWatchLogs: { readonly logGroup: string; readonly role: string } | null;
  readonly recursiveLogging: boolean;
  readonly logging: boolean;
  readonly eventSelectors: EventSelectors;
  readonly insights: readonly Insight[];
  /** By what data events are summed up. Left out where the spec says nothing of it. */
  readonly aggregation?: readonly Template[];
  /** Desired: the tags of the spec. Live: all but AWS's and ours. Only the desired keys are compared. */
  readonly tags: Tags;
  /** Whether a tag says that it is never to be deleted. */
  readonly protect: boolean;
  /** The value of the owner tag; null: there is none. */
  readonly owner: string | null;
};
