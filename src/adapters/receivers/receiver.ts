/** Whom a daemon tells, by how they are reached. */
import type { Receiver } from '../../app/alerts/ports.ts';
import type { ReceiverConfig } from '../../core/alerts/config.ts';
import type { ReceiverOptions } from './options.ts';
import { slackBot } from './slack-bot.ts';
import { slackWebhook } from './slack-webhook.ts';
import { topicReceiver } from './topic.ts';
import { webhook } from './webhook.ts';

/** Nothing is read or asked before the first sending. */
export function receiverOf(config: ReceiverConfig, options: ReceiverOptions): Receiver {
  switch (config.is) {
    case 'slack-webhook':
      return slackWebhook(config, options);
    case 'slack-bot':
      return slackBot(config, options);
    case 'webhook':
      return webhook(config, options);
    case 'sns':
      return topicReceiver(config, options);
  }
}
