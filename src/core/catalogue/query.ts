import type { CatalogueEntry } from './entry.ts';

/** Trouble with questions to the logs. */
export const queryProblems = {
  'duckdb-missing': {
    title: 'DuckDB is not there',
    text: 'logs query asks records by DuckDB, which npm installs beside trailwarden as @duckdb/node-api, an optional dependency made for each platform. It is missing where optional dependencies were left out (--omit=optional), where the platform has none, such as musl, or where the program was copied without its node_modules. Install it, or ask Athena: --engine athena.',
  },
  'query-invalid': {
    title: 'The query could not be understood',
    text: 'The text is not one query in SQL, or it names a column, table or function that there is not. Only queries are taken: SELECT, WITH, FROM, VALUES, TABLE, DESCRIBE and SUMMARIZE, one at a time. PIVOT needs its values named with IN. Files, extensions, other databases and the network are out of reach for a query. The columns of the table events are in docs/logs-query.md.',
  },
  'query-failed': {
    title: 'The query failed',
    text: 'The query was understood and failed on the data: a text could not be made a number or a time (try_cast gives null in place), or it needs more memory or disk than there is. DuckDB has 100 MB of memory and the folder for temporary files; group by less, select fewer columns, or ask of a shorter time.',
  },
} as const satisfies Record<string, CatalogueEntry>;
