/** Notices as they may come, and as they never should. */
import fc from 'fast-check';

import { happenings } from '../../../src/core/alerts/notice.ts';
import type { Notice } from '../../../src/core/alerts/notice.ts';
import { sampleNotices } from '../../../src/core/alerts/samples.ts';
import type { Drift } from '../../../src/core/drift/drift.ts';

export const at = '2026-11-19T03:12:30.000Z';
const ago = (minutes: number): string => new Date(Date.parse(at) - minutes * 60_000).toISOString();

const around = {
  daemon: 'audit',
  mode: 'observe',
  pageUrl: 'https://trailwarden.example.com',
  runbookUrl: 'https://trailwarden.example.com/runbooks',
} as const;

/** As real ones: nothing in them says that it is a test. */
const samples: readonly Notice[] = sampleNotices({ at, id: 'x', around }).map(notice => ({
  ...notice,
  incident: `i-${notice.happening}`,
  around: { ...notice.around, owner: 'acme', aliases: { '222222222222': 'payments' }, run: 'r-20261119-0312' },
  drifts: notice.drifts.map(real),
}));

function real(drift: Drift): Drift {
  const address = drift.address.replace('example-', '') as Drift['address'];
  return { ...drift, address, others: ['BreakGlass/jdoe'], attribution: byJdoe(drift.attribution) };
}

function byJdoe(attribution: Drift['attribution']): Drift['attribution'] {
  if (attribution?.answer !== 'found') return attribution;
  const { event } = attribution;
  return { ...attribution, event: { ...event, principal: { ...event.principal, name: 'BreakGlass/jdoe' } } };
}

export function sampleOf(happening: Notice['happening']): Notice {
  const found = samples.find(notice => notice.happening === happening);
  if (!found) throw new Error(`no sample of ${happening}`);
  return found;
}

const opened = sampleOf('attributed');
export const stopped = opened.drifts[0] as Drift;
const [, copy, copyToo] = sampleOf('first-run').drifts as readonly [Drift, Drift, Drift];
const closed = { status: 'closed', ending: 'healed', closedAt: ago(0), closedBy: 'r' } as const;
const enforcing = { ...opened.around, mode: 'enforce', dark: [] } as const;
const one = (drift: Drift, more: Partial<Notice> = {}): Notice => ({
  ...opened,
  happening: 'opened',
  drifts: [drift],
  weight: drift.kind === 'unread' ? 'not-known' : drift.gravity,
  since: drift.openedAt,
  ...more,
});

const many = Array.from({ length: 40 }, (_, index): Drift => ({
  ...copy,
  address: `trail/us-copy@account-${index}/us-east-1`,
  fingerprint: `d-${index}`,
}));
const unread: Drift = {
  ...stopped,
  kind: 'unread',
  field: null,
  gravity: 'high',
  address: 'trail/main@legacy/eu-west-1',
  resource: null,
  meaning: '',
  attribution: null,
  problem: { code: 'access-denied', message: 'sts:AssumeRole: AccessDenied: not authorized' },
};
const late: Drift = {
  ...stopped,
  kind: 'undelivered',
  field: null,
  gravity: 'high',
  meaning: 'It says that it logs, but no log files have come from ap-south-1 since 02:53 UTC.',
  wanted: null,
  found: ['log late in ap-south-1: 2026-11-19T02:53:00Z'],
  attribution: {
    askedAt: at,
    attempts: [],
    answer: 'nobody',
    why: 'nobody changed it in the last 90 days',
    again: false,
  },
};
const refused: Drift = {
  ...stopped,
  status: 'withheld',
  field: 'logFileValidation',
  gravity: 'high',
  meaning: 'Nobody can prove that the log files were not altered.',
  withheld: {
    by: 'held',
    problem: { code: 'not-enforced', message: 'enforce.kinds leaves out trails', hint: 'Take it into enforce.kinds.' },
  },
};

/** By the name of the golden file. */
export const scenes: Readonly<Record<string, Notice>> = {
  'opened-observe': opened.around.mode === 'observe' ? one(stopped, { nextReminderAt: ago(-60) }) : opened,
  'opened-enforce': one(stopped, { around: { ...enforcing, dark: opened.around.dark } }),
  'opened-elsewhere-recorded': one({ ...stopped, attribution: null }, { around: enforcing }),
  'opened-healed': one({ ...stopped, ...closed }, { around: enforcing, unrecorded: 3_600 }),
  'opened-late': one(late, { around: enforcing }),
  'opened-unread': one(unread, { around: enforcing }),
  'opened-refused': one(refused, { around: enforcing }),
  'opened-idle': one(stopped, { around: { ...enforcing, idle: 'outside its windows, opens 22:00 UTC' } }),
  'opened-others-open': one(copy, { around: { ...enforcing, open: [copy.fingerprint, 'd-a', 'd-b'] } }),
  'seeing-open': { ...sampleOf('seeing'), around: { ...sampleOf('seeing').around, open: ['d-a'] } },
  'returned-unread': {
    ...sampleOf('returned'),
    drifts: [stopped, unread],
    around: { ...enforcing, open: ['d-a', stopped.fingerprint] },
  },
  'grouped-grave-healed': one(stopped, {
    drifts: [stopped, { ...refused, address: 'trail/main@data/eu-west-1' } as Drift].map(drift => ({
      ...drift,
      ...closed,
    })),
    around: enforcing,
  }),
  'opened-missing': one({ ...stopped, kind: 'missing', field: null, meaning: 'Nothing is recorded by this trail.' }),
  'opened-stray': one({
    ...copy,
    kind: 'stray',
    field: null,
    meaning: 'It has our tag, and the spec does not have it.',
  }),
  'grouped-healed': one(copy, {
    drifts: [copy, copyToo].map(drift => ({ ...drift, ...closed })),
    around: enforcing,
  }),
  'grouped-person': one(stopped, {
    drifts: [
      stopped,
      { ...refused, address: 'trail/main@data/eu-west-1' },
      { ...stopped, address: 'trail/main@web/eu-west-1' },
    ],
  }),
  'grouped-many': one(copy, { drifts: many, around: enforcing }),
  'grouped-unread': one(unread, { drifts: [unread, { ...unread, address: 'bucket/logs@legacy/eu-west-1' }] }),
  'resolved-several': {
    ...sampleOf('resolved'),
    drifts: [
      { ...copy, ...closed },
      { ...copyToo, ...closed, ending: 'reverted' },
    ],
  },
  'resolved-unread': one({ ...unread, ...closed, ending: 'read-again' }, { happening: 'resolved' }),
  'first-run-clean': { ...sampleOf('first-run'), drifts: [] },
  'returned-flapping': {
    ...sampleOf('returned'),
    drifts: [
      ...sampleOf('flapping').drifts.map(drift => ({ ...drift, closedAt: drift.healedAt.at(-1) ?? null })),
      ...sampleOf('flapping').drifts.map(drift => ({ ...drift, closedAt: null })),
    ],
  },
  'returned-nothing': { ...sampleOf('returned'), drifts: [] },
  ...Object.fromEntries(
    samples.filter(({ happening }) => happening !== 'opened').map(notice => [notice.happening, notice]),
  ),
};

const name = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.constantFrom('<!channel>', '&amp;<>|`*', 'a'.repeat(400), '```', '\u202eevil', '<http://evil.example|click>'),
);
const moment = fc.integer({ min: 0, max: 4_000_000 }).map(ago);
const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: null });
const value = fc.oneof(fc.boolean(), fc.jsonValue({ maxDepth: 2 }), name);

const attribution: fc.Arbitrary<Drift['attribution']> = maybe(
  fc
    .record({ who: name, ip: maybe(name), agent: maybe(name), event: name, id: name, region: name, moment })
    .map(found => {
      const { attribution: like } = stopped;
      if (like?.answer !== 'found') throw new Error('the sample is attributed');
      return {
        ...like,
        event: {
          ...like.event,
          name: found.event,
          at: found.moment,
          eventId: found.id,
          region: found.region,
          sourceIp: found.ip,
          userAgent: found.agent,
          principal: { ...like.event.principal, name: found.who },
        },
      };
    }),
);

const drift: fc.Arbitrary<Drift> = fc
  .record({
    key: name,
    account: name,
    resourceName: name,
    kind: fc.constantFrom('changed', 'missing', 'stray', 'undelivered', 'unproven', 'unread'),
    field: fc.constantFrom('logging', 'destination', 'statements', 'tags', 'unheard-of'),
    gravity: fc.constantFrom('critical', 'high', 'medium', 'low', 'info'),
    status: fc.constantFrom('open', 'withheld', 'contested', 'flapping', 'closed'),
    effect: fc.constantFrom('weakens', 'strengthens', 'neutral'),
    meaning: name,
    wanted: value,
    found: value,
    attribution,
    reopenedAt: fc.array(moment, { maxLength: 20 }),
    openedAt: moment,
    others: fc.array(name, { maxLength: 10 }),
  })
  .map(({ key, account, resourceName, ...rest }) => ({
    ...stopped,
    ...rest,
    address: `trail/x${key.replaceAll('@', '')}@y${account.replaceAll(/[@/]/gu, '')}/eu-west-1`,
    resource: { ...(stopped.resource as NonNullable<Drift['resource']>), name: resourceName },
    healedAt: rest.reopenedAt,
    ...(rest.status === 'closed' ? { closedAt: at, ending: 'healed' } : {}),
    ...(rest.status === 'withheld'
      ? { withheld: { by: 'refused', problem: { code: 'not-enforced', message: rest.meaning, hint: key } } }
      : {}),
  }));

/** Any notice of 1 to 500 drifts, with names that nobody would choose in good faith. */
export const anyNotice: fc.Arbitrary<Notice> = fc
  .record({
    happening: fc.constantFrom(...happenings),
    drifts: fc.oneof(
      { weight: 5, arbitrary: fc.array(drift, { minLength: 1, maxLength: 4 }) },
      fc
        .tuple(fc.array(drift, { minLength: 1, maxLength: 5 }), fc.integer({ min: 1, max: 500 }))
        .map(([some, count]) => Array.from({ length: count }, (_, index) => some[index % some.length] as Drift)),
    ),
    weight: fc.constantFrom('critical', 'high', 'medium', 'low', 'info', 'not-known'),
    daemon: name,
    owner: maybe(name),
    revision: maybe(name),
    source: name,
    messages: fc.array(name, { maxLength: 20 }),
    mode: fc.constantFrom('observe', 'enforce'),
    idle: maybe(name),
    unrecorded: maybe(fc.integer({ min: 0, max: 1e7 })),
  })
  .map(({ daemon, owner, revision, source, messages, mode, idle, ...rest }) => ({
    ...opened,
    ...rest,
    problems: messages.map(message => ({ code: 'access-denied', message, at: { file: message, line: 1, column: 1 } })),
    around: {
      ...opened.around,
      daemon,
      owner,
      mode,
      idle,
      source: { ...opened.around.source, revision, name: source },
      open: rest.drifts.map(({ address }) => address),
    },
  }));
