/** Asks S3, as often as the kind of its failures allows, in the region where the bucket stands. */
import type { Clock, Log } from '../../app/ports.ts';
import { ApiFailure } from '../../core/failure.ts';
import { partitionOf } from '../../core/spec/regions.ts';
import type { CredentialSource } from '../aws/credentials.ts';
import { gate } from '../aws/gate.ts';
import { waitBeforeNext } from '../aws/retry.ts';
import { translate } from '../aws/translate.ts';
import { wire } from './get.ts';
import type { Answer, Origin } from './get.ts';
import { mendOf } from './mend.ts';
import { originOf } from './origin.ts';
import type { OriginOptions } from './origin.ts';
import { errorIn } from './page.ts';
import { encodedKey, queryText, signed } from './signature.ts';

/** How a bucket is got at. */
export interface BucketAccess {
  readonly by: CredentialSource;
  /** Where it is believed to stand; S3 says if it does not. */
  readonly region: string;
  /** Who is believed to own it; empty: not known. */
  readonly account: string;
}

export interface S3Options extends OriginOptions {
  /** Asked once for each bucket. @throws ApiFailure */
  readonly to: (bucket: string) => Promise<BucketAccess>;
  /** Whether the spec that is read has a bucket, which then is not misspelt where it is not there. */
  readonly isDeclared?: (bucket: string) => boolean;
  readonly clock: Clock;
  readonly log: Log;
  readonly version?: string;
  /** Questions under way at the same time, and connections to one host. Default 96: most of the time an answer is on its way. */
  readonly maxSockets?: number;
  /** Milliseconds until an answer must have begun, and between two parts of it. Default 15,000. */
  readonly pauseMs?: number;
  /** Milliseconds until all of an answer must be there. Default 120,000: 50 MB over a slow line. */
  readonly wholeMs?: number;
  /** A number in [0, 1), for the jitter of waits. */
  readonly random?: () => number;
}

export interface Question {
  readonly call: 's3:GetObject' | 's3:ListObjectsV2';
  readonly bucket: string;
  /** Null: it is about the bucket. */
  readonly key: string | null;
  readonly query: Readonly<Record<string, string>>;
}

export interface Asker {
  /**
   * @param read what the answer says; null: it is none of S3's
   * @throws ApiFailure
   */
  ask<T>(question: Question, read: (answer: Answer) => T | null): Promise<T>;
  /** Ends connections and waits. */
  close(): void;
}

/** A bucket where it was last found. */
interface Place {
  readonly access: BucketAccess;
  readonly region: string;
  readonly origin: Origin;
}

interface Failed {
  readonly failure: ApiFailure;
  /** Whether the bucket was found in another region by it. */
  readonly moved: boolean;
}

/** Regions that a bucket is looked for in; more are a loop. */
const mostMoves = 2;

/** Nothing is loaded or asked before the first question. */
export function asker(options: S3Options): Asker {
  const { clock, log } = options;
  const buckets = finder(options);
  const sending = sender(options);
  const closing = new AbortController();
  const once = async <T>(question: Question, read: (answer: Answer) => T | null): Promise<{ said: T } | Failed> => {
    const { call, bucket } = question;
    let target = targetIn('', '');
    try {
      const place = await buckets.of(bucket);
      target = targetIn(place.region, place.access.account);
      const answer = await sending.send(question, place);
      const said = answer.status === 200 ? read(answer) : null;
      if (said !== null) return { said };
      const failure = translate(
        troubleIn(answer, { ...question, isDeclared: options.isDeclared?.(bucket) ?? false }),
        call,
        target,
      );
      if (failure.name === 'RequestTimeTooSkewed') sending.setClockBy(answer);
      return { failure, moved: buckets.moved(bucket, place, answer) };
    } catch (error) {
      if (error instanceof ApiFailure) throw error;
      return { failure: translate(error, call, target), moved: false };
    }
  };
  return {
    async ask(question, read) {
      const began = clock.now().getTime();
      let moves = 0;
      for (let attempt = 1; ; attempt += 1) {
        const outcome = await once(question, read);
        if ('said' in outcome) return outcome.said;
        const { failure, moved } = outcome;
        if (moved && (moves += 1) <= mostMoves) continue;
        const elapsed = clock.now().getTime() - began;
        const wait = waitBeforeNext({ failure, attempt, elapsed, write: null }, options.random ?? Math.random);
        if (wait === undefined || closing.signal.aborted) throw failure;
        log.info({ call: question.call, bucket: question.bucket, failure: failure.name }, 'trying again after a pause');
        await clock.sleep(wait, closing.signal);
      }
    },
    close() {
      closing.abort();
      sending.close();
    },
  };
}

interface Finder {
  of(bucket: string): Promise<Place>;
  /** Whether an answer says that the bucket stands in another region, where it is found from then on. */
  moved(bucket: string, from: Place, answer: Answer): boolean;
}

function finder(options: S3Options): Finder {
  const known = new Map<string, Promise<Place>>();
  const placeIn = async (bucket: string, region: string, access: BucketAccess): Promise<Place> => ({
    access,
    region,
    origin: await originOf(bucket, region, options),
  });
  return {
    async of(bucket) {
      const found = known.get(bucket) ?? options.to(bucket).then(async to => placeIn(bucket, to.region, to));
      known.set(bucket, found);
      return found;
    },
    moved(bucket, { access, region }, { status, headers }) {
      const there = headers['x-amz-bucket-region'];
      if (status === 200 || typeof there !== 'string' || there === region) return false;
      known.set(bucket, placeIn(bucket, there, access));
      return true;
    },
  };
}

interface Sender {
  send(question: Question, place: Place): Promise<Answer>;
  /** From then on questions are signed by the clock of S3, which minded ours. */
  setClockBy(answer: Answer): void;
  close(): void;
}

function sender({ clock, version, maxSockets = 96, pauseMs = 15_000, wholeMs = 120_000 }: S3Options): Sender {
  const connections = wire({ maxSockets, pause: pauseMs, whole: wholeMs });
  const turns = gate(maxSockets);
  const agent = `trailwarden${version === undefined ? '' : `/${version}`}`;
  let ahead = 0; // milliseconds
  return {
    async send({ bucket, key, query }, { access, region, origin }) {
      const path = `${origin.path}/${key === null ? '' : encodedKey(key)}`;
      const credentials = await access.by();
      return turns.through(bucket, async () => {
        const now = new Date(clock.now().getTime() + ahead);
        const { protocol } = origin;
        const headers = await signed({ protocol, host: hostOf(origin), path, query }, { credentials, region, now });
        const search = queryText(query);
        return connections.get(origin, search === '' ? path : `${path}?${search}`, { ...headers, 'user-agent': agent });
      });
    },
    setClockBy({ headers }) {
      const there = Date.parse(headers.date ?? '');
      ahead = Number.isNaN(there) ? 0 : there - clock.now().getTime();
    },
    close: () => connections.close(),
  };
}

const hostOf = ({ hostname, port }: Origin): string => (port === null ? hostname : `${hostname}:${port}`);

const targetIn = (region: string, account: string) => ({ partition: partitionOf(region), account, region });

/** An answer that is not the one hoped for, as the SDK would throw it. */
function troubleIn({ status, headers, bytes }: Answer, question: Parameters<typeof mendOf>[1]): Error {
  const said = status === 200 ? null : errorIn(bytes.subarray(0, 64 * 1024).toString('utf8'));
  const headerId = headers['x-amz-request-id'];
  const requestId = said?.requestId ?? (typeof headerId === 'string' ? headerId : undefined);
  const trouble = Object.assign(new Error(said?.message ?? 'no XML of S3'), {
    $metadata: { httpStatusCode: status, ...(requestId === undefined ? {} : { requestId }) },
    $response: { headers },
  });
  if (said === null) return trouble;
  const mend = mendOf(said, question);
  return Object.assign(trouble, { name: said.code, $fault: 'client', ...(mend === undefined ? {} : { mend }) });
}
