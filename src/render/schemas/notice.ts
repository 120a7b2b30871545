/** Schema of what alerts tell programs: the data of a CloudEvent. */
import { happenings } from '../../core/alerts/notice.ts';
import { drift, maybeText, maybeTime, time } from './drift.ts';
import { count, documentOf, flag, list, number, object, oneOf, orNull, problem, text } from './shapes.ts';

const weights = ['critical', 'high', 'medium', 'low', 'info', 'not-known'];

/** What `notify test` prints. */
export const notifyTest = documentOf('notify-test', 'trailwarden notify test', {
  dry_run: flag('Nothing was sent.'),
  receivers: list(
    object({
      name: text('As the config names it.'),
      reached_by: text('slack-webhook, slack-bot, webhook with its template, or sns.'),
      messages: list(
        object({
          happening: oneOf(happenings),
          move: oneOf(['post', 'edit', 'reply', 'broadcast']),
          result: { ...orNull(oneOf(['sent', 'again', 'lost', 'unsure', 'refused'])), description: 'Null: it was a dry run.' },
          why: maybeText('Why it did not arrive.'),
          payloads: list({ type: 'object' }, 'Of a dry run: what would be sent, without secrets.'),
        }),
      ),
    }),
  ),
});

export const notice = documentOf('notice', 'trailwarden notice', {
  id: text('Of this turn of the incident. The same turn has the same id after a restart: drop a second one.'),
  incident: text('What belongs together. Made of fingerprints, never of values.'),
  happening: oneOf(happenings, 'What happened.'),
  test: flag('Somebody asked for it, and nothing happened.'),
  weight: oneOf(weights, 'Of the gravest in it. not-known: nobody could look.'),
  before: { ...orNull(oneOf(weights)), description: 'Of worse and milder: what was told before.' },
  at: time(),
  since: time('When the incident began.'),
  text: text('All of it in one line of at most 200 characters.'),
  details: text('All of it as plain text.'),
  drift_count: count('How many drifts it is about.'),
  drifts: list(drift, 'The gravest of these, at most 50; with resolved, as they ended.'),
  missed: count('Of returned: how many drifts opened and were over while nobody could be told.'),
  reminders: count('How often was reminded, this one counted.'),
  next_reminder_at: maybeTime('Null: nobody will be reminded.'),
  unrecorded_seconds: { ...orNull(number()), description: 'For how long recording was interrupted so far. Null: it was not, or nobody can say.' },
  problems: list(problem, 'Why nothing is known, or what is wrong with the source.'),
  owner: maybeText('metadata.name of the spec. Null: none was read yet.'),
  daemon: text('metadata.name of the daemon.'),
  mode: oneOf(['observe', 'enforce']),
  idle: maybeText('Why enforcing changes nothing now. Null: that holds nothing back.'),
  run: maybeText('Id of the run that it came from.'),
  next_run_at: maybeTime('Null: not known.'),
  revision: maybeText('Of the spec in force.'),
  open: count('Open drifts in all.'),
  page: maybeText('Where the page of the daemon shows it.'),
  runbook: maybeText('Name of the page that says what to do.'),
  runbook_url: maybeText('Where that page stands.'),
});
