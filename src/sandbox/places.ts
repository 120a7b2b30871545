import { createHash } from 'node:crypto';

/** Partition of a region, the second field of every ARN. */
export function partitionOf(region: string): 'aws' | 'aws-cn' | 'aws-us-gov' | 'aws-eusc' {
  if (region.startsWith('cn-')) return 'aws-cn';
  if (region.startsWith('us-gov-')) return 'aws-us-gov';
  if (region.startsWith('eusc-')) return 'aws-eusc';
  return 'aws';
}

const LEADING = {
  aws: 'us-east-1',
  'aws-cn': 'cn-north-1',
  'aws-us-gov': 'us-gov-west-1',
  'aws-eusc': 'eusc-de-east-1',
} as const;

/** Where a partition records services that have no region of their own. */
export function leadingRegion(region: string): string {
  return LEADING[partitionOf(region)];
}

export interface ArnParts {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly resource: string;
}

/** The six fields of an ARN, the last with all its colons; undefined if it is none. */
export function parseArn(text: string): ArnParts | undefined {
  const match = /^arn:(aws[a-z-]*):([a-z0-9-]+):([a-z0-9-]*):(\d{12}|):(.+)$/.exec(text);
  if (!match) return undefined;
  const [, partition = '', service = '', region = '', account = '', resource = ''] = match;
  return { partition, service, region, account, resource };
}

/** A stable identifier in AWS's form, e.g. `AIDA…`, `AROA…` or `ANPA…`, made from what it stands for. */
export function uniqueId(kind: 'AIDA' | 'ANPA' | 'AROA', of: string): string {
  return kind + createHash('sha256').update(of).digest('hex').slice(0, 17).toUpperCase();
}
