/** What people and programs may tell the daemon to do. */
import type { Commands } from '../../../app/daemon/ports.ts';
import type { Clock, Log } from '../../../app/ports.ts';
import { endOf } from '../../../core/daemon/moment.ts';
import { some } from '../../../render/words.ts';
import { documents } from '../../../render/schemas/daemon.ts';
import { orNull } from '../../../render/schemas/shapes.ts';
import type { Schema } from '../../../render/schemas/shapes.ts';
import type { AskedDocument } from '../../../render/daemon/types.ts';
import { bodyOf } from '../answers.ts';
import { Refusal } from '../problems.ts';
import type { Asking, Answer, Route } from '../route.ts';

export interface Commanding {
  readonly commands: Commands;
  readonly clock: Clock;
  readonly log: Log;
}

const accepted = { description: 'It is taken.', schema: documents.asked };
const frozen = {
  ...accepted,
  description: 'It is taken: nothing more is sent, also not by a run that goes on. A call in flight is finished.',
};
const notLeading = { description: 'Another replica leads.' };

const reconcileBody: Schema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    targets: {
      type: 'array',
      maxItems: 100,
      items: { type: 'string', minLength: 1, maxLength: 300 },
      description: 'Patterns of addresses; none: everything.',
    },
  },
};

const suspendBody: Schema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    until: {
      anyOf: [{ type: 'string', format: 'date-time' }, { type: 'string', format: 'date' }, { type: 'null' }],
      description:
        'A moment, such as 2027-03-31T18:00:00Z, or the last day, such as 2027-03-31 (UTC). Null: until somebody ends it.',
    },
    reason: { ...orNull({ type: 'string', maxLength: 500 }), description: 'Shown wherever it is told.' },
  },
};

export function commandRoutes(commanding: Commanding): readonly Route[] {
  const { commands } = commanding;
  return [
    {
      method: 'POST',
      url: '/api/v1/reconcile',
      scope: 'write',
      summary: 'Begins a run as soon as no other goes on.',
      body: reconcileBody,
      answers: { 202: accepted, 400: { description: 'A pattern means no resource of the spec.' }, 409: notLeading },
      async answer({ body, caller }) {
        const { targets } = fieldsOf(body);
        const wanted = Array.isArray(targets) ? targets.filter(target => typeof target === 'string') : [];
        return done(commanding, `reconcile by ${caller.by}`, () => reconcile(commands, wanted));
      },
    },
    {
      method: 'POST',
      url: '/api/v1/suspend',
      scope: 'write',
      summary: 'Stops enforcing at once, until a moment or until somebody resumes. The daemon goes on looking.',
      body: suspendBody,
      answers: { 202: frozen, 409: notLeading },
      async answer({ body, caller }) {
        const request = suspensionOf(body, commanding.clock);
        return done(commanding, `suspend by ${caller.by}`, () => commands.suspend(request));
      },
    },
    {
      method: 'POST',
      url: '/api/v1/resume',
      scope: 'write',
      summary: 'Ends a suspension that somebody asked for.',
      answers: { 202: accepted, 409: notLeading },
      answer: ({ caller }: Asking) => done(commanding, `resume by ${caller.by}`, () => commands.resume()),
    },
  ];
}

const fieldsOf = (body: unknown): Readonly<Record<string, unknown>> =>
  typeof body === 'object' && body !== null ? { ...body } : {};

async function reconcile(commands: Commands, targets: readonly string[]): Promise<{ readonly run: string }> {
  const asked = await commands.reconcile(targets);
  if ('run' in asked) return asked;
  throw new Refusal(400, 'no-such-target', { detail: `${some(asked.nothing, 5)} means no resource of the spec` });
}

function suspensionOf(body: unknown, clock: Clock): { readonly until: string | null; readonly reason: string | null } {
  const { until, reason } = fieldsOf(body);
  const end = typeof until === 'string' ? new Date(endOf(until)) : null;
  if (end && !(end > clock.now())) throw new Refusal(400, 'bad-request', { detail: 'until lies in the past' });
  return { until: end && end.toISOString(), reason: typeof reason === 'string' && reason !== '' ? reason : null };
}

async function done(
  { commands, log }: Commanding,
  what: string,
  act: () => Promise<{ readonly run: string } | void>,
): Promise<Answer> {
  const { role, leader } = commands.snapshot().leadership;
  if (role === 'standby')
    throw new Refusal(409, 'not-leading', leader === null ? {} : { detail: `This replica stands by: ${leader} leads` });
  const run = await act();
  log.info({ what }, 'a command came over HTTP');
  const document: AskedDocument = { format_version: '1.0', kind: 'asked', run: run ? run.run : null };
  return { status: 202, body: bodyOf(document) };
}
