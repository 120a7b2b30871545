/** Log files are verified beside the runs, by the daemon on the sandbox, of an archive in memory. */
import { beforeAll, describe, expect, it } from 'vitest';

import type { Archives } from '../../../src/app/daemon/ports.ts';
import { ApiFailure } from '../../../src/core/failure.ts';
import type { LogPlace } from '../../../src/logs/place.ts';
import { keysOf, objectsOf, putHours, shelf, signer } from '../../logs/archive.ts';
import type { Archive, Signer } from '../../logs/archive.ts';
import { Remembered, stage } from './stage.ts';
import type { Playing, Stage } from './stage.ts';

const minute = 60_000;
const at = { ...shelf, account: '111111111111', region: 'eu-west-1', homeRegion: 'eu-west-1' };
const arn = 'arn:aws:cloudtrail:eu-west-1:111111111111:trail/main';
const place: LogPlace = {
  bucket: at.bucket,
  prefix: '',
  organization: null,
  accounts: [at.account],
  regions: null,
  trail: {
    arn,
    name: 'main',
    homeRegion: 'eu-west-1',
    account: at.account,
    validation: true,
    logging: true,
    topic: null,
  },
};

let signs: Signer;
beforeAll(() => {
  signs = signer('2027-01-01T00:00:00Z', '2027-12-31T00:00:00Z');
});

const config = {
  verify: {
    schedule: { cron: '*/30 * * * *', timeZone: 'UTC', jitter: 0, deadline: 5 * minute },
    since: 10 * 60 * minute,
    notBefore: null,
  },
} as const;

const silent = {
  memory: () => ({
    at: () => ({
      ask: async (call: string) => {
        const site = { call, target: { partition: 'aws', account: at.account, region: at.region } };
        return Promise.reject(new ApiFailure('AccessDenied', 'no', { category: 'permission', site }));
      },
    }),
  }),
};

function archivesOf(archive: Archive): Archives {
  const opened = {
    places: [{ place, objects: objectsOf(archive), keys: keysOf({ 'eu-west-1': [signs] }) }],
    unknown: [],
    cloud: silent,
    close: () => undefined,
  };
  return { open: async () => Promise.resolve(opened) };
}

/** Twelve hours, up to the moment at which the clock stands. */
function twelveHours(archive: Archive) {
  const chain = putHours(archive, at, { signer: signs, from: '2027-02-28T12:00:00Z', hours: 12 });
  return chain.at(-1)?.digest ?? null;
}

const verifying = async (archives: Archives, more: Playing = {}): Promise<Stage> =>
  stage({ config, ...more, ports: { archives } });

const stateOf = ({ daemon }: Stage) => daemon.snapshot().verified?.trails[0];
const unproven = ({ daemon }: Stage) => daemon.snapshot().drifts.filter(({ kind }) => kind === 'unproven');

/** Lets time pass until it was verified again. */
async function verifiedAgain(here: Stage): Promise<void> {
  const before = here.daemon.snapshot().verified?.id;
  for (let passed = 0; passed < 40 && here.daemon.snapshot().verified?.id === before; passed += 1)
    for (let turn = 0; turn < 3; turn += 1) await here.clock.pass(20_000);
  await here.until('it is verified', ({ verified }) => verified !== null && verified.id !== before);
}

describe('verifying in the daemon', () => {
  it('tells how far all is whole, what is not, and that it is whole again', async () => {
    const archive: Archive = new Map();
    const previous = twelveHours(archive);
    const here = await verifying(archivesOf(archive));
    await here.runs(1);
    await verifiedAgain(here);
    expect(stateOf(here)).toMatchObject({ arn, state: 'whole', until: '2027-03-01T00:00:00Z' });
    expect(unproven(here)).toEqual([]);

    const [hour] = putHours(archive, at, { signer: signs, from: '2027-03-01T00:00:00Z', hours: 1, previous });
    const key = `${at.bucket}/${hour?.files[0]?.s3Object ?? ''}`;
    const genuine = archive.get(key);
    if (!genuine) throw new Error('there is no log file');
    archive.set(key, { ...genuine, bytes: new Uint8Array([1, 2, 3]) });
    await verifiedAgain(here);
    await verifiedAgain(here);
    expect(stateOf(here)).toMatchObject({ state: 'tampered', until: '2027-03-01T00:00:00Z', count: 1 });
    const [drift] = (await here.until('it is a drift', ({ drifts }) => drifts.some(one => one.kind === 'unproven')))
      .drifts;
    expect(drift).toMatchObject({ kind: 'unproven', gravity: 'critical', status: 'open', effect: 'weakens' });
    expect(here.history.recorded.map(({ cause }) => cause)).toContain('logs');

    archive.set(key, genuine);
    await verifiedAgain(here);
    expect(stateOf(here)).toMatchObject({ state: 'whole', until: '2027-03-01T01:00:00Z' });
    await here.until('it is over', ({ drifts }) => drifts.every(one => one.kind !== 'unproven'));
    expect(here.history.steps.at(-1)?.drift).toMatchObject({ kind: 'unproven', ending: 'reverted' });
  });

  it('knows after a restart how far it was', async () => {
    const archive: Archive = new Map();
    twelveHours(archive);
    const history = new Remembered();
    const first = await verifying(archivesOf(archive), { history });
    await verifiedAgain(first);
    await first.end();
    const second = await verifying(archivesOf(archive), { history, clock: first.clock, sandbox: first.sandbox });
    await second.runs(1);
    expect(stateOf(second)).toMatchObject({ state: 'whole', until: '2027-03-01T00:00:00Z' });
  });

  it('finds again what failed, however long ago it was', async () => {
    const archive: Archive = new Map();
    twelveHours(archive);
    for (const name of archive.keys()) if (name.includes('-Digest/')) archive.set(name, gone(archive, name));
    const short = { verify: { ...config.verify, since: 60 * minute } };
    const here = await verifying(archivesOf(archive), { config: short });
    await verifiedAgain(here);
    expect(stateOf(here)).toMatchObject({ state: 'tampered', until: null });
    const from = [...here.history.names.values()].map(one => Reflect.get(Object(one), 'failingSince') as unknown);
    await verifiedAgain(here);
    await verifiedAgain(here);
    expect([...here.history.names.values()].map(one => Reflect.get(Object(one), 'failingSince') as unknown)).toEqual(
      from,
    );
    expect(stateOf(here)).toMatchObject({ state: 'tampered' });
  });

  it('awaits the first digest, and what AWS does not say', async () => {
    const here = await verifying(archivesOf(new Map()));
    await verifiedAgain(here);
    expect(stateOf(here)).toMatchObject({ state: 'not-yet', until: null });
    expect(here.daemon.snapshot().verified?.invalid).toEqual({});
    expect(unproven(here)).toEqual([]);
  });

  it('looks at nothing before what was examined', async () => {
    const archive: Archive = new Map();
    twelveHours(archive);
    const name = [...archive.keys()].find(key => key.includes('-Digest/'));
    if (name === undefined) throw new Error('there is no digest');
    archive.set(name, gone(archive, name));
    const notBefore = '2027-02-28T16:00:00.000Z';
    const here = await verifying(archivesOf(archive), {
      config: { verify: { ...config.verify, since: 24 * 60 * minute, notBefore } },
    });
    await verifiedAgain(here);
    expect(stateOf(here)).toMatchObject({ state: 'whole' });
  });

  it('gives up what takes too long, and ends while it is at it', async () => {
    const here = await verifying({ open: async () => new Promise(() => undefined) });
    await here.runs(1);
    for (let passed = 0; passed < 40 && !here.lines.includes('log files could not be verified'); passed += 1)
      await here.clock.pass(minute);
    expect(here.lines).toContain('log files could not be verified');
    await here.clock.pass(25 * minute);
    await here.end();
    expect(here.daemon.snapshot().verified).toBeNull();
  });

  it('tells what is not read in time as not known', async () => {
    const archive: Archive = new Map();
    twelveHours(archive);
    const slow = { ...objectsOf(archive), read: async () => new Promise<never>(() => undefined) };
    let closed = 0;
    const opened = {
      places: [{ place, objects: slow, keys: keysOf({ 'eu-west-1': [signs] }) }],
      unknown: [],
      cloud: silent,
      close: () => void (closed += 1),
    };
    const here = await verifying({ open: async () => Promise.resolve(opened) });
    await verifiedAgain(here);
    expect(stateOf(here)).toMatchObject({ state: 'unread', until: null });
    expect(closed).toBeGreaterThan(0);
    expect(unproven(here)).toEqual([]);
  });

  it('says why where the spec has no places', async () => {
    const problem = { code: 'trail-not-found', message: 'There is none' } as const;
    const here = await verifying({ open: async () => Promise.resolve([problem]) });
    for (let passed = 0; passed < 40 && !here.lines.includes('log files could not be verified'); passed += 1)
      await here.clock.pass(minute);
    expect(here.lines).toContain('log files could not be verified');
    expect(here.daemon.snapshot().verified).toBeNull();
  });
});

/** Somebody wrote something else in its place. */
function gone(archive: Archive, name: string) {
  const found = archive.get(name);
  if (!found) throw new Error(`there is no ${name}`);
  return { ...found, bytes: new Uint8Array([1]) };
}
