/** The verdict, as a sentence about the world, and the three questions beneath every other. */
import type { Standing } from '../../core/daemon/verdict.ts';
import type { LightJson, VerdictJson, VerdictLineJson } from '../../render/daemon/types.ts';
import { verdictJson } from '../../render/daemon/verdict.ts';
import { digits } from '../../render/words.ts';
import { element } from './element.ts';
import type { Element } from './element.ts';
import { icon } from './icons.ts';
import type { IconName } from './icons.ts';
import type { Shown } from './shown.ts';
import { ageOf, moment, when } from './time.ts';

/** The daemon's verdict; this page's own once that rests on a run that has become the past. */
function verdictNow({ told: { snapshot, verdict }, now }: Pick<Shown, 'told' | 'now'>): VerdictJson {
  const passed =
    now >= Date.parse(snapshot.runs.staleAt) && verdict.reason !== 'never-looked' && verdict.reason !== 'blind';
  return passed ? verdictJson(snapshot, new Date(now)) : verdict;
}

/** The sentence, what is behind it, and three counts. */
export function verdictView(shown: Shown): Element {
  const { headline, state, lines, recorded, delivered, provable } = verdictNow(shown);
  return element(
    'div.verdict',
    { role: 'region', 'aria-labelledby': 'verdict' },
    element(
      'div',
      {},
      element(
        'div.verdict-head',
        { 'aria-live': 'polite' },
        icon(`verdict-${state}`, `tone-${state}`),
        element('h1#verdict', {}, headline),
      ),
      element(
        'ul.reasons',
        {},
        lines.map(line => reason(line, shown.now)),
      ),
    ),
    element(
      'div.lights',
      {},
      lightView('Recorded', recorded),
      lightView('Delivered', delivered),
      lightView('Provable', provable),
    ),
  );
}

const signs: Readonly<Record<Standing, string>> = { ok: '✓', high: '▲', critical: '✖', unknown: '?' };

/** What the title of the window says: seen in a tab beside others. */
export function windowTitle(shown: Pick<Shown, 'told' | 'now'>): string {
  const { headline, state } = verdictNow(shown);
  const { owner } = shown.told.snapshot;
  return [signs[state], headline, 'trailwarden', owner ?? ''].join(' ').trim();
}

function reason({ gravity, text, drift, since, contested }: VerdictLineJson, now: number): Element {
  const tone = gravity ?? 'ok';
  const picture: IconName = gravity === null ? 'cell-once' : `gravity-${gravity}`;
  return element(
    `li.tone-${tone}`,
    { 'data-key': drift },
    icon(picture),
    element(
      'span',
      {},
      drift === null ? text : element('a', { href: `#${drift}` }, text),
      since === null
        ? null
        : [' ', element('span.mute', {}, 'since ', moment(since, when(since, now)), `, ${ageOf(since, now)}`)],
      contested ? element('b', {}, ' A person must decide.') : null,
    ),
  );
}

function lightView(name: string, light: LightJson): Element {
  const { good, of, state, text } = light;
  const count = good === null ? '?' : of === 0 ? '–' : digits(good);
  return element(
    'div.light',
    {},
    icon(`verdict-${state}`, `tone-${state}`),
    element('h2', {}, name),
    element('p', {}, text),
    element('div.count', {}, count, element('small', {}, ` of ${digits(of)}`)),
  );
}
