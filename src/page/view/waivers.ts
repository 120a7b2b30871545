/** Differences that a person accepted, each until a date; and what no change mends. */
import type { WaiverTold } from '../../core/plan.ts';
import { digits } from '../../render/words.ts';
import { onOff, sentence } from '../../render/drift-words.ts';
import { element } from './element.ts';
import type { Element } from './element.ts';
import { section, unfold } from './parts.ts';
import type { Shown } from './shown.ts';
import { age, day } from './time.ts';

export function waiversView({ told: { snapshot }, now }: Shown): Element | null {
  const waivers = snapshot.plan?.waivers ?? [];
  if (waivers.length === 0) return null;
  const head = (name: string, optional = false): Element =>
    element('th', { scope: 'col', class: optional ? 'optional' : null }, name);
  return section(
    { id: 'waivers', title: 'Waivers', beside: 'Differences a person accepted, each until a date.' },
    element(
      'div.card',
      {},
      element(
        'table.data.past',
        {},
        element(
          'thead',
          {},
          element(
            'tr',
            {},
            head('accepted difference'),
            head('value'),
            head('reason', true),
            head('owner', true),
            head('until'),
          ),
        ),
        element(
          'tbody',
          {},
          waivers.toSorted((a, b) => a.until.localeCompare(b.until)).map(waiver => row(waiver, now)),
        ),
      ),
    ),
  );
}

function row({ resource, field, value, reason, owner, until, ended }: WaiverTold, now: number): Element {
  const left = Date.parse(`${until}T00:00:00Z`) + day - now;
  const words = ended || left <= 0 ? element('b.tone-high', {}, 'ended') : `in ${age(left)}`;
  return element(
    'tr',
    { 'data-key': `${resource} ${field}` },
    element('th.mono', { scope: 'row' }, resource),
    element('td.mono', {}, `${field} = ${onOff(value)}`),
    element('td.optional', {}, reason),
    element('td.optional', {}, owner),
    element('td', {}, `${until}, `, words),
  );
}

const most = 6;

/** What no change mends, such as paid duplicates and trails that nobody manages. */
export function findingsView({ told: { snapshot }, choices }: Shown): Element | null {
  const findings = snapshot.estate?.findings ?? [];
  if (findings.length === 0) return null;
  const whole = choices.whole.has('findings') || findings.length <= most;
  return section(
    { id: 'findings', title: 'Findings', beside: 'Worth knowing. No change of trailwarden mends them.' },
    element(
      'ul.card.findings',
      {},
      (whole ? findings : findings.slice(0, most)).map(({ code, message, hint }) =>
        element(
          'li',
          {},
          element('span', {}, sentence(message)),
          ' ',
          element('span.mono.mute', {}, code),
          hint === undefined ? null : element('p.mute', {}, sentence(hint)),
        ),
      ),
    ),
    whole ? null : unfold('findings', `Show all ${digits(findings.length)}`),
  );
}
