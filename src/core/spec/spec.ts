/** What a spec says once all its files are read, joined and found to be right. */
import type { AnyState } from '../call.ts';
import type { Position, Written } from '../model.ts';
import type { AccountAccess } from './access.ts';
import type { Safety } from './safety.ts';

export type { AccountAccess } from './access.ts';

/** One entry of `buckets`, `topics` or `trails`, with `defaults` of its kind already under it. */
export interface Block {
  /** Name of the kind: `bucket`. */
  readonly kind: string;
  readonly key: string;
  /** The key that it had before: what AWS calls it by, if no name is written. */
  readonly formerly?: string;
  /** What was written, less place, `name`, `formerly` and `overrides`; the shape is the kind's schema's. */
  readonly spec: AnyState;
  /** As written, placeholders unfilled. */
  readonly name: string;
  /** Keys of accounts and groups, or ids, in the order written; null: the only account there is. */
  readonly accounts: readonly string[] | 'all' | null;
  /** Keys of accounts and groups, or ids, that are taken away again. */
  readonly excludedAccounts: readonly string[];
  /** In the order written; `all`: those enabled in each account. */
  readonly regions: readonly string[] | 'all';
  readonly excludedRegions: readonly string[];
  readonly overrides: readonly Override[];
  readonly written: Written;
}

/** Settings for some of a block's places. The last match wins. */
export interface Override {
  /** Keys of accounts and groups, or ids. Undefined: all. */
  readonly accounts?: readonly string[];
  /** Undefined: all. */
  readonly regions?: readonly string[];
  readonly set: AnyState;
  /** As `Block.written`, pointers into `set`. */
  readonly written: Written;
}

export interface Spec {
  /** `metadata.name`. */
  readonly owner: string;
  /** `globalServiceEvents.keeper`: `auto`, `elsewhere` or a region. */
  readonly keeper: { readonly value: string; readonly at?: Position };
  /** Those written down, in the order of the files; null: the one account of the credentials in force. */
  readonly accounts: readonly Account[] | null;
  readonly accountDefaults: AccountDefaults;
  /** By key. The group of all accounts is not among them. */
  readonly groups: ReadonlyMap<string, Group>;
  readonly organization: Organization | null;
  /** In which regions of an account trails that nobody declares are looked for. */
  readonly watch: 'declared' | 'enabled';
  readonly safety: Safety;
  readonly blocks: readonly Block[];
  /** What `defaults` lays under the blocks of each kind, by the name of the kind; absent: nothing. */
  readonly defaults?: Readonly<Record<string, AnyState>>;
  /** How many files it was read from. */
  readonly files: number;
}

/** An account a spec's places stand in. */
export interface SpecAccount {
  /** Key in the spec, else the id. Second part of addresses. */
  readonly key: string;
  readonly id: string;
  readonly partition: string;
}

/** An account as the spec has it: written down, or discovered and with the settings of `defaults.account`. */
export interface Account extends SpecAccount {
  readonly access: AccountAccess;
  /** What `regions: all` means in this account; null: every enabled region. */
  readonly regions: readonly string[] | null;
  readonly labels: Readonly<Record<string, string>>;
  /** Undefined for what was discovered. */
  readonly at?: Position;
}

/** What asking AWS adds to an account. */
export interface LocatedAccount extends Account {
  /** Enabled regions; null: not known. */
  readonly enabled: readonly string[] | null;
  /** Ids and paths (`Root/Prod`) of all organizational units above it, the root among them; null: not known. */
  readonly units: readonly string[] | null;
  readonly discovered: boolean;
}

/** `defaults.account`. */
export interface AccountDefaults {
  /** Name, with its path if it has one, or ARN. */
  readonly role: string | null;
  readonly externalId: string | null;
  readonly sessionName: string;
  readonly profile: string | null;
  readonly partition: string | null;
}

/** A named set of accounts: all that one of its members names, less `exclude`. */
export interface Group {
  /** Keys or ids. */
  readonly accounts: readonly string[];
  /** An account with all of these labels is meant; none: labels mean no account. */
  readonly labels: Readonly<Record<string, string>>;
  /** Ids or paths of organizational units, with all below. */
  readonly units: readonly string[];
  /** Keys or ids. */
  readonly exclude: readonly string[];
}

/** Whose accounts are discovered. */
export interface Organization {
  /** Key of the account through which it is read. */
  readonly account: string;
  /** As written; null: to be read. */
  readonly id: string | null;
  readonly discover: 'all' | Discovery | null;
  readonly at: Position;
}

/** Which accounts of the organization are added. */
export interface Discovery {
  /** Ids or paths, with all below; none: all. */
  readonly units: readonly string[];
  /** All must match. */
  readonly tags: Readonly<Record<string, string>>;
  /** Ids or keys. */
  readonly exclude: readonly string[];
}
