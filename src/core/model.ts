import type { ProblemCode } from './catalogue/index.ts';
import type { Secrets } from './secrets.ts';

/** One account in one region. Every read and every write goes to exactly one target. */
export interface Target {
  /** ARN partition: `aws`, `aws-cn`, `aws-us-gov`, … */
  readonly partition: string;
  /** Twelve digits. */
  readonly account: string;
  readonly region: string;
}

export type Arn = `arn:${string}`;

/**
 * `KIND/KEY@ACCOUNT/REGION`, e.g. `trail/main@security/eu-west-1`. ACCOUNT is the key of the account in the spec, or
 * its id where it has none. Unique in a run, stable over runs. `--target`, `allow`, `waivers` and `ignore` take
 * patterns of it, such as `trail/*@security/*`.
 */
export type Address = `${string}/${string}@${string}/${string}`;

/** A place in a file of the spec. Lines and columns count from 1, columns in UTF-16 units as editors do. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** How many characters to underline on that line; default 1. */
  readonly length?: number;
}

/** Something a person should know. Expected trouble is a value; exceptions are for I/O and for our own bugs. */
export interface Problem {
  /** From the one catalogue of codes; public API. */
  readonly code: ProblemCode;
  /** A warning is told and holds nothing up. Default: error. */
  readonly severity?: 'error' | 'warning';
  /** What is wrong, as a sentence without a full stop. */
  readonly message: string;
  /** A few words beside the underlined text (`did you mean multiRegion?`). */
  readonly label?: string;
  /** Why it is a rule, where that is not obvious. */
  readonly why?: string;
  /** How to mend it. */
  readonly hint?: string;
  readonly at?: Position | Address;
}

/**
 * Where each written setting of a block stands: JSON pointer into the block (`/policy/tlsOnly`) to the position of its
 * value; `''` is the block's key. A setting that is missing here has its default, or comes from `defaults`, whose
 * position is then given.
 */
export type Written = Readonly<Record<string, Position>>;

/** One block of the spec at one target: fanned out over accounts and regions, group settings applied, no defaults yet. */
export interface Entry<Spec> {
  readonly address: Address;
  /** The name AWS knows: `name:` with its placeholders filled, or the key of the block. */
  readonly name: string;
  readonly target: Target;
  readonly spec: Spec;
  readonly written: Written;
}

/** What the spec says a resource must be: every default filled in, every reference an ARN. */
export interface Desired<State> {
  readonly address: Address;
  readonly arn: Arn;
  readonly name: string;
  readonly target: Target;
  readonly state: State;
  /** Fields whose desired value could not be found out (a key alias nobody could resolve). Not compared, never "in sync". */
  readonly unknown: { readonly [K in keyof State]?: Problem };
  /** Other texts by which AWS may answer what the state has an ARN for, such as the alias that a key was set by. */
  readonly meant?: Readonly<Record<string, Arn>>;
  /** What of the state stands for a secret that the spec has. Never shown. */
  readonly secrets?: Secrets;
  readonly written: Written;
  /** False: the resource is only referred to (`manage: false`). It is read where that is allowed and never written. */
  readonly managed: boolean;
  /** Whether the spec says that it is ours even without our owner tag. */
  readonly adopt: boolean;
}

/** What `desire` answers. The ARN is not always made of the target: an organization's trail has the management account's. */
export type Wanted<State> = Pick<Desired<State>, 'arn' | 'state'> &
  Partial<Pick<Desired<State>, 'unknown' | 'meant' | 'secrets'>>;

/** One field as AWS answered it. `unread` is never equal to anything and never "absent". */
export type Reading<V> = { readonly value: V } | { readonly unread: Problem };
export type Readings<State> = { readonly [K in keyof State]: Reading<Required<State>[K]> };

/** What AWS answered about one resource. Built from AWS's answers alone. */
export type Live<State> =
  | {
      readonly is: 'present';
      readonly arn: Arn;
      readonly target: Target;
      readonly fields: Readings<State>;
      /** The value of our owner tag; null: it has none; undefined: the tags could not be read. */
      readonly owner: string | null | undefined;
      /** It has no tag at all and nothing in it, as an interrupted creation leaves it: who declares it may take it. */
      readonly unclaimed?: boolean;
      /** What changes by itself (delivery times and errors). Reported, never compared, never part of a digest. */
      readonly health: Readonly<Record<string, string | boolean>>;
    }
  /** AWS said that it does not exist. */
  | { readonly is: 'absent' }
  /** The name is taken by a resource of another account (an organization trail seen from a member). Never written. */
  | { readonly is: 'elsewhere'; readonly arn: Arn }
  /** AccessDenied, timeout, no credentials: nothing is known. */
  | { readonly is: 'unread'; readonly problem: Problem };

/** What one look at one target found of one kind. */
export interface Survey<State> {
  /** Exactly one entry for every ARN that was asked for. */
  readonly asked: ReadonlyMap<Arn, Live<State>>;
  /** What the same answers showed besides: unmanaged resources, orphans, trails owned elsewhere. Copies are left out. */
  readonly others: readonly Live<State>[];
  /** Copies of resources of the account that stand in another of its regions; absent: none. */
  readonly copies?: readonly Arn[];
  /** Why `others` is not known, where the question that shows them failed. Then nothing counts as gone from this target. */
  readonly unread?: Problem;
}

/**
 * What the spec leaves open and only AWS knows, asked once and before anything is desired. Tests write it down;
 * `validate` does without it.
 */
export interface World {
  /** `metadata.name`: the owner of what we create. */
  readonly owner: string;
  /** The account's organization, where some account of the spec has one and it could be read. */
  readonly organization: { readonly id: string; readonly managementAccount: string } | null;
  /**
   * Ids of the accounts that are no strangers: those of the spec and, where they are known, of the organization. Absent: none
   * is known. Null: nobody asked which they are, so that no account counts as a stranger.
   */
  readonly accounts?: ReadonlySet<string> | null;
  /** Ids of the organization's active accounts; absent: not known. */
  readonly members?: ReadonlySet<string>;
  /** When the run began, as ISO 8601 has it; absent: what depends on the time is not known. */
  readonly now?: string;
  /** The key behind `alias/x`, an id or an ARN, in the account and region where it is used. */
  key(reference: string, at: Target): Arn | Problem;
  /** The resource a reference means, seen from a target: the one at the same target, else the only one there is. */
  resolve(kind: string, key: string, from: Target): { readonly name: string; readonly target: Target };
  /** The name of the resource with this key at exactly this place; undefined: the spec has none there. */
  named?(kind: string, key: string, at: Target): string | undefined;
}
