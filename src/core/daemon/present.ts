/** What may be shown of a snapshot as the present. */
import type { AccountView, CellState, EstateView, ResourceView, Snapshot, TrailView } from './snapshot.ts';
import { blindSince } from './verdict.ts';

/**
 * The same snapshot where something is known. Where nothing is any more, the accounts, trails and resources stand in it
 * with nothing said of them, and there is no plan: an old picture is not the present.
 */
export function asPresent(snapshot: Snapshot, now: Date): Snapshot {
  if (blindSince(snapshot, now) === null) return snapshot;
  return { ...snapshot, plan: null, estate: snapshot.estate && veiled(snapshot.estate) };
}

function veiled({ at, accounts, trails, resources }: EstateView): EstateView {
  return {
    at,
    accounts: accounts.map(veiledAccount),
    trails: trails.map(veiledTrail),
    resources: resources.map((resource): ResourceView => ({ ...resource, state: 'unread', gravity: null })),
    findings: [],
  };
}

function veiledAccount(account: AccountView): AccountView {
  const cells = Object.entries(account.cells).map(([region]) => [region, 'unknown'] as const);
  return { ...account, cells: Object.fromEntries<CellState>(cells), keeper: null, copies: null };
}

function veiledTrail({ address, arn, account, region }: TrailView): TrailView {
  const nothing = { logging: null, lastLog: null, lastDigest: null, lastNotification: null, errors: {}, elsewhere: {} };
  return { address, arn, account, region, ...nothing };
}
