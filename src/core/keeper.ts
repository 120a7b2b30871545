
/** Where a partition records global service events. Certain for `aws` only: elsewhere the rule warns where it would refuse. */
const leaders: Readonly<Record<string, string>> = { aws: 'us-east-1', 'aws-cn': 'cn-north-1', 'aws-us-gov': 'us-gov-west-1' };

export interface RecorderAt extends Recorder {
  readonly address: Address;
  readonly target: Target;
}

export interface Keepers {
  readonly keeps: ReadonlySet<Address>;
  /** For each trail that lets go: the keeper that must be on first. */
  readonly before: ReadonlyMap<Address, Address>;
  readonly problems: readonly Problem[];
}

/**
 * One keeper of global service events for each account: the organization's trail, else the account's own multi-region
 * trail, else its trail in the leading region of the partition. No other trail receives them (facts, section 6).
 *
 * @param wish `auto`, a region, or `elsewhere`: a trail outside this spec keeps them, as a member of an organization may say
 */
export function chooseKeepers(recorders: readonly RecorderAt[], wish: string): Keepers {
  const keeps = new Set<Address>();
  const before = new Map<Address, Address>();
  const problems: Problem[] = [];
  const organizations = recorders.filter(({ covers, records }) => covers === 'organization' && records);
  for (const [account, own] of grouped(recorders, ({ target }) => target.account)) {
    const partition = own[0]?.target.partition ?? 'aws';
    const organization = organizations.find(({ target }) => target.partition === partition);
    const wide = own.filter(({ covers }) => covers !== 'region');
    const able = [...wide, ...own.filter(({ target }) => target.region === leaders[partition])].filter(({ records }) => records);
    const keeper = organization ?? able.find(({ target }) => target.region === wish) ?? able[0];
    for (const { address } of wide) keeps.add(address); // AWS refuses a multi-region trail without the flag
    if (keeper) keeps.add(keeper.address);
    for (const { address } of own) if (keeper && !keeps.has(address)) before.set(address, keeper.address);
    if (!keeper && wish !== 'elsewhere')
      problems.push({ code: 'global-events-unrecorded', message: `No trail of account ${account} can record global service events.`,
        hint: 'Make one of its trails multiRegion, or add one in the leading region of its partition.' });
    if (keeper && !organization && wish !== 'auto' && wish !== 'elsewhere' && keeper.target.region !== wish)
      problems.push({ code: 'keeper-elsewhere', at: keeper.address,
        message: `No trail in ${wish} can keep the global service events of account ${account}; ${keeper.address} does.` });
  }
  return { keeps, before, problems };
}

