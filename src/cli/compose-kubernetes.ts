/** What a daemon has of Kubernetes: its lead among replicas, and Events. The client is loaded where a config wants it. */
import { randomUUID } from 'node:crypto';

import { systemClock } from '../adapters/clock.ts';
import { elector } from '../app/daemon/elector.ts';
import { alone } from '../app/daemon/fence.ts';
import type { Follower, Leadership } from '../app/daemon/ports.ts';
import type { Log } from '../app/ports.ts';
import type { DaemonConfig } from '../core/daemon/config.ts';
import { driftNote } from '../render/drift-note.ts';

/** The lead by a Lease, or of who is alone. */
export async function leadershipOf({ leadership }: DaemonConfig, log: Log): Promise<Leadership> {
  if (leadership === null) return alone;
  const [{ clusterConfig, ownPod, saidBy }, { kubernetesLease }, { stopwatch }] = await Promise.all([
    import('../adapters/kubernetes/cluster.ts'),
    import('../adapters/lease/kubernetes.ts'),
    import('../adapters/lease/stopwatch.ts'),
  ]);
  const { name, namespace, duration, renewWithin, retryEvery } = leadership;
  const pod = await ownPod(process.env, namespace);
  return elector({
    store: kubernetesLease(clusterConfig(), { namespace: pod.namespace, name }),
    watch: stopwatch(),
    clock: systemClock,
    identity: `${pod.name}_${randomUUID()}`, // a container that is started again is somebody else
    duration,
    renewWithin,
    retryEvery,
    onTrouble(error) {
      if (error === null) log.info({}, 'the lease can be reached again');
      else log.warn({ error: saidBy(error) }, 'the lease cannot be reached');
    },
  });
}

/** Tells drifts as Events, where the config wants that; to be ended with the daemon. */
export async function eventsOf(
  { kubernetes }: DaemonConfig,
  log: Log,
): Promise<(Follower & { end(): Promise<void> }) | null> {
  if (!kubernetes?.events) return null;
  const [{ clusterConfig, ownPod, saidBy }, { kubernetesEvents }] = await Promise.all([
    import('../adapters/kubernetes/cluster.ts'),
    import('../adapters/kubernetes/events.ts'),
  ]);
  return kubernetesEvents({
    config: clusterConfig(),
    pod: await ownPod(process.env),
    about: null,
    clock: systemClock,
    noteOf: driftNote,
    onTrouble: error => log.warn({ error: saidBy(error) }, 'an event could not be told to Kubernetes'),
  });
}
