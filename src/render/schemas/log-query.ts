import { anything, count, documentOf, flag, list, map, object, oneOf, orNull, text } from './shapes.ts';

/** The schema of what `logs query --format json` prints. */
export const logQuery = documentOf('log-query', 'trailwarden log query', {
  question: orNull(text('The ready question, by its name. Null: the SQL was typed.')),
  sql: text(),
  engine: oneOf(['duckdb', 'athena']),
  range: object({ from: text('ISO 8601.'), until: text('ISO 8601; what happened then does not belong to it.') }),
  read: orNull(
    object(
      {
        files: count(),
        bytes: count('As they are stored.'),
        records: count('Those in the range.'),
        twice: count('Records that were delivered more than once, and count once in the answer.'),
      },
      'Of what was asked here. Null: it was asked elsewhere.',
    ),
  ),
  complete: flag('Whether everything could be read that there is.'),
  problems: list(
    object({ code: text(), message: text(), severity: oneOf(['error', 'warning']) }),
    'Files that could not be read, or not whole, and places that could not be found out.',
  ),
  silent: list(
    object({ account: text('Twelve digits.'), since: orNull(text('Of when the newest file is. Null: there is none.')) }),
    'Accounts of which no file is as new as the end of the range.',
  ),
  columns: list(object({ name: text(), type: oneOf(['text', 'number', 'time', 'json', 'other']) })),
  rows: list(
    map(anything('Times are ISO 8601 in UTC; numbers that JSON readers would round are texts.')),
    'An object each, with the columns as members.',
  ),
});
