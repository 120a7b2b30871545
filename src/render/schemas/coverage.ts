import { unreadable } from './change.ts';
import { count, documentOf, flag, gravity, list, object, oneOf, orNull, problem, text } from './shapes.ts';

/** The schema of what `coverage` prints. */
export const coverage = documentOf('coverage', 'trailwarden coverage', {
  owner: text(),
  offline: flag('Whether AWS was not asked, and the spec is taken to stand.'),
  spec: object({ paths: list(text(), 'As typed.') }),
  verdict: object({
    exit_code: count(),
    reason: orNull(oneOf(['check-failed', 'incomplete'])),
    complete: flag('Whether everything could be read.'),
  }),
  classes: list(
    object({
      class: text('`global`: IAM, STS and CloudFront events among the management events.'),
      category: oneOf(['management', 'data', 'network', 'insights']),
    }),
    'What is counted: management events, and every class that anything records.',
  ),
  rows: list(
    object({
      accounts: list(object({ key: text('In the spec; the id where it has none.'), id: text('Twelve digits.') })),
      regions: list(text(), 'Of each of the accounts.'),
      regions_known: flag('False: there are others, and nobody knows which.'),
      copies: list(
        object({
          class: text('One of `classes`. Where `global` is missing, no such events happen in these regions.'),
          all: count('Trails that record the class as a whole.'),
          part: count('Trails that record a part of it.'),
          undelivered: count('Trails that record it, and certainly deliver it nowhere: no copies.'),
          known: flag('False: there may be more.'),
        }),
      ),
    }),
    'Accounts and regions that are alike in all of it.',
  ),
  findings: list(object({ gravity, problem }), 'The gravest first.'),
  unreadable,
});
