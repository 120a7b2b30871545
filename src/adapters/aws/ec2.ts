/** What is used of EC2's client, the largest of the SDK: the bundle leaves the rest of it out. */
export { DescribeRegionsCommand, EC2Client } from '@aws-sdk/client-ec2';
