/** Whatever takes JSON over HTTP: CloudEvents for programs, an event of PagerDuty, a card for a workflow of Teams. */
import { createHmac } from 'node:crypto';

import type { Receiver, Sent } from '../../app/alerts/ports.ts';
import type { WebhookConfig } from '../../core/alerts/config.ts';
import type { Notice } from '../../core/alerts/notice.ts';
import { webhookPayloads } from '../../render/alerts/payloads.ts';
import type { Telling } from '../../render/alerts/payloads.ts';
import { exchange } from './exchange.ts';
import { troubleOf } from './judge.ts';
import { usualTimeout } from './options.ts';
import type { ReceiverOptions } from './options.ts';
import { readSecret } from './secret.ts';

type Config = WebhookConfig & { readonly name: string };

export function webhook(config: Config, options: ReceiverOptions): Receiver {
  return {
    name: config.name,
    threads: false,
    async send(notice, move, _message, signal): Promise<Sent> {
      const secrets = await secretsOf(config);
      if ('why' in secrets) return { is: 'again', after: null, why: secrets.why };
      for (const body of bodiesOf(config, secrets, { notice, move, texts: options.texts })) {
        const trouble = await post(body, secrets, { notice, signal, options, template: config.template });
        if (trouble !== null) return trouble;
      }
      return { is: 'sent', message: null };
    },
  };
}

interface Secrets {
  readonly url: string;
  /** Null: nothing is signed. */
  readonly signing: string | null;
  readonly routingKey: string | null;
}

async function secretsOf({ urlFile, secretFile, routingKeyFile }: Config): Promise<Secrets | { readonly why: string }> {
  const [url, signing, routingKey] = await Promise.all(
    [urlFile, secretFile, routingKeyFile].map(async file => (file === null ? { secret: null } : readSecret(file))),
  );
  for (const read of [url, signing, routingKey]) if (read && 'why' in read) return read;
  const of = (read: typeof url): string | null => (read && 'secret' in read ? read.secret : null);
  return { url: of(url) ?? '', signing: of(signing), routingKey: of(routingKey) };
}

/** One request each, in this order. */
function bodiesOf({ template }: Config, { routingKey }: Secrets, telling: Telling): readonly string[] {
  const key = template === 'pagerduty' ? { routing_key: routingKey } : {};
  return webhookPayloads(template, telling).map(payload => JSON.stringify({ ...key, ...payload }));
}

interface Posting {
  readonly notice: Notice;
  readonly signal: AbortSignal;
  readonly template: Config['template'];
  readonly options: ReceiverOptions;
}

async function post(
  body: string,
  { url, signing, routingKey }: Secrets,
  { notice, signal, template, options }: Posting,
) {
  const { clock, version, timeout = usualTimeout } = options;
  const timestamp = `${Math.floor(clock.now().getTime() / 1000)}`;
  const headers = {
    'content-type': template === 'cloudevents' ? 'application/cloudevents+json; charset=utf-8' : 'application/json',
    'user-agent': `trailwarden/${version}`,
    'x-trailwarden-notice': headerText(notice.id),
    'x-trailwarden-timestamp': timestamp,
    ...(signing === null ? {} : { 'x-trailwarden-signature': signatureOf(body, timestamp, signing) }),
  };
  const exchanged = await exchange(url, { method: 'POST', headers, body }, { timeout, signal });
  return troubleOf(exchanged, [url, signing ?? '', routingKey ?? ''], clock.now());
}

/** Of `TIMESTAMP.BODY`, so that nobody sends an old body as a new one. */
export function signatureOf(body: string, timestamp: string, secret: string): string {
  return `sha256=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`;
}

const headerText = (text: string): string => text.replaceAll(/[^\u0021-\u007e]/gu, '_').slice(0, 200);
