/** The real loop on the sandbox, with a clock that the test moves. */
import { createHash } from 'node:crypto';

import { onTestFinished } from 'vitest';

import { alone } from '../../../src/app/daemon/fence.ts';
import { Daemon } from '../../../src/app/daemon/daemon.ts';
import type { DaemonPorts, History, JournalEntry, Looked, Source, Timetable } from '../../../src/app/daemon/ports.ts';
import type { DaemonConfig } from '../../../src/core/daemon/config.ts';
import type { RunSummary, Snapshot } from '../../../src/core/daemon/snapshot.ts';
import type { Drift, DriftStep } from '../../../src/core/drift/drift.ts';
import type { Problem } from '../../../src/core/model.ts';
import { kinds } from '../../../src/resources/index.ts';
import { startSandbox } from '../../../src/sandbox/index.ts';
import type { Sandbox } from '../../../src/sandbox/index.ts';
import { minimal } from '../../cli/program.ts';
import { endpointAt } from '../../e2e/endpoint.ts';
import type { Endpoint } from '../../e2e/endpoint.ts';
import { MovedClock } from './moved-clock.ts';

const minute = 60_000;

/** What holds where a test says nothing else: everything is enforced, every ten minutes. */
export const usual: DaemonConfig = {
  name: 'audit',
  mode: 'enforce',
  source: { is: 'folder', paths: ['specs'] },
  schedule: {
    cron: '*/10 * * * *',
    timeZone: 'UTC',
    jitter: 0,
    deadline: 5 * minute,
    retry: { first: 15_000, factor: 2, longest: 15 * minute },
  },
  enforce: { kinds: [], targets: [], drift: 'all', windows: { allow: [], deny: [] } },
  suspend: null,
  contest: { after: 3, within: 60 * minute },
  flapping: { after: 20, within: 60 * minute },
  events: null,
  history: { path: null, keep: 90 * 24 * 60 * minute },
  reports: null,
  server: {
    host: '127.0.0.1',
    port: 0,
    readTokenFile: null,
    writeTokenFile: null,
    externalUrl: null,
    allowedHosts: [],
  },
  leadership: null,
  kubernetes: null,
  alerts: null,
  // the sandbox delivers by a clock of its own: whoever looks at deliveries says how long they may take
  delivery: { log: 1e12, digest: 1e12, notification: 1e12, gravity: 'high' },
  verify: null,
  attribution: false,
  log: { level: 'info' },
  grace: 20_000,
};

/** Expressions of the form of the usual one: every so many minutes. Enough to move a clock by. */
const everyMinutes: Timetable = {
  next(cron, _, after) {
    const [, every = '1'] = /^\*\/(\d+)/u.exec(cron) ?? [];
    const step = Number(every) * minute;
    return new Date((Math.floor(after.getTime() / step) + 1) * step);
  },
  isOpen({ cron, timeZone, duration }, at) {
    return this.next(cron, timeZone, new Date(at.getTime() - duration)).getTime() <= at.getTime();
  },
};

/** A source that the test writes. */
class Written implements Source {
  readonly name = 'specs';
  #looked: Looked;
  #changed: () => void = () => undefined;

  constructor(text: string) {
    this.#looked = revisionOf(text);
  }

  look(): Promise<Looked> {
    return Promise.resolve(this.#looked);
  }

  watch(changed: () => void): void {
    this.#changed = changed;
  }

  write(text: string): void {
    this.#looked = revisionOf(text);
    this.#changed();
  }

  fail(problem: Problem): void {
    this.#looked = { unavailable: [problem] };
    this.#changed();
  }
}

function revisionOf(text: string): Looked {
  const revision = createHash('sha256').update(text).digest('hex').slice(0, 8);
  return { revision, paths: ['specs'], files: [{ path: 'specs/a.yaml', text }], problems: [] };
}

/** What the daemon remembers, in memory, so that a test can look at it and give it to the next daemon. */
export class Remembered implements History {
  readonly kept = true as const;
  readonly recorded: RunSummary[] = [];
  readonly steps: DriftStep[] = [];
  /** How often an answer came after a run. */
  amended = 0;
  readonly names = new Map<string, unknown>();
  #drifts: readonly Drift[] = [];
  readonly #requestIds: string[] = [];

  remembered = (): Promise<readonly Drift[]> => Promise.resolve(this.#drifts);
  async record(run: RunSummary, _: unknown, drifts: readonly Drift[], steps: readonly DriftStep[]): Promise<void> {
    this.recorded.push(run);
    this.steps.push(...steps);
    this.#drifts = drifts;
    return Promise.resolve();
  }
  async amend(drifts: readonly Drift[], steps: readonly DriftStep[]): Promise<void> {
    this.steps.push(...steps);
    this.#drifts = drifts;
    this.amended += 1;
    return Promise.resolve();
  }
  runs = ({ limit }: { readonly limit: number }) => Promise.resolve(this.recorded.toReversed().slice(0, limit));
  run = () => Promise.resolve(null);
  drifts = () => Promise.resolve(this.#drifts);
  requestIds = () => Promise.resolve(new Set(this.#requestIds));
  journal = () => Promise.resolve([]);
  unsure = () => Promise.resolve([]);
  notifications = () => Promise.resolve([]);
  notified = () => Promise.resolve();
  recall = (name: string): Promise<unknown> => Promise.resolve(this.names.get(name));
  async remember(name: string, value: unknown): Promise<void> {
    this.names.set(name, value);
    return Promise.resolve();
  }
  async write({ requestIds = [] }: JournalEntry): Promise<void> {
    this.#requestIds.push(...requestIds);
    return Promise.resolve();
  }
  tidy = () => Promise.resolve();
  close = () => undefined;
}

export interface Stage {
  readonly sandbox: Sandbox;
  readonly by: Endpoint;
  readonly clock: MovedClock;
  readonly source: Written;
  readonly history: Remembered;
  readonly daemon: Daemon;
  /** Every line that was logged. */
  readonly lines: readonly string[];
  /** Replaces the config, as if its file had been written. */
  configure(config: DaemonConfig | readonly Problem[]): void;
  /** Resolves once so many runs are over in all. */
  runs(count: number): Promise<readonly RunSummary[]>;
  /** Lets time pass until so many runs are over in all. */
  passUntilRuns(count: number): Promise<readonly RunSummary[]>;
  /** Resolves once the snapshot is so. */
  until(what: string, is: (snapshot: Snapshot) => boolean): Promise<Snapshot>;
  end(): Promise<void>;
}

export interface Playing {
  readonly config?: Partial<DaemonConfig>;
  readonly spec?: string;
  readonly ports?: Partial<DaemonPorts>;
  readonly history?: Remembered;
  readonly sandbox?: Sandbox;
  readonly clock?: MovedClock;
  /** Done before it runs. */
  readonly before?: (daemon: Daemon, clock: MovedClock) => Promise<void>;
}

/** A daemon that runs, with its sandbox. */
export async function stage(playing: Playing = {}): Promise<Stage> {
  const sandbox = playing.sandbox ?? (await startSandbox());
  if (!playing.sandbox) onTestFinished(() => sandbox.close());
  const by = endpointAt(sandbox.url);
  const clock = playing.clock ?? new MovedClock();
  const source = new Written(playing.spec ?? minimal);
  const history = playing.history ?? new Remembered();
  const over: RunSummary[] = [];
  const running = new Set<string>();
  const lines: string[] = [];
  const line = (_: object, message: string): void => void lines.push(message);
  let config: DaemonConfig | readonly Problem[] = { ...usual, ...playing.config };
  let configChanged = (): void => undefined;
  let ids = 0;
  const cloud = by.cloud();
  const daemon = new Daemon(config, {
    clock,
    cloud,
    kinds,
    source,
    history,
    version: '0.0.0',
    digest: text => createHash('sha256').update(text).digest('hex'),
    configs: {
      load: () => Promise.resolve('name' in config ? { config } : { problems: config }),
      watch: changed => (configChanged = changed),
    },
    leadership: alone,
    timetable: everyMinutes,
    events: null,
    archives: null,
    log: { debug: () => undefined, info: line, warn: line },
    during: async (_, work) => work(),
    random: () => 0,
    newId: () => `r-${(ids += 1)}`,
    ...playing.ports,
  });
  daemon.follow({
    changed({ runs: { last, current } }) {
      if (current) running.add(current.id);
      else if (last && running.delete(last.id)) over.push(last); // another daemon's may be remembered
    },
  });
  await playing.before?.(daemon, clock);
  const ending = new AbortController();
  const whole = daemon.run(ending.signal);
  const end = async (): Promise<void> => {
    ending.abort();
    await whole;
    cloud.close();
  };
  onTestFinished(end);
  const until: Stage['until'] = async (what, is) => {
    for (let waited = 0; waited < 2_000; waited += 1) {
      if (is(daemon.snapshot())) return daemon.snapshot();
      await new Promise(resolve => setTimeout(resolve, 5));
    }
    throw new Error(`in vain waited for: ${what}; ${JSON.stringify(daemon.snapshot().runs)} ${lines.join('\n')}`);
  };
  const runs: Stage['runs'] = async count => {
    await until(`${count} runs`, () => over.length >= count);
    return [...over];
  };
  return {
    sandbox,
    by,
    clock,
    source,
    history,
    daemon,
    lines,
    until,
    runs,
    configure(written) {
      config = written;
      configChanged();
    },
    async passUntilRuns(count) {
      for (let passed = 0; over.length < count && passed < 240; passed += 1) {
        await clock.pass(15_000);
        await until('no run goes on', ({ runs: { current } }) => current === null);
      }
      return runs(count);
    },
    end,
  };
}
