/** One drift, or several that are alike: what differs, what that means, who did it, what becomes of it. */
import { standsNow, stoodFrom } from '../../core/drift/drift.ts';
import type { Drift } from '../../core/drift/drift.ts';
import type { Gravity } from '../../core/kind.ts';
import type { Withheld } from '../../core/plan.ts';
import { heldWords } from '../../render/daemon-run.ts';
import { statementWords } from '../../render/statements.ts';
import type { StatementDiff } from '../../render/statements.ts';
import { counted, digits } from '../../render/words.ts';
import {
  accountOf,
  anchorOf,
  attemptWords,
  certaintyOf,
  fullTitleOf,
  nobodyWords,
  policyOf,
  productOf,
  regionOf,
  sentence,
  settingsOf,
  titleOf,
  userType,
} from '../../render/drift-words.ts';
import type { DriftGroup } from './drift-groups.ts';
import { element } from './element.ts';
import type { Element, Written } from './element.ts';
import { command, gravityMark } from './parts.ts';
import type { Shown } from './shown.ts';
import { age, ageOf, clock, dueClock, moment, when } from './time.ts';

/** How many addresses of a group are named before the rest is folded. */
const mostAddresses = 3;

/** A group of drifts as one item of the list. */
export function driftView(group: DriftGroup, shown: Shown): Element {
  const [drift] = group;
  return element(
    'li.drift',
    { id: anchorOf(drift), class: `drift is-${looksLike(drift)}`, tabindex: -1 },
    element(
      'div',
      {},
      element(
        'div.drift-head',
        {},
        gravityMark(looksLike(drift)),
        element('h3', {}, group.length === 1 ? fullTitleOf(drift) : `${places(group)}: ${titleOf(drift)}`),
        addresses(group),
      ),
      element('p.meaning', {}, sentence(drift.meaning)),
      differences(drift),
      contested(drift),
      restless(drift, shown),
      mends(group, shown),
    ),
    aside(group, shown),
  );
}

/** What could not be read has no gravity. */
const looksLike = ({ kind, gravity }: Drift): Gravity | 'unknown' => (kind === 'unread' ? 'unknown' : gravity);

function places(group: DriftGroup): string {
  const accounts = new Set(group.map(accountOf)).size;
  return accounts > 1 ? counted(accounts, 'account') : `${accountOf(group[0])}, ${counted(group.length, 'region')}`;
}

function addresses(group: DriftGroup): Element {
  const line = (drift: Drift): Element => element('span.address', {}, drift.address);
  if (group.length <= mostAddresses) return element('div.addresses', {}, group.map(line));
  const more = element(
    'details',
    {},
    element('summary', {}, `and ${digits(group.length - mostAddresses)} more`),
    group.slice(mostAddresses).map(line),
  );
  return element('div.addresses', {}, group.slice(0, mostAddresses).map(line), more);
}

function differences(drift: Drift): Written {
  const policy = policyOf(drift);
  if (policy && drift.resource) return statements(policy, drift, drift.resource);
  const weakened = drift.effect === 'weakens' ? element('span.tag', {}, 'weakened') : null;
  const settings = settingsOf(drift);
  if (settings.length === 0) return null;
  return element(
    weakened === null ? 'dl.settings' : 'dl.settings.tagged',
    {},
    settings.map(({ name, wanted, found }, index) =>
      element(
        'div',
        {},
        element('dt', {}, name),
        element('dd', {}, element('small', {}, 'should be '), element('b', {}, wanted)),
        element(
          'dd',
          {},
          element('small', {}, standsNow(drift) ? 'is ' : 'was '),
          element(`b.tone-${drift.gravity}`, {}, found),
        ),
        index === 0 && weakened ? element('dd', {}, weakened) : null,
      ),
    ),
  );
}

function statements(
  { added, removed, unchanged }: StatementDiff,
  { effect }: Drift,
  resource: NonNullable<Drift['resource']>,
): Element {
  const line = (sign: string, word: string) => (statement: StatementDiff['added'][number]) => {
    const { effect: verb, who, action, on, when: conditions } = statementWords(statement, resource, false);
    const text = [verb, who, action, 'on', on, ...conditions].join(' ');
    return element(
      'div.statement',
      {},
      element('b', { 'aria-hidden': 'true' }, sign),
      element('span', {}, element('span.unseen', {}, `${word}: `), text),
    );
  };
  return element(
    'div.statements',
    {},
    removed.map(line('+', 'added at AWS')),
    added.map(line('−', 'missing at AWS')),
    element(
      'div.kept',
      {},
      unchanged === 0 ? 'no other statement' : `${counted(unchanged, 'other statement')} as the spec says`,
      effect === 'weakens' ? [' ', element('span.tag', {}, 'weakened')] : null,
    ),
  );
}

function contested({ status, healedAt }: Drift): Element | null {
  if (status !== 'contested') return null;
  const times =
    healedAt.length === 0 ? '' : ` Put back ${counted(healedAt.length, 'time')}, and changed again each time.`;
  return element(
    'p.contested',
    {},
    element('b.tone-critical', {}, 'Contested.'),
    `${times} trailwarden has stopped fighting. A person must decide.`,
  );
}

/** It comes and goes: whether it stands now is said first. */
function restless(drift: Drift, { now }: Shown): Element | null {
  const { status, reopenedAt, openedAt, closedAt } = drift;
  if (status !== 'flapping') return null;
  const over = closedAt === null ? null : [' Over since ', moment(closedAt, when(closedAt, now, true)), '.'];
  return element(
    'p.contested',
    {},
    element('b', {}, 'Flapping.'),
    ` It came ${counted(Math.max(1, reopenedAt.length), 'time')} since `,
    moment(openedAt, when(openedAt, now, true)),
    '.',
    over,
  );
}

/** What can be typed to mend it, where the daemon does not. */
function mends(group: DriftGroup, { told: { snapshot } }: Shown): Written {
  const [drift] = group;
  if (!standsNow(drift)) return null;
  const acts = snapshot.mode === 'enforce' && snapshot.suspended === null && snapshot.held === null;
  if (drift.kind === 'unread')
    return element('div.mends', {}, element('span', {}, 'see what is missing'), command('trailwarden doctor'));
  if (
    drift.kind === 'undelivered' ||
    drift.kind === 'unproven' ||
    drift.withheld !== undefined ||
    (acts && drift.status === 'open')
  )
    return null;
  if (group.length > 1) return null;
  return element(
    'div.mends',
    {},
    element('span', {}, 'put it back'),
    command(`trailwarden apply --target ${drift.address}`),
  );
}

function aside(group: DriftGroup, shown: Shown): Element {
  const [drift] = group;
  const fact = (name: string, ...content: readonly Written[]): Element =>
    element('div', {}, element('dt', {}, name), element('dd', {}, content));
  return element(
    'dl.facts',
    {},
    fact('where', where(group)),
    fact('who', who(drift)),
    fact('since', since(drift, shown)),
    fact('trailwarden', fate(drift, shown)),
  );
}

/** A run alone does not know it, unless the event history says so. */
function since(drift: Drift, { now, frozen }: Shown): Written {
  const { attribution, seenAt, closedAt } = drift;
  if (frozen !== undefined && attribution?.answer !== 'found')
    return ['not known, seen ', moment(seenAt, when(seenAt, now, true))];
  const from = stoodFrom(drift);
  const began = moment(from, when(from, now, true));
  return standsNow(drift) || closedAt === null
    ? [began, element('br'), element('b', {}, ageOf(from, now))]
    : [began, element('br'), 'until ', moment(closedAt, when(closedAt, now, true))];
}

function where(group: DriftGroup): Written {
  const [drift] = group;
  if (group.length > 1) return places(group);
  const id = drift.resource?.target.account;
  const name = accountOf(drift);
  return [
    element('b', {}, name),
    id === undefined || id === name ? null : [' ', element('span.mono.mute', {}, id)],
    element('br'),
    regionOf(drift),
  ];
}

function who({ attribution, kind }: Drift): Written {
  if (kind === 'unread') return 'Not known: nothing could be read.';
  if (attribution?.answer !== 'found') return nobodyWords(attribution);
  const { event, byOurPrincipal } = attribution;
  return [
    certaintyOf(attribution),
    element('b', {}, event.principal.name),
    ' ',
    element('span.mute', {}, userType(event.principal.type)),
    element('br'),
    `${event.name} `,
    moment(event.at, clock(event.at, true)),
    event.sourceIp === null ? null : ` from ${event.sourceIp}`,
    event.userAgent === null ? null : [', ', element('span', { title: event.userAgent }, productOf(event.userAgent))],
    byOurPrincipal ? ". With trailwarden's own role, and not by trailwarden." : null,
    attribution.attempts.length === 0 ? null : `. ${attemptWords(attribution)}`,
  ];
}

/** Why it is held back; a newer daemon may have words of its own. */
const because: Readonly<Record<string, string>> = {
  refused: 'Refused',
  waived: 'Accepted by a waiver',
  ignored: 'Left alone, as the spec says',
  waits: 'Waits',
  fixed: 'Stays',
};

/** Why it is held back, and how to get out of that. */
function stays({ by, problem: { message, hint } }: Withheld): Written {
  const why = `${because[by] ?? 'Held back'}: ${sentence(message)}`;
  return hint === undefined ? why : [why, element('br'), element('span.mute', {}, sentence(hint))];
}

/** What trailwarden does about it. */
function fate(drift: Drift, { told: { snapshot }, now, frozen }: Shown): Written {
  const { status, withheld, kind } = drift;
  const { mode, suspended, held, leadership, runs } = snapshot;
  if (!standsNow(drift)) return 'Nothing to do now. Closed once it stays quiet.';
  if (status === 'contested') return element('b', {}, 'Stopped healing this.');
  if (kind === 'unread')
    return frozen === undefined
      ? 'Asks again in every run. Nothing of it is changed meanwhile.'
      : 'Neither in order nor gone. Nothing of it was changed.';
  if (kind === 'undelivered') return 'Nothing to change: settings are as the spec says. Looked at in every run.';
  if (kind === 'unproven')
    return 'Log files cannot be put back by trailwarden. Keep the bucket as it is until somebody has looked.';
  if (withheld) return stays(withheld);
  if (frozen !== undefined) return frozen === 'apply' ? 'Still so after this run.' : 'Not changed by this run.';
  if (mode === 'observe') return 'Not changed, observe mode only tells.';
  if (suspended !== null) return 'Not changed while suspended.';
  if (held !== null) return `Held: ${heldWords(held, new Date(now))}.`;
  if (leadership.role === 'standby') return 'The replica that leads puts it back.';
  if (runs.current !== null) return 'Is being put back.';
  if (runs.nextAt === null) return 'Puts it back in the next run.';
  const left = Date.parse(runs.nextAt) - now;
  return ['Puts it back in ', age(left), ', at ', moment(runs.nextAt, dueClock(runs.nextAt, now)), '.'];
}
