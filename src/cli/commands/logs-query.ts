import { InvalidArgumentError, Option } from 'commander';

import type { CommandDefinition } from '../definition.ts';
import { late, rawCells, reachingWithoutRegion, when, where } from '../logs/options.ts';
import { regionShape } from '../options.ts';
import { viewName } from './logs-ddl.ts';

/** Of src/logs/query/questions; a test holds them against each other, so that no start loads them. */
export const questionNames = [
  'root-logins',
  'console-logins-without-mfa',
  'denied',
  'who-touched',
  'new-ips',
  'tampering',
] as const;

export const logsQuery: CommandDefinition = {
  name: 'logs query',
  group: 'Logs',
  summary: 'ask the records of log files in SQL, or a ready question',
  description:
    'Reads the records of a time into a private DuckDB that is gone afterwards, and asks it. The table is events; its columns are in docs/logs-query.md. Only what the query needs is kept of each record, and a record that was delivered twice counts once. A query can read nothing but that table: no files, no network. Rows go to stdout; what they rest on, and what cannot be among them, to stderr.',
  argument: {
    flags: '[SQL|RESOURCE|SPEC...]',
    description:
      'The query, in one piece; with --ask who-touched the resource, an ARN or a name. Then files and folders of the spec; default: as of plan.',
  },
  examples: [
    [
      'logs query "SELECT event_name, count(*) FROM events GROUP BY ALL ORDER BY 2 DESC" --since 1h',
      'what is done most',
    ],
    ['logs query --ask tampering --since 7d', 'who laid hands on the audit'],
    ['logs query --ask who-touched acme-audit-logs --since 30d', 'who did what with a bucket'],
    ['logs query --engine athena --ask denied --since 30d', 'at Athena, after logs ddl'],
    ['logs query --ask list', 'the ready questions, and their SQL'],
    ['logs query "FROM events" --from ./copy --format parquet --out events.parquet', 'a copy of a bucket, as Parquet'],
  ],
  formats: ['human', 'json', 'ndjson', 'csv', 'parquet'],
  options: [
    {
      heading: 'What',
      options: [
        new Option('--ask <QUESTION>', `${questionNames.join(', ')}; list tells what they ask`).choices([
          ...questionNames,
          'list',
        ]),
        new Option('--out <FILE>', 'write the rows there, and never over anything'),
        rawCells(),
      ],
    },
    {
      heading: 'Beyond one machine',
      options: [
        new Option('--engine <duckdb|athena>', 'athena: asks the view that logs ddl makes')
          .choices(['duckdb', 'athena'])
          .default('duckdb'),
        new Option('--table <NAME>', 'of that view; cloudtrail_events').argParser(viewName),
        new Option('--database <NAME>', 'of the catalogue of Athena; default'),
        new Option('--workgroup <NAME>', 'of Athena; primary'),
        new Option('--output-location <S3>', 'where Athena keeps answers, unless the workgroup says so').argParser(
          s3Location,
        ),
        new Option('--athena-region <REGION>', 'where Athena is asked; the home region of the trail').argParser(
          regionShape,
        ),
      ],
    },
    where(),
    { ...when(), options: [...when().options, late()] },
    reachingWithoutRegion(),
  ],
  exits: [
    [0, 'answered, from all files there are'],
    [1, 'error, also a query that failed on the data'],
    [3, 'the query, the spec or the arguments make no sense'],
    [8, 'something could not be read; there is an answer from the rest, unless files could not be listed'],
    [130, 'interrupted'],
  ],
  see: ['logs cat', 'logs ls'],
  run: async input => (await import('../actions/logs-query.ts')).queryLogs(input),
};

function s3Location(value: string): string {
  if (!/^s3:\/\/[a-z0-9][a-z0-9.-]{2,62}(?:\/.*)?$/u.test(value))
    throw new InvalidArgumentError('A place of answers looks like s3://BUCKET/PREFIX/.');
  return value;
}
