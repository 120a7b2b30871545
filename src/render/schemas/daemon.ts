/** Schemas of what a daemon answers over HTTP. */
import { cellStates } from '../../core/daemon/snapshot.ts';
import { address, anything, count, flag, gravity, list, map, number, object, oneOf, orNull, problem, text, } from './shapes.ts';
import type { Schema } from './shapes.ts';
import { resourceChange, place, unreadable, waivers } from './change.ts';
import { drift, maybeText, maybeTime, step, time } from './drift.ts';

/** Of a page that has them, and without the keyword that names another dialect: openapi.json has one for all. */
function document(kind: string, properties: Readonly<Record<string, Schema>>): Schema {
  return object({
    format_version: { type: 'string', pattern: '^1\\.\\d+$', description: 'Minor: only additions. Major: do not read.' },
    kind: { const: kind, description: 'What this document is.' },
    ...properties,
  });
}

const versioned = {
  version: count('Counts up with every change of what the document is made of; the event stream tells it.'),
  blind_since: maybeTime('Since when nothing is known. Then nothing in the document is the present. Null: something is known.'),
};

const paged = {
  total: count('Of all pages.'),
  next: maybeText('What to give as `after` to have the next page; null: this is the last.'),
};

const at = maybeTime('When the estate was looked at; null: never yet.');
const byGravity = object({ critical: count(), high: count(), medium: count(), low: count(), info: count() });
const planCounts = orNull(object({ add: count(), change: count(), destroy: count() }));
const account = text('Twelve digits.');
const mode = oneOf(['observe', 'enforce']);

const run = object(
  {
    id: text(),
    cause: oneOf(['start', 'schedule', 'source', 'config', 'request', 'event', 'logs', 'retry'], 'Why it was begun.'),
    started_at: time(),
    finished_at: maybeTime('Null: it is still going on.'),
    mode,
    revision: maybeText('Of the spec.'),
    targets: list(text(), 'Patterns of addresses that it was limited to; empty: everything.'),
    result: {
      ...orNull(oneOf(['clean', 'drift', 'healed', 'incomplete', 'failed', 'interrupted'])),
      description: 'Null: it is still going on.',
    },
    problem: orNull(problem),
    resources: count(),
    unread: count(),
    drifts: byGravity,
    applied: count('Changes carried out.'),
    calls: count('Attempts at AWS.'),
  },
  'One run, in short.',
);

const standing = oneOf(['ok', 'high', 'critical', 'unknown']);
const light = object({
  of: count('Accounts that are asked about.'),
  good: { ...orNull(count()), description: 'Of these, those where the answer is yes. Null: not known.' },
  unknown: count('Accounts of which nobody knows.'),
  state: standing,
  text: text('What stands beside the number.'),
});

const verdict = object({
  reason: oneOf(['never-looked', 'blind', 'not-recorded', 'not-delivered', 'weaker', 'not-as-declared', 'contested', 'nothing-read', 'not-all-read', 'in-order']),
  state: standing,
  headline: text('A sentence about the world.'),
  lines: list(
    object({
      gravity: { ...orNull(oneOf(['critical', 'high', 'medium', 'low', 'info', 'unknown'])), description: 'Null: all is well.' },
      text: text(),
      drift: maybeText('Fingerprint of the first drift it tells of.'),
      since: maybeTime('When the first of them opened.'),
      contested: flag('Nobody goes on mending it: a person must decide.'),
    }),
  ),
  recorded: light,
  delivered: light,
  provable: light,
});

const held = {
  ...orNull(
    object({ by: oneOf(['windows']), opens_at: maybeTime('When it may change something again; null: no window opens.') }),
  ),
  description: 'It enforces, and is outside its windows: nothing is changed. Null: that holds nothing back.',
};

const status = document('status', {
  ...versioned,
  trailwarden_version: text(),
  started_at: time('Of the daemon.'),
  owner: maybeText('Null: no spec was read yet.'),
  mode,
  suspended: orNull(
    object({
      since: time(),
      until: maybeTime('Null: until somebody ends it.'),
      reason: maybeText('As given.'),
      by: oneOf(['config', 'request']),
    }),
  ),
  held,
  leadership: object({ role: oneOf(['alone', 'leader', 'standby']), leader: maybeText('Who leads, where that is known.') }),
  source: object({
    name: text('As the config has it, without credentials.'),
    revision: maybeText('Of the spec in force.'),
    since: maybeTime('When this revision was first seen.'),
    checked_at: maybeTime('When the source was last looked at with success.'),
    problems: list(problem, 'Why a newer state is not in force.'),
    stale_since: maybeTime('Since when there are such problems.'),
  }),
  events_trouble: {
    ...orNull(object({ since: time(), problem })),
    description: 'Why changes at AWS are not heard of at once. Null: they are, or no queue of events is configured.',
  },
  runs: object({
    current: orNull(run),
    doing: maybeText('What it waits for; null: nothing runs.'),
    last: orNull(run),
    last_good: orNull(run),
    next_at: maybeTime('When the next run is due.'),
    schedule: text('The interval in words.'),
    stale_at: time('From then on what the last good run saw is the past.'),
  }),
  verdict,
  receivers: list(
    object({
      name: text(),
      last_success_at: maybeTime('When something last arrived; null: nothing has since the start.'),
      failing_since: maybeTime('Null: it can be reached, as far as anybody tried.'),
      why: maybeText('What it said, or what went wrong.'),
      waiting: count('Notices that it is still to have.'),
    }),
    'Who is told of drifts, and how that goes.',
  ),
  verified: {
    ...orNull(
      object({
        started_at: time(),
        finished_at: time(),
        outcome: text('The worst of it, as `logs verify` says it.'),
        problem: { ...orNull(problem), description: 'Why some of it could not be verified; null: all of it could.' },
        invalid: map(count(), 'Findings that fail, by their word.'),
      }),
    ),
    description: 'How log files were found when they were last verified. Null: they were not.',
  },
  counts: object({
    accounts: count(),
    trails: count(),
    resources: object({ 'in-sync': count(), differs: count(), withheld: count(), missing: count(), unread: count() }),
    drifts: byGravity,
    unread: count('Drifts of what could not be read: they have no gravity.'),
    plan: { ...planCounts, description: 'Null: there is no plan.' },
  }),
});

const estate = document('estate', {
  ...versioned,
  at,
  regions: list(text(), 'Those of all accounts, in alphabetical order.'),
  accounts: list(
    object({
      key: text('In the spec; the id where it has none.'),
      id: account,
      partition: text(),
      unit: maybeText('Where it stands in the organization, such as Workloads/Prod.'),
      cells: list(
        oneOf(cellStates),
        'How management events are recorded in each of `regions`. none: by nobody; weak: it could not be proven; off: the region is not enabled.',
      ),
      keeper: orNull(
        object(
          { address: orNull(address), arn: text(), region: text() },
          'The one trail that records its global service events.',
        ),
      ),
      copies: { ...orNull(count()), description: 'Of its global service events; null: not known.' },
    }),
    'In the order of their ids.',
  ),
  findings: list(problem, 'What no change mends. On the first page only.'),
  ...paged,
});

const trails = document('trails', {
  ...versioned,
  at,
  late_after_seconds: object({ log: number(), digest: number(), notification: number() }, 'What is older is late.'),
  trails: list(
    object({
      address,
      arn: text(),
      account,
      region: text(),
      logging: { ...orNull(flag()), description: 'Null: not known.' },
      last_log: maybeTime('When AWS last delivered a log file.'),
      last_digest: maybeTime('When AWS last delivered a digest.'),
      last_notification: maybeTime('When AWS last announced a log file.'),
      verified_until: maybeTime('Up to here its log files are whole, everywhere. Null: they were not verified, or are not.'),
      verified_state: {
        ...orNull(oneOf(['whole', 'tampered', 'missing', 'gap', 'nothing-found', 'unread', 'not-yet'])),
        description: 'How its log files were found when they were last verified; null: they were not.',
      },
      errors: map(text(), "AWS's own words, by what went wrong: log, digest, notification, log group."),
      elsewhere: map(
        object({ last_log: maybeTime('Of this region.'), error: maybeText("AWS's own words.") }),
        'Regions other than its home whose status was read.',
      ),
    }),
    'In the order of their addresses.',
  ),
  ...paged,
});

const resources = document('resources', {
  ...versioned,
  at,
  resources: list(
    object({
      address,
      type: place.type,
      arn: text(),
      account,
      region: text(),
      state: oneOf(['in-sync', 'differs', 'withheld', 'missing', 'unread']),
      gravity: { ...orNull(gravity), description: 'Of its gravest open drift; null: none.' },
    }),
    'In the order of their addresses.',
  ),
  ...paged,
});

const drifts = document('drifts', { ...versioned, drifts: list(drift), ...paged });

/** By the kind of document. */
export const documents = {
  status,
  estate,
  trails,
  resources,
  drifts,
  plan: document('daemon-plan', {
    ...versioned,
    counts: { ...planCounts, description: 'Null: there is no plan.' },
    held,
    resource_changes: list(resourceChange, 'In the order in which they would be carried out.'),
    unreadable: { ...unreadable, description: 'What could not be read. On the first page only.' },
    waivers: { ...waivers, description: 'All waivers of the spec. On the first page only.' },
    findings: list(problem, 'What no change mends. On the first page only.'),
    ...paged,
  }),
  runs: document('runs', {
    runs: list(run, 'Newest first.'),
    next: maybeText('What to give as `before` to have older ones; null: there are none.'),
  }),
  run: document('run', {
    run,
    steps: list(step, 'What it did to drifts.'),
    report: anything('As report.schema.json describes it; null: there was none.'),
  }),
  history: document('history', {
    not_kept: { ...orNull(problem), description: 'Null: it survives the process; otherwise why it does not.' },
    since: time(),
    drifts: list(drift),
    more: flag('Whether there are more than were asked for.'),
  }),
  session: document('session', {
    read: flag(),
    write: flag(),
    reading_needs_token: flag(),
    writing_possible: flag('False: there is no token for writing.'),
    expires_at: maybeTime('When the session ends; null: there is none.'),
  }),
  asked: document('asked', { run: maybeText('Id of the run that was asked for; null: none was.') }),
} as const;

/** What stands in an `application/problem+json`. */
export const problemDetails: Schema = object({
  type: text('Made of the code.'),
  title: text(),
  status: count('As that of the answer.'),
  detail: text('What is wrong.'),
  code: text('One of docs/problems.md.'),
  hint: text('What to do.'),
});
