/** What Slack says with `ok: false`, and what it means for a message. By docs.slack.dev, errors of chat.* and conversations.*. */
import type { Sent } from '../../app/alerts/ports.ts';

interface Asked {
  readonly tokenFile: string;
  readonly method: string;
}

const gone = new Set([
  'message_not_found',
  'thread_not_found',
  'cant_update_message',
  'edit_window_closed',
  'message_deleted',
]);

/** Slack says of the first two that some of it may have been done. */
const half = new Set(['fatal_error', 'internal_error']);

const soon = new Set([
  'ratelimited',
  'rate_limited',
  'service_unavailable',
  'request_timeout',
  'team_added_to_org',
  'accesslimited',
]);

const token = 'put a valid token of the bot (xoxb-…) into it';
const mends: Readonly<Record<string, string>> = {
  invalid_auth: token,
  not_authed: token,
  account_inactive: token,
  token_revoked: token,
  token_expired: token,
  no_permission: token,
  channel_not_found: 'write the id of the channel, and invite the bot: /invite @NAME',
  not_in_channel: 'invite the bot to the channel: /invite @NAME',
  is_archived: 'the channel is archived: write another',
  missing_scope: 'give the bot chat:write, and channels:history or groups:history to find its messages',
  restricted_action: 'an administrator of the workspace lets it not post there',
  restricted_action_read_only_channel: 'the channel is read only: write another',
  msg_too_long: 'this is a bug: report it with the message',
  msg_blocks_too_long: 'this is a bug: report it with the message',
  invalid_blocks: 'this is a bug: report it with the message',
};

/** @param error Slack's word; null: the answer is none of Slack's */
export function errorOf(error: string | null, { tokenFile, method }: Asked): Exclude<Sent, { is: 'sent' }> {
  if (error === null) return { is: 'unsure', why: `${method}: the answer is none of Slack's: look at apiUrl` };
  const why = `${method}: Slack says ${error}`;
  if (gone.has(error)) return { is: 'lost', why };
  if (half.has(error)) return { is: 'unsure', why };
  if (soon.has(error)) return { is: 'again', after: null, why };
  const mend = mends[error];
  const where = mend === token ? `${tokenFile}: ${token}` : mend;
  return { is: 'refused', why: where === undefined ? why : `${why}: ${where}` };
}
