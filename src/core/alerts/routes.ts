/** Who is told of what. Pure. */
import { accountIn } from '../address.ts';
import type { Drift } from '../drift/drift.ts';
import type { RouteConfig } from './config.ts';
import type { Weight } from './notice.ts';
import { compareWeights, weightOf } from './weight.ts';

/** Ids of accounts by their keys in the spec. */
export type AccountIds = ReadonlyMap<string, string>;

/** The receivers of the first route that matches a drift; none: nobody is told. */
export function receiversOf(drift: Drift, routes: readonly RouteConfig[], ids: AccountIds): readonly string[] {
  const key = accountIn(drift.address);
  const names = [key, ids.get(key), drift.resource?.target.account];
  const kind = drift.address.slice(0, drift.address.indexOf('/'));
  const route = routes.find(
    ({ from, accounts, kinds }) =>
      compareWeights(weightOf(drift), from) <= 0 &&
      (accounts.length === 0 || accounts.some(account => names.includes(account))) &&
      (kinds.length === 0 || kinds.includes(kind)),
  );
  return route?.receivers ?? [];
}

/** The same of what is about all accounts and kinds: a route that is limited to some does not match. */
export function receiversOfAll(weight: Weight, routes: readonly RouteConfig[]): readonly string[] {
  const isMeant = ({ from, accounts, kinds }: RouteConfig): boolean =>
    compareWeights(weight, from) <= 0 && accounts.length === 0 && kinds.length === 0;
  return routes.find(isMeant)?.receivers ?? [];
}
