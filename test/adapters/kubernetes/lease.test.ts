import { KubeConfig } from '@kubernetes/client-node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { saidBy } from '../../../src/adapters/kubernetes/cluster.ts';
import { systemClock } from '../../../src/adapters/clock.ts';
import { kubernetesLease } from '../../../src/adapters/lease/kubernetes.ts';
import { stopwatch } from '../../../src/adapters/lease/stopwatch.ts';
import { elector } from '../../../src/app/daemon/elector.ts';
import type { Lease } from '../../../src/app/daemon/ports.ts';
import { startApiServer } from '../../kubernetes/server.ts';
import type { ApiServer } from '../../kubernetes/server.ts';

let api: ApiServer;
beforeEach(async () => {
  api = await startApiServer();
});
afterEach(() => api.close());

function configOf(token: string): KubeConfig {
  const config = new KubeConfig();
  config.loadFromClusterAndUser({ name: 'test', server: api.url, skipTLSVerify: true }, { name: token, token });
  return config;
}

const storeOf = (token: string) => kubernetesLease(configOf(token), { namespace: 'audit', name: 'trailwarden' });
const wanted: Omit<Lease, 'version'> = {
  holder: 'a',
  duration: 35_000,
  renewedAt: '2026-11-21T03:07:12.250Z',
  acquiredAt: '2026-11-21T03:00:00.000Z',
  transitions: 2,
  note: 'what "was" told: ä',
};
const patience = () => AbortSignal.timeout(20_000);

describe('a lease of Kubernetes', () => {
  it('is read as it was written, as other controllers write it', async () => {
    const store = storeOf('a');
    expect(await store.read(patience())).toBeNull();
    const created = await store.create(wanted, patience());
    expect(created).toEqual({ ...wanted, version: expect.any(String) });
    expect(await store.read(patience())).toEqual(created);
    expect(api.lease('audit/trailwarden')).toMatchObject({
      spec: {
        holderIdentity: 'a',
        leaseDurationSeconds: 35,
        leaseTransitions: 2,
        renewTime: '2026-11-21T03:07:12.250000Z',
        acquireTime: '2026-11-21T03:00:00.000000Z',
      },
      metadata: { annotations: { 'trailwarden.dev/told': 'what "was" told: ä' } },
    });
  });

  it('of an older program has no note', async () => {
    const created = await storeOf('a').create({ ...wanted, note: null }, patience());
    expect(created?.note).toBeNull();
    expect(api.lease('audit/trailwarden')?.metadata).not.toHaveProperty('annotations');
  });

  it('says nothing of what somebody else created or changed first', async () => {
    const [a, b] = [storeOf('a'), storeOf('b')];
    const created = await a.create(wanted, patience());
    expect(await b.create({ ...wanted, holder: 'b' }, patience())).toBeNull();
    if (!created) throw new Error('it was not created');
    const renewed = await a.replace({ ...created, transitions: 3 }, patience());
    expect(renewed?.transitions).toBe(3);
    expect(await b.replace({ ...created, holder: 'b' }, patience())).toBeNull();
  });

  it('is nobody’s once it was given back', async () => {
    const store = storeOf('a');
    const created = await store.create({ ...wanted, holder: null, renewedAt: null, acquiredAt: null }, patience());
    expect(created).toMatchObject({ holder: null, renewedAt: null, acquiredAt: null });
  });

  it.each([403, 500, 503])('is not known where the API server answers %i', async status => {
    api.trouble = () => ({ status });
    await expect(storeOf('a').read(patience())).rejects.toMatchObject({ code: status });
    await expect(storeOf('a').create(wanted, patience())).rejects.toMatchObject({ code: status });
  });

  it('is told in the words of the server', async () => {
    api.trouble = () => ({ status: 403 });
    const error: unknown = await storeOf('a')
      .read(patience())
      .catch((thrown: unknown) => thrown);
    expect(saidBy(error)).toBe('the API server answered 403: played');
    expect(saidBy(new Error('connect ECONNREFUSED'))).toBe('connect ECONNREFUSED');
  });

  it.each([{ hang: true }, { trickle: true }])('is not known where nobody answers in time: %j', async trouble => {
    api.trouble = () => trouble;
    await expect(storeOf('a').read(AbortSignal.timeout(200))).rejects.toThrow();
  });
});

/** A lead that nobody loses by waiting for the machine, and one that is lost soon. */
const long = { duration: 350_000, renewWithin: 300_000, retryEvery: 1_000 };
const short = { duration: 6_000, renewWithin: 4_000, retryEvery: 1_000 };

function electorOf(identity: string, times: typeof long) {
  const told: unknown[] = [];
  const leadership = elector({
    store: storeOf(identity),
    watch: stopwatch(),
    clock: systemClock,
    identity,
    ...times,
    onTrouble: error => told.push(error),
  });
  return { leadership, told };
}

describe('two electors over HTTP', () => {
  it('hand the lead over when it is given back, and count that', async () => {
    const [a, b] = [electorOf('a', long), electorOf('b', long)];
    const end = new AbortController();
    const lost = await a.leadership.lead(end.signal);
    expect([a.leadership.role(), lost.aborted]).toEqual(['leader', false]);
    const second = b.leadership.lead(end.signal);
    await systemClock.sleep(2 * long.retryEvery);
    expect([b.leadership.role(), b.leadership.leader()]).toEqual(['standby', 'a']);
    expect([await a.leadership.leave('told by a', 'now'), await b.leadership.leave('x', 'now')]).toEqual([true, false]);
    expect([a.leadership.note(), b.leadership.note()]).toEqual(['told by a', null]);
    await a.leadership.leave('told at last by a', 'later');
    await a.leadership.release();
    expect([lost.aborted, a.leadership.certain()]).toEqual([true, false]);
    await second;
    expect(b.leadership.certain()).toBe(true);
    expect(b.leadership.note()).toBe('told at last by a');
    expect(api.lease('audit/trailwarden')).toMatchObject({ spec: { holderIdentity: 'b', leaseTransitions: 1 } });
    end.abort();
    await b.leadership.release();
  });

  it('stop leading where the API server is gone, and lead again', async () => {
    const a = electorOf('a', short);
    const end = new AbortController();
    const lost = await a.leadership.lead(end.signal);
    api.trouble = () => ({ status: 500 });
    await new Promise(resolve => lost.addEventListener('abort', resolve, { once: true }));
    expect(a.leadership.certain()).toBe(false);
    expect(a.told).toHaveLength(1);
    api.trouble = () => ({});
    await a.leadership.lead(end.signal);
    expect(a.leadership.certain()).toBe(true);
    expect(a.told).toEqual([expect.anything(), null]);
    end.abort();
    await a.leadership.release();
  });
});

describe('a stopwatch', () => {
  it('counts by whichever clock went further, and never backward', () => {
    let [steady, wall] = [1_000, 50_000];
    const watch = stopwatch(
      () => steady,
      () => wall,
    );
    expect(watch.elapsed()).toBe(0);
    steady += 10;
    wall += 12;
    expect(watch.elapsed()).toBe(12);
    wall += 60_000; // the machine slept
    expect(watch.elapsed()).toBe(60_012);
    wall -= 3_600_000; // somebody set the clock back
    steady += 5;
    expect(watch.elapsed()).toBe(60_017);
  });
});
