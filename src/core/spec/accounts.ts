/** How the accounts of a spec are got into. */
import { parseArn } from '../arn.ts';
import type { Arn } from '../model.ts';
import type { Account, AccountAccess, AccountDefaults, Spec } from './spec.ts';

/** As much of a spec as says what an account is that it does not write down. */
type AccountRules = Pick<Spec, 'accountDefaults' | 'accounts' | 'organization'>;

/**
 * An account that the spec does not write down, with the settings of `defaults.account`. Where these do not say so, it
 * stands in the partition of its organization.
 *
 * @param id twelve digits
 */
export function accountOf(id: string, { accountDefaults, accounts, organization }: AccountRules, key = id): Account {
  const through = accounts?.find(one => one.key === organization?.account);
  const partition = partitionWritten(accountDefaults) ?? through?.partition ?? 'aws';
  return { key, id, partition, access: accessOf(accountDefaults, { id, partition }), regions: null, labels: {} };
}

/** The partition that the settings of an account name, by themselves or in the ARN of its role. */
export function partitionWritten({ partition, role }: AccountDefaults): string | null {
  return partition ?? (role?.startsWith('arn:') ? parseArn(role).partition : null);
}

/** How an account with these settings is got into. */
export function accessOf(
  { role, externalId, sessionName, profile }: AccountDefaults,
  { id, partition }: { readonly id: string; readonly partition: string },
): AccountAccess {
  return {
    role: role === null ? null : roleArn(role, `arn:${partition}:iam::${id}:role/`),
    externalId,
    sessionName,
    profile,
  };
}

function roleArn(role: string, before: Arn): Arn {
  return role.startsWith('arn:') ? (role as Arn) : `${before}${role.replace(/^\//u, '')}`;
}
