/** What is wrong with whom a daemon tells, although each setting looks as it must. */
import type { ProblemCode } from '../catalogue/index.ts';
import { nearest } from '../spec/near.ts';
import { quoted, some } from '../spec/words.ts';
import { placeholders, unknownPlaceholders } from './templates.ts';
import type { SoundAlerts, SoundReceiver, WrittenSlack } from './written.ts';

/** A problem, and the pointer below `alerts` to what it is about. */
export interface Wrong {
  readonly about: string;
  readonly code: ProblemCode;
  readonly message: string;
  readonly hint: string;
  readonly severity?: 'warning';
}

/** @param milliseconds of a duration */
export function alertsProblems(alerts: SoundAlerts, milliseconds: (duration: string) => number): readonly Wrong[] {
  const { receivers = [] } = alerts;
  const names = receivers.flatMap(({ name }) => (name === undefined ? [] : [name]));
  return [
    ...receivers.flatMap((receiver, index) => [
      ...twice(names, receiver.name, index),
      ...receiverProblems(receiver, `/receivers/${index}`),
    ]),
    ...routeProblems(alerts, names),
    ...unused(alerts, names),
    ...haste(alerts, milliseconds),
    ...textProblems(alerts),
  ];
}

const wrong = (about: string, message: string, hint: string): Wrong => ({
  about,
  code: 'config-contradicts',
  message,
  hint,
});

function twice(names: readonly string[], name: string | undefined, index: number): readonly Wrong[] {
  if (name === undefined || names.indexOf(name) >= index || names.indexOf(name) === names.lastIndexOf(name)) return [];
  const message = `two receivers are named ${quoted(name)}`;
  return [{ ...wrong(`/receivers/${index}/name`, message, 'give each a name of its own'), code: 'duplicate-name' }];
}

const ways = ['slack', 'webhook', 'sns'] as const;

function receiverProblems(receiver: SoundReceiver, at: string): readonly Wrong[] {
  const [first, ...others] = ways.filter(way => receiver[way]);
  if (first === undefined)
    return [wrong(at, 'nothing says how the receiver is reached', 'write slack, webhook or sns')];
  const more = others.map(way =>
    wrong(`${at}/${way}`, `the receiver is reached by ${first} and by ${way}`, 'make two receivers of it'),
  );
  const { slack, webhook } = receiver;
  return [
    ...more,
    ...secrets(receiver, at),
    ...(slack ? slackProblems(slack, `${at}/slack`) : []),
    ...(webhook ? webhookProblems(webhook, `${at}/webhook`) : []),
  ];
}

function slackProblems({ webhookUrlFile, tokenFile, channel, apiUrl }: WrittenSlack, at: string): readonly Wrong[] {
  if (webhookUrlFile === undefined && tokenFile === undefined)
    return [wrong(at, 'nothing says how Slack is reached', 'write webhookUrlFile, or tokenFile and channel')];
  if (tokenFile !== undefined) {
    const both =
      webhookUrlFile === undefined
        ? []
        : [wrong(`${at}/webhookUrlFile`, 'Slack is reached by a webhook and by a bot', 'remove one')];
    const nowhere =
      channel === undefined
        ? [wrong(at, 'a bot needs a channel', 'write channel, for example channel: C012AB3CD')]
        : [];
    return [...both, ...nowhere];
  }
  return Object.entries({ channel, apiUrl }).flatMap(([key, value]) =>
    value === undefined
      ? []
      : [wrong(`${at}/${key}`, `${key} means nothing for an incoming webhook`, 'remove it, or write tokenFile')],
  );
}

function webhookProblems(
  { template, routingKeyFile }: NonNullable<SoundReceiver['webhook']>,
  at: string,
): readonly Wrong[] {
  if (template === 'pagerduty' && routingKeyFile === undefined)
    return [wrong(at, 'PagerDuty needs a routing key', 'write routingKeyFile')];
  if (template === 'pagerduty' || template === undefined || routingKeyFile === undefined) return [];
  const hint = 'remove it, or write template: pagerduty';
  return [wrong(`${at}/routingKeyFile`, `routingKeyFile means nothing for ${template}`, hint)];
}

/** An address, or what Slack's tokens look like: no file is named so. */
const secretLike = /^(https?:\/\/|xox[a-z]-|xapp-)/iu;

/** What stands where the name of a file belongs. The message does not repeat it. */
function secrets({ slack, webhook }: SoundReceiver, at: string): readonly Wrong[] {
  const files = [...filesIn(slack, `${at}/slack`), ...filesIn(webhook, `${at}/webhook`)];
  return files.flatMap(([about, key, value]) =>
    typeof value === 'string' && secretLike.test(value) ? [instead(about, `${key} holds the secret itself`)] : [],
  );
}

function filesIn(
  settings: object | undefined,
  at: string,
): readonly (readonly [about: string, key: string, value: unknown])[] {
  return Object.entries(settings ?? {}).flatMap(([key, value]: readonly [string, unknown]) =>
    key.endsWith('File') ? [[`${at}/${key}`, key, value] as const] : [],
  );
}

function instead(about: string, message: string): Wrong {
  const hint = 'put it into a file, and write the name of the file; then change the secret';
  return { about, code: 'secret-in-config', message, hint };
}

/** Where no name of a receiver is known, there is something else to say. */
function routeProblems({ routes = [] }: SoundAlerts, names: readonly string[]): readonly Wrong[] {
  if (names.length === 0) return [];
  return routes.flatMap(({ receivers = [] }, route) =>
    receivers.flatMap((name, index): readonly Wrong[] => {
      if (names.includes(name)) return [];
      const near = nearest(name, names);
      const hint = near === undefined ? `known: ${some(names)}` : `write ${near}`;
      const about = `/routes/${route}/receivers/${index}`;
      return [{ about, code: 'unknown-reference', message: `there is no receiver ${quoted(name)}`, hint }];
    }),
  );
}

/** A receiver that nobody names was perhaps meant where another name stands: that is told first. */
function unused({ routes = [] }: SoundAlerts, names: readonly string[]): readonly Wrong[] {
  const used = new Set(routes.flatMap(({ receivers = [] }) => receivers));
  if (used.size === 0 || [...used].some(name => !names.includes(name))) return [];
  return names.flatMap((name, index): readonly Wrong[] => {
    if (used.has(name) || names.indexOf(name) !== index) return [];
    const hint = 'name it in a route, or remove it';
    return [{ ...wrong(`/receivers/${index}/name`, `no route leads to ${quoted(name)}`, hint), severity: 'warning' }];
  });
}

function textProblems({ texts }: SoundAlerts): readonly Wrong[] {
  return Object.entries(texts).flatMap(([happening, text]) =>
    unknownPlaceholders(text).map((name): Wrong => {
      const near = nearest(name, Object.keys(placeholders));
      const message = `{${name}} stands for nothing`;
      const hint = near === undefined ? `there are ${Object.keys(placeholders).join(', ')}` : `write {${near}}`;
      return { about: `/texts/${happening}`, code: 'unknown-reference', message, hint };
    }),
  );
}

/** Longer, and nobody is told in time; shorter than these, and nobody reads on. */
function haste({ gather, reminders }: SoundAlerts, milliseconds: (duration: string) => number): readonly Wrong[] {
  const ranged = (about: string, message: string, hint: string): Wrong => ({
    about,
    code: 'out-of-range',
    message,
    hint,
  });
  const long =
    milliseconds(gather) > 600_000 ? [ranged('/gather', 'gather is longer than 10m', 'gather: 10m, or less')] : [];
  const short = (['critical', 'high'] as const).flatMap(gravity =>
    reminders[gravity].flatMap((gap, index, all) => {
      const about = `/reminders/${gravity}/${index}`;
      const before = all[index - 1];
      if (milliseconds(gap) < 60_000)
        return [ranged(about, 'a reminder comes before a minute has passed', '1m, or more')];
      if (before === undefined || milliseconds(gap) > milliseconds(before)) return [];
      return [ranged(about, `${quoted(gap)} does not come after ${quoted(before)}`, 'write them in the order of time')];
    }),
  );
  return [...long, ...short];
}
