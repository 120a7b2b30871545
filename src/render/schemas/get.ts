/** Schema of what `get` prints. */
import { place, unreadable } from './change.ts';
import { address, anything, count, documentOf, flag, list, map, object, oneOf, orNull, problem, text } from './shapes.ts';
import type { Schema } from './shapes.ts';

export const getSchema: Schema = documentOf('get', 'trailwarden get', {
  what: oneOf(['trails', 'status', 'selectors', 'buckets', 'topics'], 'What was asked for. Status and selectors are of trails.'),
  looked_at: text('RFC 3339, UTC.'),
  accounts: count('How many were looked at.'),
  region: orNull(text('The one of which was asked what records it; null: all that were looked at.')),
  verdict: object({ exit_code: count(), reason: orNull(oneOf(['incomplete'])) }),
  resources: list(
    object({
      address,
      ...place,
      declared: flag('Whether the spec names it. Without a spec nothing is.'),
      is: oneOf(
        ['present', 'absent', 'elsewhere', 'unread'],
        'elsewhere: it belongs to another account. `unread` is never to be taken for `absent`.',
      ),
      owner: orNull(text('Value of the tag trailwarden:owner. Null: it has none, or nobody knows.')),
      fields: map(
        object({ value: anything('As it stands; null: unset, or not known.'), unread: orNull(problem) }),
        'By the name of the field.',
      ),
      health: map(anything('A time in RFC 3339, or what went wrong in the words of AWS.'), 'What changes by itself.'),
    }),
  ),
  unreadable,
});
