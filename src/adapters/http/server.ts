/** The server of a daemon: its page, its API, and what Kubernetes and Prometheus ask. */
import type { AddressInfo } from 'node:net';

import type { Commands, Follower, History } from '../../app/daemon/ports.ts';
import type { Clock, Log } from '../../app/ports.ts';
import type { ServerConfig } from '../../core/daemon/config.ts';
import type { Snapshot } from '../../core/daemon/snapshot.ts';
import { blindSince } from '../../core/daemon/verdict.ts';
import type { Problem } from '../../core/model.ts';
import type { StreamEvent } from '../../render/daemon/types.ts';
import { bodyOf } from './answers.ts';
import type { Assets } from './assets.ts';
import { frame, streamUrl } from './frame.ts';
import { parts } from './parts.ts';
import { openApi } from './openapi.ts';
import { daemonMetrics } from './metrics/metrics.ts';
import type { Metrics } from './metrics/metrics.ts';
import { metricsRoute } from './routes/metrics.ts';
import type { Route } from './route.ts';
import { commandRoutes } from './routes/commands.ts';
import { hookRoutes } from './routes/hook.ts';
import type { Signed } from './routes/hook.ts';
import { probeRoutes } from './routes/probes.ts';
import { readRoutes } from './routes/reads.ts';
import { sessionRoutes } from './routes/session.ts';
import { sessionsOf } from './sessions.ts';
import { stream } from './stream.ts';
import { tokenProblems, tokensOf } from './tokens.ts';
import type { Tokens } from './tokens.ts';

export interface Serving {
  readonly config: ServerConfig;
  readonly commands: Commands;
  readonly history: Pick<History, 'kept' | 'runs' | 'run' | 'drifts'>;
  readonly log: Log;
  readonly clock: Clock;
  /** The files of the page. */
  readonly assets: Assets;
  /** How a hook of the source is known for genuine; null: there is no hook. */
  readonly signed: Signed | null;
  /** Absent: attempts at AWS are counted by nobody. */
  readonly metrics?: Metrics;
  /** Followers of the event stream at once. Default: 200. */
  readonly mostFollowers?: number;
  /** Milliseconds between signs of life in the event stream. Default: 15,000. */
  readonly beat?: number;
}

export interface Server {
  /** Where it listens: `http://127.0.0.1:8080`. */
  readonly url: string;
  readonly follower: Follower;
  /** Takes no new request, ends event streams, and waits for what is being answered. */
  close(): Promise<void>;
}

/** Listens. A token file that is of no use yet is a warning: it is read again, and lets nobody in until then. */
export async function serve(serving: Serving): Promise<Server | { readonly problem: Problem }> {
  const { config, commands, clock, log, metrics = daemonMetrics() } = serving;
  for (const { message } of await tokenProblems(config))
    log.warn({ problem: message }, 'a token file is of no use yet');
  const partsOf = parts();
  const eventOf = (snapshot: Snapshot): StreamEvent => {
    const blind = blindSince(snapshot, clock.now()) !== null;
    return { version: snapshot.version, blind, ...partsOf(snapshot) };
  };
  const tokens = tokensOf(config, clock, log);
  const sessions = sessionsOf(tokens, clock);
  const followed = stream({ most: serving.mostFollowers ?? 200, beat: serving.beat ?? 15_000 }, () =>
    eventOf(commands.snapshot()),
  );
  const routes = described(
    allRoutes(serving, { tokens, sessions, followers: followed.followers, partsOf, metrics }),
    commands.snapshot().program,
  );
  const app = frame({ ...serving, tokens, sessions, routes, follow: followed.follow });
  const watch = blindnessWatch(clock, snapshot => followed.tell(eventOf(snapshot)));
  try {
    await app.listen({ host: config.host, port: config.port });
  } catch (error) {
    followed.close();
    await app.close();
    return { problem: cannotListen(config, error) };
  }
  warnOfOpenDoors(config, log);
  return {
    url: urlOf(app.server.address(), config),
    follower: {
      changed(snapshot) {
        metrics.changed(snapshot);
        followed.tell(eventOf(snapshot));
        watch.set(snapshot);
      },
      stepped: (steps, run) => metrics.stepped(steps, run),
      attributed: steps => metrics.attributed(steps),
    },
    async close() {
      watch.end();
      followed.close();
      await app.close();
      metrics.close();
    },
  };
}

interface Known {
  readonly tokens: Tokens;
  readonly sessions: ReturnType<typeof sessionsOf>;
  readonly followers: () => number;
  readonly metrics: Metrics;
  readonly partsOf: ReturnType<typeof parts>;
}

function allRoutes(serving: Serving, { tokens, sessions, followers, partsOf, metrics }: Known): readonly Route[] {
  const { commands, clock, config, signed } = serving;
  const snapshot = () => commands.snapshot();
  return [
    ...probeRoutes(snapshot, clock),
    ...readRoutes({ ...serving, snapshot, parts: partsOf }),
    ...commandRoutes(serving),
    ...hookRoutes(commands, signed),
    ...sessionRoutes({ tokens, sessions, config }),
    metricsRoute({ ...serving, metrics }, followers),
  ];
}

/** The routes with the one that tells of them all. */
function described(routes: readonly Route[], version: string): readonly Route[] {
  const base = { method: 'GET', scope: 'read' } as const;
  const streamed: Route = {
    ...base,
    url: streamUrl,
    summary:
      'Server-sent events: `version`, whenever there is something new to ask for. What it is, the other paths say.',
    answers: { 200: { description: 'Events, until either side ends them.', type: 'text/event-stream' } },
    answer: () => ({}),
  };
  const own: Route = {
    ...base,
    url: '/api/v1/openapi.json',
    scope: 'open',
    summary: 'This document.',
    answers: { 200: { description: 'OpenAPI 3.1.', schema: { type: 'object' } } },
    answer: () => ({ body }),
  };
  const body = bodyOf(openApi([...routes, streamed, own], version));
  return [...routes, own];
}

/** Calls when what was seen becomes the past, without any change that would tell of it. */
function blindnessWatch(clock: Clock, told: (snapshot: Snapshot) => void) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const longest = 2 ** 31 - 1;
  return {
    set(snapshot: Snapshot): void {
      clearTimeout(timer);
      const left = Date.parse(snapshot.runs.staleAt) - clock.now().getTime();
      if (left < 0 || left > longest) return;
      timer = setTimeout(() => told(snapshot), left + 1);
      timer.unref();
    },
    end: (): void => clearTimeout(timer),
  };
}

function cannotListen({ host, port }: ServerConfig, error: unknown): Problem {
  const why = error instanceof Error ? error.message : 'unknown';
  return { code: 'cannot-listen', message: `The server cannot listen on ${host}:${port}: ${why}` };
}

function urlOf(address: AddressInfo | string | null, { host, port }: ServerConfig): string {
  const real = typeof address === 'object' && address ? address.port : port;
  return `http://${host.includes(':') ? `[${host}]` : host}:${real}`;
}

function warnOfOpenDoors({ host, readTokenFile }: ServerConfig, log: Log): void {
  const isLoopback = host === 'localhost' || host === '::1' || host.startsWith('127.');
  if (!isLoopback && readTokenFile === null)
    log.warn(
      { host },
      'everybody who reaches the server may read what the daemon knows: server.readTokenFile is not set',
    );
}
