import type { Identity, Log } from '../../app/ports.ts';
import { ApiFailure } from '../../core/failure.ts';
import type { Clients } from './clients.ts';
import type { Question } from './memory.ts';

/** Where STS is asked if nothing names a region: it answers for every account of the public partition. */
const LAST_RESORT = 'us-east-1';

const call = 'sts:GetCallerIdentity';

/** Of a user, a role session, a federated user or the root: partition and account, in printable ASCII to its end. */
const callerArn = /^arn:(aws[a-z-]*):(?:iam|sts)::(\d{12}):[!-~]+$/;

/**
 * Whose credentials are in force, found out once; a failure is not remembered, so that a daemon can ask again.
 *
 * @throws ApiFailure
 */
export function identityOf(options: {
  /** Where STS is asked. */
  readonly region: () => Promise<string>;
  readonly ask: Question;
}): () => Promise<Identity> {
  let known: Promise<Identity> | undefined;
  return () => {
    known ??= find(options).catch((error: unknown) => {
      known = undefined;
      throw error;
    });
    return known;
  };
}

async function find({ region, ask }: Parameters<typeof identityOf>[0]): Promise<Identity> {
  const target = { partition: 'aws', account: '', region: await region() };
  const answer = await ask(call, {}, target);
  const account: unknown = Reflect.get(answer, 'Account');
  const arn: unknown = Reflect.get(answer, 'Arn');
  const [, partition, owner] = (typeof arn === 'string' && callerArn.exec(arn)) || [];
  if (typeof arn === 'string' && partition !== undefined && owner !== undefined && account === owner)
    return { account: owner, arn, partition };
  const message = 'the answer names no account: is this an endpoint of AWS?';
  throw new ApiFailure('UnreadableAnswer', message, { category: 'unreachable', site: { call, target } });
}

/** The region that the environment or the profile names, as the SDK reads it. */
export async function configuredRegion(clients: Clients, log: Log): Promise<string> {
  const { client } = await clients.of('sts');
  try {
    return await client.config.region();
  } catch {
    log.info({ region: LAST_RESORT }, 'no region is configured: asking STS in the last resort');
    return LAST_RESORT;
  }
}
