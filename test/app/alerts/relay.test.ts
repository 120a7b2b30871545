/** Two replicas, each with a history of its own: what one told, the other goes on with. */
import { StartLoggingCommand, StopLoggingCommand } from '@aws-sdk/client-cloudtrail';
import { describe, expect, it, onTestFinished } from 'vitest';

import { MemoryHistory } from '../../../src/adapters/history/memory.ts';
import { elector } from '../../../src/app/daemon/elector.ts';
import type { History, Leadership, Lease, LeaseStore } from '../../../src/app/daemon/ports.ts';
import { startSandbox } from '../../../src/sandbox/index.ts';
import type { Sandbox } from '../../../src/sandbox/index.ts';
import { endpointAt } from '../../e2e/endpoint.ts';
import { MovedClock } from '../daemon/moved-clock.ts';
import { alerting, hour, Listener, minute } from './stage.ts';
import type { AlertStage } from './stage.ts';

/** One lease, and whoever wants to lead by it. */
class Pair {
  readonly clock = new MovedClock();
  readonly bot = new Listener('bot', true);
  readonly hook = new Listener('hook');
  readonly sandbox: Sandbox;
  lease: Lease | null = null;
  #version = 0;

  constructor(sandbox: Sandbox) {
    this.sandbox = sandbox;
  }

  /** Stops, or starts, the trail. */
  async tamper(command: StopLoggingCommand | StartLoggingCommand): Promise<void> {
    await endpointAt(this.sandbox.url).cloudtrail('eu-west-1').send(command);
  }

  /** As replica of this name knows the lead, until it is dead. */
  leadershipOf(identity: string, isDead: () => boolean): Leadership {
    const put = (lease: Omit<Lease, 'version'>): Promise<Lease> =>
      Promise.resolve((this.lease = { ...lease, version: `${(this.#version += 1)}` }));
    const alive = async (answer: () => Promise<Lease | null>): Promise<Lease | null> => {
      if (isDead()) throw new Error('it is dead');
      return answer();
    };
    const store: LeaseStore = {
      read: () => alive(() => Promise.resolve(this.lease)),
      create: lease => alive(() => (this.lease ? Promise.resolve(null) : put(lease))),
      replace: lease => alive(() => (this.lease?.version === lease.version ? put(lease) : Promise.resolve(null))),
    };
    const { clock } = this;
    const lead = elector({
      store,
      watch: { elapsed: () => clock.now().getTime(), sleep: (span, signal) => clock.sleep(span, signal) },
      clock,
      identity,
      duration: 35_000,
      renewWithin: 30_000,
      retryEvery: 5_000,
      onTrouble: () => undefined,
    });
    return {
      role: () => lead.role(),
      leader: () => lead.leader(),
      lead: signal => lead.lead(signal),
      note: () => lead.note(),
      leave: (note, urgency) => lead.leave(note, urgency),
      release: () => lead.release(),
      certain: () => !isDead() && lead.certain(),
    };
  }

  /** Of what was told since it was last asked: what, with the message that it was about, and its id. */
  told(listener: Listener): readonly string[] {
    return listener.told
      .splice(0)
      .map(({ notice, move, message }) => [notice.happening, move, JSON.stringify(message ?? null)].join(' '));
  }
}

interface Played extends AlertStage {
  kill(): void;
}

interface Wanted {
  /** What it remembers. */
  readonly kept?: History;
  /** It dies at once when somebody was told. */
  readonly isFrail?: boolean;
}

async function replica(pair: Pair, name: string, { kept, isFrail = false }: Wanted = {}): Promise<Played> {
  let isDead = false;
  const { clock, sandbox } = pair;
  const leadership = pair.leadershipOf(name, () => isDead);
  const [bot, hook] = [new Listener('bot', true), new Listener('hook')];
  const alive = (from: Listener, to: Listener): void => {
    from.answer = async told => {
      const sent = await to.send(told.notice, told.move, told.message);
      if (isFrail) isDead = true;
      return sent;
    };
  };
  alive(bot, pair.bot);
  bot.find = async ({ id }) => {
    const index = pair.bot.told.findIndex(({ notice }) => notice.id === id);
    return Promise.resolve(index < 0 ? null : { message: { of: index + 1 } });
  };
  alive(hook, pair.hook);
  const here = await alerting({
    listeners: [bot, hook],
    clock,
    sandbox,
    config: { mode: 'observe' },
    ports: { leadership },
    leadership,
    ...(kept ? { kept } : {}),
    waits: pair.lease === null,
  });
  return { ...here, kill: () => void (isDead = true) };
}

/** Two of them; the first leads, and has told what the account lacks. */
async function two(
  wanted: Wanted = {},
): Promise<{ readonly pair: Pair; readonly first: Played; readonly second: Played }> {
  const sandbox = await startSandbox();
  onTestFinished(() => sandbox.close());
  const setUp = await alerting({ listeners: [], sandbox });
  await setUp.end();
  const pair = new Pair(sandbox);
  const first = await replica(pair, 'first', wanted);
  const second = await replica(pair, 'second');
  expect([pair.told(pair.bot), pair.told(pair.hook)]).toEqual([[], []]);
  return { pair, first, second };
}

const stop = new StopLoggingCommand({ Name: 'main' });
const start = new StartLoggingCommand({ Name: 'main' });

const ends: readonly (readonly [string, (leader: Played) => Promise<void>])[] = [
  ['is killed', async leader => Promise.resolve(leader.kill())],
  ['ends in good order', async leader => leader.end()],
];

describe.each(ends)('a leader %s', (_, end) => {
  it('and the next goes on with its messages: nothing is told twice, nothing is forgotten', async () => {
    const { pair, first, second } = await two();
    await pair.tamper(stop);
    await first.clock.pass(11 * minute);
    expect([pair.told(pair.bot), pair.told(pair.hook)]).toEqual([['opened post null'], ['opened post null']]);
    await end(first);
    await second.clock.pass(12 * minute);
    expect(second.daemon.snapshot()).toMatchObject({ leadership: { role: 'leader' } });
    expect((await second.runs(1)).length).toBeGreaterThan(0);
    expect([pair.told(pair.bot), pair.told(pair.hook)]).toEqual([[], []]);
    await second.clock.pass(hour);
    expect([pair.told(pair.bot), pair.told(pair.hook)]).toEqual([
      ['reminder broadcast {"of":1}'],
      ['reminder post null'],
    ]);
    await pair.tamper(start);
    await second.clock.pass(11 * minute);
    expect([pair.told(pair.bot), pair.told(pair.hook)]).toEqual([
      ['resolved edit {"of":1}', 'resolved broadcast {"of":1}'],
      ['resolved post null'],
    ]);
    await pair.tamper(stop);
    await second.clock.pass(11 * minute);
    expect([pair.told(pair.bot), pair.told(pair.hook)]).toEqual([['opened post null'], ['opened post null']]);
  });

  it('and what came to be over meanwhile is told once, also by who remembers it from when it led before', async () => {
    const { pair, first, second } = await two();
    await pair.tamper(stop);
    await first.clock.pass(11 * minute);
    const [opened] = pair.bot.told;
    await end(first);
    await second.clock.pass(12 * minute); // the second has seen it, too
    const third = await replica(pair, 'third');
    await end(second);
    await third.clock.pass(2 * minute);
    pair.told(pair.bot);
    await pair.tamper(start);
    await third.clock.pass(11 * minute);
    expect(pair.bot.told.map(({ notice }) => [notice.happening, notice.incident, notice.since])).toEqual([
      ['resolved', opened?.notice.incident, opened?.notice.since],
      ['resolved', opened?.notice.incident, opened?.notice.since],
    ]);
  });
});

const memory = (): History => new MemoryHistory({ kept: true, keep: 90 * 24 * hour });

describe('who leads again', () => {
  it('tells nothing of what it remembers from before, where another has told the end of it', async () => {
    const kept = memory();
    const { pair, first, second } = await two({ kept });
    await pair.tamper(stop);
    await first.clock.pass(11 * minute);
    await first.end();
    await second.clock.pass(12 * minute);
    await pair.tamper(start);
    await second.clock.pass(4 * hour);
    expect(pair.told(pair.hook)).toEqual(['opened post null', 'resolved post null']);
    const again = await replica(pair, 'first again', { kept });
    await second.end();
    await again.clock.pass(12 * minute);
    expect(again.daemon.snapshot()).toMatchObject({ leadership: { role: 'leader' }, drifts: [] });
    expect(pair.told(pair.hook)).toEqual([]);
    await pair.tamper(stop);
    await again.clock.pass(11 * minute);
    expect(pair.told(pair.hook)).toEqual(['opened post null']);
  });
});

describe('a leader that is killed while it tells', () => {
  it('leaves that it was about to: a bot finds its message, others get it again with the same id', async () => {
    const { pair, first, second } = await two({ isFrail: true });
    await pair.tamper(stop);
    await first.clock.pass(11 * minute);
    const ids = () => pair.hook.told.map(({ notice }) => notice.id);
    expect(pair.bot.told.length + pair.hook.told.length).toBeGreaterThan(0);
    await second.clock.pass(12 * minute);
    expect(pair.told(pair.bot)).toEqual(['opened post null']);
    expect(new Set(ids()).size).toBe(1);
    await pair.tamper(start);
    await second.clock.pass(11 * minute);
    expect(pair.told(pair.bot)).toEqual(['resolved edit {"of":1}', 'resolved broadcast {"of":1}']);
  });
});

describe('a note that nobody understands', () => {
  it('is told of once, and the replica goes by what it knows itself', async () => {
    const { pair, first, second } = await two();
    await pair.tamper(stop);
    await first.clock.pass(11 * minute);
    pair.told(pair.hook);
    first.kill();
    if (pair.lease) pair.lease = { ...pair.lease, note: '{"version":1}' };
    await second.clock.pass(22 * minute);
    expect(pair.told(pair.hook)).toEqual(['first-run post null']);
    expect(second.said.filter(line => line.includes('cannot be understood'))).toHaveLength(1);
    expect(pair.lease?.note).toContain('"told"');
  });
});
