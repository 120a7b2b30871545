/** Who called from where nobody knew them. */
import type { TimeRange } from '../../place.ts';
import { moment } from '../text.ts';
import type { Question } from './question.ts';

/**
 * From when on something counts as new: the last day of a range, or its second half where it is shorter than two days.
 */
function newSince({ from, until }: TimeRange): string {
  const [begin, end] = [Date.parse(from), Date.parse(until)];
  const since = Math.max(end - 86_400_000, (begin + end) / 2);
  return `${new Date(since).toISOString().slice(0, 19)}Z`;
}

/** IPv4 or IPv6: services and AWS itself stand under names. */
const address = `regexp_like(source_ip, '^([0-9]{1,3}[.]){3}[0-9]{1,3}$|^[0-9a-fA-F:.]*:[0-9a-fA-F:.]*$')`;
/** One and the same, however often a role was assumed. */
const who = `coalesce(issuer_arn, user_arn, principal_id, user_name, 'nobody')`;

export const newIps: Question = {
  name: 'new-ips',
  asks: 'who called from an address for the first time',
  says: 'Addresses from which a user or role called in the last day of the range and not before in it (of a range shorter than two days: in its second half); known_to_others says whether somebody else had called from there in that account before. All sessions of a role are one. Calls that a service made are left out. Ask over weeks: what lies before --since is not known.',
  sql: ({ range }) => `WITH seen AS (
  SELECT account, ${who} AS who, source_ip, min(event_time) AS first_time, count(*) AS calls,
         count(DISTINCT event_name) AS operations
  FROM events
  WHERE ${address} AND invoked_by IS NULL AND coalesce(user_type, '') <> 'AWSService'
  GROUP BY account, ${who}, source_ip
), compared AS (
  SELECT first_time, account, who, source_ip, calls, operations,
         min(first_time) OVER (PARTITION BY account, source_ip) < first_time AS known_to_others
  FROM seen
)
SELECT first_time, account, who, source_ip, calls, operations, known_to_others
FROM compared
WHERE first_time >= ${moment(newSince(range))}
ORDER BY first_time, who, source_ip, account`,
};
