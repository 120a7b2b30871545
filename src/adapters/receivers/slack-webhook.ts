/** An incoming webhook of Slack: it can post, and neither edit nor thread. */
import { IncomingWebhook } from '@slack/webhook';

import type { Receiver, Sent } from '../../app/alerts/ports.ts';
import type { SlackWebhookConfig } from '../../core/alerts/config.ts';
import { letterOf } from '../../render/alerts/letters.ts';
import { mentionOf, slackMessage } from '../../render/alerts/slack.ts';
import { troubleOf } from './judge.ts';
import { usualTimeout } from './options.ts';
import type { ReceiverOptions } from './options.ts';
import { readSecret } from './secret.ts';
import { tracedFetch } from './slack-fetch.ts';

export function slackWebhook(
  { name, urlFile, mention }: SlackWebhookConfig & { readonly name: string },
  { clock, texts, timeout = usualTimeout }: ReceiverOptions,
): Receiver {
  return {
    name,
    threads: false,
    async send(notice, move, _message, signal): Promise<Sent> {
      const url = await readSecret(urlFile);
      if ('why' in url) return { is: 'again', after: null, why: url.why };
      const traced = tracedFetch({ timeout, signal });
      const message = slackMessage(letterOf(notice, move, texts), notice, mentionOf(notice, move, mention));
      const webhook = new IncomingWebhook(url.secret, { fetch: traced.fetch, timeout: 0, retryConfig: { retries: 0 } });
      await webhook.send({ ...message, blocks: [...message.blocks] }).catch(() => null); // told by what was traced
      const last = traced.last();
      if (last === null) return { is: 'refused', why: `nothing could be sent to what ${urlFile} holds` };
      const trouble = troubleOf(last, [url.secret], clock.now());
      if (trouble !== null) return mended(trouble, urlFile);
      const isSlack = last.is === 'answered' && last.text.trim() === 'ok';
      return isSlack
        ? { is: 'sent', message: null }
        : { is: 'refused', why: `it answered, but not as Slack does: look at the address in ${urlFile}` };
    },
  };
}

/** The words of Slack for a webhook that is no more, or leads nowhere. */
const mends: Readonly<Record<string, string>> = {
  invalid_token: 'the webhook is none of Slack: make a new one',
  no_service: 'the webhook was removed or switched off: make a new one',
  no_team: 'the workspace is gone or wrong: make a new webhook',
  team_disabled: 'the workspace is switched off',
  channel_not_found: 'its channel is gone: make a webhook for another',
  channel_is_archived: 'its channel is archived: make a webhook for another',
  action_prohibited: 'an administrator of the workspace forbids it',
  posting_to_general_channel_denied: 'an administrator lets nobody post there',
};

function mended(trouble: Exclude<Sent, { is: 'sent' }>, urlFile: string): Sent {
  if (trouble.is !== 'refused') return trouble;
  const [word = ''] = /\w+$/u.exec(trouble.why) ?? [];
  const mend = mends[word];
  return mend === undefined ? trouble : { is: 'refused', why: `${trouble.why}: ${mend} (${urlFile})` };
}
