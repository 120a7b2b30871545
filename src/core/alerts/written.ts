/** Whom a daemon tells, as it is written: its shape judged, its defaults filled in. */
import type { Gravity } from '../kind.ts';
import type { AlertsConfig, Mention, ReceiverConfig, WebhookConfig } from './config.ts';

export interface WrittenAlerts {
  readonly receivers: readonly WrittenReceiver[];
  readonly routes: readonly {
    readonly receivers: readonly string[];
    readonly from: Exclude<Gravity, 'info'>;
    readonly accounts: readonly string[];
    readonly kinds: readonly string[];
  }[];
  readonly gather: string;
  readonly reminders: { readonly critical: readonly string[]; readonly high: readonly string[] };
  readonly runbookUrl: string;
  readonly texts: AlertsConfig['texts'];
}

interface WrittenReceiver {
  readonly name: string;
  readonly slack?: WrittenSlack;
  readonly webhook?: {
    readonly urlFile: string;
    readonly template: WebhookConfig['template'];
    readonly secretFile?: string;
    readonly routingKeyFile?: string;
  };
  readonly sns?: { readonly topicArn: string };
}

export interface WrittenSlack {
  readonly webhookUrlFile?: string;
  readonly tokenFile?: string;
  readonly channel?: string;
  readonly mention: Mention;
  readonly apiUrl?: string;
}

/** Less what is wrong in it by itself. What has a default is always there. */
export type SoundAlerts = Omit<WrittenAlerts, 'receivers' | 'routes'> & {
  readonly receivers?: readonly SoundReceiver[];
  readonly routes?: readonly Partial<WrittenAlerts['routes'][number]>[];
};

export type SoundReceiver = Omit<Partial<WrittenReceiver>, 'webhook' | 'sns'> & {
  readonly webhook?: Partial<NonNullable<WrittenReceiver['webhook']>>;
  readonly sns?: Partial<NonNullable<WrittenReceiver['sns']>>;
};

/** How what is written is understood. */
export interface Understood {
  /** A file that is named in it, from the folder of the config; null: none is. */
  place(path: string | undefined): string | null;
  /** Of a duration. */
  milliseconds(duration: string): number;
}

const slackApi = 'https://slack.com/api/';

/** What the daemon works with. */
export function alertsOf(written: WrittenAlerts, { place, milliseconds }: Understood): AlertsConfig {
  const { receivers, routes, gather, reminders, runbookUrl, texts } = written;
  const path = (text: string | undefined): string => String(place(text));
  return {
    receivers: receivers.map(one => receiverIn(one, { place, path })),
    routes,
    gather: milliseconds(gather),
    reminders: { critical: reminders.critical.map(milliseconds), high: reminders.high.map(milliseconds) },
    runbookUrl: runbookUrl.replace(/\/+$/u, ''),
    texts,
  };
}

interface Places extends Pick<Understood, 'place'> {
  path(text: string | undefined): string;
}

/** It is one of the four: that has been judged. */
function receiverIn({ name, slack, webhook, sns }: WrittenReceiver, { place, path }: Places): ReceiverConfig {
  if (webhook) {
    const { urlFile, template, secretFile, routingKeyFile } = webhook;
    const files = { urlFile: path(urlFile), secretFile: place(secretFile), routingKeyFile: place(routingKeyFile) };
    return { name, is: 'webhook', template, ...files };
  }
  if (sns) return { name, is: 'sns', topicArn: sns.topicArn };
  const { webhookUrlFile, tokenFile, channel, mention, apiUrl = slackApi } = slack as WrittenSlack;
  if (tokenFile === undefined) return { name, is: 'slack-webhook', urlFile: path(webhookUrlFile), mention };
  return { name, is: 'slack-bot', tokenFile: path(tokenFile), channel: String(channel), mention, apiUrl };
}
