/** Schema of what `logs ls` prints. */
import { logKinds } from '../../logs/layout.ts';
import { count, documentOf, flag, list, object, oneOf, orNull, problem, text } from './shapes.ts';
import type { Schema } from './shapes.ts';

const time = { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ$' };

const account = text('Twelve digits.');
const kind = oneOf(logKinds, 'What the file holds, by its folder.');

export const logsLs: Schema = documentOf('logs-ls', 'trailwarden logs ls', {
  since: time,
  until: time,
  kinds: list(kind, 'Those that were asked for.'),
  places: list(
    object({
      bucket: text(),
      prefix: text('Without slashes at its ends; empty: none.'),
      organization: orNull(text('Its id, where files lie in its folders.')),
      accounts: orNull(list(account, 'Null: all that there are.')),
      regions: orNull(list(text(), 'Null: all that there are.')),
      trail: orNull(text('ARN of the trail that delivers there. Null: given by hand, or there are several.')),
    }),
    'Where was looked.',
  ),
  files: orNull(
    list(
      object({
        bucket: text(),
        key: text(),
        size: count('In bytes, as stored.'),
        modified: orNull(text('RFC 3339, UTC: when the object was last written. Null: the store does not know.')),
        kind,
        account,
        organization: orNull(text()),
        region: text('Where its events happened.'),
        day: text('YYYY-MM-DD, UTC: of its folder, which is the day of delivery.'),
        stamp: orNull({ ...time, description: 'The moment in its name: of a log file, to the minute, near the end of what it covers; of a digest its end. Null: the name has none.' }),
        trail: orNull(text('Of a digest, the name of its trail.')),
        backfill: orNull(flag('Of a digest, whether it was made up for later.')),
      }),
      'In ascending order in each account, kind and region. Null: --summary.',
    ),
  ),
  totals: list(
    object({ bucket: text(), account, region: text(), kind, files: count(), bytes: count('As stored.'), first: orNull(time), last: orNull(time) }),
  ),
  hours_without_digest: list(
    object({ bucket: text(), account, region: text(), trail: text(), from: time, until: time }),
    'Between two digests of a trail, or since the last one of a trail that records and validates. Why, logs verify says.',
  ),
  unreadable: list(problem, 'What could not be listed: there may be more files.'),
  verdict: object({ exit_code: count(), reason: orNull(oneOf(['incomplete'])) }),
});
