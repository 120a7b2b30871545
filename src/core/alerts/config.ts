/** Whom a daemon tells of what. Durations are milliseconds; secrets stand in files, never in the config. */
import type { Gravity } from '../kind.ts';
import type { Happening } from './notice.ts';

export interface AlertsConfig {
  readonly receivers: readonly ReceiverConfig[];
  /** A notice goes to the receivers of the first route that matches; none matches: to nobody. */
  readonly routes: readonly RouteConfig[];
  /** What comes within this time is one message. */
  readonly gather: number;
  /** After how long a drift that still stands is told again; the last gap repeats. Empty: never. */
  readonly reminders: { readonly critical: readonly number[]; readonly high: readonly number[] };
  /** Where the runbooks are. */
  readonly runbookUrl: string;
  /** Own words for the first line of messages, by what happened, with `{placeholders}`. */
  readonly texts: Readonly<Partial<Record<Happening, string>>>;
}

export interface RouteConfig {
  readonly receivers: readonly string[];
  /** From this gravity on. */
  readonly from: Gravity;
  /** Keys or ids of accounts; empty: all. */
  readonly accounts: readonly string[];
  /** Names of kinds; empty: all. */
  readonly kinds: readonly string[];
}

export type ReceiverConfig = { readonly name: string } & (
  | SlackWebhookConfig
  | SlackBotConfig
  | WebhookConfig
  | TopicConfig
);

export interface SlackWebhookConfig {
  readonly is: 'slack-webhook';
  readonly urlFile: string;
  readonly mention: Mention;
}

export interface SlackBotConfig {
  readonly is: 'slack-bot';
  readonly tokenFile: string;
  /** Id of the channel, such as `C0AUDIT`. */
  readonly channel: string;
  readonly mention: Mention;
  /** Base of Slack's API, for proxies and tests. */
  readonly apiUrl: string;
}

/** Added when that gravity is reached, and to reminders, such as `<!subteam^S012>`. */
export type Mention = Readonly<Partial<Record<Gravity, string>>>;

export interface WebhookConfig {
  readonly is: 'webhook';
  /** A file, for the URL may have a secret in it. */
  readonly urlFile: string;
  /** What is sent: CloudEvents JSON, an event of PagerDuty Events v2, or a card for a Teams workflow. */
  readonly template: 'cloudevents' | 'pagerduty' | 'teams';
  /** Signs the body by HMAC SHA-256; null: it is not signed. */
  readonly secretFile: string | null;
  /** Of PagerDuty; null elsewhere. */
  readonly routingKeyFile: string | null;
}

export interface TopicConfig {
  readonly is: 'sns';
  readonly topicArn: string;
}
