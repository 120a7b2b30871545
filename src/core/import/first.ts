/** A first spec: a trail, its bucket and perhaps a topic, from what somebody answered. */
import { leadingRegion } from '../keeper.ts';
import type { AnyKind, AnyState } from '../kind.ts';
import { partitionOf } from '../spec/regions.ts';
import type { Draft } from './document.ts';
import type { ImportedBlock } from './found.ts';
import { plainKey } from './names.ts';

/** What is asked of who begins. */
export interface Answers {
  readonly owner: string;
  readonly region: string;
  /** What AWS calls the trail. */
  readonly trail: string;
  readonly bucket: string;
  /** Whether the bucket is there already. */
  readonly bucketExists: boolean;
  readonly prefix: string | null;
  /** What AWS calls it; null: nobody is told of log files. */
  readonly topic: string | null;
  readonly topicExists: boolean;
  readonly multiRegion: boolean;
  /** Alias, id or ARN. */
  readonly kmsKey: string | null;
}

/** @param kinds with the names `bucket`, `topic` and `trail` among them */
export function firstSpec(answers: Answers, kinds: readonly AnyKind[]): Draft {
  const { owner, region, multiRegion } = answers;
  return {
    owner,
    about: ['Written by trailwarden init. What is not said has safe defaults.'],
    accounts: {},
    organization: null,
    elsewhere: !multiRegion && region !== leadingRegion(partitionOf(region)),
    several: false,
    blocks: kinds.flatMap(kind => blocksOf(kind, answers)),
    ignore: [],
    leftOut: [],
  };
}

function blocksOf(kind: AnyKind, answers: Answers): readonly ImportedBlock[] {
  const { region, trail, bucket, bucketExists, topic, topicExists } = answers;
  const block = (name: string, settings: AnyState, note?: string): readonly ImportedBlock[] => [
    {
      kind,
      key: plainKey(name, kind.name),
      name,
      accounts: [],
      regions: [region],
      settings,
      ...(note === undefined ? {} : { note }),
      members: [],
    },
  ];
  switch (kind.name) {
    case 'bucket':
      return block(bucket, adopted(bucketExists), bucketExists ? existing : fresh);
    case 'topic':
      return topic === null ? [] : block(topic, adopted(topicExists), topicExists ? existing : undefined);
    case 'trail':
      return block(trail, trailSettings(answers));
    default:
      return [];
  }
}

const adopted = (exists: boolean): AnyState => (exists ? { adopt: true } : {});

const existing =
  'It is there already: the first apply adds our tag, our statements and the safe settings that it lacks.';
const fresh = 'Private, versioned, encrypted, TLS only, and open to CloudTrail for the trail below alone.';

function trailSettings({ bucket, prefix, topic, multiRegion, kmsKey }: Answers): AnyState {
  return {
    bucket: plainKey(bucket, 'bucket'),
    ...(prefix === null ? {} : { prefix }),
    ...(topic === null ? {} : { topic: plainKey(topic, 'topic') }),
    ...(multiRegion ? {} : { multiRegion: false }),
    ...(kmsKey === null ? {} : { kmsKey }),
  };
}
