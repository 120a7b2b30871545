import { randomBytes } from 'node:crypto';
import type { Principal } from '../call.ts';
import { parseArn, partitionOf, uniqueId } from '../places.ts';

/** Who stands behind which access key. */
export interface Sessions {
  /** The holder of a key; undefined for a key that looks like one of ours but was never handed out. */
  holder(accessKeyId: string, region: string): Holder | undefined;
  /** Hands out temporary keys. */
  hand(grant: Grant): Handed;
}

export interface Holder {
  readonly principal: Principal;
  /** From then on the key is refused, by the clock of the sandbox; absent for keys that last. */
  readonly expires?: Date;
}

/** Whom temporary keys are for, and until when. */
interface Grant {
  readonly principal: Omit<Principal, 'accessKeyId'>;
  readonly expires: Date;
}

interface Handed {
  readonly principal: Principal;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

export interface RoleName {
  readonly arn: string;
  readonly partition: string;
  readonly account: string;
  readonly name: string;
}

/** The parts of a role's ARN, or undefined if it is none. */
export function roleName(arn: string): RoleName | undefined {
  const parts = parseArn(arn);
  if (parts?.service !== 'iam' || parts.account === '' || !parts.resource.startsWith('role/')) return undefined;
  const name = parts.resource.slice(parts.resource.lastIndexOf('/') + 1);
  return name === '' ? undefined : { arn, partition: parts.partition, account: parts.account, name };
}

/** A session of a role, since a moment. */
export function roleSession(role: RoleName, session: string, since: Date): Grant['principal'] {
  const id = uniqueId('AROA', role.arn);
  return {
    type: 'AssumedRole',
    account: role.account,
    arn: `arn:${role.partition}:sts::${role.account}:assumed-role/${role.name}/${session}`,
    id: `${id}:${session}`,
    role: { name: role.name, arn: role.arn, id, since },
  };
}

/** Temporary keys begin with this; a key like it that was never handed out is refused, not taken for somebody else's. */
const TEMPORARY = 'ASIASANDBOX';

export interface KnownAccounts {
  /** The account of every access key that is not known. */
  readonly fallback: string;
  readonly byAccessKey: Readonly<Record<string, string>>;
}

export function openSessions(accounts: KnownAccounts): Sessions {
  const handedOut = new Map<string, Holder>();
  return {
    holder(accessKeyId, region) {
      if (accessKeyId.startsWith(TEMPORARY)) return handedOut.get(accessKeyId);
      const root = /^root-(\d{12})$/.exec(accessKeyId)?.[1];
      if (root !== undefined) return { principal: rootOf(root, accessKeyId, region) };
      return { principal: user(accessKeyId, accountOf(accessKeyId, accounts), region) };
    },
    hand({ principal: of, expires }) {
      const accessKeyId = TEMPORARY + randomBytes(6).toString('hex').toUpperCase();
      const principal: Principal = { ...of, accessKeyId };
      handedOut.set(accessKeyId, { principal, expires });
      const secret = (): string => randomBytes(30).toString('base64');
      return { principal, secretAccessKey: secret(), sessionToken: secret() };
    },
  };
}

function accountOf(accessKeyId: string, accounts: KnownAccounts): string {
  const known = Object.hasOwn(accounts.byAccessKey, accessKeyId) ? accounts.byAccessKey[accessKeyId] : undefined;
  return known ?? (/^\d{12}$/.test(accessKeyId) ? accessKeyId : accounts.fallback);
}

/** Every access key is a user of its own, named after it, so that event history can tell them apart. */
function user(accessKeyId: string, account: string, region: string): Principal {
  const userName = /^\d{12}$/.test(accessKeyId) ? 'sandbox' : accessKeyId;
  const arn = `arn:${partitionOf(region)}:iam::${account}:user/${userName}`;
  return { type: 'IAMUser', account, arn, id: uniqueId('AIDA', arn), accessKeyId, userName };
}

/** `root-` and twelve digits: the root user of that account. */
function rootOf(account: string, accessKeyId: string, region: string): Principal {
  return { type: 'Root', account, arn: `arn:${partitionOf(region)}:iam::${account}:root`, id: account, accessKeyId };
}
