import type { Field, Fields } from '../../core/kind.ts';
import { announcement } from '../../core/policy/announcement.ts';
import { policyFields } from '../../core/policy/fields.ts';
import { ownerField, tagsField } from '../../core/tags.ts';
import type { TopicState } from './state.ts';

const policy = policyFields(announcement, {
  grants: 'high',
  use: 'announce log files',
  may: 'publish here',
  statements: 'high',
  otherStatements: 'high',
});

const displayName: Field<string | null> = {
  change: 'call',
  effect: () => 'neutral',
  gravity: () => 'info',
  meaning: (_desired, live) => `The topic is shown as ${live ?? 'its name'}.`,
};

/** A wrong key may keep announcements away altogether, but the log files are delivered all the same. */
const kmsKey: Field<string | null> = {
  change: 'call',
  effect(from, to) {
    if ((from === null) === (to === null)) return 'neutral';
    return to === null ? 'weakens' : 'strengthens';
  },
  gravity: () => 'high',
  meaning: (desired, live) =>
    live === null
      ? 'Messages are not encrypted with the key of the spec.'
      : `Messages are encrypted with ${live}${desired === null ? '' : ', not with the key of the spec'}; CloudTrail can announce only if that key lets it in.`,
};

/** All that is known about the fields of a topic. */
export const fields: Fields<TopicState> = {
  ...policy,
  displayName,
  kmsKey,
  tags: tagsField,
  owner: ownerField,
};
