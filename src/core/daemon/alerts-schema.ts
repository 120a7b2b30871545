/** The JSON Schema of whom a daemon tells of what. */
import { happenings } from '../alerts/notice.ts';
import { gravities } from '../plan.ts';
import { object } from '../spec/fleet-schema.ts';
import type { Schema } from '../spec/schema.ts';
import { duration, path } from './words-schema.ts';

const name: Schema = {
  type: 'string',
  title: 'Name',
  description: 'Lower case letters, digits and hyphens. In routes, logs and metrics.',
  pattern: '^[a-z0-9]([a-z0-9-]*[a-z0-9])?$',
  maxLength: 63,
  examples: ['audit-channel'],
};

/** Of Slack's own form: a person, a group, or everybody who is there. */
const mentioned: Schema = {
  type: 'string',
  title: 'Mention',
  pattern: '^<(@[UW][A-Z0-9]+|!subteam\\^S[A-Z0-9]+|!here|!channel)>$',
  examples: ['<!subteam^S012AB3CD>', '<@U012AB3CD>', '<!here>'],
};

const mention = object({
  description:
    'Who is called when a gravity is reached (an incident opens, becomes graver, flaps, is contested), and with reminders. Without it: nobody.',
  default: {},
  properties: Object.fromEntries(
    gravities.map(gravity => [gravity, { ...mentioned, description: `With ${gravity} ones.` }]),
  ),
});

const slack = object({
  description: 'A channel: by an incoming webhook, or by a bot, which can edit its messages and answer under them.',
  properties: {
    webhookUrlFile: { ...path, description: 'File with the URL of the incoming webhook.' },
    tokenFile: { ...path, description: 'File with the token of the bot (`xoxb-…`).' },
    channel: {
      type: 'string',
      description: 'Id of the channel. With tokenFile.',
      pattern: '^[CG][A-Z0-9]{2,}$',
      examples: ['C012AB3CD'],
    },
    mention,
    apiUrl: {
      type: 'string',
      title: 'URL',
      description:
        "Slack's API, where it is reached another way. With tokenFile; https://slack.com/api/ if it is not written.",
      pattern: '^https?://[^\\s?#@]+/$',
      examples: ['https://slack.com/api/'],
    },
  },
});

const webhook = object({
  description: 'Anything that takes a POST.',
  required: ['urlFile'],
  properties: {
    urlFile: { ...path, description: 'File with the URL, as there may be a secret in it.' },
    template: {
      enum: ['cloudevents', 'pagerduty', 'teams'],
      description: 'What is sent: CloudEvents JSON, an event of PagerDuty Events v2, or a card for a Teams workflow.',
      default: 'cloudevents',
    },
    secretFile: {
      ...path,
      description: 'File with the key that signs the body (HMAC SHA-256). Without it: it is not signed.',
    },
    routingKeyFile: { ...path, description: 'File with the routing key of PagerDuty. With `template: pagerduty`.' },
  },
});

const sns = object({
  description: 'A topic. It is published to with the credentials of the daemon.',
  required: ['topicArn'],
  properties: {
    topicArn: {
      type: 'string',
      title: 'ARN of a topic',
      pattern: '^arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]{1,256}(\\.fifo)?$',
      examples: ['arn:aws:sns:eu-west-1:111122223333:audit-alerts'],
    },
  },
});

const receivers: Schema = {
  type: 'array',
  description: 'Who can be told. Each is one of slack, webhook and sns.',
  items: object({ required: ['name'], properties: { name, slack, webhook, sns } }),
  minItems: 1,
};

const list = (description: string, items: Schema): Schema => ({
  type: 'array',
  description,
  items,
  uniqueItems: true,
  default: [],
});

function routes(kinds: readonly string[]): Schema {
  return {
    type: 'array',
    description: 'Who is told of what. The first that matches counts; what none matches is told to nobody.',
    minItems: 1,
    items: object({
      required: ['receivers'],
      properties: {
        receivers: {
          type: 'array',
          description: 'By their names.',
          items: { type: 'string', minLength: 1 },
          minItems: 1,
          uniqueItems: true,
          examples: [['audit-channel']],
        },
        from: {
          enum: gravities.filter(gravity => gravity !== 'info'),
          description:
            'From this gravity on. What could not be read stands between medium and high. info is told to nobody.',
          default: 'low',
        },
        accounts: list('Only these, by key or id; none: all.', { type: 'string', minLength: 1 }),
        kinds: list('Only these kinds; none: all.', { enum: kinds }),
      },
    }),
  };
}

const gaps = (description: string, standard: readonly string[]): Schema => ({
  type: 'array',
  description,
  items: duration('After so long.'),
  default: standard,
});

/** @param kinds names of the kinds of resources */
export function alertsSchema(kinds: readonly string[]): Schema {
  return object({
    description: 'Whom it tells of what: Slack, webhooks, topics.',
    required: ['receivers', 'routes'],
    properties: {
      receivers,
      routes: routes(kinds),
      gather: duration('What comes within this time is one message.', '30s'),
      reminders: object({
        description:
          'After how long a drift that still stands is told again, from its opening on; the last is the gap from then on.',
        default: {},
        properties: {
          critical: gaps('Of critical ones. None: never.', ['1h', '4h', '24h']),
          high: gaps('Of high ones. None: never.', ['24h']),
        },
      }),
      runbookUrl: {
        type: 'string',
        title: 'URL',
        description: 'Where the runbooks are that messages lead to.',
        pattern: '^https?://[^\\s?#@]+$',
        default: 'https://github.com/trailwarden/trailwarden/blob/main/docs/runbooks',
        examples: ['https://wiki.acme.example/trailwarden'],
      },
      texts: object({
        description: 'Own words for the first line of messages, with {placeholders}, by what happened.',
        default: {},
        properties: Object.fromEntries(
          happenings.map(happening => [
            happening,
            { type: 'string', minLength: 1, maxLength: 200, description: `Of \`${happening}\`.` },
          ]),
        ),
      }),
    },
  });
}
