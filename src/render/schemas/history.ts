/** JSON Schemas of what a daemon remembers. */
import { drift } from './drift.ts';
import { address, anything, documentOf, flag, list, number, object, oneOf, orNull, problem, text } from './shapes.ts';
import type { Schema } from './shapes.ts';

const time = { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?Z$' };

const gaps = (description: string): Schema =>
  object(
    {
      seconds: number('Together; each resource counts.'),
      gaps: list(object({ address: text(), from: time, to: orNull({ ...time, description: 'Null: it goes on.' }) })),
    },
    description,
  );

export const history = documentOf('history', 'trailwarden history', {
  since: time,
  until: time,
  not_kept: { ...orNull(problem), description: 'Null: it survives the daemon; otherwise why it does not.' },
  more: flag('There are more drifts than these, so that gaps may be longer.'),
  drifts: list(drift, 'Newest first.'),
  not_recorded: gaps('Trails did not log, or were not there: as far as the drifts above tell.'),
  not_delivered: gaps('Log files did not arrive, or there was no bucket for them, or its policy kept them out: as far as the drifts above tell.'),
});

export const journal = documentOf('journal', 'trailwarden journal', {
  calls: list(
    object({
      id: text(),
      run: text('Id of the run.'),
      begun_at: time,
      ended_at: orNull({ ...time, description: 'Null: nobody knows.' }),
      address: orNull({ ...address, description: 'Null: it is about no resource of the spec.' }),
      fields: list(
        object({ field: text(), before: anything('As it was read.'), after: anything('As the call leaves it.') }),
        'Of the change that the call is a part of.',
      ),
      call: text('`service:Operation`.'),
      account: text(),
      region: text(),
      principal: orNull(text('ARN in whose name it was sent; null: not known.')),
      outcome: oneOf(['done', 'failed', 'unsure']),
      request_ids: list(text()),
      error: orNull(text()),
    }),
    'Newest first.',
  ),
});

