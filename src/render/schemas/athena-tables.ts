import { documentOf, text } from './shapes.ts';

/** The schema of what `logs ddl --format json` prints. */
export const athenaTables = documentOf('athena-tables', 'trailwarden Athena tables', {
  table: text('CREATE EXTERNAL TABLE, for Athena.'),
  view: text('CREATE OR REPLACE VIEW, which has the columns of events.'),
});
