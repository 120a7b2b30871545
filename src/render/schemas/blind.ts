import { unreadable } from './change.ts';
import { count, documentOf, flag, list, object, oneOf, orNull, problem, text } from './shapes.ts';

const moment = text('RFC 3339, UTC.');
const ending = orNull(text('RFC 3339, UTC. Null: it goes on.'));
const classes = list(text(), '`management read`, `management write`, or `data` and `network` with what they are of.');

/** The schema of what `logs blind` prints. */
export const blind = documentOf('blind', 'trailwarden logs blind', {
  owner: text(),
  spec: object({ paths: list(text(), 'As typed.') }),
  since: moment,
  until: moment,
  event_history_since: text('RFC 3339, UTC. Before that the event history of AWS knows nothing.'),
  verdict: object({
    exit_code: count(),
    reason: orNull(oneOf(['check-failed', 'incomplete'])),
    complete: flag('Whether everything could be read.'),
  }),
  blind: list(
    object({
      account: text('Twelve digits.'),
      account_key: text('In the spec; the id where it has none.'),
      regions: list(text()),
      classes,
      from: moment,
      to: ending,
      seconds: count('Until now where it goes on.'),
      causes: list(
        object({
          trail: text('ARN.'),
          why: oneOf(['stopped', 'deleted', 'not there', 'not created', 'selectors', 'one region', 'no digest']),
          source: oneOf(['event history', 'status', 'history', 'digests'], '`history`: of a daemon.'),
          from: moment,
          to: ending,
          by: orNull(object({ name: text(), event: text(), event_id: text(), at: moment }, 'The call that did it.')),
        }),
        'Why each of the trails that should have recorded did not.',
      ),
    }),
    'Times in which no trail recorded.',
  ),
  left: list(
    object({
      account: text('Twelve digits.'),
      region: text(),
      from: moment,
      until: moment,
      classes,
      events: count('Management events that the event history has of this time.'),
      more: flag('Whether there are more.'),
      problem: orNull({ ...problem, description: 'Why there may be more.' }),
    }),
  ),
  recovered: orNull(text('The folder that the events were written to. Null: nobody asked for them.')),
  unreadable,
});
