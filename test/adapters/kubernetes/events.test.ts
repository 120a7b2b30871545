import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { KubeConfig } from '@kubernetes/client-node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { ownPod } from '../../../src/adapters/kubernetes/cluster.ts';
import { kubernetesEvents } from '../../../src/adapters/kubernetes/events.ts';
import { shortened, writeTermination } from '../../../src/adapters/kubernetes/termination.ts';
import type { DriftStep } from '../../../src/core/drift/drift.ts';
import type { RunSummary } from '../../../src/core/daemon/snapshot.ts';
import { startApiServer } from '../../kubernetes/server.ts';
import type { ApiServer } from '../../kubernetes/server.ts';

let api: ApiServer;
beforeEach(async () => {
  api = await startApiServer();
});
afterEach(() => api.close());

const pod = { namespace: 'audit', name: 'trailwarden-0', uid: 'e0f1' };

function eventsOf(about: Parameters<typeof kubernetesEvents>[0]['about'] = null) {
  const config = new KubeConfig();
  config.loadFromClusterAndUser({ name: 'test', server: api.url, skipTLSVerify: true }, { name: 'a', token: 'a' });
  const troubles: unknown[] = [];
  const events = kubernetesEvents({
    config,
    pod,
    about,
    clock: { now: () => new Date('2026-11-21T03:07:12Z') },
    noteOf: ({ step }) =>
      step === 'attributed' ? null : { type: 'Warning', reason: 'DriftOpened', action: 'Reconcile', text: step },
    onTrouble: error => troubles.push(error),
  });
  return { events, troubles };
}

const stepOf = (step: DriftStep['step']): DriftStep => ({ step }) as DriftStep;
const run = {} as RunSummary;

describe('events of Kubernetes', () => {
  it('are sent for each step that has something to say, about the Pod', async () => {
    const { events, troubles } = eventsOf();
    events.stepped?.([stepOf('opened'), stepOf('attributed'), stepOf('closed')], run);
    await events.end();
    expect(troubles).toEqual([]);
    expect(api.events.map(({ note }) => note)).toEqual(['opened', 'closed']);
    expect(api.events[0]).toMatchObject({
      regarding: { kind: 'Pod', name: 'trailwarden-0', namespace: 'audit', uid: 'e0f1' },
      reportingController: 'trailwarden.dev/daemon',
      reportingInstance: 'trailwarden-0',
      eventTime: '2026-11-21T03:07:12.000000Z',
    });
  });

  it('may be about something else, in the namespace of that', async () => {
    const { events } = eventsOf({ apiVersion: 'apps/v1', kind: 'Deployment', name: 'trailwarden', namespace: 'other' });
    events.stepped?.([stepOf('opened')], run);
    await events.end();
    expect(api.events).toMatchObject([{ metadata: { namespace: 'other' }, regarding: { kind: 'Deployment' } }]);
  });

  it('are told and forgotten where they cannot be sent', async () => {
    api.trouble = () => ({ status: 403 });
    const { events, troubles } = eventsOf();
    events.stepped?.([stepOf('opened')], run);
    await events.end();
    expect(troubles).toMatchObject([{ code: 403 }]);
    api.trouble = () => ({});
    events.stepped?.([stepOf('closed')], run);
    await events.end();
    expect(api.events.map(({ note }) => note)).toEqual(['closed']);
  });

  it('do not pile up', async () => {
    const { events } = eventsOf();
    events.stepped?.(
      Array.from({ length: 1_000 }, () => stepOf('opened')),
      run,
    );
    await events.end();
    expect(api.events).toHaveLength(100);
  });
});

describe('the own Pod', () => {
  it.each([
    [{ POD_NAME: 'p', POD_NAMESPACE: 'n', POD_UID: 'u', HOSTNAME: 'h' }, null, { name: 'p', namespace: 'n', uid: 'u' }],
    [{ HOSTNAME: 'h', POD_NAMESPACE: 'n' }, 'chosen', { name: 'h', namespace: 'chosen', uid: null }],
    [{ POD_NAMESPACE: 'n' }, null, { name: 'trailwarden', namespace: 'n', uid: null }],
    [{}, 'chosen', { name: 'trailwarden', namespace: 'chosen', uid: null }],
  ])('%j', async (environment, namespace, expected) => {
    expect(await ownPod(environment, namespace)).toEqual(expected);
  });
});

describe('the message of termination', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'trailwarden-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is written', async () => {
    const path = join(folder, 'termination-log');
    expect(await writeTermination(path, 'the config is not valid')).toBe(true);
    expect(await readFile(path, 'utf8')).toBe('the config is not valid');
  });

  it('fails nobody where it cannot be', async () => {
    expect(await writeTermination(join(folder, 'none', 'termination-log'), 'x')).toBe(false);
  });

  it.each(['x'.repeat(5_000), '…'.repeat(2_000), `${'x'.repeat(4_091)}…………`])('fits', text => {
    expect(Buffer.byteLength(shortened(text))).toBeLessThanOrEqual(4_096);
    expect(shortened(text)).not.toContain('\uFFFD');
    expect(shortened('short')).toBe('short');
  });
});
