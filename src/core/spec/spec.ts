/** What a spec says once all its files are read, joined and found to be right. */
import type { AnyState } from '../kind.ts';
import type { Arn, Position, Written } from '../model.ts';

/** One entry of `buckets`, `topics` or `trails`, with `defaults` of its kind already under it. */
export interface Block {
  /** Name of the kind: `bucket`. */
  readonly kind: string;
  readonly key: string;
  /** What was written, less place, `name` and `overrides`; the shape is the kind's schema's. */
  readonly spec: AnyState;
  /** As written, placeholders unfilled. */
  readonly name: string;
  /** In the order written, `exclude` already taken away. */
  readonly regions: readonly string[];
  readonly overrides: readonly Override[];
  readonly written: Written;
}

/** Settings for some of a block's places. The last match wins. */
export interface Override {
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
  readonly blocks: readonly Block[];
  /** How many files it was read from. */
  readonly files: number;
}

/** How an account is got into. */
export interface AccountAccess {
  /** ARN of the role that is assumed; null: the credentials in force, or the profile's, must be those of the account. */
  readonly role: Arn | null;
  readonly externalId: string | null;
  readonly sessionName: string;
  /** Profile of the AWS config whose credentials come first; null: the credentials in force. */
  readonly profile: string | null;
}

/** An account a spec's places stand in. */
export interface SpecAccount {
  /** Key in the spec, else the id. Second part of addresses. */
  readonly key: string;
  readonly id: string;
  readonly partition: string;
}
