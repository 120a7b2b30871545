/** docs/alerts-messages.md: what receivers get, from the code that makes it. */
import { happenings } from '../../src/core/alerts/notice.ts';
import type { Happening } from '../../src/core/alerts/notice.ts';
import { runbooks } from '../../src/core/alerts/runbooks.ts';
import { sampleNotices } from '../../src/core/alerts/samples.ts';
import { placeholders } from '../../src/core/alerts/templates.ts';
import { cloudEvent } from '../../src/render/alerts/cloudevents.ts';
import { letterOf } from '../../src/render/alerts/letters.ts';
import { plainText } from '../../src/render/alerts/plain.ts';
import { slackMessage } from '../../src/render/alerts/slack.ts';
import { table } from './markdown.ts';

const around = {
  daemon: 'audit',
  mode: 'observe',
  pageUrl: 'https://trailwarden.example.com',
  runbookUrl: 'https://trailwarden.example.com/runbooks',
} as const;

/** As a daemon would make them. */
const samples = sampleNotices({ at: '2026-11-19T03:12:30.000Z', id: 'x', around }).map(notice => ({
  ...notice,
  id: `n-${notice.happening}`,
  incident: notice.incident.replace(/^test-x/u, 'i'),
}));

function sampleOf(happening: Happening) {
  const found = samples.find(notice => notice.happening === happening);
  if (!found) throw new Error(`there is no sample of ${happening}`);
  return found;
}

const shown: Readonly<Record<Happening, string>> = {
  opened: 'something grave is not as the spec says; of lighter things one message for all that a run found',
  worse: 'it weighs more than was told',
  milder: 'it weighs less',
  changed: 'another value stands there now',
  attributed: 'it became known who did it',
  reminder: 'a grave one still stands',
  flapping: 'it opens and closes again and again',
  contested: 'nobody goes on fighting: a person must decide',
  resolved: 'it is over: for how long, and how it ended',
  'first-run': 'what the very first run found',
  returned: 'the receiver could not be reached for some time',
  blind: 'several runs could not look at AWS',
  seeing: 'that is over',
  'source-broken': 'a new spec cannot be used, the one before stays in force',
  'source-mended': 'that is over',
  test: 'somebody asked for it',
};

const message = (happening: Happening): string => {
  const letter = letterOf(sampleOf(happening), 'post', {});
  return `\`\`\`text\n${letter.text}\n\n${plainText(letter)}\`\`\``;
};

const json = (value: unknown): string => `\`\`\`json\n${JSON.stringify(value, null, 2)}\n\`\`\``;

function slackShown(): unknown {
  const notice = sampleOf('attributed');
  return slackMessage(letterOf(notice, 'post', {}), notice, null);
}

function eventShown(): unknown {
  const notice = sampleOf('blind');
  return cloudEvent(notice, letterOf(notice, 'post', {}));
}

export function alertsMessagesPage(): string {
  return [beginning(), texts(), slack(), events(), signatures(), others(), ownWords()].join('\n\n');
}

function beginning(): string {
  return `# Messages

What receivers get, and how to check it. Generated from the code that writes them; [alerts](alerts.md) has what is told when,
and \`trailwarden notify test --config daemon.yaml --dry-run\` shows yours.

${table(
  ['happening', 'when'],
  happenings.map(happening => [`\`${happening}\``, shown[happening]]),
)}

Every message says, in this order: what is not recorded, since when; where; what was changed, from what to what; who did it,
from where and by which call, with a link to the event in the console of AWS; what trailwarden did or will do and when, or what to
type; links to the page and to a runbook. The first line is the whole of it in at most 200 characters: it is what a locked phone
shows. "payments is not being recorded" is said where the last look saw no other trail record the account; else the message
speaks of the trail.`;
}

function texts(): string {
  return `## How they read

### opened, in observe mode

${message('attributed')}

### resolved

${message('resolved')}

### reminder

${message('reminder')}

### contested

${message('contested')}

### several at once

${message('first-run')}

### blind

${message('blind')}

### source-broken

${message('source-broken')}`;
}

function slack(): string {
  return `## Slack

Both ways are built with Slack's own libraries, without their retries: how often and when is for the daemon to decide.

| | incoming webhook | bot |
|---|---|---|
| needs | its URL in a file | a token with \`chat:write\`; to find its own messages after a broken answer, \`channels:history\` or \`groups:history\` too |
| an incident | a message each for what opens, reminders and the end | one message that is edited, with a thread |
| \`429\` | waits as \`Retry-After\` says | the same |
| no answer, or half of one | it is not known whether it arrived | looks for it by its metadata (\`trailwarden_incident\`) among the last 20 messages |

${json(slackShown())}

Nothing in a name acts: \`&\`, \`<\` and \`>\` are escaped, texts are \`verbatim\`, links are not unfurled, names are cut at 80
characters. \`mention\` is put in front when an incident opens and with reminders, and at no other time. A message has at most 50
blocks, a header 150 characters, a section 3,000, ten fields, and 12,000 in all; what does not fit is a count and a link.`;
}

function events(): string {
  return `## Webhook: CloudEvents

\`template: cloudevents\` (the default) posts an event of CloudEvents 1.0 in structured mode, as \`application/cloudevents+json\`.
\`id\` is that of the turn of the incident: the same turn has the same id after a restart, so drop what you have seen. \`data\` is
described by \`schemas/notice.schema.json\` (\`trailwarden schema notice\`); it has at most 50 drifts, and says how many there are.

${json(eventShown())}

| what | how it is taken |
|---|---|
| 2xx | arrived |
| 408, 425, 429, 5xx | sent again, with the same id, after \`Retry-After\` where it is given |
| 504, no answer within 15 s, a connection that breaks, half an answer | nobody knows; what the daemon does then is in [alerts](alerts.md) |
| 3xx | refused: redirects are not followed |
| other 4xx | refused |`;
}

function signatures(): string {
  return `### Check the signature

With \`secretFile\`, \`x-trailwarden-signature\` is \`sha256=\` and the HMAC-SHA256, in hexadecimal, of \`x-trailwarden-timestamp\`, a
point, and the body as it came. Take nothing that is older than five minutes.

\`\`\`js
import { createHmac, timingSafeEqual } from 'node:crypto';

/** @param body as it came, before anything parsed it */
export function isGenuine(headers, body, secret, now = Date.now()) {
  const timestamp = headers['x-trailwarden-timestamp'] ?? '';
  if (Math.abs(now / 1000 - Number(timestamp)) > 300) return false;
  const expected = \`sha256=\${createHmac('sha256', secret).update(\`\${timestamp}.\${body}\`).digest('hex')}\`;
  const given = headers['x-trailwarden-signature'] ?? '';
  return given.length === expected.length && timingSafeEqual(Buffer.from(given), Buffer.from(expected));
}
\`\`\`

\`\`\`python
import hashlib, hmac, time

def is_genuine(headers, body: bytes, secret: bytes, now=None) -> bool:
    timestamp = headers.get("x-trailwarden-timestamp", "")
    if not timestamp.isdigit() or abs((now or time.time()) - int(timestamp)) > 300:
        return False
    expected = "sha256=" + hmac.new(secret, timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(headers.get("x-trailwarden-signature", ""), expected)
\`\`\``;
}

function others(): string {
  return `## PagerDuty and Teams

Checked against golden payloads, written by what PagerDuty and Microsoft document, and no more: nothing here was ever sent to
either.

| | PagerDuty, Events API v2 | Teams, a workflow "when a webhook request is received" |
|---|---|---|
| \`template\` | \`pagerduty\`, with \`routingKeyFile\` | \`teams\` |
| the URL | \`https://events.pagerduty.com/v2/enqueue\` | that of the workflow |
| what opens | \`trigger\`, with the incident as \`dedup_key\` | an Adaptive Card 1.4 |
| what is over | \`resolve\` | a card |
| gravity | critical, high, medium, low and info are \`critical\`, \`error\`, \`warning\`, \`info\`; not known is \`warning\` | the colour of the header |
| opened and healed in one run | \`trigger\`, then \`resolve\` | one card |

Nothing is ever acknowledged: that says that a person has taken it over, which only a person can say.

## SNS

A subject of at most 100 characters of ASCII, and the text. \`happening\`, \`weight\`, \`incident\` and \`notice\` are attributes of the
message, for filter policies such as \`{"weight": ["critical", "high"]}\`. A topic that is FIFO gets the id of the turn as
\`MessageDeduplicationId\`. Published with the credentials in force, which need \`sns:Publish\` on the topic (and
\`kms:GenerateDataKey*\` and \`kms:Decrypt\` on its key).`;
}

function ownWords(): string {
  return `## Own words

\`texts\` replaces the first line, by happening. A name in braces that is not in this list is an error of the config.

\`\`\`yaml
texts:
  opened: "{gravity} in {account}: {what} ({who})"
\`\`\`

${table(
  ['placeholder', 'stands for'],
  Object.entries(placeholders).map(([name, what]) => [`\`{${name}}\``, what]),
)}

## Runbooks

Where a message leads, by what it is about: \`runbookUrl\`, a slash, and one of these names. Where \`runbookUrl\` is a folder of a
repository (\`…/blob/…\`), \`.md\` is added.

${table(
  ['name', 'page'],
  runbooks.map(name => [`\`${name}\``, `[${name}](runbooks/${name}.md)`]),
)}
`;
}
