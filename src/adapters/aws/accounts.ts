/** With whose credentials each account is asked. No call may reach another account than that of its target. */
import type { Clock, EnteredAccount, Identity } from '../../app/ports.ts';
import { ApiFailure } from '../../core/failure.ts';
import type { Target } from '../../core/model.ts';
import type { CredentialSource, Credentials } from './credentials.ts';

/** Who signs what is asked of a target. */
export interface Accounts {
  /**
   * Makes the credentials of an account and finds out whether they are of that account.
   *
   * @throws ApiFailure which all that is asked of the account fails with from then on
   */
  enter(account: EnteredAccount): Promise<void>;
  /** @throws ApiFailure when the account could not be entered, or was not and the credentials in force are of another */
  credentials(target: Target): Promise<Credentials>;
}

/** Sends one question to STS, signed by these credentials. */
type AskSts = (operation: string, input: object, by: CredentialSource, target: Target) => Promise<object>;

export interface AccountsOptions {
  readonly clock: Clock;
  readonly ask: AskSts;
  /** Of the credentials in force. */
  readonly identity: () => Promise<Identity>;
  readonly inForce: CredentialSource;
  readonly ofProfile: (profile: string) => CredentialSource;
  /** Where STS is asked for an account of this partition. */
  readonly regionIn: (partition: string) => Promise<string>;
}

/** Role sessions are renewed so long before they end, in milliseconds: questions that wait for their turn must not find them expired. */
const AHEAD = 5 * 60_000;

/**
 * A role that was assumed is not assumed again for so long, in milliseconds: a daemon enters a thousand accounts for every
 * event. Not longer, so that what became of the role's trust, or of its sessions, shows soon.
 */
const ENTERED = 10 * 60_000;

export function accounts(options: AccountsOptions): Accounts {
  const entered = new Map<string, Promise<CredentialSource>>();
  const assumedAt = new Map<string, { readonly way: string; readonly at: number }>();
  const orFail = async (target: Target): Promise<CredentialSource> => {
    const { account } = await options.identity();
    if (account !== target.account) throw mismatch(account, target, 'sts:GetCallerIdentity');
    return options.inForce;
  };
  return {
    async enter(account) {
      const way = JSON.stringify(account);
      const now = options.clock.now().getTime();
      const last = assumedAt.get(account.id);
      if (last?.way === way && now - last.at < ENTERED) return;
      const entering = sourceOf(account, options);
      entered.set(account.id, entering);
      assumedAt.delete(account.id);
      await entering;
      if (account.access.role !== null) assumedAt.set(account.id, { way, at: now });
    },
    async credentials(target) {
      const source = await (entered.get(target.account) ?? orFail(target));
      return source();
    },
  };
}

async function sourceOf(account: EnteredAccount, options: AccountsOptions): Promise<CredentialSource> {
  const { access, id, partition } = account;
  const first = access.profile === null ? options.inForce : options.ofProfile(access.profile);
  if (access.role !== null) return assumed(account, first, options);
  if (access.profile === null) {
    const { account: answered } = await options.identity();
    const at = { partition, account: id, region: await options.regionIn(partition) };
    if (answered !== id) throw mismatch(answered, at, 'sts:GetCallerIdentity');
    return first;
  }
  const target = { partition, account: id, region: await options.regionIn(partition) };
  const answered: unknown = Reflect.get(await options.ask('GetCallerIdentity', {}, first, target), 'Account');
  if (answered !== id) throw mismatch(answered, target, 'sts:GetCallerIdentity');
  return first;
}

/** A session of the account's role, renewed when its end is near, once for all who ask meanwhile. */
async function assumed(
  { id, partition, access }: EnteredAccount,
  first: CredentialSource,
  { ask, clock, regionIn }: AccountsOptions,
): Promise<CredentialSource> {
  const target = { partition, account: id, region: await regionIn(partition) };
  const input = {
    RoleArn: access.role,
    RoleSessionName: access.sessionName,
    ...(access.externalId === null ? {} : { ExternalId: access.externalId }),
  };
  const assume = async (): Promise<Credentials> => sessionIn(await ask('AssumeRole', input, first, target), target);
  let session = await assume();
  let renewing: Promise<void> | undefined;
  const renewed = async (): Promise<void> => {
    try {
      session = await assume();
    } catch (error) {
      if (left(session, clock) <= 0) throw error;
    } finally {
      renewing = undefined;
    }
  };
  return async () => {
    if (left(session, clock) < AHEAD) await (renewing ??= renewed());
    return session;
  };
}

/** Milliseconds until a session ends. */
function left({ expiration }: Credentials, clock: Clock): number {
  return expiration === undefined ? Infinity : expiration.getTime() - clock.now().getTime();
}

interface AssumedRole {
  readonly Credentials?: {
    readonly AccessKeyId?: string;
    readonly SecretAccessKey?: string;
    readonly SessionToken?: string;
    readonly Expiration?: Date;
  };
  readonly AssumedRoleUser?: { readonly Arn?: string };
}

/** @throws ApiFailure if the session is of another account, or none at all */
function sessionIn(answer: AssumedRole, target: Target): Credentials {
  const call = 'sts:AssumeRole';
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = answer.Credentials ?? {};
  const account = answer.AssumedRoleUser?.Arn?.split(':')[4];
  if (AccessKeyId === undefined || SecretAccessKey === undefined || SessionToken === undefined || !account) {
    const message = 'the answer holds no session of a role: is this an endpoint of AWS?';
    throw new ApiFailure('UnreadableAnswer', message, { category: 'unreachable', site: { call, target } });
  }
  if (account !== target.account) throw mismatch(account, target, call);
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    ...(Expiration === undefined ? {} : { expiration: Expiration }),
  };
}

function mismatch(answered: unknown, target: Target, call: string): ApiFailure {
  const message = `the credentials are those of account ${String(answered)}, and not of ${target.account}`;
  return new ApiFailure('AccountMismatch', message, { category: 'credentials', site: { call, target } });
}
