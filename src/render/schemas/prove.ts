import { proofVerdicts } from '../../logs/prove/judge.ts';
import { unreadable } from './change.ts';
import { count, documentOf, flag, list, number, object, oneOf, orNull, problem, text } from './shapes.ts';

const leg = (states: readonly string[]) =>
  object({
    state: oneOf(states),
    at: orNull(text('RFC 3339, UTC: when it happened.')),
    seconds: orNull(number('From the call on.')),
    key: orNull(text('Of the file in the bucket.')),
    why: orNull(text('In AWS’s words, or why nothing is to come.')),
    problem: orNull(problem),
  });

const verdict = oneOf(proofVerdicts, 'The gravest that holds; `proven` is the only one in order.');

/** The schema of what `logs prove` prints. */
export const prove = documentOf('prove', 'trailwarden logs prove', {
  owner: text(),
  spec: object({ paths: list(text(), 'As typed.') }),
  started_at: text('RFC 3339, UTC.'),
  finished_at: text('RFC 3339, UTC.'),
  interrupted: flag('Whether somebody ended it before it was over.'),
  verdict: object({
    exit_code: count(),
    reason: orNull(oneOf(['check-failed', 'incomplete', 'interrupted'])),
    complete: flag('Whether everything could be read.'),
    verdict,
  }),
  calls: list(
    object({
      account: text('Twelve digits.'),
      account_key: text('In the spec; the id where it has none.'),
      region: text('Where it is recorded.'),
      operation: oneOf(['cloudtrail:GetTrailStatus', 'iam:GetRole']),
      global: flag('Whether it is an event of a global service, to be recorded exactly once.'),
      mark: text('The name that was asked for, in the parameters of the record.'),
      request_id: orNull(text()),
      called_at: text('RFC 3339, UTC.'),
      verdict,
      copies: orNull(count('Of a global event: how often it was delivered.')),
      problem: orNull({ ...problem, description: 'Why the call could not be made.' }),
      trails: list(
        object({
          trail: text('ARN.'),
          name: text('Its address; the ARN where no spec declares it.'),
          expects: oneOf(['records', 'no reads', 'not logging', 'not global', 'unknown'], 'What the trail does with it.'),
          record: leg(['arrived', 'awaited', 'not expected', 'unread']),
          notification: leg(['announced', 'awaited', 'failing', 'none', 'unread']),
          digest: leg(['verified', 'awaited', 'wrong', 'none', 'unread']),
        }),
      ),
      files: list(
        object({ bucket: text(), key: text(), event_id: text(), written_at: orNull(text('RFC 3339, UTC.')) }),
        'Every file with its record.',
      ),
    }),
  ),
  unreadable,
});
