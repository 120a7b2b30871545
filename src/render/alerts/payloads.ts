/** What is sent to a receiver, by how it is reached: one request each, in this order. Secrets are put in by who sends. */
import type { ReceiverConfig } from '../../core/alerts/config.ts';
import type { Move, Notice } from '../../core/alerts/notice.ts';
import { cloudEvent } from './cloudevents.ts';
import { letterOf } from './letters.ts';
import type { Texts } from './letters.ts';
import { pagerDutyEvents } from './pagerduty.ts';
import { plainText, subjectOf } from './plain.ts';
import { mentionOf, slackMessage } from './slack.ts';
import { teamsMessage } from './teams.ts';

export interface Telling {
  readonly notice: Notice;
  readonly move: Move;
  readonly texts: Texts;
}

export function payloadsOf(config: ReceiverConfig, { notice, move, texts }: Telling): readonly object[] {
  const letter = letterOf(notice, move, texts);
  switch (config.is) {
    case 'slack-webhook':
      return [slackMessage(letter, notice, mentionOf(notice, move, config.mention))];
    case 'slack-bot':
      return [{ channel: config.channel, ...slackMessage(letter, notice, mentionOf(notice, move, config.mention)) }];
    case 'sns':
      return [{ TopicArn: config.topicArn, Subject: subjectOf(letter), Message: plainText(letter) }];
    case 'webhook':
      return webhookPayloads(config.template, { notice, move, texts });
  }
}

export function webhookPayloads(
  template: Extract<ReceiverConfig, { readonly is: 'webhook' }>['template'],
  { notice, move, texts }: Telling,
): readonly object[] {
  const letter = letterOf(notice, move, texts);
  switch (template) {
    case 'cloudevents':
      return [cloudEvent(notice, letter)];
    case 'teams':
      return [teamsMessage(letter)];
    case 'pagerduty':
      return pagerDutyEvents(notice, letter);
  }
}
