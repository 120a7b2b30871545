import { describe, expect, it } from 'vitest';

import { groupsOf } from '../../src/page/view/drift-groups.ts';
import {
  certaintyOf,
  fullTitleOf,
  nobodyWords,
  productOf,
  sentence,
  settingsOf,
} from '../../src/render/drift-words.ts';
import { dotsView } from '../../src/page/view/dots.ts';
import { textOf } from '../../src/page/view/element.ts';
import { pieceOf } from '../../src/page/view/page.ts';
import { spreeOf } from '../../src/page/view/whodunit.ts';
import type { Drift } from '../../src/core/drift/drift.ts';
import { sceneOf } from './scenes.ts';
import { noon, shownOf } from './told.ts';

const { drifts } = sceneOf('12', noon).snapshot;
const named = (fingerprint: string): Drift => {
  const found = drifts.find(drift => drift.fingerprint === fingerprint);
  if (!found) throw new Error(`no ${fingerprint}`);
  return found;
};

describe('what a drift is called', () => {
  it.each([
    ['d-7f3a91', 'payments: trail main is stopped'],
    ['d-b20c44', 'security: bucket acme-audit-logs differs in its policy'],
    ['d-52aa07', 'research: trail main logs, and what it logs does not arrive'],
    ['d-000666', 'legacy: trail main could not be read'],
  ])('%s', (fingerprint, title) => {
    expect(fullTitleOf(named(fingerprint))).toBe(title);
  });

  it.each([
    ['missing', [{ name: 'trail', wanted: 'present', found: 'absent' }]],
    ['stray', [{ name: 'trail', wanted: 'absent', found: 'present' }]],
    ['changed', [{ name: 'logging', wanted: 'on', found: 'off' }]],
    ['undelivered', []],
    ['unread', []],
  ] as const)('its settings: %s', (kind, settings) => {
    expect(settingsOf({ ...named('d-7f3a91'), kind })).toEqual(settings);
  });

  it('tells tags one by one, under the names of the spec', () => {
    expect(settingsOf(named('d-04d9f1'))).toEqual([{ name: 'tags.cost-center', wanted: '4410', found: '4400' }]);
  });
});

describe('groups', () => {
  it('fold three and more that are alike, gravest first, unread last', () => {
    const groups = groupsOf(sceneOf('1000', noon).snapshot.drifts);
    expect(groups.map(group => [group.length, group[0].gravity])).toEqual([
      [3, 'critical'],
      [1, 'critical'],
      [1, 'high'],
      [1, 'high'],
      [1, 'medium'],
      [1, 'info'],
    ]);
  });

  it('keep two apart', () => {
    const [first, second] = sceneOf('1000', noon).snapshot.drifts.filter(({ kind }) => kind === 'missing');
    expect(groupsOf([first, second].filter(drift => drift !== undefined)).map(({ length }) => length)).toEqual([1, 1]);
  });
});

describe('what is left as it is', () => {
  it('has the way out beside it', () => {
    const problem = { code: 'not-ours-to-remove', message: 'It is not ours', hint: 'Write policy.unmanaged: remove.' };
    const scene = sceneOf('12', noon);
    const held = { ...named('d-7f3a91'), withheld: { by: 'fixed', problem } } as Drift;
    const card = pieceOf('drifts', shownOf({ ...scene, snapshot: { ...scene.snapshot, drifts: [held] } }));
    expect(card && textOf(card)).toContain('Stays: It is not ours.');
    expect(card && textOf(card)).toContain('Write policy.unmanaged: remove.');
  });
});

describe('the axis of ages', () => {
  it.each([240, 358, 500, 1_132])('prints no label over another: %i pixels', width => {
    const limits = [15, 60, 90].map(minutes => minutes * 60_000);
    for (const limit of limits) {
      const svg = dotsView({ dots: [], limit, width, of: 'trails', none: 'none yet' });
      const places = [...JSON.stringify(svg).matchAll(/"x":"([\d.]+)","y":"91"/gu)]
        .map(([, x]) => Number(x))
        .toSorted((a, b) => a - b);
      expect(places.length).toBeGreaterThan(1);
      for (const [index, place] of places.slice(1).entries()) expect(place - places[index]!).toBeGreaterThan(42);
    }
  });
});

describe('who did it', () => {
  it('one hand behind three changes is one incident', () => {
    expect(spreeOf(drifts)).toMatchObject({ name: 'BreakGlass/jdoe', events: { length: 3 } });
    expect(spreeOf(drifts.slice(0, 2))).toBeNull();
  });

  it('changes that lie far apart are none', () => {
    const apart = drifts.map((drift, index) =>
      drift.attribution?.answer === 'found'
        ? {
            ...drift,
            attribution: {
              ...drift.attribution,
              event: { ...drift.attribution.event, at: `2026-11-0${index + 1}T00:00:00Z` },
            },
          }
        : drift,
    );
    expect(spreeOf(apart)).toBeNull();
  });

  it.each([
    [null, 'Not looked for yet.'],
    [{ answer: 'nobody', why: 'not in it', again: true }, 'Not in it. The next run asks again.'],
    [{ answer: 'unknown', why: 'AccessDenied.', again: false }, 'AccessDenied.'],
  ] as const)('nobody: %j', (attribution, words) => {
    expect(nobodyWords(attribution && { askedAt: '', attempts: [], ...attribution })).toBe(words);
  });

  it.each([
    ['aws-cli/2.31.0 md/awscrt#0.27 ua/2.1', 'aws-cli/2.31.0'],
    ['Terraform/1.13', 'Terraform/1.13'],
    ['', ''],
  ])('by %j', (userAgent, product) => {
    expect(productOf(userAgent)).toBe(product);
  });

  it('says how sure it is', () => {
    const { attribution } = named('d-7f3a91');
    if (attribution?.answer !== 'found') throw new Error('not found');
    expect(certaintyOf({ ...attribution, confidence: 'likely' })).toBe('probably ');
  });

  it.each([
    ['', ''],
    ['a b', 'A b.'],
    ['A?', 'A?'],
    ['multiRegion: true', 'multiRegion: true.'],
    ['region: eu-west-1, or regions: …', 'region: eu-west-1, or regions: ….'],
    ['trail/second@111111111111/us-east-1 records twice', 'trail/second@111111111111/us-east-1 records twice.'],
    ['audit-logs is not there', 'audit-logs is not there.'],
    ['trailwarden init', 'trailwarden init.'],
    ['the trail is gone', 'The trail is gone.'],
  ])('sentence %j', (text, words) => {
    expect(sentence(text)).toBe(words);
  });
});

describe('what becomes of a drift', () => {
  const scene = sceneOf('12', noon);
  const fate = (change: Partial<Drift>, more: Partial<typeof scene.snapshot> = {}): string => {
    const drift = { ...named('d-7f3a91'), ...change };
    const piece = pieceOf('drifts', shownOf({ ...scene, snapshot: { ...scene.snapshot, ...more, drifts: [drift] } }));
    return piece === null ? '' : textOf(piece).replace(/^.*trailwarden(?! apply)(?! has)/u, '');
  };
  const refused = { by: 'refused', problem: { code: 'would-weaken', message: 'it would record less' } } as const;
  const over = {
    status: 'flapping',
    reopenedAt: ['2026-11-19T10:00:00.000Z', '2026-11-19T10:30:00.000Z', '2026-11-19T11:00:00.000Z'],
    closedAt: '2026-11-19T11:30:00.000Z',
    ending: 'healed',
  } as const;
  const suspended = { since: noon.toISOString(), until: null, reason: null, by: 'request' } as const;
  it.each([
    [{}, {}, 'Not changed, observe mode only tells.'],
    [{}, { mode: 'enforce' }, 'Puts it back in 5 min, at 12:04 UTC.'],
    [{}, { mode: 'enforce', suspended }, 'Not changed while suspended.'],
    [{}, { mode: 'enforce', leadership: { role: 'standby', leader: 'b' } }, 'The replica that leads puts it back.'],
    [{ status: 'contested' }, { mode: 'enforce' }, 'Stopped healing this.'],
    [{ status: 'withheld', withheld: refused }, { mode: 'enforce' }, 'Refused: It would record less.'],
    [over, { mode: 'enforce' }, 'Nothing to do now. Closed once it stays quiet.'],
    [{ ...over, closedAt: null }, { mode: 'enforce' }, 'Puts it back in 5 min, at 12:04 UTC.'],
  ] as const)('%j %j', (change, more, words) => {
    expect(fate(change, more)).toBe(words);
  });

  it('one that comes and goes is told as what it is, and after those that stand', () => {
    const drifts = [{ ...named('d-7f3a91'), ...over }, named('d-19e0d2')];
    const piece = pieceOf('drifts', shownOf({ ...scene, snapshot: { ...scene.snapshot, drifts } }));
    const text = piece === null ? '' : textOf(piece);
    expect(text).toMatch(/Flapping\. It came 3 times since .* Over since 11:30:00 UTC/u);
    expect(text).toContain('should be onwas off');
    expect(text.match(/put it back/gu)).toHaveLength(1);
    expect(text.indexOf('Flapping.')).toBeGreaterThan(text.lastIndexOf('put it back'));
  });
});
