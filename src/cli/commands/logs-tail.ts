import { InvalidArgumentError, Option } from 'commander';

import type { CommandDefinition } from '../definition.ts';
import { usualInterval, where } from '../logs/options.ts';
import { which } from '../logs/which.ts';
import { moment, reachingLogs, specArgument, timeSpan } from '../options.ts';
import { like } from './policy-names.ts';

export const logsTail: CommandDefinition = {
  name: 'logs tail',
  group: 'Logs',
  summary: 'follow delivery: records as they come',
  description:
    'Writes records out as CloudTrail delivers them, some five minutes after the event: told by a queue of SQS that is subscribed to the topic of the trail, or by looking into the bucket again and again. Each record is written at least once; what is delivered twice is dropped. Ends by Ctrl-C.',
  argument: specArgument,
  examples: [
    ['logs tail specs/ --trail main', 'looks into the bucket every 30 s'],
    ['logs tail specs/ --trail main --create-queue', 'told at once; the queue is removed in the end'],
    ['logs tail specs/ --queue audit-tail --state tail.json', 'goes on where it was, after a restart'],
    ["logs tail specs/ --error '*Denied*' --since 1h --for 10m", 'what is denied, an hour back and ten minutes on'],
  ],
  formats: ['human', 'ndjson'],
  options: [
    {
      heading: 'News of delivery',
      options: [
        new Option(
          '--queue <URL|NAME|ARN>',
          'a queue that is told of log files, and that nobody else empties',
        ).argParser(
          like(
            /^(?:https?:\/\/\S+|[\w-]{1,80}|arn:[a-z-]+:sqs:[a-z0-9-]+:\d{12}:[\w-]{1,80})$/,
            'The URL, name or ARN of a queue.',
          ),
        ),
        new Option('--create-queue', 'a queue for this run alone, subscribed to the topic').conflicts([
          'queue',
          'poll',
        ]),
        new Option('--topic <ARN>', 'the topic, where the trail does not say it; with --create-queue').argParser(
          like(/^arn:[a-z-]+:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}$/, 'The ARN of a topic.'),
        ),
        new Option('--poll', 'look into the bucket again and again; so it is without a queue').conflicts('queue'),
        new Option('--interval <DURATION>', `between two looks, more or less; ${usualInterval}s`).argParser(timeSpan),
      ],
    },
    where(),
    which(),
    {
      heading: 'How long',
      options: [
        new Option(
          '--since <WHEN>',
          'begin in the past: a span such as 1h, or a moment such as 2026-11-19T03:00:00Z',
        ).argParser(moment),
        new Option('--for <DURATION>', 'end after so long: 90s, 10m, 1h').argParser(timeSpan),
        new Option('--max <N>', 'end after so many records').argParser(atLeastOne),
        new Option('--state <FILE>', 'what was written, so that a restart goes on there'),
      ],
    },
    reachingLogs(),
  ],
  exits: [
    [0, 'ended as it was asked to, also by Ctrl-C and SIGTERM'],
    [1, 'AWS could not be reached; the queue is gone'],
    [3, 'invalid spec, arguments or state'],
    [8, 'the bucket, the topic or the queue is refused, or the bucket is not there'],
  ],
  see: ['logs cat', 'logs ls'],
  run: async input => (await import('../actions/logs-tail.ts')).followLogs(input),
};

function atLeastOne(value: string): number {
  if (!/^[1-9]\d{0,14}$/u.test(value)) throw new InvalidArgumentError('A number of records, 1 at least.');
  return Number(value);
}
