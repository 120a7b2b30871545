/** What is wrong with accounts, groups and the organization, once their shape is right. */
import { parseArn } from '../arn.ts';
import type { Position, Problem } from '../model.ts';
import { place } from './join.ts';
import { everyAccount, hasLabels } from './members.ts';
import { isId, type AccountNames } from './names.ts';
import { positionsBelow, valueOf, type Entries, type Member, type Node } from './node.ts';
import { listed, positionIn, unknownRegion } from './places.ts';
import type { Account } from './spec.ts';
import { quoted } from './words.ts';

/** Keys that the files declare, also where something in them is wrong. */
export interface DeclaredKeys {
  readonly accounts: ReadonlyMap<string, Position>;
  readonly groups: ReadonlyMap<string, Position>;
  /** Whether all of them could be read. */
  readonly whole: boolean;
}

/** What one account says against itself. */
export function accountProblems({ key, id, regions, access: { role } }: Account, entry: Member): readonly Problem[] {
  const written = writtenIn(entry);
  const stranger = role === null ? id : parseArn(role).account;
  return [
    ...listed(regions ?? [], written, '/regions').flatMap(unknownRegion),
    ...(stranger === id
      ? []
      : [
          {
            code: 'role-elsewhere',
            message: `the role of account ${quoted(key)} is one of account ${stranger}, not of ${id}`,
            hint: 'write the name of the role, or its ARN in this account',
            at: positionIn(written, '/role'),
          } as const,
        ]),
  ];
}

interface Judged {
  /** Those that could be read. */
  readonly own: readonly Account[];
  readonly declared: DeclaredKeys;
  readonly groups: Entries;
  readonly organization: Member | undefined;
  readonly defaults: Node | undefined;
  readonly names: AccountNames;
}

/** What accounts, groups and the organization say against each other. */
export function fleetProblems(fleet: Judged): readonly Problem[] {
  const { own, declared, groups, organization, defaults, names } = fleet;
  return [
    ...twice(own),
    ...taken(declared, own),
    ...[...groups.values()].flatMap(group => groupProblems(group, fleet)),
    ...(organization ? organizationProblems(organization, names) : []),
    ...(defaults && declared.whole && declared.accounts.size === 0 ? [useless(defaults)] : []),
  ];
}

/** One account under two keys would have everything declared twice. */
function twice(accounts: readonly Account[]): readonly Problem[] {
  const first = new Map<string, Account>();
  return accounts.flatMap((account): readonly Problem[] => {
    const other = first.get(account.id);
    first.set(account.id, other ?? account);
    if (!other) return [];
    return [
      {
        code: 'account-declared-twice',
        message: `accounts ${quoted(other.key)} and ${quoted(account.key)} have one id, ${account.id}`,
        label: `also at ${place(positionOf(other))}`,
        hint: 'remove one',
        at: positionOf(account),
      },
    ];
  });
}

/** Every account that was written has a position. */
const positionOf = ({ at }: Account): Position => at as Position;

/** Keys that could be taken for something else. */
function taken({ accounts, groups }: DeclaredKeys, own: readonly Account[]): readonly Problem[] {
  const ids = new Map(own.map(({ key, id }) => [key, id]));
  return [
    ...[...accounts].map(one => [...one, 'account'] as const),
    ...[...groups].map(one => [...one, 'group'] as const),
  ].flatMap(([key, at, noun]): readonly Problem[] => {
    const because = reason(key, noun, { ids, accounts });
    if (because === undefined) return [];
    return [
      {
        code: 'account-key-taken',
        message: `no ${noun} can have the key ${quoted(key)}: ${because}`,
        hint: 'give it another key',
        at,
      },
    ];
  });
}

function reason(
  key: string,
  noun: string,
  { ids, accounts }: { readonly ids: ReadonlyMap<string, string>; readonly accounts: DeclaredKeys['accounts'] },
): string | undefined {
  if (key === everyAccount) return 'it means every account';
  const account = noun === 'group' ? accounts.get(key) : undefined;
  if (account) return `an account has it, at ${place(account)}`;
  return isId(key) && ids.get(key) !== key && (noun === 'group' || ids.has(key))
    ? 'it looks like the id of another account'
    : undefined;
}

function groupProblems(group: Member, { own, declared, organization, names }: Judged): readonly Problem[] {
  const written = writtenIn(group);
  const { accounts, labels = {}, units, exclude } = valueOf(group.value) as WrittenGroup;
  const problems: Problem[] = [
    ...names.notAccounts([...listed(accounts, written, '/accounts'), ...listed(exclude, written, '/exclude')]),
  ];
  const labelled = Object.keys(labels).length > 0;
  if (labelled && declared.whole && !own.some(account => hasLabels(account, { labels })))
    problems.push({
      code: 'matches-nothing',
      severity: 'warning',
      message: 'no account has these labels',
      hint: 'correct them, or give them to an account',
      at: positionIn(written, '/labels'),
    });
  if (units && !organization)
    problems.push({
      code: 'units-without-organization',
      message: 'units are those of an organization, and the spec names none',
      hint: 'write organization: { account: KEY } beside groups',
      at: positionIn(written, '/units'),
    });
  return problems;
}

interface WrittenGroup {
  readonly accounts?: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly units?: readonly string[];
  readonly exclude?: readonly string[];
}

function organizationProblems(organization: Member, names: AccountNames): readonly Problem[] {
  const written = writtenIn(organization);
  const { account, discover } = valueOf(organization.value) as {
    readonly account?: string;
    readonly discover?: 'all' | { readonly exclude?: readonly string[] };
  };
  const excluded = discover === undefined || discover === 'all' ? [] : (discover.exclude ?? []);
  return [
    ...(account === undefined ? [] : names.notWritten([{ name: account, at: positionIn(written, '/account') }])),
    ...names.notAccounts(listed(excluded, written, '/discover/exclude')),
  ];
}

function useless(defaults: Node): Problem {
  return {
    code: 'matches-nothing',
    severity: 'warning',
    message: 'defaults.account has no effect: no accounts are written',
    hint: 'write accounts, or remove it; without them the credentials in force are used as they are',
    at: defaults.at,
  };
}

const writtenIn = ({ key, value }: Member) => ({ ...positionsBelow(value), '': key });
