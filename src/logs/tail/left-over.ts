/** Temporary queues, and which of them a killed run left standing. */

/** What the names of temporary queues begin with. */
export const queuePrefix = 'trailwarden-tail-';

/** Names of the tags of a temporary queue. */
export const queueTags = {
  /** ARN of the topic that it is subscribed to. */
  topic: 'trailwarden.dev/tail-topic',
  /** Machine and process of the run. */
  host: 'trailwarden.dev/tail-host',
  process: 'trailwarden.dev/tail-process',
  /** When the run was last known to live, as ISO 8601. */
  alive: 'trailwarden.dev/tail-alive',
} as const;

/** Milliseconds without a sign of life after which a run counts as killed. */
const silence = 15 * 60_000;

/** Whoever asks. */
export interface Asker {
  readonly host: string;
  readonly process: number;
  readonly now: Date;
  /** Whether a process of this machine is there. */
  readonly runs: (process: number) => boolean;
}

/** Whether a queue is a temporary one whose run is gone: its process, or any sign of it. */
export function isLeftOver(tags: Readonly<Record<string, string | undefined>>, asker: Asker): boolean {
  const { [queueTags.host]: host, [queueTags.process]: process, [queueTags.alive]: alive } = tags;
  if (tags[queueTags.topic] === undefined || alive === undefined) return false;
  // the one who asks has made no queue yet
  if (host === asker.host && (Number(process) === asker.process || !asker.runs(Number(process)))) return true;
  return asker.now.getTime() - Date.parse(alive) > silence;
}

/** A text as the value of a tag: SQS takes letters, digits and a few signs. */
export function tagText(text: string): string {
  return text.replaceAll(/[^\w .:/=+@-]/gu, '-').slice(0, 200);
}

/** Lets the topic in, and nobody else. */
export function queuePolicy(queueArn: string, topicArn: string): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'TrailwardenTail',
        Effect: 'Allow',
        Principal: { Service: 'sns.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: queueArn,
        Condition: { ArnEquals: { 'aws:SourceArn': topicArn } },
      },
    ],
  });
}
