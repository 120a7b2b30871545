/** Puts the daemon together. With compose.ts the only file that names concrete adapters; each is loaded when it is wanted. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';

import { connect } from '../adapters/aws/index.ts';
import { systemClock } from '../adapters/clock.ts';
import { daemonConfig } from '../adapters/config/daemon.ts';
import { timetable } from '../adapters/cron/timetable.ts';
import { openHistory } from '../adapters/history/open.ts';
import type { Metrics } from '../adapters/http/metrics/metrics.ts';
import { logger } from '../adapters/logger.ts';
import { signedBy } from '../adapters/specs/signed.ts';
import { sourceOf } from '../adapters/specs/source.ts';
import { Daemon } from '../app/daemon/daemon.ts';
import { examineDaemon } from '../app/doctor-daemon.ts';
import { reportSink } from '../app/daemon/report-sink.ts';
import type { Configs, DaemonPorts } from '../app/daemon/ports.ts';
import type { Cloud, Log } from '../app/ports.ts';
import type { DaemonConfig } from '../core/daemon/config.ts';
import type { RunSummary } from '../core/daemon/snapshot.ts';
import type { Problem } from '../core/model.ts';
import type { SourceFile } from '../core/spec/source.ts';
import { kinds } from '../resources/index.ts';
import { digests } from './compose.ts';
import { specArchives } from './compose-archives.ts';
import { followedByAlerts } from './compose-alerts.ts';
import { eventsOf, leadershipOf } from './compose-kubernetes.ts';
import type { Options } from './definition.ts';
import type { Output } from './output.ts';
import { Refusal } from './trouble.ts';
import { version } from './version.ts';

/** A daemon that is ready to run, or what is wrong with its config. */
export type Configured =
  | { readonly invalid: readonly Problem[]; readonly sources: readonly SourceFile[] }
  | {
      readonly log: Log;
      /** @returns the last run; null: there was none */
      run(ending: AbortSignal, once: boolean): Promise<RunSummary | null>;
      /** Says why it ended, where Kubernetes looks for it. */
      ended(why: string): Promise<void>;
      close(): Promise<void>;
    };

/** @param path of the config */
export async function daemonConfigured(path: string, options: Options, output: Output): Promise<Configured> {
  const file = daemonConfig(
    path,
    kinds.map(({ name }) => name),
  );
  const loaded = await file.load();
  const { config } = loaded;
  if (config === null) return { invalid: loaded.problems, sources: loaded.file ? [loaded.file] : [] };
  const { log, during } = runLog(config, options, output);
  for (const problem of loaded.problems) log.warn({ problem }, 'the config has a warning');
  const { daemonMetrics } = await import('../adapters/http/metrics/metrics.ts');
  const metrics = daemonMetrics();
  const cloud = connected(options, log, metrics);
  const { history, problems } = await openHistory({ ...config.history, clock: systemClock });
  for (const problem of problems) log.warn({ problem }, 'the history');
  const source = sourceOf(config.source);
  const queue = await queueOf(config, { ...options, log, metrics });
  const ports: DaemonPorts = {
    clock: systemClock,
    cloud,
    kinds,
    digest: await digests(),
    configs: configsOf(file),
    source,
    history,
    leadership: await leadershipOf(config, log),
    timetable,
    events: queue,
    archives: config.verify === null ? null : specArchives({ ...options, log, onCall: metrics.called }),
    log,
    during,
    random: Math.random,
    newId: randomUUID,
    version,
  };
  const daemon = new Daemon(config, ports);
  await followedByAlerts(config, daemon, { ...ports, metrics, options });
  const closing = [...(await followed(config, daemon, { ...ports, metrics })), async () => source.close?.()];
  return {
    log,
    async run(ending, once) {
      if (!once) closing.push(await served(config, daemon, { ...ports, metrics }));
      return daemon.run(ending, once);
    },
    async ended(why) {
      if (config.kubernetes === null) return;
      const { writeTermination } = await import('../adapters/kubernetes/termination.ts');
      await writeTermination(config.kubernetes.terminationLog, why);
    },
    async close() {
      for (const close of closing) await close();
      queue?.close();
      cloud.close();
      history.close();
    },
  };
}

/**
 * What a daemon of this config would get at, and the specs of its source.
 *
 * @param path of the config
 */
export async function daemonExamined(
  path: string,
  options: Options,
  { cloud, log }: Pick<DaemonPorts, 'cloud' | 'log'>,
) {
  const file = daemonConfig(
    path,
    kinds.map(({ name }) => name),
  );
  const { config, problems, file: written } = await file.load();
  if (config === null) return { invalid: problems, sources: written ? [written] : [] };
  const [source, queue] = [sourceOf(config.source), await queueOf(config, { ...options, log })];
  try {
    return await examineDaemon(config, { source, cloud, tryQueue: queue && (async () => queue.probe()) });
  } finally {
    queue?.close();
    await source.close?.();
  }
}

/** Who follows the daemon beside its server: answers with what ends each. */
async function followed(
  config: DaemonConfig,
  daemon: Daemon,
  { cloud, history, log, metrics }: DaemonPorts & { readonly metrics: Metrics },
): Promise<readonly (() => Promise<void>)[]> {
  const closing: (() => Promise<void>)[] = [];
  const events = await eventsOf(config, log);
  if (events) {
    daemon.follow(events);
    closing.push(async () => events.end());
  }
  if (config.reports !== null) {
    const sink = reportSink({ reports: config.reports, cloud, history, log, onFailure: metrics.reportFailed });
    daemon.follow(sink);
    closing.push(async () => sink.end());
  }
  return closing;
}

/**
 * @returns what ends it
 * @throws Refusal when nothing can listen there
 */
async function served(
  config: DaemonConfig,
  daemon: Daemon,
  { history, log, clock, metrics }: DaemonPorts & { readonly metrics: Metrics },
): Promise<() => Promise<void>> {
  const [{ serve }, { readAssets }] = await Promise.all([
    import('../adapters/http/server.ts'),
    import('../adapters/http/assets.ts'),
  ]);
  const assets = await readAssets(fileURLToPath(new URL('../page', import.meta.url)));
  const signed = signedBy(config.source, { clock, log });
  const serving = { commands: daemon, history, log, clock, assets, signed, metrics };
  const server = await serve({ config: config.server, ...serving });
  if ('problem' in server) throw new Refusal('error', server.problem);
  daemon.follow(server.follower);
  log.info({ url: server.url }, 'the page and the API are served');
  return () => server.close();
}

type Watched = Pick<Options, 'profile' | 'endpointUrl'> & { readonly log: Log; readonly metrics?: Metrics };

function configsOf(file: ReturnType<typeof daemonConfig>): Configs {
  return {
    async load() {
      const { config, problems } = await file.load();
      return config === null ? { problems } : { config };
    },
    watch: file.watch,
  };
}

async function queueOf({ events }: DaemonConfig, { profile, endpointUrl, log, metrics }: Watched) {
  if (events === null) return null;
  const { connectQueue } = await import('../adapters/aws/queue.ts');
  return connectQueue({
    url: events.queueUrl,
    region: events.region,
    clock: systemClock,
    log,
    ...(metrics === undefined ? {} : { onCall: metrics.called }),
    version,
    ...(profile === undefined ? {} : { profile }),
    ...(endpointUrl === undefined ? {} : { endpointUrl }),
  });
}

function connected({ profile, region, endpointUrl }: Options, log: Log, metrics: Metrics): Cloud {
  return connect({
    clock: systemClock,
    log,
    onCall: metrics.called,
    version,
    ...(profile === undefined ? {} : { profile }),
    ...(region === undefined ? {} : { region }),
    ...(endpointUrl === undefined ? {} : { endpointUrl }),
  });
}

/** JSON to stderr, short lines on a terminal; every line of a run has its id. */
function runLog({ log, name }: DaemonConfig, { logLevel }: Options, output: Output) {
  const runs = new AsyncLocalStorage<string>();
  const about = (): object => {
    const run = runs.getStore();
    return run === undefined ? { daemon: name } : { daemon: name, run };
  };
  const level = logLevel === 'warn' ? log.level : logLevel; // what was typed wins over the config
  const pretty = output.notes.terminal;
  return {
    log: logger({ level, pretty, write: line => output.note(line), about }),
    during: async <T>(run: string, work: () => Promise<T>): Promise<T> => runs.run(run, work),
  };
}
