/** A request as a policy sees it, as far as it is known. */
import type { Arn } from '../../model.ts';
import type { Pattern } from './pattern.ts';

/** The values of a condition key; null: the request does not send it. */
export type Sent = readonly string[] | null;

/**
 * What each condition key may have, by its name in lower case: one of these. A key that is not in it is open: whether it
 * is sent, and with what, nobody knows.
 */
export type Keys = ReadonlyMap<string, readonly [Sent, ...Sent[]]>;

/** What is asked of buckets, topics, keys, roles and log groups. */
export type Action =
  | 's3:GetBucketAcl'
  | 's3:PutObject'
  | 'sns:Publish'
  | 'kms:DescribeKey'
  | 'kms:GenerateDataKey'
  | 'kms:Decrypt'
  | 'sts:AssumeRole'
  | 'logs:CreateLogStream'
  | 'logs:PutLogEvents';

/** A request of a service of AWS. */
export interface Request {
  /** The service principal: `cloudtrail.amazonaws.com`. */
  readonly service: string;
  /** Accounts as which the service asks too, by region: of old times, before services had principals. */
  readonly accounts: ReadonlyMap<string, string>;
  /** The region it asks from; null: from several. */
  readonly region: string | null;
  /** The trail, or what else the service acts for: an ARN. */
  readonly source: Arn;
  readonly action: Action;
  /** An ARN; `*` stands for a part of a path that is open, `?` for a character. */
  readonly resource: string;
  readonly keys: Keys;
  /** The day on which it is made, as `2026/11/21`. Absent: nobody says. */
  readonly today?: string;
  /** Ids of accounts that are certainly among those for which it is made, where several are meant. Absent: none is known. */
  readonly members?: ReadonlySet<string>;
}

/** What a key may have; undefined: it is open. What is known of all tags stands under their name up to the slash. */
export function possible(keys: Keys, key: string): readonly [Sent, ...Sent[]] | undefined {
  return keys.get(key) ?? keys.get(key.replace(/(?<=\/).*$/su, ''));
}

/** The one value of a key that is certain; null: it is certainly not sent; undefined: neither. */
export function certain(keys: Keys, key: string): string | null | undefined {
  const any = possible(keys, key.toLowerCase());
  if (any?.length !== 1) return undefined;
  const [sent] = any;
  if (sent === null) return null;
  return sent.length === 1 ? sent[0] : undefined;
}

/** A pattern of a policy for a request: with its variables filled in. Undefined: a variable is not known. */
export type Expand = (text: string) => Pattern | undefined;
