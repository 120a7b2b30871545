/** `notify test`: one of each message, to see how they look and whether they arrive. */
import { randomUUID } from 'node:crypto';

import { systemClock } from '../../adapters/clock.ts';
import { daemonConfig } from '../../adapters/config/daemon.ts';
import { logger } from '../../adapters/logger.ts';
import type { Receiver, Sent } from '../../app/alerts/ports.ts';
import type { AlertsConfig, ReceiverConfig } from '../../core/alerts/config.ts';
import type { Move, Notice } from '../../core/alerts/notice.ts';
import { sampleNotices } from '../../core/alerts/samples.ts';
import type { DaemonConfig } from '../../core/daemon/config.ts';
import { exitCodes } from '../../core/report.ts';
import { renderTested, testedDocument } from '../../render/alerts/tested.ts';
import type { Tested, TestedReceiver } from '../../render/alerts/tested.ts';
import { jsonText } from '../../render/json-text.ts';
import { kinds } from '../../resources/index.ts';
import type { Input } from '../definition.ts';
import { interruptible } from '../interruption.ts';
import { Refusal } from '../trouble.ts';
import { version } from '../version.ts';
import { tellInvalid } from './invalid.ts';

export async function testReceivers(input: Input): Promise<number> {
  const { options, output } = input;
  const names = kinds.map(({ name }) => name);
  const { config, problems, file } = await daemonConfig(options.config ?? '', names).load();
  if (config === null) return tellInvalid(problems, file ? [file] : [], input);
  const { alerts } = config;
  if (alerts === null || alerts.receivers.length === 0)
    throw wrong('the config names no receivers', 'Write alerts: docs/daemon-config.md has every setting.');
  const notices = samplesOf(config, alerts, options.happening);
  const chosen = chosenOf(alerts, options.receiver);
  const dryRun = options.dryRun === true;
  const interruption = interruptible(() => undefined);
  try {
    const tested = await Promise.all(
      chosen.map(async one =>
        dryRun ? shown(one, notices) : toldTo(one, notices, { input, alerts, signal: interruption.signal }),
      ),
    );
    const document = testedDocument(tested, dryRun, alerts.texts);
    output.result(`${options.format === 'json' ? jsonText(document) : renderTested(tested, alerts.texts)}\n`);
    if (interruption.signal.aborted) return interruption.code() ?? exitCodes.interrupted;
    const arrived = tested.every(one => one.tested.every(({ result }) => result === null || result.is === 'sent'));
    return arrived ? 0 : exitCodes['check-failed'];
  } finally {
    interruption.release();
  }
}

function samplesOf(
  { name: daemon, mode, server }: DaemonConfig,
  { runbookUrl }: AlertsConfig,
  wanted: readonly string[] = [],
) {
  const around = { daemon, mode, pageUrl: server.externalUrl, runbookUrl };
  const all = sampleNotices({ at: systemClock.now().toISOString(), id: randomUUID(), around });
  return wanted.length === 0 ? all : all.filter(({ happening }) => wanted.includes(happening));
}

function chosenOf({ receivers }: AlertsConfig, wanted: readonly string[] = []): readonly ReceiverConfig[] {
  const known = receivers.map(({ name }) => name);
  const unknown = wanted.find(name => !known.includes(name));
  if (unknown !== undefined)
    throw wrong(`the config names no receiver ${JSON.stringify(unknown)}`, `There are: ${known.join(', ')}.`);
  return wanted.length === 0 ? receivers : receivers.filter(({ name }) => wanted.includes(name));
}

const wrong = (message: string, hint: string): Refusal =>
  new Refusal('invalid', { code: 'wrong-arguments', message, hint });

const canThread = ({ is }: ReceiverConfig): boolean => is === 'slack-bot';

/** Where a message can be edited, the turns of an incident are shown as they would be. */
function moveOf({ happening }: Notice, isFirst: boolean, threads: boolean): Move {
  if (isFirst || !threads) return 'post';
  return happening === 'reminder' ? 'broadcast' : 'edit';
}

function shown(config: ReceiverConfig, notices: readonly Notice[]): TestedReceiver {
  const seen = new Set<string>();
  const tested = notices.map((notice): Tested => {
    const move = moveOf(notice, !seen.has(notice.incident), canThread(config));
    seen.add(notice.incident);
    return { notice, move, result: null };
  });
  return { config, tested };
}

interface Sending {
  readonly input: Input;
  readonly alerts: AlertsConfig;
  readonly signal: AbortSignal;
}

/** One after the other, as a channel takes them. */
async function toldTo(config: ReceiverConfig, notices: readonly Notice[], sending: Sending): Promise<TestedReceiver> {
  const receiver = await made(config, sending);
  const posted = new Map<string, unknown>();
  const tested: Tested[] = [];
  try {
    for (const notice of notices) {
      if (sending.signal.aborted) break;
      const { incident } = notice;
      const move = moveOf(notice, !posted.has(incident), receiver.threads);
      const sent = await patiently(
        async () => receiver.send(notice, move, posted.get(incident) ?? null, sending.signal),
        sending.signal,
      );
      if (sent.is === 'sent') posted.set(incident, sent.message);
      tested.push({ notice, move, result: { is: sent.is, why: sent.is === 'sent' ? null : sent.why } });
    }
  } finally {
    receiver.close?.();
  }
  return { config, tested };
}

async function made(config: ReceiverConfig, { input: { options, output }, alerts }: Sending): Promise<Receiver> {
  const { receiverOf } = await import('../../adapters/receivers/receiver.ts');
  const { profile, endpointUrl, logLevel } = options;
  const log = logger({ level: logLevel, pretty: output.notes.terminal, write: line => output.note(line) });
  return receiverOf(config, { clock: systemClock, log, version, texts: alerts.texts, aws: { profile, endpointUrl } });
}

const mostAttempts = 3;
/** Who asks to wait longer is not waited for, in milliseconds. */
const longestWait = 30_000;

/** A test sends faster than Slack likes. */
async function patiently(send: () => Promise<Sent>, signal: AbortSignal): Promise<Sent> {
  for (let attempt = 1; ; attempt += 1) {
    const sent = await send();
    if (sent.is !== 'again' || sent.after === null || sent.after > longestWait || attempt === mostAttempts) return sent;
    await systemClock.sleep(sent.after, signal);
  }
}
