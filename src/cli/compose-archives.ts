/** Where the trails of a daemon's spec deliver, opened anew each time that log files are verified. */
import { systemClock } from '../adapters/clock.ts';
import type { ConnectOptions } from '../adapters/aws/index.ts';
import type { Archives } from '../app/daemon/ports.ts';
import type { FoundPlaces } from '../app/logs/places.ts';
import type { Log } from '../app/ports.ts';
import { reading } from './compose.ts';
import { accessTo, askers } from './compose-logs.ts';
import type { Options } from './definition.ts';
import { version } from './version.ts';

type Reached = Pick<Options, 'profile' | 'region' | 'endpointUrl'> & {
  readonly log: Log;
  readonly onCall: NonNullable<ConnectOptions['onCall']>;
};

const all = { trail: null, accounts: null, regions: null };
const nobody = { step: (): void => undefined };

export function specArchives({ log, onCall, profile, region, endpointUrl }: Reached): Archives {
  const reached = {
    clock: systemClock,
    log,
    version,
    ...(profile === undefined ? {} : { profile }),
    ...(region === undefined ? {} : { region }),
    ...(endpointUrl === undefined ? {} : { endpointUrl }),
  };
  return {
    async open({ paths, files }) {
      const [{ connectSigning }, { s3Objects }, { askedKeys }, { placesInSpec }] = await Promise.all([
        import('../adapters/aws/index.ts'),
        import('../adapters/logs/s3.ts'),
        import('../adapters/logs/keys.ts'),
        import('../app/logs/spec-places.ts'),
      ]);
      const signing = connectSigning({ ...reached, onCall });
      const { cloud } = signing;
      let found: FoundPlaces = { places: [], buckets: new Map(), accounts: [], unknown: [] };
      const objects = s3Objects({ ...reached, to: async bucket => accessTo(bucket, found, signing) });
      const close = (): void => {
        objects.close();
        cloud.close();
      };
      try {
        const load = async () => Promise.resolve({ files, problems: [] });
        const answer = await placesInSpec(paths, all, { ...reading, load, cloud, progress: nobody });
        if (!('places' in answer)) {
          close();
          return answer;
        }
        found = answer;
        const keys = askedKeys(cloud, async () => askers(found, cloud));
        const places = found.places.map(place => ({ place, objects, keys }));
        return { places, unknown: found.unknown, cloud, close };
      } catch (error) {
        close();
        throw error;
      }
    },
  };
}
