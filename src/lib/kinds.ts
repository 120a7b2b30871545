import type { IamAction } from '../core/call.ts';
import { kinds as known } from '../resources/index.ts';

/** What there is to know of a kind of resource without asking AWS. */
export interface Kind {
  /** As addresses have it: `trail`. */
  readonly name: string;
  /** JSON Schema of one block of the spec. */
  readonly schema: Readonly<Record<string, unknown>>;
  /** Every field that is compared, and how it changes: by a call, never (it is only reported), or not by AWS at all. */
  readonly fields: Readonly<Record<string, { readonly change: 'call' | 'report' | { readonly fixed: string } }>>;
  /** IAM actions by operation that asks, `service:Operation`. */
  readonly reads: Readonly<Record<string, readonly IamAction[]>>;
  /** IAM actions by operation that changes something. */
  readonly writes: Readonly<Record<string, readonly IamAction[]>>;
}

/** Every kind of resource there is, what serves before what is served. */
export const kinds: readonly Kind[] = known;
