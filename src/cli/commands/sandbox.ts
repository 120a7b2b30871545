import { Option } from 'commander';

import type { CommandDefinition } from '../definition.ts';
import { portNumber } from '../options.ts';

export const sandbox: CommandDefinition = {
  name: 'sandbox',
  group: 'Try it',
  summary: 'an AWS endpoint on this machine',
  description:
    'Runs an AWS endpoint on this machine: CloudTrail, S3, SNS, STS, and of KMS, Organizations and EC2 what trails need. It forgets everything when it ends; Ctrl-C ends it.',
  examples: [
    ['sandbox', 'on 127.0.0.1:4599'],
    ['sandbox --port 0', 'on any free port'],
  ],
  options: [
    {
      heading: 'Where',
      options: [
        new Option('--port <PORT>', 'port to listen on; 0: any free one').argParser(portNumber).default(4599),
        new Option('--host <HOST>', 'address to listen on').default('127.0.0.1'),
      ],
    },
    {
      heading: 'What',
      options: [
        new Option('--account <ID>', 'the account of access keys that are not themselves twelve digits').default(
          '111111111111',
        ),
        new Option('--organization <FILE>', 'JSON that describes an organization: accounts, units, trust'),
      ],
    },
  ],
  exits: [
    [0, 'ended by Ctrl-C or SIGTERM'],
    [1, 'the port is taken, or the file describes no organization'],
  ],
  see: ['demo'],
  run: async input => (await import('../actions/sandbox.ts')).runSandbox(input),
};
