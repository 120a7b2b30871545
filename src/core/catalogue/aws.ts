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
  'organization-features-missing': {
    title: 'The organization has not all features',
    text: 'AWS makes no trail for an organization that has consolidated billing only. The management account enables all features, once, and the invited members agree: aws organizations enable-all-features.',
  },
  'not-trail-administrator': {
    title: 'The account may make no trail of the organization',
    text: 'AWS takes a trail of the organization from its management account, and from those that this one registered as delegated administrators of CloudTrail. Let the trail stand in one of them, or register the account, from the management account: aws cloudtrail register-organization-delegated-admin --member-account-id ID.',
  },
  'conversion-elsewhere': {
    title: 'Only the management account can convert the trail',
    text: 'The spec wants a trail of the organization from a delegated administrator, and the management account has a trail of this name that records its own account only. AWS lets nobody but the management account make one the other. Declare the trail there, or choose another name.',
  },
  'home-region-closed': {
    title: 'Members have not enabled the home region of the trail',
    text: 'A trail of the organization stands in a region that must be opted in to. What happens in a member that has not enabled it may not be recorded by this trail. Enable the region in these accounts, or let the trail stand in a region that every account has.',
  },
  'answer-malformed': {
    title: 'An answer could not be understood',
    text: 'What answered is not what the API says that it answers: a proxy, an endpoint that stands in for AWS, or a version of the API that this program does not know. What the answer is about is not known; all else goes on.',
  },
  'aws-refused': {
    title: 'AWS answered with an error',
    text: 'AWS answered, but not with what was asked for. Its own words are in the message.',
  },
} as const satisfies Record<string, CatalogueEntry>;
