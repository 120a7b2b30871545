/** The top of the page: where one is, how fresh it is, and what can be asked of the daemon. */
import { heldWords } from '../../render/daemon-run.ts';
import { digits } from '../../render/words.ts';
import { element } from './element.ts';
import type { Element, Written } from './element.ts';
import { icon } from './icons.ts';
import { isBlind } from './shown.ts';
import type { Shown } from './shown.ts';
import { age, ageOf, clock, dueClock, moment, took, when } from './time.ts';

/** Name, places of the page, and buttons. */
export function bar(shown: Shown): Element {
  const { owner, drifts, suspended, runs } = shown.told.snapshot;
  return element(
    'header.top',
    {},
    element('a.skip', { href: '#drifts' }, 'Skip to open drifts'),
    element(
      'div.wrap',
      {},
      element('div.brand', {}, icon('logo'), 'trailwarden ', owner === null ? null : element('span', {}, owner)),
      element('nav.places', { 'aria-label': 'Sections' }, places(isBlind(shown) ? [] : drifts)),
      element(
        'div.asks',
        {},
        suspended === null
          ? element('button.button.quiet', { type: 'button', 'data-do': 'suspend' }, 'Suspend')
          : element('button.button', { type: 'button', 'data-do': 'resume' }, 'Resume'),
        element(
          'button.button',
          { type: 'button', 'data-do': 'reconcile', disabled: runs.current !== null },
          runs.current === null ? 'Run now' : 'Running …',
        ),
      ),
    ),
  );
}

function places(drifts: Shown['told']['snapshot']['drifts']): Written {
  const critical = drifts.some(({ gravity }) => gravity === 'critical');
  const count =
    drifts.length === 0 ? null : element('b', { class: critical ? 'grave' : null }, ` ${digits(drifts.length)}`);
  const names = ['Estate', 'Drifts', 'Plan', 'Delivery', 'History', 'Runs'] as const;
  return names.map(name => element('a', { href: `#${name.toLowerCase()}` }, name, name === 'Drifts' ? count : null));
}

/** One line below the bar: mode, the last run and the next, the spec in force, and whether the page is in touch. */
export function nowLine(shown: Shown): Element {
  const { told, now } = shown;
  const { snapshot } = told;
  return element(
    'div.now',
    {},
    modePill(snapshot, now),
    lastRun(shown),
    nextRun(snapshot.runs, now),
    source(snapshot.source, now),
    snapshot.leadership.role === 'standby' ? element('span', {}, standbyWords(snapshot.leadership.leader)) : null,
    touch(shown),
  );
}

function standbyWords(leader: string | null): string {
  return leader === null ? 'standby, nobody is known to lead' : `standby, ${leader} leads`;
}

function modePill({ mode, suspended, held }: Shown['told']['snapshot'], now: number): Element {
  if (suspended !== null) return element('span.pill.held', {}, icon('pause'), `${mode}, suspended`);
  if (held !== null)
    return element('span.pill.held', {}, icon('pause'), `${mode}, held: ${heldWords(held, new Date(now))}`);
  return element(`span.pill.${mode}`, {}, icon(mode === 'enforce' ? 'shield' : 'eye'), mode);
}

function lastRun({ told: { snapshot }, now }: Shown): Element {
  const { current, last, lastGood, doing, staleAt } = snapshot.runs;
  if (current !== null)
    return element(
      'span.live.busy',
      {},
      mark(),
      element('span', {}, 'running', element('span.more', {}, `: ${doing ?? current.cause}`)),
    );
  const blind = now >= Date.parse(staleAt);
  const run = blind ? lastGood : last;
  const name = blind ? 'last good run' : 'last run';
  if (run === null) return element('span.live.old', {}, mark(), element('span', {}, `${name}: none yet`));
  const at = run.finishedAt ?? run.startedAt;
  const facts = `, ${took(Date.parse(at) - Date.parse(run.startedAt))}, ${digits(run.calls)} calls`;
  return element(
    'span.live',
    { class: blind ? 'live old' : 'live' },
    mark(),
    element(
      'span',
      {},
      `${name} `,
      element('b', {}, moment(at, `${ageOf(at, now)} ago`)),
      element('span.more', {}, ` at ${when(at, now, true)}${blind ? '' : facts}`),
    ),
  );
}

const mark = (): Element => element('i', { 'aria-hidden': 'true' });

function nextRun({ nextAt, schedule }: Shown['told']['snapshot']['runs'], now: number): Element | null {
  if (nextAt === null) return null;
  const left = Date.parse(nextAt) - now;
  return element(
    'span',
    {},
    'next run ',
    element('b', {}, left <= 0 ? 'now' : `in ${age(left)}`),
    element('span.more', {}, `, ${dueClock(nextAt, now)}, ${schedule}`),
  );
}

function source({ revision, checkedAt }: Shown['told']['snapshot']['source'], now: number): Element {
  if (revision === null) return element('span', {}, 'spec: none was read yet');
  const looked = checkedAt === null ? '' : `, fetched ${ageOf(checkedAt, now)} ago`;
  return element('span', {}, 'spec ', element('b.mono', {}, revision), element('span.more', {}, looked));
}

/** Said only where changes do not come at once. */
function touch({ contact, now }: Shown): Element | null {
  if (contact.by === 'stream') return null;
  const words =
    contact.by === 'asking'
      ? 'asks every 10 s: the stream of changes is not open'
      : `out of touch since ${clock(new Date(contact.heardAt).toISOString(), true)} (${age(now - contact.heardAt)})`;
  return element(contact.by === 'asking' ? 'span.touch' : 'span.touch.lost', {}, words);
}
