import { describe, expect, it } from 'vitest';

import { verdictJson } from '../../src/render/daemon/verdict.ts';
import { element, find, textOf } from '../../src/page/view/element.ts';
import type { Child, Element } from '../../src/page/view/element.ts';
import { suspendDialog, tokenDialog } from '../../src/page/view/dialogs.ts';
import { pieceNames, pieceOf } from '../../src/page/view/page.ts';
import type { Contact, Shown } from '../../src/page/view/shown.ts';
import { windowTitle } from '../../src/page/view/verdict.ts';
import { waitingView } from '../../src/page/view/waiting.ts';
import { sceneNames, sceneOf } from './scenes.ts';
import { noon, shownOf } from './told.ts';

const wholePage = (shown: Shown): Element =>
  element(
    'body',
    {},
    pieceNames.map(name => pieceOf(name, shown)),
  );
const words = (name: (typeof pieceNames)[number], shown: Shown): string => textOf(pieceOf(name, shown) ?? '');

const lines = new Set([
  'section',
  'tr',
  'li',
  'h1',
  'h2',
  'h3',
  'p',
  'dl',
  'dt',
  'footer',
  'ul',
  'figure',
  'svg',
  'div',
]);

/** The page as somebody would read it aloud: a line for each block, and what pictures are labelled. */
function readAloud(child: Child): string {
  if (typeof child === 'string') return child;
  const label = child.tag === 'svg' && child.attributes['role'] === 'img' ? `[${child.attributes['aria-label']}]` : '';
  const inner = child.tag === 'svg' ? label : child.children.map(readAloud).join(child.tag === 'tr' ? ' | ' : '');
  return lines.has(child.tag) ? `\n${inner}\n` : inner;
}

describe('the page', () => {
  it.each(['1', '12', '1000', 'blind'] as const)('reads aloud: %s', async name => {
    const text = readAloud(wholePage(shownOf(name)));
    const tidy = text
      .split('\n')
      .map(line => line.trim())
      .filter(line => line !== '' && !/^[| ]+$/u.test(line));
    await expect(`${tidy.join('\n')}\n`).toMatchFileSnapshot(`golden/${name}.txt`);
  });

  it.each(sceneNames)('makes no element and no attribute of what others say: %s', name => {
    const page = wholePage(shownOf(name));
    const tags = new Set(find(page, () => true).map(({ tag }) => tag));
    expect(
      [...tags].filter(tag => ['script', 'img', 'iframe', 'object', 'style', 'link', 'base'].includes(tag)),
    ).toEqual([]);
    for (const { attributes } of find(page, () => true)) {
      expect(Object.keys(attributes).filter(key => key === 'style' || key.startsWith('on'))).toEqual([]);
      expect(attributes['href'] ?? '#').toMatch(/^[#/]/u);
    }
  });

  it('names every id once', () => {
    for (const name of sceneNames.filter(one => one !== 'hostile')) {
      const ids = find(wholePage(shownOf(name)), ({ attributes }) => 'id' in attributes).map(
        ({ attributes }) => attributes['id'],
      );
      expect(ids.length).toBe(new Set(ids).size);
    }
  });

  it('stays small with a thousand accounts, whatever is wrong with them', () => {
    const scene = sceneOf('1000', noon);
    const { estate } = scene.snapshot;
    if (estate === null) throw new Error('no estate');
    const accounts = estate.accounts.map(account => ({
      ...account,
      cells: { ...account.cells, 'us-east-1': 'none' as const },
    }));
    const [first] = scene.snapshot.drifts;
    const drifts = accounts.flatMap((_, index) =>
      first ? [{ ...first, fingerprint: `d-${index}`, wanted: index }] : [],
    );
    const shown = shownOf({ ...scene, snapshot: { ...scene.snapshot, drifts, estate: { ...estate, accounts } } });
    expect(find(wholePage(shown), () => true).length).toBeLessThan(20_000);
    expect(words('estate', shown)).toContain('Show all 1,000 accounts with problems');
    expect(words('drifts', shown)).toContain('Show all 1,000');
  });

  it('never shows the past as the present', () => {
    const shown = shownOf('12');
    const later = { ...shown, now: Date.parse(shown.told.snapshot.runs.staleAt) + 1 };
    expect(words('verdict', later)).toContain('Nothing is known since 11:59 UTC.');
    expect(find(wholePage(later), ({ attributes }) => /state-(?!unknown)/u.test(attributes['class'] ?? ''))).toEqual(
      [],
    );
    expect(words('drifts', later)).toContain('No drift can be shown because nothing could be read since 11:59 UTC.');
    expect(words('plan', later)).toContain('No plan without a run that could read AWS.');
    expect(windowTitle(later)).toBe('? Nothing is known since 11:59 UTC. trailwarden acme');
  });

  it('says before the first run that nothing is known', () => {
    const scene = sceneOf('1', noon);
    const snapshot = {
      ...scene.snapshot,
      estate: null,
      plan: null,
      runs: { ...scene.snapshot.runs, last: null, lastGood: null },
    };
    const shown = shownOf({ snapshot, runs: [], closed: [] });
    expect(words('estate', shown)).toContain('No run has looked at AWS yet');
    expect(words('drifts', shown)).toContain('That is not the same as no drift.');
    expect(words('delivery', shown)).toContain('No run has looked at AWS yet.');
    expect(words('runs', shown)).toContain('No run has ended yet.');
    expect(words('now', shown)).toContain('last run: none yet');
  });
});

describe('a trail that has delivered nothing', () => {
  const scene = sceneOf('1', noon);
  const { estate } = scene.snapshot;
  const delivery = (change: object): string => {
    const trails = (estate?.trails ?? []).map(trail => ({ ...trail, lastLog: null, lastDigest: null, ...change }));
    const shown = shownOf({ ...scene, snapshot: { ...scene.snapshot, estate: estate && { ...estate, trails } } });
    return words('delivery', shown);
  };
  it.each([
    [{ logging: true }, 'securitynone yetnone yet'],
    [{ logging: false }, 'securitynevernever'],
    [{ logging: true, errors: { log: 'AccessDenied' } }, 'securitynevernever'],
    [{ logging: null }, 'securitynot knownnot known'],
  ])('%j', (change, text) => {
    expect(delivery(change).replaceAll(' ', '')).toContain(text.replaceAll(' ', ''));
  });
});

describe('a question that can be asked of nobody', () => {
  it('has no answer', () => {
    const shown = shownOf('1');
    const none = { of: 0, good: 0, unknown: 0, state: 'unknown', text: 'nothing is recorded' } as const;
    const verdict = { ...shown.told.verdict, delivered: none };
    expect(words('verdict', { ...shown, told: { ...shown.told, verdict } })).toContain(
      'Deliverednothing is recorded– of 0',
    );
  });
});

describe('outside its windows', () => {
  const scene = sceneOf('1000', noon);
  const held = { opensAt: '2026-11-19T15:00:00.000Z' };
  const shown = shownOf({ ...scene, snapshot: { ...scene.snapshot, held } });
  it.each(['drifts', 'plan', 'now'] as const)('%s promises nothing', piece => {
    expect(words(piece, shown)).toMatch(/held: outside its windows, opens 15:00 UTC/iu);
    expect(words(piece, shown)).not.toMatch(/Puts it back in|At \d\d:\d\d|next run will change/u);
  });
});

describe('choices', () => {
  it('find accounts by name, id and unit', () => {
    const rows = (search: string, unit: string | null = null) =>
      find(
        wholePage(shownOf('1000', { search, unit })),
        ({ attributes }) => attributes['class']?.startsWith('tile ') ?? false,
      ).length;
    expect(rows('')).toBe(1_000);
    expect(rows('SANDBOX-0412')).toBe(1);
    expect(rows('', 'Retail')).toBe(143);
    expect(rows('payments', 'Retail')).toBe(0);
    expect(words('estate', shownOf('1000', { search: 'nobody' }))).toContain('No account is found');
  });

  it('narrow drifts to a gravity', () => {
    expect(words('drifts', shownOf('12', { gravity: 'low' }))).not.toContain('is stopped');
    expect(words('drifts', shownOf('12', { gravity: 'info' }))).toContain('No open drift is info.');
  });

  it('tell of the cell that one points at', () => {
    const at = (region: string | null) =>
      words('estate', shownOf('12', { place: { account: '222222222222', region } }));
    expect(at('eu-west-1')).toContain('since 11:22 UTC, 38 mintrail main is stopped');
    expect(at(null)).toContain('not recorded');
  });

  it('reach back as far as was chosen', () => {
    expect(words('history', shownOf('12', { span: 1 }))).not.toContain('DataEng/rpatel');
    expect(words('history', shownOf('12', { span: 7 }))).toContain('DataEng/rpatel');
  });
});

describe('notices', () => {
  const scene = sceneOf('12', noon);
  const at = noon.toISOString();
  it.each([
    [
      { suspended: { since: at, until: null, reason: 'we move house', by: 'request' } },
      '“we move house”. It goes on looking, and puts nothing back.',
    ],
    [
      { suspended: { since: at, until: at, reason: null, by: 'config' } },
      'by the config since 12:00 UTC, 0 s, until 12:00 UTC.',
    ],
    [{ held: { opensAt: '2026-11-20T03:00:00.000Z' } }, 'Held: outside its windows, opens 2026-11-20 03:00 UTC.'],
    [
      {
        source: {
          ...scene.snapshot.source,
          staleSince: at,
          problems: [{ code: 'unknown-key', message: 'no such key', at: { file: 'a.yaml', line: 3, column: 5 } }],
        },
      },
      'No such key. The last good spec, main@4f2a91c, stays in force.',
    ],
    [
      {
        runs: {
          ...scene.snapshot.runs,
          last: { ...scene.runs[0], result: 'failed', problem: { code: 'access-denied', message: 'AccessDenied' } },
        },
      },
      'The last run failed, 11:59:46 UTC: AccessDenied.',
    ],
  ])('%#', (change, text) => {
    const shown = shownOf({ ...scene, snapshot: { ...scene.snapshot, ...change } as typeof scene.snapshot });
    expect(words('notices', shown)).toContain(text);
  });

  it.each([
    ['lost', 'This page is out of touch with the daemon.'],
    ['barred', 'The daemon wants a token to be read.'],
    ['stream', ''],
  ] as const)('%s', (by, text) => {
    expect(words('notices', { ...shownOf('12'), contact: { by, heardAt: noon.getTime() } })).toContain(text);
  });

  it('none where there is nothing to say', () => {
    expect(pieceOf('notices', shownOf('12'))).toBeNull();
  });
});

describe('before and beside', () => {
  it.each([
    [null, 'Asking the daemon'],
    ['lost', 'The daemon does not answer.'],
    ['barred', 'The daemon wants a token.'],
  ] as readonly (readonly [Contact['by'] | null, string])[])('waits: %s', (by, text) => {
    expect(textOf(waitingView(by))).toContain(text);
  });

  it('every field of a dialog has its label', () => {
    for (const dialog of [tokenDialog(), suspendDialog()]) {
      const fields = find(dialog, ({ tag }) => tag === 'input' || tag === 'select');
      const labelled = find(dialog, ({ tag }) => tag === 'label').flatMap(label =>
        find(label, ({ tag }) => tag === 'input' || tag === 'select'),
      );
      expect(labelled).toEqual(fields);
      expect(fields.length).toBeGreaterThan(0);
    }
  });

  it('takes the words of the verdict from the daemon', () => {
    const shown = shownOf('12');
    const { headline } = verdictJson(sceneOf('12', noon).snapshot, noon);
    expect(words('verdict', shown)).toContain(headline);
  });
});

it('says up to where the log files of a trail are whole, and what they are otherwise', () => {
  const scene = sceneOf('1', noon);
  const [trail] = scene.snapshot.estate?.trails ?? [];
  if (trail === undefined) throw new Error('there is no trail');
  const shown = (state: 'whole' | 'tampered' | 'not-yet', until: string | null): string => {
    const verified = {
      id: 'v-1',
      startedAt: '2026-11-19T11:00:00Z',
      finishedAt: '2026-11-19T11:01:00Z',
      outcome: 'whole',
      problem: null,
      invalid: {},
      trails: [{ arn: trail.arn, until, state, found: [], count: 0 }],
    };
    return words('delivery', shownOf({ ...scene, snapshot: { ...scene.snapshot, verified } }));
  };
  expect(words('delivery', shownOf(scene))).not.toContain('verified until');
  expect(shown('whole', '2026-11-19T10:00:00Z')).toContain('verified until');
  expect(shown('whole', '2026-11-19T10:00:00Z')).toMatch(/2(?:\s|&nbsp;)?h/u);
  expect(shown('tampered', null)).toContain('tampered with');
  expect(shown('not-yet', null)).toContain('nothing yet');
});
