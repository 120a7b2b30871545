import type { Field, Fields } from '../../core/kind.ts';
import { announcement } from '../../core/policy/announcement.ts';
import { policyFields } from '../../core/policy/fields.ts';
import { ownerField, protectField, tagsField } from '../../core/tags.ts';
import { subscriptionsField } from './subscriptions.ts';
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
  leadsTo: key => [key],
  gravity: () => 'high',
  meaning: (desired, live) =>
    live === null
      ? `Messages are not encrypted with ${desired}.`
      : `Messages are encrypted with ${live}${instead(desired)}; CloudTrail can announce only if that key lets it in.`,
};

const instead = (desired: string | null): string => (desired === null ? '' : `, not with ${desired}`);

/** All that is known about the fields of a topic. */
export const fields: Fields<TopicState> = {
  ...policy,
  displayName,
  kmsKey,
  subscriptions: subscriptionsField,
  tags: tagsField,
  protect: protectField,
  owner: ownerField,
};
