/** What kube-linter checks by default and more, where it says something of such objects: by the names of its checks. */
import { describe, expect, it } from 'vitest';

import { matrix, objectsIn, rendered, valuesOf } from './charted.ts';
import type { Made } from './charted.ts';

interface Container {
  readonly name: string;
  readonly image: string;
  readonly env: readonly { readonly name: string; readonly value?: string; readonly valueFrom?: object }[];
  readonly ports?: readonly { readonly name: string; readonly containerPort: number }[];
  readonly resources: { readonly requests: Readonly<Record<string, string>>; readonly limits: Readonly<Record<string, string>> };
  readonly securityContext: Readonly<Record<string, unknown>>;
  readonly livenessProbe?: Probe;
  readonly readinessProbe?: Probe;
  readonly startupProbe?: Probe;
}

interface Probe {
  readonly httpGet: { readonly path: string; readonly port: string };
}

interface Pod {
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly serviceAccountName: string;
  readonly automountServiceAccountToken: boolean;
  readonly securityContext: Readonly<Record<string, unknown>>;
  readonly volumes: readonly Readonly<Record<string, unknown>>[];
  readonly affinity?: { readonly podAntiAffinity?: object };
  readonly restartPolicy?: string;
}

interface Templated {
  readonly owner: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly pod: Pod;
}

/** Every Pod that the objects make, whatever makes it. */
function podsOf(objects: readonly Made[]): readonly Templated[] {
  return objects.flatMap(({ kind, metadata, spec = {} }) => {
    const { spec: inner = {} } = kind === "CronJob" ? (spec["jobTemplate"] as Made) : { spec };
    if (kind === 'Pod') return [{ owner: kind, labels: metadata.labels ?? {}, pod: spec as unknown as Pod }];
    if (kind !== 'Deployment' && kind !== 'CronJob') return [];
    const template = inner['template'] as Made;
    return [{ owner: kind, labels: template.metadata.labels ?? {}, pod: template.spec as unknown as Pod }];
  });
}

const containersOf = ({ pod }: Templated): readonly Container[] => [...pod.containers, ...(pod.initContainers ?? [])];

const fits = (labels: Readonly<Record<string, string>>, wanted: unknown): boolean =>
  Object.entries(wanted as Readonly<Record<string, string>>).every(([key, value]) => labels[key] === value);

describe.each(matrix)('values of %s', name => {
  const objects = objectsIn(rendered(valuesOf(name)));
  const pods = podsOf(objects);
  const containers = pods.flatMap(containersOf);
  const of = (kind: string): readonly Made[] => objects.filter(one => one.kind === kind);

  it('no-read-only-root-fs, privileged-container, privilege-escalation-container, drop-net-raw-capability', () => {
    expect(containers.length).toBeGreaterThan(0);
    for (const { securityContext } of containers)
      expect(securityContext).toMatchObject({
        readOnlyRootFilesystem: true,
        privileged: false,
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
      });
  });

  it('run-as-non-root, and users and groups that no host has', () => {
    for (const context of [...containers, ...pods.map(({ pod }) => pod)].map(one => one.securityContext)) {
      expect(context['runAsNonRoot']).toBe(true);
      expect(context['runAsUser']).toBeGreaterThan(10_000);
      expect(context['runAsGroup']).toBeGreaterThan(10_000);
    }
    for (const { pod } of pods) expect(pod.securityContext['seccompProfile']).toEqual({ type: 'RuntimeDefault' });
  });

  it('unset-cpu-requirements, unset-memory-requirements, and the same of the disk', () => {
    const all = ['cpu', 'ephemeral-storage', 'memory'];
    for (const { resources } of containers) {
      expect(Object.keys(resources.requests).toSorted()).toEqual(all);
      expect(Object.keys(resources.limits).toSorted()).toEqual(all);
    }
  });

  it('latest-tag', () => {
    for (const { image } of containers) expect(image).toMatch(/(:\d+\.\d+\.\d+|@sha256:[0-9a-f]{64})$/u);
  });

  it('env-var-secret, read-secret-from-env-var: secrets are files', () => {
    for (const { env } of containers) {
      expect(JSON.stringify(env)).not.toContain('secretKeyRef');
      expect(env.filter(({ name: key, value }) => /SECRET|TOKEN|PASSWORD/u.test(key) && value !== undefined)).toEqual([]);
    }
    expect(of('Secret')).toEqual([]);
  });

  it('host-network, host-pid, host-ipc, docker-sock, sensitive-host-mounts, unsafe-sysctls', () => {
    for (const { pod } of pods) {
      for (const key of ['hostNetwork', 'hostPID', 'hostIPC', 'hostUsers']) expect(pod).not.toHaveProperty(key);
      expect(pod.volumes.filter(volume => 'hostPath' in volume)).toEqual([]);
      expect(pod.securityContext).not.toHaveProperty('sysctls');
    }
  });

  it('default-service-account, non-existent-service-account', () => {
    const made = of('ServiceAccount').map(({ metadata }) => metadata.name);
    for (const { pod } of pods) {
      expect(pod.serviceAccountName).not.toBe('default');
      if (made.length > 0) expect(made).toContain(pod.serviceAccountName);
    }
  });

  it('a token of the service account only where there is something it may do', () => {
    for (const { pod, owner } of pods)
      expect(pod.automountServiceAccountToken).toBe(owner !== 'Pod' && of('Role').length > 0);
  });

  it('liveness-port, readiness-port, startup-port; the probes ask for different things', () => {
    for (const { pod } of pods.filter(({ owner }) => owner === 'Deployment'))
      for (const { ports = [], livenessProbe, readinessProbe, startupProbe } of pod.containers) {
        const probes = [livenessProbe, readinessProbe, startupProbe];
        expect(probes.map(probe => probe?.httpGet.path)).toEqual(['/healthz', '/readyz', '/healthz']);
        for (const probe of probes) expect(ports.map(port => port.name)).toContain(probe?.httpGet.port);
      }
  });

  it('dangling-service, mismatching-selector, non-isolated-pod', () => {
    const policies = of('NetworkPolicy').map(({ spec = {} }) => (spec['podSelector'] as { readonly matchLabels: object }).matchLabels);
    for (const { labels } of pods) expect(policies.filter(wanted => fits(labels, wanted))).toHaveLength(1);
    for (const { spec = {} } of of('Service')) expect(pods.filter(({ labels }) => fits(labels, spec['selector']))).toHaveLength(1);
    for (const kind of ['Deployment', 'PodDisruptionBudget'])
      for (const { spec = {} } of of(kind)) {
        const { matchLabels } = spec['selector'] as { readonly matchLabels: object };
        expect(pods.filter(({ labels }) => fits(labels, matchLabels)).map(({ owner }) => owner)).toEqual(['Deployment']);
      }
  });

  it('no-anti-affinity, no-rolling-update-strategy, pdb-max-unavailable, pdb-unhealthy-pod-eviction-policy', () => {
    for (const { spec = {} } of of('Deployment')) {
      const several = (spec['replicas'] as number) > 1;
      const [{ pod }] = pods.filter(({ owner }) => owner === 'Deployment') as [Templated];
      expect((spec['strategy'] as { readonly type: string }).type).toBe(several ? 'RollingUpdate' : 'Recreate');
      expect(pod.affinity?.podAntiAffinity !== undefined).toBe(several);
      const budgets = of('PodDisruptionBudget').map(budget => budget.spec);
      expect(budgets).toHaveLength(several ? 1 : 0);
      for (const budget of budgets)
        expect(budget).toMatchObject({ maxUnavailable: 1, unhealthyPodEvictionPolicy: 'AlwaysAllow' });
    }
  });

  it('wildcard-in-rules, cluster-admin-role-binding, access-to-secrets, access-to-create-pods', () => {
    expect(of('ClusterRole').length + of('ClusterRoleBinding').length).toBe(0);
    const rules = of('Role').flatMap(({ ...role }) => (role as unknown as { readonly rules: readonly Rule[] }).rules);
    for (const { resources, verbs } of rules) {
      expect(['leases', 'events']).toContain(resources[0]);
      expect([['get', 'update'], ['create']]).toContainEqual(verbs);
    }
  });

  it('job-ttl-seconds-after-finished, restart-policy', () => {
    for (const { spec = {} } of of('CronJob')) {
      const { spec: job } = spec['jobTemplate'] as Made;
      expect(job).toMatchObject({ ttlSecondsAfterFinished: expect.any(Number), backoffLimit: 0 });
    }
    for (const { pod } of pods.filter(({ owner }) => owner !== 'Deployment')) expect(pod.restartPolicy).toBe('Never');
  });
});

interface Rule {
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}
