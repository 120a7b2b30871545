/** The names of accounts and groups that a spec declares, and what is wrong with names that mean none. */
import type { Problem } from '../model.ts';
import { everyAccount } from './members.ts';
import { nearest } from './near.ts';
import type { Named } from './places.ts';
import { quoted, some } from './words.ts';

/** What a spec declares. */
export interface DeclaredNames {
  /** Keys of accounts; none: there is the one of the credentials in force only. */
  readonly accounts: ReadonlySet<string>;
  /** Ids of accounts, with their keys. */
  readonly ids: ReadonlyMap<string, string>;
  readonly groups: ReadonlySet<string>;
  /** Whether there may be accounts that are not written. */
  readonly discovers: boolean;
  /** Whether all of it could be read; otherwise nothing is called undeclared. */
  readonly whole: boolean;
}

/** Answers about names. Only the first unknown ones are compared with all that are declared: nobody reads more. */
export class AccountNames {
  readonly #declared: DeclaredNames;
  #suggestions = 50;

  constructor(declared: DeclaredNames) {
    this.#declared = declared;
  }

  /** Whether a block must say which account it means. */
  get several(): boolean {
    const { accounts, discovers, whole } = this.#declared;
    return whole && (discovers || accounts.size > 1);
  }

  /** The key of the only account; undefined if there are several, or none is written. */
  get only(): string | undefined {
    const { accounts } = this.#declared;
    return this.several ? undefined : accounts.values().next().value;
  }

  /** A few of the keys, for hints. */
  get examples(): string {
    return some([...this.#declared.accounts]);
  }

  /** The key of the one account that a name means; undefined where it means several, or none that is known. */
  keyOf(name: string): string | undefined {
    const { accounts, ids, discovers } = this.#declared;
    if (accounts.has(name)) return name;
    return ids.get(name) ?? (discovers && isId(name) ? name : undefined);
  }

  isGroup(name: string): boolean {
    return name === everyAccount || this.#declared.groups.has(name);
  }

  /** Names of accounts or groups that mean none. */
  unknown(names: readonly Named[]): readonly Problem[] {
    const { accounts, groups } = this.#declared;
    return this.#undeclared(names)
      .filter(({ name }) => !this.isGroup(name))
      .map(named => this.#problem(named, [...accounts, ...groups], 'account or group'));
  }

  /** The same where a group is not taken. */
  notAccounts(names: readonly Named[]): readonly Problem[] {
    return this.#undeclared(names).map(named => this.#problem(named, [...this.#declared.accounts], 'account'));
  }

  /** The same where the account must be written in the spec. */
  notWritten(names: readonly Named[]): readonly Problem[] {
    const { accounts } = this.#declared;
    const unknown = this.#declared.whole ? names.filter(({ name }) => !accounts.has(name)) : [];
    return unknown.map(named => this.#problem(named, [...accounts], 'account'));
  }

  #undeclared(names: readonly Named[]): readonly Named[] {
    return this.#declared.whole ? names.filter(({ name }) => this.keyOf(name) === undefined) : [];
  }

  #problem({ name, at }: Named, known: readonly string[], noun: string): Problem {
    this.#suggestions -= 1;
    const near = this.#suggestions >= 0 ? nearest(name, known) : undefined;
    return {
      code: 'unknown-account',
      message:
        noun === 'account' && this.isGroup(name)
          ? `${quoted(name)} is a group, no account`
          : `there is no ${noun} ${quoted(name)}`,
      ...(near === undefined ? {} : { label: `did you mean ${near}?` }),
      hint:
        near ??
        (isId(name) ? 'declare it under accounts, or let organization.discover find it' : 'declare it under accounts'),
      at,
    };
  }
}

/** Twelve digits. */
export function isId(name: string): boolean {
  return /^\d{12}$/u.test(name);
}
