/** What the daemon knows, to be read. */
import type { History } from '../../../app/daemon/ports.ts';
import type { Clock } from '../../../app/ports.ts';
import type { Snapshot } from '../../../core/daemon/snapshot.ts';
import { blindSince } from '../../../core/daemon/verdict.ts';
import { canonical } from '../../../core/diff.ts';
import { gravities } from '../../../core/plan.ts';
import {
  driftsDocument,
  estateDocument,
  historyDocument,
  planPageDocument,
  resourcesDocument,
  runDocument,
  runsDocument,
  statusDocument,
  trailsDocument,
} from '../../../render/daemon/documents.ts';
import type { Asked } from '../../../render/daemon/pages.ts';
import { documents } from '../../../render/schemas/daemon.ts';
import { count, oneOf, text } from '../../../render/schemas/shapes.ts';
import type { Schema } from '../../../render/schemas/shapes.ts';
import { answers, bodyOf } from '../answers.ts';
import type { Parts } from '../parts.ts';
import { Refusal } from '../problems.ts';
import type { Asking, Route } from '../route.ts';

export interface Reading {
  readonly snapshot: () => Snapshot;
  readonly history: Pick<History, 'kept' | 'runs' | 'run' | 'drifts'>;
  readonly parts: (snapshot: Snapshot) => Parts;
  readonly clock: Clock;
}

const mostItems = 1_000;
const usualItems = 200;
const limit: Schema = { ...count(`Items of one page. Default: ${usualItems}.`), minimum: 1, maximum: mostItems };
const short: Schema = { type: 'string', minLength: 1, maxLength: 300 };
const after: Schema = { ...short, description: '`next` of the page before.' };
const account: Schema = { ...short, description: 'Key or id: only of this account.' };
const states = ['in-sync', 'differs', 'withheld', 'missing', 'unread'] as const;

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
const limitOf = ({ query }: Asking): number => (typeof query['limit'] === 'number' ? query['limit'] : usualItems);

function askedOf(asking: Asking): Asked {
  const from = textOf(asking.query['after']);
  return { limit: limitOf(asking), ...(from === undefined ? {} : { after: from }) };
}

interface Listed {
  readonly url: string;
  readonly summary: string;
  readonly schema: Schema;
  readonly query: Readonly<Record<string, Schema>>;
  /** What it is made of; absent: of everything. */
  readonly part?: keyof Parts;
  readonly make: (snapshot: Snapshot, asking: Asking, now: Date) => object;
}

const lists: readonly Listed[] = [
  {
    url: '/api/v1/status',
    summary: 'How things stand: the verdict, the source, the runs, and numbers.',
    schema: documents.status,
    query: {},
    make: (snapshot, _, now) => statusDocument(snapshot, now),
  },
  {
    url: '/api/v1/coverage',
    summary: 'Who is recorded where: accounts by regions.',
    schema: documents.estate,
    part: 'estate',
    query: { limit, after },
    make: (snapshot, asking, now) => estateDocument(snapshot, askedOf(asking), now),
  },
  {
    url: '/api/v1/trails',
    summary: 'When each trail of the spec last delivered what, and what went wrong.',
    schema: documents.trails,
    part: 'estate',
    query: { limit, after, account },
    make: (snapshot, asking, now) => trailsDocument(only(snapshot, asking), askedOf(asking), now),
  },
  {
    url: '/api/v1/resources',
    summary: 'The resources of the spec, and whether each stands as it says.',
    schema: documents.resources,
    part: 'estate',
    query: { limit, after, account, state: oneOf(states) },
    make: (snapshot, asking, now) => resourcesDocument(only(snapshot, asking), askedOf(asking), now),
  },
  {
    url: '/api/v1/drifts',
    summary: 'Drifts that are not closed, the gravest first.',
    schema: documents.drifts,
    part: 'drifts',
    query: { limit, after, account, gravity: oneOf(gravities) },
    make: (snapshot, asking, now) => driftsDocument(only(snapshot, asking), askedOf(asking), now),
  },
  {
    url: '/api/v1/plan',
    summary: 'What the next run would change if it may.',
    schema: documents.plan,
    part: 'plan',
    query: { limit, after },
    make: (snapshot, asking, now) => planPageDocument(snapshot, askedOf(asking), now),
  },
];

/** The snapshot with nothing in its lists but what was asked for. */
function only(snapshot: Snapshot, { query }: Asking): Snapshot {
  const { estate, drifts } = snapshot;
  const [named, state, gravity] = [query['account'], query['state'], query['gravity']];
  const id = estate?.accounts.find(({ key }) => key === named)?.id ?? named;
  const isMeant = (found: string | undefined): boolean => id === undefined || found === id;
  return {
    ...snapshot,
    drifts: drifts.filter(
      drift => isMeant(drift.resource?.target.account) && (gravity === undefined || drift.gravity === gravity),
    ),
    estate: estate && {
      ...estate,
      trails: estate.trails.filter(trail => isMeant(trail.account)),
      resources: estate.resources.filter(one => isMeant(one.account) && (state === undefined || one.state === state)),
    },
  };
}

/** With the day, because a moment is told with its date when that is not today's. */
function stateOf(snapshot: Snapshot, now: Date): string {
  return `${snapshot.version} ${blindSince(snapshot, now)} ${now.toISOString().slice(0, 10)}`;
}

export function readRoutes(reading: Reading): readonly Route[] {
  return [...lists.map(list => listRoute(list, reading)), ...rememberedRoutes(reading)];
}

/** Made once for each state of the daemon. */
function listRoute({ url, summary, schema, query, part, make }: Listed, { snapshot, clock, parts }: Reading): Route {
  const made = answers();
  return {
    method: 'GET',
    url,
    scope: 'read',
    summary,
    query,
    answers: { 200: { description: 'As it stands.', schema } },
    answer(asking) {
      const [whole, now] = [snapshot(), clock.now()];
      const versioned = part ? { ...whole, version: parts(whole)[part] } : whole;
      const question = canonical(asking.query);
      return { body: made.remember(stateOf(versioned, now), question, () => make(versioned, asking, now)) };
    },
  };
}

const usualDays = 30;
const day = 24 * 60 * 60_000;

function rememberedRoutes({ history, clock }: Reading): readonly Route[] {
  return [
    {
      method: 'GET',
      url: '/api/v1/runs',
      scope: 'read',
      summary: 'Runs that are remembered, the newest first.',
      query: { limit, before: { ...short, description: '`next` of the page before: the id of a run.' } },
      answers: { 200: { description: 'Runs in short.', schema: documents.runs } },
      async answer(asking) {
        const [most, before] = [limitOf(asking), textOf(asking.query['before'])];
        const runs = await history.runs({ limit: most + 1, ...(before === undefined ? {} : { before }) });
        return { body: bodyOf(runsDocument(runs, most)) };
      },
    },
    {
      method: 'GET',
      url: '/api/v1/runs/:id',
      scope: 'read',
      summary: 'One run with its report and what it did to drifts.',
      params: { id: { ...short, description: 'Id of a run.' } },
      answers: { 200: { description: 'The run.', schema: documents.run } },
      async answer({ params }) {
        const found = await history.run(params['id'] ?? '');
        if (!found) throw new Refusal(404, 'no-such-run');
        return { body: bodyOf(runDocument(found.run, found)) };
      },
    },
    {
      method: 'GET',
      url: '/api/v1/history',
      scope: 'read',
      summary: 'Drifts that were open at some time, closed ones among them.',
      query: {
        limit,
        since: { ...text(`ISO 8601. Default: ${usualDays} days ago.`), format: 'date-time' },
        target: { ...short, description: 'Pattern of addresses.' },
        status: oneOf(['open', 'closed']),
      },
      answers: { 200: { description: 'Drifts, the newest first.', schema: documents.history } },
      async answer(asking) {
        const { query } = asking;
        const most = limitOf(asking);
        const usual = new Date(clock.now().getTime() - usualDays * day).toISOString();
        const since = new Date(textOf(query['since']) ?? usual).toISOString();
        const target = textOf(query['target']);
        const status = (['open', 'closed'] as const).find(one => one === query['status']);
        const drifts = await history.drifts({
          since,
          limit: most + 1,
          ...(target === undefined ? {} : { target }),
          ...(status === undefined ? {} : { status }),
        });
        return { body: bodyOf(historyDocument(drifts, { kept: history.kept, since, limit: most })) };
      },
    },
  ];
}
