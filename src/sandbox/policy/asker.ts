import type { Context, Principal } from '../call.ts';
import { organizationOf } from '../estate.ts';
import type { Keys } from './conditions.ts';
import type { Asker } from './evaluate.ts';

export function askerOf(principal: Principal): Asker {
  const arns = principal.role ? [principal.arn, principal.role.arn] : [principal.arn];
  return { account: principal.account, arns, id: principal.id };
}

/** Condition keys that every request of a principal carries. The sandbox counts as reached over TLS. */
export function keysOf({ call: { principal, sourceIp }, estate }: Context): Keys {
  const organization = organizationOf(estate, principal.account);
  return new Map([
    ['aws:securetransport', ['true']],
    ['aws:principalisawsservice', ['false']],
    ['aws:principalaccount', [principal.account]],
    ['aws:principalarn', [principal.role?.arn ?? principal.arn]],
    ['aws:userid', [principal.id]],
    ['aws:sourceip', [sourceIp]],
    ...(organization ? [['aws:principalorgid', [organization.id]] as const] : []),
  ]);
}
