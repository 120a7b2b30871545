/** The real daemon on the sandbox, with receivers that say what they were told. */
import { createHash } from 'node:crypto';

import { onTestFinished } from 'vitest';

import { MemoryHistory } from '../../../src/adapters/history/memory.ts';
import { Alerts } from '../../../src/app/alerts/alerts.ts';
import type { Receiver, Sent } from '../../../src/app/alerts/ports.ts';
import { alone } from '../../../src/app/daemon/fence.ts';
import type { History, Leadership } from '../../../src/app/daemon/ports.ts';
import type { AlertsConfig } from '../../../src/core/alerts/config.ts';
import type { Move, Notice } from '../../../src/core/alerts/notice.ts';
import type { Log } from '../../../src/app/ports.ts';
import { stage, usual } from '../daemon/stage.ts';
import type { Playing, Stage } from '../daemon/stage.ts';

export const minute = 60_000;
export const hour = 60 * minute;

export interface Told {
  readonly notice: Notice;
  readonly move: Move;
  readonly message: unknown;
}

/** Somebody who remembers what came, and answers as the test says. */
export class Listener implements Receiver {
  readonly name: string;
  readonly threads: boolean;
  readonly told: Told[] = [];
  /** What is answered to each attempt; absent: `sent`. */
  answer: (told: Told) => Sent | Promise<Sent> | undefined = () => undefined;
  declare find?: NonNullable<Receiver['find']>;
  isClosed = false;

  constructor(name: string, threads = false) {
    this.name = name;
    this.threads = threads;
  }

  async send(notice: Notice, move: Move, message: unknown): Promise<Sent> {
    const told = { notice, move, message };
    const answer = await this.answer(told);
    if (answer === undefined || answer.is === 'sent') this.told.push(told);
    return answer ?? { is: 'sent', message: { of: this.told.length } };
  }

  close(): void {
    this.isClosed = true;
  }

  /** `opened post critical logging`: of what came since it was last asked. */
  words(): readonly string[] {
    return this.told
      .splice(0)
      .map(({ notice: { happening, weight, drifts, missed }, move }) =>
        [
          happening,
          move,
          weight,
          ...drifts.map(({ field, kind }) => field ?? kind),
          ...(missed > 0 ? [missed] : []),
        ].join(' '),
      );
  }
}

export const alertsOf = (names: readonly string[], more: Partial<AlertsConfig> = {}): AlertsConfig => ({
  receivers: names.map(name => ({ name, is: 'slack-webhook', urlFile: name, mention: {} })),
  routes: [{ receivers: names, from: 'low', accounts: [], kinds: [] }],
  gather: 30_000,
  reminders: { critical: [hour, 4 * hour, 24 * hour], high: [24 * hour] },
  runbookUrl: 'https://runbooks.example',
  texts: {},
  ...more,
});

export interface AlertStage extends Stage {
  readonly alerts: Alerts;
  readonly kept: History;
  readonly attempts: readonly string[];
  /** What was logged of telling. */
  readonly said: readonly string[];
}

export interface Alerting extends Playing {
  readonly listeners: readonly Listener[];
  readonly kept?: History;
  readonly alerts?: Partial<AlertsConfig>;
  readonly leads?: () => boolean;
  /** Instead of who is alone. */
  readonly leadership?: Leadership;
  /** False: it does not lead yet. */
  readonly waits?: boolean;
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A daemon whose listeners hear it; the first run is over, and what came of it was told. */
export async function alerting({
  listeners,
  alerts: more,
  leads = () => true,
  leadership = { ...alone, certain: leads },
  waits = true,
  ...playing
}: Alerting): Promise<AlertStage> {
  const kept = playing.kept ?? new MemoryHistory({ kept: true, keep: 90 * 24 * hour });
  const names = listeners.map(({ name }) => name);
  const config = { ...usual, alerts: alertsOf(names, more), ...playing.config };
  const attempts: string[] = [];
  const lines: string[] = [];
  const line = (_: object, message: string): void => void lines.push(message);
  const log: Log = { debug: line, info: line, warn: line };
  let alerts: Alerts | undefined;
  const here = await stage({
    ...playing,
    config,
    ports: { history: kept, ...playing.ports },
    async before(daemon, clock) {
      alerts = new Alerts(config, daemon.snapshot(), {
        history: kept,
        clock,
        log,
        digest,
        leadership,
        async receiverOf({ name }) {
          const listener = listeners.find(one => one.name === name);
          if (!listener) throw new Error(`nobody is named ${name}`);
          return listener;
        },
        onAttempt: (receiver, result) => attempts.push(`${receiver} ${result}`),
        onViews: views => daemon.receivers(views),
      });
      await alerts.start();
      daemon.follow(alerts);
    },
  });
  if (!alerts) throw new Error('the daemon was not followed');
  onTestFinished(() => here.end());
  if (waits) await here.runs(1);
  if (waits) await here.clock.pass(31_000);
  return { ...here, alerts, kept, attempts, said: lines };
}
