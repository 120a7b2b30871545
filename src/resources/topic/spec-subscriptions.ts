/** What people write of who is told of log files. */

/** A delivery protocol of SNS. */
export const protocols = [
  'sqs',
  'lambda',
  'firehose',
  'https',
  'http',
  'email',
  'email-json',
  'sms',
  'application',
] as const;
export type Protocol = (typeof protocols)[number];

/** One subscription as written. */
export interface SubscriptionSpec {
  readonly protocol: Protocol;
  readonly endpoint: string;
  readonly raw?: boolean;
  /** ARN; for firehose only. */
  readonly role?: string;
}

/** JSON Schema of `subscriptions`. */
export const subscriptionsSchema = {
  type: 'array',
  title: 'Subscriptions',
  description:
    'Who is told of log files, told apart by protocol and endpoint. Once written it is all there is: other subscriptions are ended. Without it they are not asked for and stay as they stand.',
  items: {
    type: 'object',
    additionalProperties: false,
    required: ['protocol', 'endpoint'],
    properties: {
      protocol: {
        type: 'string',
        enum: protocols,
        title: 'Protocol',
        description: 'How SNS delivers. E-mail addresses, URLs and queues of other accounts must be confirmed there.',
        examples: ['sqs'],
      },
      endpoint: {
        type: 'string',
        minLength: 1,
        title: 'Endpoint',
        description:
          'ARN, URL, address or number. A URL has neither a password nor a query: those hold secrets, and a spec holds none. Of its path only a digest is ever shown: webhooks of chats and pagers are secrets as a whole.',
        examples: ['arn:aws:sqs:eu-west-1:111122223333:audit-log-files'],
      },
      raw: {
        type: 'boolean',
        title: 'Raw',
        description: 'The message alone, without the envelope of SNS. For sqs, firehose, https and http.',
        default: false,
        examples: [true],
      },
      role: {
        type: 'string',
        minLength: 1,
        title: 'Role',
        description:
          'ARN of the role that lets SNS write to the delivery stream. For firehose, and required there. Whoever applies needs iam:PassRole on it, which policy iam does not print.',
        examples: ['arn:aws:iam::111122223333:role/sns-to-firehose'],
      },
    },
    examples: [{ protocol: 'sqs', endpoint: 'arn:aws:sqs:eu-west-1:111122223333:audit-log-files' }],
  },
  examples: [[{ protocol: 'sqs', endpoint: 'arn:aws:sqs:eu-west-1:111122223333:audit-log-files', raw: true }]],
} as const;
