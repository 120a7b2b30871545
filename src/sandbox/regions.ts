import { partitionOf } from './places.ts';

const always = `us-east-1 us-east-2 us-west-1 us-west-2 ap-south-1 ap-southeast-1 ap-southeast-2 ap-northeast-1
  ap-northeast-2 ap-northeast-3 ca-central-1 eu-central-1 eu-west-1 eu-west-2 eu-west-3 eu-north-1 sa-east-1
  us-gov-east-1 us-gov-west-1 cn-north-1 cn-northwest-1 eusc-de-east-1`.split(/\s+/);
const optIn = `af-south-1 ap-east-1 ap-east-2 ap-south-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6
  ap-southeast-7 ca-west-1 eu-central-2 eu-south-1 eu-south-2 il-central-1 mx-central-1 me-south-1 me-central-1`.split(
  /\s+/,
);

/**
 * The regions that each account has enabled, by account id, with `*` for accounts that are not named. Where neither
 * stands, those are enabled that need no opting in, and any that the sandbox has never heard of.
 */
export type EnabledRegions = Readonly<Record<string, readonly string[]>>;

export type OptIn = 'opt-in-not-required' | 'opted-in' | 'not-opted-in';

/** What was set about an account's regions; undefined for AWS's defaults. */
function chosen(regions: EnabledRegions, account: string): readonly string[] | undefined {
  return Object.hasOwn(regions, account) ? regions[account] : regions['*'];
}

export function isEnabled(regions: EnabledRegions, account: string, region: string): boolean {
  return chosen(regions, account)?.includes(region) ?? !optIn.includes(region);
}

/** Every region of the partition that an account could have, with what it is to the account. */
export function regionsOf(
  regions: EnabledRegions,
  account: string,
  of: string,
): readonly { readonly name: string; readonly status: OptIn }[] {
  const mine = chosen(regions, account);
  const names = [...new Set([...always, ...optIn, ...(mine ?? [])])].toSorted();
  return names
    .filter(name => partitionOf(name) === of)
    .map(name => {
      const needless = mine === undefined ? always.includes(name) : always.includes(name) && mine.includes(name);
      if (needless) return { name, status: 'opt-in-not-required' };
      return { name, status: isEnabled(regions, account, name) ? 'opted-in' : 'not-opted-in' };
    });
}

/** @throws RangeError for what is no account or no region */
export function checkRegions(regions: EnabledRegions): void {
  for (const [account, names] of Object.entries(regions)) {
    if (account !== '*' && !/^\d{12}$/.test(account)) throw new RangeError(`${account} is not the id of an account`);
    const strange = names.find(name => !/^[a-z]{2,5}(?:-[a-z]+){1,2}-\d{1,2}$/.test(name));
    if (strange !== undefined) throw new RangeError(`${strange} is not the name of a region`);
  }
}
