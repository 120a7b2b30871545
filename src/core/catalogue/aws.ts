import type { CatalogueEntry } from './entry.ts';

/** Trouble with asking AWS or sending to it. */
export const awsProblems = {
  'access-denied': {
    title: 'AWS refused to say',
    text: 'These credentials may not make this call, so nothing is known about the resource: it is neither absent nor in order, nothing of it is changed, and no permission that rests on it is withdrawn. Grant the action that the message names.',
  },
  'credentials-refused': {
    title: 'The credentials do not work',
    text: 'There are no credentials, they have expired, or AWS does not know them. Check the profile, the environment and the clock of this machine.',
  },
  'endpoint-unreachable': {
    title: 'AWS could not be reached',
    text: 'No answer came: the name could not be resolved, the connection was refused or reset, TLS failed, or it took too long. Check the network and --endpoint-url.',
  },
  'deadline-passed': {
    title: 'The deadline of the run passed first',
    text: 'The run ended at its --deadline while this was still open. What was read before stands; of the rest nothing is known, and what was not begun was not sent. Give the run longer, see what it waits for with --log-level info, or choose less with --target.',
  },
  'clock-skewed': {
    title: 'The clocks are apart',
    text: 'The clock of this machine and that of AWS are more than a minute apart. AWS refuses requests from five minutes on, and times in reports are wrong. Set the clock by NTP.',
  },
  'trusted-access-missing': {
    title: 'CloudTrail may not work in the accounts of the organization',
    text: 'An organization trail needs trusted access: the organization must let CloudTrail work in its accounts. The management account switches it on, once: aws organizations enable-aws-service-access --service-principal cloudtrail.amazonaws.com.',
  },
  'aws-refused': {
    title: 'AWS answered with an error',
    text: 'AWS answered, but not with what was asked for. Its own words are in the message.',
  },
} as const satisfies Record<string, CatalogueEntry>;
