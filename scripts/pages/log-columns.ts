/** docs/log-columns.md: every column of a record, from the list that rows are made of. */
import { columns } from '../../src/logs/flatten.ts';
import { cell, table } from './markdown.ts';

export function logColumnsPage(): string {
  const rows = columns.map(({ name, type, says }) => [`\`${name}\``, type, cell(says)]);
  return `# Columns of records

A record of a log file is a tree; tables have columns. \`logs cat\` writes these into CSV, Parquet and Arrow, \`logs query\` has
them in its table \`events\`, and \`--where\` compares them by these names. Generated from \`src/logs/flatten.ts\`. A column may be
added; none is renamed or goes without a new major version.

${table(['column', 'type', 'what it has'], rows)}

| type | CSV | Parquet and Arrow |
|---|---|---|
| text | as it is | text |
| time | \`2026-09-13T17:14:12Z\` | milliseconds, UTC |
| flag | \`true\`, \`false\` | boolean |
| json | JSON, digit for digit as it was written | the same, as text |
| list | JSON | list of texts |

What a record does not have, or has as null, is null; in CSV nothing stands there. A member that is not of the type which AWS
documents is null too; \`logs cat --format ndjson\` has it as it was written.
`;
}
