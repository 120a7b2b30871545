/** What is used of the client of CloudWatch Logs: the bundle leaves the rest of it out. */
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';

import type { Service } from './services.ts';

export const logs: Service = {
  sdk: { DescribeLogGroupsCommand },
  client: options => new CloudWatchLogsClient(options),
};
