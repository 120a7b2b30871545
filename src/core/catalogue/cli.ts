import type { CatalogueEntry } from './entry.ts';

/** Trouble with how the program was called, and with the program itself. */
export const cliProblems = {
  'wrong-arguments': {
    title: 'The arguments make no sense',
    text: 'A command or option is not known, or a value is none that the option takes. trailwarden COMMAND --help shows what there is.',
  },
  'file-not-written': {
    title: 'A file could not be written',
    text: 'What --out names could not be written: the folder does not exist, the disk is full, or permission is missing. Nothing was changed at AWS.',
  },
  interrupted: {
    title: 'The run was interrupted',
    text: 'A signal ended the run before there was anything to report: nothing was changed, and nothing is known. Run it again.',
  },
  'report-not-written': {
    title: 'A report could not be written',
    text: 'What --report names cannot be written: the folder does not exist, it is not for you to write to, stdout is taken, what stands there is no file, or it is one that the run reads or writes otherwise, such as a spec, the plan of --out, or another report. This is looked at before anything is asked or sent, so nothing was changed. Make the folder, or name another file.',
  },
  'role-policy-too-large': {
    title: 'The policy does not fit into a role',
    text: 'All policies inside an IAM role may have 10,240 characters together, and a spec with very many resources needs more when each is named. Without SPEC, policy iam prints a policy for resources of every name, which is short.',
  },
  'no-policy': {
    title: 'The file is no policy',
    text: 'What policy test --file names is not there, cannot be read, or is not the JSON of a policy: an object whose Statement is one statement or a list of them, each with Effect Allow or Deny.',
  },
  'management-account-assumed': {
    title: 'Which account manages the organization is assumed',
    text: "The ARN of an organization's trail has the management account in it, which a spec names only where the organization is read through it: that may also be a delegated administrator. Commands that ask nobody take it for the management account, unless --account ID says which one is. A run asks AWS.",
  },
  'account-assumed': {
    title: 'Whose the spec is, is assumed',
    text: 'A spec without accounts is of the account of the credentials. `events ddl` asks nobody, so it takes such a spec to be of the account in the ARN of the queue. If the daemon works in another account, give --account ID.',
  },
  'account-unknown': {
    title: 'Nobody knows which account is meant',
    text: 'A policy names accounts, and the spec leaves one open: it names none, or lets organization.discover find them. Without asking AWS nobody knows their ids. Give --account ID, or write the accounts into the spec.',
  },
  'pattern-too-long': {
    title: 'A rule goes without names',
    text: 'EventBridge takes patterns of 2,048 characters, and so many buckets or topics do not fit. The rule then tells of all of the account; what is not of the spec starts no run.',
  },
  'events-of-another-partition': {
    title: 'Events do not leave their partition',
    text: 'A queue in aws cannot be told of changes in aws-cn or aws-us-gov. Run a daemon in each partition. The schedule looks at everything all the same.',
  },
  'base-not-read': {
    title: 'The base could not be read',
    text: 'What --base names is neither a file or folder nor a revision that git knows in the repository of the spec, or there is no git. Clones that CI makes often hold one commit alone: fetch the base first.',
  },
  'port-taken': {
    title: 'The sandbox could not listen',
    text: 'Another program listens on that port, or the address is none of this machine. --port 0 takes any free port.',
  },
  'organization-not-described': {
    title: 'The file describes no organization',
    text: 'What sandbox --organization names must be JSON with id and management, and may have members, units, accounts, featureSet, trustedAccess and delegatedAdministrators. Each account stands in one place.',
  },
  'internal-error': {
    title: 'A bug of trailwarden',
    text: 'Something happened that should be impossible. --log-level debug shows where; with that it can be reported.',
  },
} as const satisfies Record<string, CatalogueEntry>;
