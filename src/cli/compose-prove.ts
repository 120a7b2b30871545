/** What following marked calls, and looking for blind times, needs of the outside. */
import { systemClock } from '../adapters/clock.ts';
import type { Bounded } from '../app/deadline.ts';
import type { Log } from '../app/ports.ts';
import type { Target } from '../core/model.ts';
import type { Objects, PublicKeys } from '../logs/ports.ts';
import { reading } from './compose.ts';
import type { Options } from './definition.ts';
import type { Output } from './output.ts';
import { version } from './version.ts';

/** AWS, and buckets read by whoever owns them. To be closed in the end. */
export interface LogsOutside extends Pick<typeof reading, 'load' | 'kinds'>, Bounded {
  readonly log: Log;
  /** @param owner where the spec says that it stands; null: it says nothing, and the credentials in force read it */
  readonly bucket: (name: string, owner: Target | null) => Promise<Objects>;
  readonly keys: PublicKeys;
  close(): void;
}

/** @param deadline of everything together, in seconds */
export async function logsOutside(
  { profile, region, endpointUrl, logLevel }: Options,
  output: Output,
  deadline: number,
): Promise<LogsOutside> {
  const [{ connectSigning }, { s3Objects }, { askedKeys }, { logger }, { withDeadline }] = await Promise.all([
    import('../adapters/aws/index.ts'),
    import('../adapters/logs/s3.ts'),
    import('../adapters/logs/keys.ts'),
    import('../adapters/logger.ts'),
    import('../app/deadline.ts'),
  ]);
  const log = logger({ level: logLevel, pretty: output.notes.terminal, write: line => output.note(line) });
  const reached = {
    ...(profile === undefined ? {} : { profile }),
    ...(region === undefined ? {} : { region }),
    ...(endpointUrl === undefined ? {} : { endpointUrl }),
    version,
    clock: systemClock,
    log,
  };
  const signing = connectSigning(reached);
  const owners = new Map<string, Target>();
  const objects = s3Objects({
    ...reached,
    async to(bucket) {
      const owner = owners.get(bucket);
      return owner === undefined
        ? { by: signing.inForce, region: await signing.region(), account: '' }
        : { by: async () => signing.credentials(owner), region: owner.region, account: owner.account };
    },
  });
  const bounded = withDeadline({ cloud: signing.cloud, clock: systemClock }, deadline * 1000);
  return {
    ...reading,
    ...bounded,
    log,
    async bucket(name, owner) {
      if (owner) owners.set(name, owner);
      return Promise.resolve(objects);
    },
    keys: askedKeys(signing.cloud, async () => [await signing.cloud.identity()]),
    close() {
      objects.close();
      bounded.cloud.close();
    },
  };
}
