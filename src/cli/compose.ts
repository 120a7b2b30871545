/** Puts the program together. The only file that names concrete adapters; each is loaded when it is needed. */
import { systemClock } from '../adapters/clock.ts';
import { readFolder } from '../adapters/specs/folder.ts';
import type { Bounded } from '../app/deadline.ts';
import type { Log, Ports } from '../app/ports.ts';
import type { SourceFile } from '../core/spec/source.ts';
import { kinds } from '../resources/index.ts';
import type { Options } from './definition.ts';
import type { Output } from './output.ts';
import { usualDeadline } from './options.ts';
import { version } from './version.ts';

/** What is needed to read a spec and judge it. */
export const reading = { load: readFolder, kinds, clock: systemClock };

/** What is needed to judge the config of a daemon. */
export async function judgingConfigs() {
  const { judgeConfig } = await import('../adapters/config/daemon.ts');
  const names = kinds.map(({ name }) => name);
  return { judge: (file: SourceFile) => judgeConfig(file, names) };
}

/** What is needed to examine accounts; to be closed in the end. */
export async function examining(options: Options, output: Output) {
  const { watchSkew } = await import('../adapters/aws/skew.ts');
  const skew = watchSkew(systemClock);
  const { cloud, stage, log } = await connected(options, output);
  const close = (): void => {
    cloud.close();
    skew.stop();
  };
  return { ...reading, cloud, stage, log, skew: () => skew.seconds(), close };
}

/** What is needed to compare two states of a spec. */
export async function comparing() {
  const [{ readRevision }, digest] = await Promise.all([import('../adapters/specs/git.ts'), digests()]);
  return { ...reading, revision: readRevision, clock: systemClock, digest };
}

/** All that a run needs but what it shows. */
export interface Outside extends Pick<Ports, 'load' | 'cloud' | 'clock' | 'stage' | 'kinds' | 'digest'> {
  /** Aborted when the deadline of the run has passed. */
  readonly passed: AbortSignal;
}

export async function outside(options: Options, output: Output): Promise<Outside> {
  return {
    ...reading,
    ...(await connected(options, output)),
    digest: await digests(),
  };
}

/** SHA-256, as digests of plans and resources are made. */
export async function digests(): Promise<Ports['digest']> {
  const { createHash } = await import('node:crypto'); // `validate` starts without it
  return text => createHash('sha256').update(text).digest('hex');
}

async function connected(
  { profile, region, endpointUrl, logLevel, deadline = usualDeadline }: Options,
  output: Output,
): Promise<Bounded & { readonly log: Log }> {
  const [{ connect }, { logger }, { withDeadline }] = await Promise.all([
    import('../adapters/aws/index.ts'),
    import('../adapters/logger.ts'),
    import('../app/deadline.ts'),
  ]);
  const log = logger({ level: logLevel, pretty: output.notes.terminal, write: line => output.note(line) });
  const cloud = connect({
    clock: systemClock,
    log,
    version,
    ...(profile === undefined ? {} : { profile }),
    ...(region === undefined ? {} : { region }),
    ...(endpointUrl === undefined ? {} : { endpointUrl }),
  });
  return { ...withDeadline({ cloud, clock: systemClock }, deadline * 1000), log };
}
