/** Leases of Kubernetes (`coordination.k8s.io/v1`), as kubectl and other controllers read them. */
import { CoordinationV1Api, V1MicroTime } from '@kubernetes/client-node';
import type { KubeConfig, V1Lease } from '@kubernetes/client-node';

import type { Lease, LeaseStore } from '../../app/daemon/ports.ts';
import { statusOf, until } from '../kubernetes/cluster.ts';

/** Where the note stands. Other annotations are not ours, and are not kept. */
const annotation = 'trailwarden.dev/told';

/** The permissions that a replica needs are `get`, `create` and `update` of this one lease. */
export function kubernetesLease(
  config: KubeConfig,
  { namespace, name }: { readonly namespace: string; readonly name: string },
): LeaseStore {
  const api = config.makeApiClient(CoordinationV1Api);
  const body = (lease: Omit<Lease, 'version'>, version?: string): V1Lease => ({
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: {
      name,
      namespace,
      ...(version === undefined ? {} : { resourceVersion: version }),
      ...(lease.note === null ? {} : { annotations: { [annotation]: lease.note } }),
    },
    spec: {
      holderIdentity: lease.holder ?? '',
      leaseDurationSeconds: Math.max(1, Math.round(lease.duration / 1000)),
      leaseTransitions: lease.transitions,
      ...(lease.renewedAt === null ? {} : { renewTime: new V1MicroTime(lease.renewedAt) }),
      ...(lease.acquiredAt === null ? {} : { acquireTime: new V1MicroTime(lease.acquiredAt) }),
    },
  });
  return {
    read: signal => unless(404, async () => leaseOf(await api.readNamespacedLease({ name, namespace }, until(signal)))),
    create: (lease, signal) =>
      unless(409, async () =>
        leaseOf(await api.createNamespacedLease({ namespace, body: body(lease) }, until(signal))),
      ),
    replace: (lease, signal) =>
      unless(409, async () =>
        leaseOf(await api.replaceNamespacedLease({ name, namespace, body: body(lease, lease.version) }, until(signal))),
      ),
  };
}

/** Null where the API server answered with this status. */
async function unless(status: number, ask: () => Promise<Lease>): Promise<Lease | null> {
  try {
    return await ask();
  } catch (error) {
    if (statusOf(error) === status) return null;
    throw error;
  }
}

/** What somebody else wrote may lack anything. A lease that does not say for how long it holds is held for a minute. */
function leaseOf({ metadata, spec }: V1Lease): Lease {
  const { holderIdentity, leaseDurationSeconds = 60, leaseTransitions = 0, renewTime, acquireTime } = spec ?? {};
  return {
    holder: holderIdentity ? holderIdentity : null,
    duration: leaseDurationSeconds * 1000,
    renewedAt: momentOf(renewTime),
    acquiredAt: momentOf(acquireTime),
    transitions: leaseTransitions,
    note: metadata?.annotations?.[annotation] ?? null,
    version: metadata?.resourceVersion ?? '',
  };
}

/** The client gives these times as text, whatever its types say. */
function momentOf(time: Date | string | undefined): string | null {
  return time === undefined ? null : new Date(time).toISOString();
}
