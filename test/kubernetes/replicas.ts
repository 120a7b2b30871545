/** Two daemons, as processes of the built program, over one API server and one sandbox. */
import { StopLoggingCommand } from '@aws-sdk/client-cloudtrail';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ChildProcess } from 'node:child_process';

import { onTestFinished } from 'vitest';

import { startSandbox } from '../../src/sandbox/index.ts';
import type { Sandbox } from '../../src/sandbox/index.ts';
import { folderWith, minimal, trailwarden } from '../cli/program.ts';
import { endpointAt } from '../e2e/endpoint.ts';

/** Short, so that nobody waits long, and long enough for a machine that is busy. Seconds. */
const lease = { duration: 10, renewWithin: 8, retryEvery: 1 };

const config = `apiVersion: trailwarden.dev/v1alpha1
kind: DaemonConfig
metadata: { name: trailwarden }
spec:
  mode: enforce
  source: { folder: { paths: [spec.yaml] } }
  schedule: { cron: '* * * * * *' }
  server: { port: 0 }
  leadership: { name: trailwarden, namespace: audit, duration: ${lease.duration}s, renewWithin: ${lease.renewWithin}s, retryEvery: ${lease.retryEvery}s }
  kubernetes: { events: true }
`;

export interface Replica {
  readonly name: string;
  readonly process: ChildProcess;
  /** What it logged so far. */
  log(): string;
  readonly ended: Promise<number | null>;
}

export interface Replicas {
  readonly sandbox: Sandbox;
  readonly all: readonly Replica[];
  /** Stops the trail, and resolves once the run that started it again is over: with the name of who did. */
  tamper(): Promise<string>;
  /** Resolves once nobody may lead any more, if nobody could renew from now on. */
  stopsLeading(): Promise<void>;
  /** Resolves after a few schedules. */
  quiet(): Promise<void>;
  /** Of everybody who wrote since the beginning, in that order, without repetition in a row. Not whoever tampers. */
  writers(): readonly string[];
}

/** @param kubeconfigs one for each replica, by its name */
export async function startReplicas(kubeconfigs: Readonly<Record<string, string>>): Promise<Replicas> {
  const names = Object.keys(kubeconfigs);
  const sandbox = await startSandbox({ accounts: Object.fromEntries(names.map(name => [name, '111111111111'])) });
  onTestFinished(() => sandbox.close());
  const by = endpointAt(sandbox.url);
  const all = names.map((name): Replica => {
    const folder = folderWith({
      'daemon.yaml': config,
      'spec.yaml': minimal,
      'kubeconfig.yaml': kubeconfigs[name] ?? '',
    });
    let text = '';
    let started: ChildProcess | undefined;
    const ran = trailwarden(['daemon', '--config', 'daemon.yaml'], {
      endpoint: sandbox.url,
      folder,
      env: { AWS_ACCESS_KEY_ID: name, KUBECONFIG: 'kubeconfig.yaml', POD_NAME: name, POD_NAMESPACE: 'audit' },
      watch: more => (text += more),
      started: child => (started = child),
    });
    if (!started) throw new Error('the daemon was not started');
    const child = started;
    onTestFinished(() => void child.kill('SIGKILL'));
    return { name, process: child, log: () => text, ended: ran.then(({ code }) => code) };
  });
  const writes = () =>
    sandbox
      .calls()
      .filter(
        ({ operation, outcome }) =>
          /:(Create|Update|Put|Set|Start|Stop|Add|Remove|Tag|Untag|Delete)/u.test(operation) && outcome === 'ok',
      )
      .flatMap(({ principal, operation }) =>
        names.filter(name => principal.includes(name)).map(name => ({ name, operation })),
      );
  const starts = () => writes().filter(({ operation }) => operation === 'cloudtrail:StartLogging');
  return {
    sandbox,
    all,
    async tamper() {
      const before = starts().length;
      const told = new Map(all.map(one => [one, one.log().length] as const));
      if (before > 0) await by.cloudtrail('eu-west-1').send(new StopLoggingCommand({ Name: 'main' }));
      for (let tries = 0; tries < 1_000; tries += 1) {
        const healed = starts()[before];
        if (
          healed &&
          all.some(one => one.name === healed.name && /"result":"healed"/u.test(one.log().slice(told.get(one))))
        )
          return healed.name;
        await sleep(100);
      }
      throw new Error(`nobody started the trail:\n${all.map(({ log }) => log()).join('\n')}`);
    },
    stopsLeading: () => sleep((lease.renewWithin + lease.retryEvery) * 1_000),
    quiet: () => sleep(3_000),
    writers: () => writes().flatMap(({ name }, index, list) => (list[index - 1]?.name === name ? [] : [name])),
  };
}
