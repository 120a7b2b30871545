/** Puts the daemon together. With compose.ts the only file that names concrete adapters; each is loaded when it is wanted. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';

import { connect } from '../adapters/aws/index.ts';
import { systemClock } from '../adapters/clock.ts';
import { daemonConfig } from '../adapters/config/daemon.ts';
import { timetable } from '../adapters/cron/timetable.ts';
import { openHistory } from '../adapters/history/open.ts';
import { logger } from '../adapters/logger.ts';
import { folderSource } from '../adapters/specs/folder-source.ts';
import { Daemon } from '../app/daemon/daemon.ts';
import type { Configs, DaemonPorts, Source } from '../app/daemon/ports.ts';
import type { Cloud, Log } from '../app/ports.ts';
import type { DaemonConfig } from '../core/daemon/config.ts';
import type { RunSummary } from '../core/daemon/snapshot.ts';
import type { Problem } from '../core/model.ts';
import type { SourceFile } from '../core/spec/source.ts';
import { kinds } from '../resources/index.ts';
import { digests } from './compose.ts';
import { eventsOf, leadershipOf } from './compose-kubernetes.ts';
import type { Options } from './definition.ts';
import type { Output } from './output.ts';
import { version } from './version.ts';

/** A daemon that is ready to run, or what is wrong with its config. */
export type Configured =
  | { readonly invalid: readonly Problem[]; readonly sources: readonly SourceFile[] }
  | {
      readonly log: Log;
      /** @returns the last run; null: there was none */
      run(ending: AbortSignal, once: boolean): Promise<RunSummary | null>;
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
  const cloud = connected(options, log);
  const { history, problems } = await openHistory({ ...config.history, clock: systemClock });
  for (const problem of problems) log.warn({ problem }, 'the history');
  const ports: DaemonPorts = {
    clock: systemClock,
    cloud,
    kinds,
    digest: await digests(),
    configs: configsOf(file),
    source: sourceOf(config),
    history,
    leadership: await leadershipOf(config, log),
    timetable,
    events: null,
    log,
    during,
    random: Math.random,
    newId: randomUUID,
    version,
  };
  const daemon = new Daemon(config, ports);
  const events = await eventsOf(config, log);
  if (events) daemon.follow(events);
  return {
    log,
    run: async (ending, once) => daemon.run(ending, once),
    async close() {
      await events?.end();
      cloud.close();
      history.close();
    },
  };
}

function configsOf(file: ReturnType<typeof daemonConfig>): Configs {
  return {
    async load() {
      const { config, problems } = await file.load();
      return config === null ? { problems } : { config };
    },
    watch: file.watch,
  };
}

function sourceOf({ source }: DaemonConfig): Source {
  if (source.is === 'folder') return folderSource(source);
  throw new Error('no Git source yet');
}

function connected({ profile, region, endpointUrl }: Options, log: Log): Cloud {
  return connect({
    clock: systemClock,
    log,
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
