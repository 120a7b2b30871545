/** What an import found at AWS, before it is written down. */
import type { AnyKind, AnyState } from '../kind.ts';
import type { Arn, Target } from '../model.ts';
import type { Recorder } from '../needs.ts';

/** One live resource that the written spec will declare, or refer to. */
export interface Found {
  readonly kind: AnyKind;
  readonly arn: Arn;
  /** What AWS calls it. */
  readonly name: string;
  /** Key of the account it is declared in. */
  readonly account: string;
  readonly target: Target;
  /** What stands in its block; references are AWS's names. */
  readonly settings: AnyState;
  /** What it delivers to, and announces through. */
  readonly uses: readonly Arn[];
  /** How far it records; absent: it does not. What covers more than its region stands once in a block of an account. */
  readonly covers?: Recorder['covers'];
  /** What a reader of the spec should know, as a sentence. */
  readonly note?: string;
}

/** One block to write. */
export interface ImportedBlock {
  readonly kind: AnyKind;
  readonly key: string;
  /** With placeholders. */
  readonly name: string;
  /** Keys, sorted. It stands in each of the regions of each of the accounts. */
  readonly accounts: readonly string[];
  readonly regions: readonly string[];
  /** References are keys. */
  readonly settings: AnyState;
  /** What a reader should know of it, as a sentence. */
  readonly note?: string;
  /** Empty: nothing stands there yet. */
  readonly members: readonly Found[];
}
