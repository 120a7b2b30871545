import { describe, expect, it, onTestFinished } from 'vitest';

import { startApiServer } from '../kubernetes/server.ts';
import { replicasScenarios } from '../kubernetes/scenarios.ts';
import { startReplicas } from '../kubernetes/replicas.ts';

async function played() {
  const api = await startApiServer();
  onTestFinished(() => api.close());
  const configOf = (token: string): string =>
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'here',
      clusters: [{ name: 'here', cluster: { server: api.url, 'insecure-skip-tls-verify': true } }],
      users: [{ name: 'me', user: { token } }],
      contexts: [{ name: 'here', context: { cluster: 'here', user: 'me' } }],
    });
  return { api, kubeconfigs: { 'replica-a': configOf('replica-a'), 'replica-b': configOf('replica-b') } };
}

replicasScenarios(async () => (await played()).kubeconfigs);

describe('a leader', () => {
  it('that ends gives the lease back, and the other goes on at once; both tell Events', async () => {
    const { api, kubeconfigs } = await played();
    const replicas = await startReplicas(kubeconfigs);
    const name = await replicas.tamper();
    await replicas.tamper();
    const leader = replicas.all.find(one => one.name === name);
    leader?.process.kill('SIGTERM');
    expect(await leader?.ended).toBe(0);
    expect(api.requests.filter(one => one.startsWith(name)).at(-1)).toMatch(
      /PUT .*leases\/trailwarden 200$|POST .*events 201$/u,
    );
    expect(await replicas.tamper()).not.toBe(name);
    expect(api.lease('audit/trailwarden')).toMatchObject({ spec: { leaseTransitions: 1 } });
    expect(api.events.map(({ reason }) => reason)).toContain('DriftOpened');
  });

  it('that cannot reach the API server writes no more, until it can', async () => {
    const { api, kubeconfigs } = await played();
    const replicas = await startReplicas({ 'replica-a': kubeconfigs['replica-a'] });
    await replicas.tamper();
    api.trouble = () => ({ hang: true });
    await replicas.stopsLeading();
    const before = replicas.sandbox.calls().length;
    const healed = replicas.tamper();
    await replicas.quiet();
    expect(
      replicas.sandbox
        .calls()
        .slice(before)
        .filter(({ principal }) => principal.includes('replica-a')),
    ).toEqual([]);
    api.trouble = () => ({});
    expect(await healed).toBe('replica-a');
  });
});
