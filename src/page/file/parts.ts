/** What a file has and the page has not: as of when it is, what was carried out, every resource, and what proves it. */
import type { Address, Position, Problem } from '../../core/model.ts';
import { differs } from '../../core/plan.ts';
import type { Report } from '../../core/report.ts';
import { applyEnding, driftEnding, interruptedEnding, planEnding } from '../../render/ending.ts';
import { acceptedIn, blockPositions, factsOf, lastPlan } from '../../render/report/facts.ts';
import type { Reporting } from '../../render/report/facts.ts';
import { momentWords, problemWords } from '../../render/report/words.ts';
import { counted, digits } from '../../render/words.ts';
import { element } from '../view/element.ts';
import type { Element, Written } from '../view/element.ts';
import { icon } from '../view/icons.ts';
import { section } from '../view/parts.ts';
import { moment } from '../view/time.ts';

/** More rows than these are left to the JSON. */
const mostRows = 5_000;

/** First of all that the file is old. A script says how old, where scripts are on. */
export function asOf({ command, owner, finishedAt, spec, revision, base, offline }: Report): Element {
  const of = spec === null ? 'a saved plan' : (revision ?? spec.paths.join(' '));
  return element(
    'header.as-of',
    {},
    element('div.brand', {}, icon('logo'), 'trailwarden ', element('span', {}, owner)),
    element(
      'p',
      {},
      offline ? 'AWS was not asked. Made ' : 'As of ',
      element('b', {}, moment(finishedAt, momentWords(finishedAt))),
      element('span#age', { 'data-at': finishedAt }),
    ),
    element(
      'p.mute',
      {},
      `${command} of `,
      element('span.mono', {}, of),
      spec === null ? null : `, ${counted(spec.selected, 'resource')} in ${counted(spec.accounts.length, 'account')}`,
      base === undefined ? null : [', held against ', element('span.mono', {}, base)],
    ),
  );
}

/** The verdict as text, where there is no picture of the estate. */
export function plainVerdict(report: Report): Element {
  const whole = !lastPlan(report).changes.some(differs) && lastPlan(report).unknown.length === 0;
  const state = whole && report.refused.length === 0 ? 'ok' : 'unknown';
  return element(
    'div.verdict-head.alone',
    {},
    icon(`verdict-${state}`, `tone-${state}`),
    element('h1#verdict', {}, endingWords(report)),
  );
}

/** The last line, as the terminal has it. */
export function endingWords(report: Report): string {
  const { command, plan, spec, outcomes, interrupted } = report;
  if (command === 'drift') return driftEnding(plan, spec);
  if (interrupted) return interruptedEnding(outcomes);
  if (outcomes !== null) return applyEnding(outcomes, lastPlan(report));
  return planEnding(plan, spec, report);
}

/** Why nothing was sent. */
export function refusals({ refused }: Report): Element | null {
  if (refused.length === 0) return null;
  return section(
    { id: 'refused', title: 'Refused', beside: 'Nothing was sent.' },
    element('ul.card.told', {}, refused.map(problemItem)),
  );
}

export function problemItem(problem: Problem): Element {
  const { at, code, severity = 'error' } = problem;
  const where = typeof at === 'string' ? at : at && placeOf(at);
  return element(
    'li',
    {},
    element('b', {}, `${severity} `),
    where === undefined ? null : [element('span.mono', {}, where), ': '],
    problemWords(problem),
    ' ',
    element('span.mono.mute', {}, code),
  );
}

const statusWords = {
  done: 'done',
  unconfirmed: 'sent, and not read back yet',
  failed: 'failed',
  skipped: 'not begun: what it comes after failed',
  moved: 'changed meanwhile, nothing sent',
  left: 'not begun',
} as const;

/** What became of each change. */
export function outcomesView({ outcomes, plan }: Report): Element | null {
  if (outcomes === null || outcomes.length === 0) return null;
  const fields = new Map(plan.changes.map(change => [change.address, change.fields.map(({ field }) => field)]));
  const row = ({ address, action, status, problem, sent }: (typeof outcomes)[number]): Element =>
    element(
      'tr',
      {},
      element('th.mono', { scope: 'row' }, address),
      element('td', {}, action, action === 'update' ? ` ${(fields.get(address) ?? []).join(', ')}` : null),
      element(
        'td',
        {},
        element(status === 'done' ? 'b.tone-ok' : 'b.tone-high', {}, statusWords[status]),
        problem === undefined ? null : [element('br'), problemWords(problem)],
      ),
      element('td.mono', {}, sent.map(({ call }) => call.replace(/^.*:/u, '')).join(', ')),
    );
  return section(
    { id: 'outcomes', title: 'What was done' },
    element('div.card', {}, table(['resource', 'change', 'outcome', 'sent'], outcomes.map(row))),
  );
}

function table(heads: readonly string[], body: readonly Element[]): Element {
  return element(
    'table.data',
    {},
    element(
      'thead',
      {},
      element(
        'tr',
        {},
        heads.map(name => element('th', { scope: 'col' }, name)),
      ),
    ),
    element('tbody', {}, body),
  );
}

/** Every resource of the run with how it came out and where the spec has it. */
export function appendix(reporting: Reporting): Element {
  const { report } = reporting;
  const states = statesOf(reporting);
  const places = blockPositions(report);
  const all = [...states].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const rows = all.slice(0, mostRows).map(([address, state]) => {
    const place = places.get(address);
    return element(
      'tr',
      {},
      element('th.mono', { scope: 'row' }, address),
      element('td', {}, state),
      element('td.mono', {}, place === undefined ? '' : placeOf(place)),
    );
  });
  const left = all.length - rows.length;
  return section(
    { id: 'appendix', title: 'Every resource', beside: counted(all.length, 'resource') },
    element(
      'details.card.told',
      {},
      element('summary', {}, `Show ${rows.length === 1 ? 'it' : `all ${digits(rows.length)}`}`),
      table(['resource', 'state', 'in the spec'], rows),
      left > 0 ? element('p.mute', {}, `${digits(left)} more are in the report as JSON.`) : null,
    ),
  );
}

const placeOf = ({ file, line, column }: Position): string => `${file}:${line}:${column}`;

function statesOf(reporting: Reporting): ReadonlyMap<Address, string> {
  const { report } = reporting;
  const facts = Map.groupBy(factsOf(reporting), ({ address }) => address);
  const accepted = new Set(acceptedIn(lastPlan(report)).map(({ address }) => address));
  const declared = (report.resources ?? []).map(({ address }) => address);
  const changed = lastPlan(report).changes.map(({ address }) => address);
  const state = (address: Address): string => {
    const [first] = facts.get(address) ?? [];
    if (first?.kind === 'unread') return 'NOT KNOWN';
    if (first) return first.gravity.toUpperCase();
    return accepted.has(address) ? 'accepted, or waits' : 'as the spec says';
  };
  return new Map([...declared, ...changed, ...facts.keys()].map(address => [address, state(address)]));
}

/** By what a reader can tell that the file is as it was written. */
export function integrity(sha256: string, version: string): Written {
  return element(
    'footer.integrity',
    {},
    element('p', {}, 'The report as JSON stands in this file. Its SHA-256 is ', element('code', {}, sha256), '.'),
    element(
      'p',
      {},
      element('code', {}, 'trailwarden report show FILE.html'),
      ` reads it back and checks that. Written by trailwarden ${version}.`,
    ),
  );
}
