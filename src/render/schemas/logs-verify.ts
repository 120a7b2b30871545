import { outcomes, words } from '../../logs/verify/verdict.ts';
import { count, documentOf, flag, list, object, oneOf, orNull, problem, text } from './shapes.ts';

const tally = (of: string) => object({ valid: count(), total: count('With those that are missing.') }, of);

const time = orNull(object({ from: text(), until: text() }, 'From the first to the last digest that is valid.'));

/** The schema of what `logs verify` prints. */
export const logsVerify = documentOf('logs-verify', 'trailwarden logs verify', {
  started_at: text('RFC 3339, UTC.'),
  finished_at: text('RFC 3339, UTC.'),
  from: text('The time that was asked for; chains with a checkpoint begin there.'),
  until: text(),
  verdict: oneOf(outcomes, 'The worst that was found. whole is the only success; unproven: it is, by keys that came with the copy.'),
  exit_code: count(),
  reason: orNull(oneOf(['check-failed', 'incomplete'])),
  complete: flag('Whether everything could be read.'),
  keys: oneOf(['outside', 'copy'], 'copy: they came with it, and prove nothing against whoever made it.'),
  since_checkpoint: orNull(
    object(
      { from: orNull(text('The earliest end of a digest in it; null: there was no checkpoint yet, and from counts.')) },
      'With --since-checkpoint.',
    ),
  ),
  history: oneOf(['asked', 'not-asked', 'unread'], 'Whether the event history could explain times without digests.'),
  places: list(
    object({
      bucket: text(),
      prefix: text(),
      organization: orNull(text()),
      trail: orNull(text('ARN; null: a place that was given by hand.')),
    }),
  ),
  chains: list(
    object({
      account: text(),
      region: text('Whose folder.'),
      trail: orNull(text('Its name.')),
      home_region: orNull(text()),
      found: time,
      digests: tally('Hourly digests.'),
      backfills: tally('Digests of what others missed.'),
      files: tally('Log files that digests list.'),
      unprovable: count('Log files of hours whose digest is missing or not valid.'),
      pending: count('Log files whose digest is yet to come, or lies after the time that was asked for.'),
      findings: count('Of this chain; of one word at most 500 are listed below.'),
      verified_until: orNull(text('Up to here all is whole.')),
      point: orNull(object({ key: text(), end: text(), hash: text(), signature: text() }, 'The digest that says so.')),
    }),
    'One for each trail, account and region.',
  ),
  findings: list(
    object({
      word: oneOf(words),
      about: oneOf(['digest', 'log', 'chain']),
      account: orNull(text()),
      region: orNull(text()),
      trail: orNull(text()),
      bucket: orNull(text()),
      key: orNull(text()),
      from: orNull(text('Of a time without digests.')),
      until: orNull(text()),
      count: count('Digests in a row; else 1.'),
      message: text(),
      explained: orNull(text('Who did it and when, by the event history: then it fails nothing.')),
    }),
  ),
  unknown: list(problem, 'What could not be read or asked besides.'),
});
