import type { CatalogueEntry } from './entry.ts';

/** Trouble with following the delivery of log files. */
export const tailProblems = {
  'message-not-understood': {
    title: 'A message of the queue announces nothing that is known',
    text: 'logs tail understands what CloudTrail sends to its topic, event notifications of S3, and events of EventBridge, in envelopes of SNS or without. This message is none of them. It stays in the queue and comes again until the queue drops it, so a queue for dead letters is worth having.',
  },
  'announcement-comes-again': {
    title: 'Announced files could not be read again and again',
    text: 'A message was received three times, and not all of the files that it announces could be read. It is not taken off: it comes again after five minutes each, until the files can be read, or until the queue drops it or puts it with the dead letters. What was written out of them is not written again.',
  },
  'announced-file-gone': {
    title: 'An announced log file is not there',
    text: 'A message or a list named a log file, and the bucket has none of that key any more: somebody deleted it, or a lifecycle rule did. `logs verify` says which delivered files are missing.',
  },
  'tail-state-unusable': {
    title: 'The state of logs tail is of something else',
    text: 'The file of --state was written for other buckets or prefixes, is none of trailwarden, or was cut off. Going on from it could leave files out. Name another file, or delete this one: then it begins anew.',
  },
  'topic-unknown': {
    title: 'There is no topic to subscribe to',
    text: 'logs tail --create-queue subscribes a queue to the topic that announces log files. The trail has none, more than one trail with different topics is meant, or nobody could be asked. Name the topic with --topic, or follow with --poll.',
  },
  'queue-not-subscribed': {
    title: 'A queue could not be subscribed to the topic',
    text: 'logs tail --create-queue makes a queue in the account whose credentials are in force and subscribes it to the topic. AWS refused: the policy of a topic of another account must allow sns:Subscribe to this one, and the credentials need the actions that docs/logs-tail.md names. What was made until then was removed.',
  },
  'queue-removed': {
    title: 'A queue of a killed run was removed',
    text: 'logs tail --create-queue found a queue that an earlier run had made and not removed, because it was killed: the process is gone, or has given no sign for a quarter of an hour. The queue and its subscription were removed.',
  },
  'queue-not-removed': {
    title: 'A temporary queue could not be removed',
    text: 'The queue that logs tail --create-queue made, or its subscription, still stands. The next run with --create-queue in the same account and region removes it.',
  },
} as const satisfies Readonly<Record<string, CatalogueEntry>>;
