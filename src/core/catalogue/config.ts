import type { CatalogueEntry } from './entry.ts';

/** Trouble with the config of a daemon, and with the source of its spec. */
export const configProblems = {
  'not-a-config': {
    title: 'This is no config of a daemon',
    text: 'The config of a daemon begins with apiVersion: trailwarden.dev/v1alpha1 and kind: DaemonConfig, and a file holds one.',
  },
  'config-contradicts': {
    title: 'Settings of the config contradict each other',
    text: 'Each setting is right by itself, and together they make no sense: two sources, two states of a repository, ssh without the keys of the host, a server that others reach and anybody could read, a lease that is renewed too late, a receiver that nothing says how to reach. As a warning: a setting has no effect.',
  },
  'secret-in-config': {
    title: 'A secret stands in the config',
    text: 'Configs are committed, mounted and printed. Secrets are only ever named by file: usernameFile, passwordFile, sshKeyFile, secretFile, readTokenFile, writeTokenFile, webhookUrlFile, tokenFile, urlFile, routingKeyFile. What was written once should be changed where it comes from. The message and the excerpt leave it out.',
  },
  'wrong-cron': {
    title: 'This is no cron expression',
    text: 'Five fields: minute, hour, day of month, month, day of week; with six, seconds come first. Each is *, a number, a range, a step or a list of these; months and days of the week may be names; L is the last day of a month. Where both fields of days are limited, a day must be in both. @hourly, @daily, @weekly, @monthly and @yearly are known.',
  },
  'unknown-time-zone': {
    title: 'There is no such time zone',
    text: 'Time zones go by their IANA names, such as Europe/Berlin. UTC is the default.',
  },
  'source-url': {
    title: 'The address of the repository may not be used',
    text: 'A spec is read from https://host/path, ssh://user@host/path or user@host:path. http is taken only where the host is this machine itself. file://, paths, git:// and helpers such as ext:: are not: use source.folder for files beside the daemon.',
  },
  'source-unavailable': {
    title: 'The source could not be read',
    text: 'The repository did not answer in time, its host is not known or not trusted, it refused the credentials, or there is no such repository, branch, tag or commit. The last good spec stays in force and its age is told; the daemon goes on trying.',
  },
  'source-not-signed': {
    title: 'The commit is not signed as it must be',
    text: 'source.git.verify is set, and the commit, or the tag, has no signature, or one by another key, or by a key that had ended. What stands in it is not read; the last good spec stays in force.',
  },
  'source-too-large': {
    title: 'The source holds more than a spec can be',
    text: 'All files of a spec together may have 100 MB, and 10,000 files. Name the folder of the spec by source.git.path.',
  },
  'webhook-refused': {
    title: 'The call of the webhook is not genuine',
    text: 'The signature or token is missing or wrong, or the call is older than five minutes. Nothing was done.',
  },
} as const satisfies Record<string, CatalogueEntry>;
