/** What is known of a request besides what the service sends: when it is made, of whose resource, and where that stands. */
import type { Asked, Key } from './cloudtrail.ts';
import type { Request } from './request.ts';

export interface Circumstances {
  /** An instant, as ISO 8601 has it; absent: nobody says. */
  readonly now?: string | undefined;
  /** Whose the resource is, and its region; absent: not known. */
  readonly account?: string | undefined;
  readonly region?: string | undefined;
  /** Ids of accounts that are certainly members of the organization; absent: not known. */
  readonly members?: ReadonlySet<string> | undefined;
}

/** The same requests, with what is known. */
export function under(circumstances: Circumstances): (asked: readonly Asked[]) => readonly Asked[] {
  const { now, members } = circumstances;
  const keys = keysOf(circumstances);
  const known: Pick<Request, 'today' | 'members'> = {
    ...(now === undefined ? {} : { today: now.slice(0, 10).replaceAll('-', '/') }),
    ...(members === undefined ? {} : { members }),
  };
  return asked =>
    asked.map(({ what, request }) => ({
      what,
      request: { ...request, ...known, keys: new Map([...request.keys, ...keys]) },
    }));
}

function keysOf({ now, account, region }: Circumstances): readonly Key[] {
  const time: readonly Key[] =
    now === undefined
      ? []
      : [
          ['aws:currenttime', [[now]]],
          ['aws:epochtime', [[String(Math.floor(Date.parse(now) / 1000))]]],
        ];
  const owner: readonly Key[] =
    account === undefined
      ? []
      : [
          ['aws:resourceaccount', [[account]]],
          ['s3:resourceaccount', [[account]]],
        ];
  return [...time, ...owner, ...(region === undefined ? [] : [['aws:requestedregion', [[region]]] as const])];
}
