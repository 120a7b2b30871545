/** What is used of EC2's client, the largest of the SDK: the bundle leaves the rest of it out. */
import { DescribeRegionsCommand, EC2Client } from '@aws-sdk/client-ec2';

import type { Service } from './services.ts';

export const ec2: Service = {
  sdk: { DescribeRegionsCommand },
  client: options => new EC2Client(options),
};
