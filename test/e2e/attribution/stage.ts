/** A sandbox whose time stands still between calls, people who call it, and what the event history says of them. */
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';

import { attribute } from '../../../src/app/attribution.ts';
import type { Inquiry } from '../../../src/app/attribution.ts';
import type { Attribution } from '../../../src/core/drift/attribution.ts';
import { sightings } from '../../../src/core/drift/sightings.ts';
import type { Sighting } from '../../../src/core/drift/drift.ts';
import type { Report } from '../../../src/core/report.ts';
import { kinds } from '../../../src/resources/index.ts';
import { startSandbox } from '../../../src/sandbox/index.ts';
import type { Sandbox, SandboxOptions } from '../../../src/sandbox/index.ts';
import { portsFor, run } from '../../contract/estate.ts';
import type { SpecBody } from '../../contract/estate.ts';
import { FakeClock } from '../../fake-clock.ts';
import { endpointAt } from '../endpoint.ts';
import type { Endpoint } from '../endpoint.ts';

export const region = 'eu-west-1';
const begin = '2026-11-19T03:00:00Z';

/** Somebody with keys. */
export interface Person {
  readonly cloudtrail: CloudTrailClient;
  readonly s3: S3Client;
  readonly sns: SNSClient;
  readonly kms: KMSClient;
}

interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface Stage {
  readonly sandbox: Sandbox;
  readonly endpoint: Endpoint;
  /** A user of that name, or `root-` and an account. */
  as(name: string, more?: { readonly region?: string; readonly userAgent?: string }): Person;
  /** A session of a role. */
  session(
    role: string,
    session: string,
    more?: { readonly mfa?: true; readonly sourceIdentity?: string },
  ): Promise<Person>;
  /** A minute later. */
  later(seconds?: number): void;
  apply(spec: SpecBody): Promise<Report>;
  /** What is drifting, with what the history says of each, by field; `''` for a whole resource. */
  who(spec: SpecBody, inquiry?: Partial<Inquiry>): Promise<Readonly<Record<string, Attribution>>>;
  drifts(spec: SpecBody): Promise<readonly Sighting[]>;
  ask(drifts: readonly Sighting[], inquiry?: Partial<Inquiry>): Promise<ReadonlyMap<string, Attribution>>;
}

const knowNothing: Inquiry = { since: null, seenAt: null, requestIds: new Set(), ownPrincipals: [] };

export async function staged(options: SandboxOptions = {}): Promise<Stage> {
  const sandbox = await startSandbox({ now: new Date(begin), ...options });
  const endpoint = endpointAt(sandbox.url);
  const { digest } = portsFor(endpoint.cloud(), {});
  const with_ = (
    credentials: Keys,
    { region: at = region, userAgent }: { region?: string; userAgent?: string } = {},
  ): Person => {
    const common = {
      endpoint: sandbox.url,
      region: at,
      credentials,
      ...(userAgent === undefined ? {} : { customUserAgent: userAgent }),
    };
    return {
      cloudtrail: new CloudTrailClient(common),
      s3: new S3Client({ ...common, forcePathStyle: true }),
      sns: new SNSClient(common),
      kms: new KMSClient(common),
    };
  };
  const stage: Stage = {
    sandbox,
    endpoint,
    as: (name, more) => with_({ accessKeyId: name, secretAccessKey: 'secret' }, more),
    async session(role, session, { mfa, sourceIdentity } = {}) {
      const sts = new STSClient({
        endpoint: sandbox.url,
        region,
        credentials: { accessKeyId: 'jdoe', secretAccessKey: 'x' },
      });
      const { Credentials: keys } = await sts.send(
        new AssumeRoleCommand({
          RoleArn: role,
          RoleSessionName: session,
          SourceIdentity: sourceIdentity,
          ...(mfa ? { SerialNumber: 'arn:aws:iam::111111111111:mfa/jdoe', TokenCode: '123456' } : {}),
        }),
      );
      return with_({
        accessKeyId: keys?.AccessKeyId ?? '',
        secretAccessKey: keys?.SecretAccessKey ?? '',
        sessionToken: keys?.SessionToken ?? '',
      });
    },
    later: (seconds = 60) => sandbox.clock.advance(seconds),
    apply: async spec => run(endpoint.cloud(), spec, { command: 'apply' }),
    async who(spec, inquiry) {
      const drifts = await stage.drifts(spec);
      const found = await stage.ask(drifts, inquiry);
      return Object.fromEntries(
        drifts.flatMap(({ fingerprint, field }) => {
          const one = found.get(fingerprint);
          return one ? [[field ?? '', one]] : [];
        }),
      );
    },
    async drifts(spec) {
      const report = await run(endpoint.cloud(), spec, { command: 'drift' });
      return sightings(report.plan, digest).drifts;
    },
    // the clock that stops the search must not run ahead as the one that spaces calls does
    ask: async (drifts, inquiry) =>
      attribute(
        drifts,
        { ...knowNothing, ...inquiry },
        { kinds, clock: new WaitingClock(sandbox), memory: endpoint.cloud().memory(), within: 60_000 },
      ),
  };
  return stage;
}

/** Tells the sandbox's time, and never ends a wait by itself. */
class WaitingClock extends FakeClock {
  readonly #sandbox: Sandbox;

  constructor(sandbox: Sandbox) {
    super();
    this.#sandbox = sandbox;
  }

  override now(): Date {
    return this.#sandbox.clock.now();
  }

  override async sleep(_: number, signal?: AbortSignal): Promise<void> {
    await new Promise<void>(resolve => {
      signal?.addEventListener('abort', () => resolve(), { once: true });
    });
  }
}
