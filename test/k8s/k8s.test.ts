import { CoordinationV1Api, EventsV1Api, KubeConfig } from '@kubernetes/client-node';
import { afterEach, describe, expect, inject, it } from 'vitest';

import { kubernetesEvents } from '../../src/adapters/kubernetes/events.ts';
import { kubernetesLease } from '../../src/adapters/lease/kubernetes.ts';
import { replicasScenarios } from '../kubernetes/scenarios.ts';

function configOf(user: string): KubeConfig {
  const config = new KubeConfig();
  config.loadFromString(inject('kubeconfigs')[user] ?? '');
  return config;
}

afterEach(async () => {
  const leases = configOf('admin').makeApiClient(CoordinationV1Api);
  await leases.deleteNamespacedLease({ namespace: 'audit', name: 'trailwarden' }).catch(() => {});
});

const patience = () => AbortSignal.timeout(20_000);

describe('a lease, with no more than the documented role', () => {
  const wanted = {
    holder: 'a',
    duration: 35_000,
    renewedAt: '2026-11-21T03:07:12.250Z',
    acquiredAt: '2026-11-21T03:00:00.000Z',
    transitions: 2,
    note: 'what was told',
  };
  const storeOf = (user: string, name = 'trailwarden') => kubernetesLease(configOf(user), { namespace: 'audit', name });

  it('is created, read, renewed, and lost to who was quicker', async () => {
    const [a, b] = [storeOf('replica-a'), storeOf('replica-b')];
    expect(await a.read(patience())).toBeNull();
    const created = await a.create(wanted, patience());
    if (!created) throw new Error('it was not created');
    expect(created).toEqual({ ...wanted, version: expect.any(String) });
    expect(await b.create({ ...wanted, holder: 'b' }, patience())).toBeNull();
    expect(await b.read(patience())).toEqual(created);
    const renewed = await a.replace({ ...created, transitions: 3 }, patience());
    expect(renewed?.transitions).toBe(3);
    expect(await b.replace({ ...created, holder: 'b' }, patience())).toBeNull();
    const freed = renewed && (await a.replace({ ...renewed, holder: null }, patience()));
    expect(freed?.holder).toBeNull();
  });

  it('is none of its business where it has another name', async () => {
    await expect(storeOf('replica-a', 'others').read(patience())).rejects.toMatchObject({ code: 403 });
  });
});

describe('events, with no more than the documented role', () => {
  it('are taken as they are', async () => {
    const troubles: unknown[] = [];
    const events = kubernetesEvents({
      config: configOf('replica-a'),
      pod: { namespace: 'audit', name: 'trailwarden-0', uid: 'e0f1' },
      about: null,
      clock: { now: () => new Date() },
      noteOf: () => ({
        type: 'Warning',
        reason: 'DriftOpened',
        action: 'Reconcile',
        text: 'CRITICAL: nothing is recorded',
      }),
      onTrouble: error => troubles.push(error),
    });
    events.stepped?.([{} as never], {} as never);
    await events.end();
    expect(troubles).toEqual([]);
    const { items } = await configOf('admin').makeApiClient(EventsV1Api).listNamespacedEvent({ namespace: 'audit' });
    expect(items.map(({ reason, note }) => `${reason} ${note}`)).toEqual(['DriftOpened CRITICAL: nothing is recorded']);
  });
});

replicasScenarios(() => {
  const { 'replica-a': a = '', 'replica-b': b = '' } = inject('kubeconfigs');
  return Promise.resolve({ 'replica-a': a, 'replica-b': b });
});
