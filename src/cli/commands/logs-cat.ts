import { Option } from 'commander';

import type { CommandDefinition } from '../definition.ts';
import { late, rawCells, when, where } from '../logs/options.ts';
import { which } from '../logs/which.ts';
import { collected, reachingLogs } from '../options.ts';

export const logsCat: CommandDefinition = {
  name: 'logs cat',
  group: 'Logs',
  summary: 'records of delivered log files: readable, NDJSON, CSV, Parquet, Arrow',
  description:
    'Prints the records of log files, each once: those that a trail delivered to S3, of a copy, of files at hand, or of stdin. On a terminal a line each to read; otherwise NDJSON, each record byte for byte as CloudTrail wrote it. A damaged file is told on stderr, and what can be read of it is printed. Changes nothing.',
  argument: {
    flags: '[SPEC...]',
    description: 'Files and folders of the spec, whose trails are read; default: as of plan. - is --input -.',
  },
  examples: [
    ['logs cat --trail main --since 2h', 'what happened in the last two hours'],
    ["logs cat --since 7d --event-name 'Delete*' --error '*'", 'what failed to delete something'],
    ['logs cat --since 24h --format parquet --out day.parquet', 'a day, for other tools'],
    [
      "logs cat --input downloads/ --where 'user_name = root and read_only = false'",
      'what root changed, of files at hand',
    ],
    ['logs cat --input downloads/ --format csv > records.csv', 'for a spreadsheet'],
    ['logs cat - < downloads/a.json.gz', 'of stdin'],
  ],
  formats: ['human', 'json', 'ndjson', 'csv', 'parquet', 'arrow'],
  options: [
    where(),
    { heading: 'Or', options: [input()] },
    { ...when(), options: [...when().options, late()] },
    which(),
    {
      heading: 'Result',
      options: [
        new Option('--out <FILE>', 'a new file instead of stdout'),
        new Option('--keep-duplicates', 'also the copies of a record that was delivered twice'),
        new Option('--strict', 'stop at the first damaged file'),
        rawCells(),
      ],
    },
    reachingLogs(),
  ],
  exits: [
    [0, 'done; also where there is no such record'],
    [1, 'error'],
    [3, 'invalid spec or arguments'],
    [8, 'something could not be read, or a file is damaged'],
  ],
  see: ['history'],
  run: async input => (await import('../actions/logs-cat.ts')).catLogs(input),
};

/** Files that people have at hand. */
function input(): Option {
  return new Option(
    '--input <FILE>',
    'a log file, NDJSON, a folder of them, or - for stdin; may be repeated',
  ).argParser(collected('The name of a file is missing.'));
}
