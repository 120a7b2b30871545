import type { Arn, Target } from './model.ts';

/** The parts of `arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE`. Region and account are '' where the ARN has none. */
export interface ArnParts {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  /** All that follows, colons included. */
  readonly resource: string;
}

/** Splits an ARN. Parts that are missing are ''. */
export function parseArn(arn: string): ArnParts {
  const [, partition = '', service = '', region = '', account = '', ...resource] = arn.split(':');
  return { partition, service, region, account, resource: resource.join(':') };
}

/** Where a resource stands, as far as its ARN says. */
export function targetOf(arn: Arn): Target {
  const { partition, account, region } = parseArn(arn);
  return { partition, account, region };
}

/** One spelling of a target, for keys of maps. */
export function targetKey({ account, region }: Target): string {
  return `${account}/${region}`;
}
