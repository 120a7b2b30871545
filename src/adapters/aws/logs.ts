/** What is used of the client of CloudWatch Logs: the bundle leaves the rest of it out. */
export { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
