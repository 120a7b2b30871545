/** What a spec says once all its files are read, joined and found to be right. */
import type { AnyState } from '../kind.ts';
import type { Position, Written } from '../model.ts';

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

/** An account a spec's places stand in. */
export interface SpecAccount {
  /** Key in the spec, else the id. Second part of addresses. */
  readonly key: string;
  readonly id: string;
  readonly partition: string;
}
