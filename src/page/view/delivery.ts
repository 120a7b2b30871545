/** Whether what is recorded arrives: how old the newest log files, digests and notices of every trail are. */
import type { DeliveryAges, Snapshot, TrailView, VerifiedTrail, VerifiedView } from '../../core/daemon/snapshot.ts';
import { accountKey } from '../../render/titles.ts';
import { counted, digits } from '../../render/words.ts';
import { isYoung } from './ages.ts';
import { dotsView } from './dots.ts';
import type { Dot } from './dots.ts';
import { element } from './element.ts';
import type { Element, Written } from './element.ts';
import { never, nothing, section, unfold } from './parts.ts';
import type { Shown } from './shown.ts';
import { age, moment } from './time.ts';

/** How many trails are told one by one. */
const most = 8;

/** With two pictures side by side below this, each would be too narrow. */
const narrow = 1000;

export function deliveryView(shown: Shown): Element {
  const { told, now, choices } = shown;
  const { estate, expected } = told.snapshot;
  const trails = estate?.trails ?? [];
  if (trails.length === 0)
    return section(
      { id: 'delivery', title: 'Delivery' },
      element(
        'div.card',
        {},
        nothing(
          'unknown',
          estate === null ? 'No run has looked at AWS yet.' : 'The spec has no trail, so nothing is delivered.',
        ),
      ),
    );
  const sorted = trails.toSorted((a, b) => badness(b, expected, now) - badness(a, expected, now));
  const whole = choices.whole.has('delivery') || trails.length <= most;
  return section(
    { id: 'delivery', title: 'Delivery', beside: 'One dot per trail. Right of the dashed line is late.' },
    pictures(trails, shown),
    element(
      'div.card.deliveries',
      {},
      table(whole ? sorted : sorted.slice(0, most), shown),
      whole ? null : rest(sorted.slice(most), shown),
    ),
  );
}

function pictures(trails: readonly TrailView[], { told, now, width }: Shown): Element {
  const { log, digest } = told.snapshot.expected;
  const each = width > narrow ? (width - 18) / 2 - 42 : width - 42;
  const picture = (title: string, limit: number, field: 'lastLog' | 'lastDigest'): Element => {
    const dots = trails.flatMap((trail): readonly Dot[] => {
      const at = trail[field];
      return at === null ? [] : [{ name: nameOf(trail), age: now - Date.parse(at) }];
    });
    return element(
      'figure.card.figure',
      {},
      element('figcaption', {}, element('h3', {}, title), element('p', {}, `expected within ${limitWords(limit)}`)),
      dotsView({
        dots,
        limit,
        width: Math.max(240, each),
        of: 'trails',
        none: trails.some(({ logging }) => logging !== null) ? 'none yet' : 'not known',
      }),
    );
  };
  return element(
    'div.two',
    {},
    picture('Age of the newest log file', log, 'lastLog'),
    picture('Age of the newest digest', digest, 'lastDigest'),
  );
}

function limitWords(limit: number): string {
  return age(limit)
    .replace(/min$/u, 'minutes')
    .replace(/ h$/u, limit > 3_600_000 ? ' hours' : ' hour');
}

/** `main payments`. */
function nameOf({ address }: TrailView): string {
  return `${keyOf(address)} ${accountKey(address)}`;
}

const keyOf = (address: string): string => address.replace(/^[^/]*\//u, '').replace(/@.*$/u, '');

/** Worst first: errors, what never came, what is not known, then by age against what is expected. */
function badness(trail: TrailView, { log, digest }: DeliveryAges, now: number): number {
  const share = (at: string | null, limit: number): number => (at === null ? 0 : (now - Date.parse(at)) / limit);
  const errors = Object.keys(trail.errors).length > 0 ? 1e6 : 0;
  const never = trail.lastLog === null && trail.logging !== null ? 1e5 : 0;
  const unknown = trail.logging === null ? 1e4 : 0;
  return errors + never + unknown + Math.max(share(trail.lastLog, log), share(trail.lastDigest, digest));
}

function table(trails: readonly TrailView[], { told, now }: Shown): Element {
  const { verified } = told.snapshot;
  const head = (name: string, optional = false): Element =>
    element('th', { scope: 'col', class: optional ? 'optional' : null }, name);
  return element(
    'div.table-frame',
    { tabindex: 0, role: 'region', 'aria-label': 'Deliveries by trail' },
    element(
      'table.data',
      {},
      element(
        'thead',
        {},
        element(
          'tr',
          {},
          head('trail'),
          head('newest log'),
          head('newest digest'),
          head('newest notice', true),
          ...(verified === null ? [] : [head('verified until', true)]),
          head('delivery error', true),
        ),
      ),
      element(
        'tbody',
        {},
        trails.map(trail => row(trail, told.snapshot, now)),
      ),
    ),
  );
}

function row(trail: TrailView, { expected, verified }: Snapshot, now: number): Element {
  const cell = (at: string | null, limit: number): Written => {
    if (at === null) return trail.logging === null ? notKnown() : never(isYoung(trail));
    const milliseconds = now - Date.parse(at);
    const words = moment(at, age(milliseconds));
    return milliseconds > limit ? element('b.tone-late', {}, words) : words;
  };
  const notice =
    trail.lastNotification === null && trail.logging !== null
      ? element('span.mute', {}, 'none')
      : cell(trail.lastNotification, Infinity);
  return element(
    'tr',
    { 'data-key': trail.address },
    element(
      'th',
      { scope: 'row', title: trail.address },
      element('b', {}, keyOf(trail.address)),
      ' ',
      element('span.mute', {}, accountKey(trail.address)),
    ),
    element('td', {}, cell(trail.lastLog, expected.log)),
    element('td', {}, cell(trail.lastDigest, expected.digest)),
    element('td.optional', {}, notice),
    verified === null ? null : element('td.optional', {}, proofOf(trail, verified, now)),
    element('td.optional', {}, errorWords(trail)),
  );
}

/** How far log files are whole, and what they are where they are not. */
function proofOf({ arn }: TrailView, { trails }: VerifiedView, now: number): Written {
  const proof = trails.find(one => one.arn === arn);
  if (proof === undefined) return notKnown();
  const { until, state } = proof;
  const words = until === null ? null : moment(until, age(now - Date.parse(until)));
  if (state === 'whole') return words ?? element('span.mute', {}, 'nothing yet');
  const tone = state === 'unread' ? 'b.tone-unknown' : state === 'not-yet' ? 'span.mute' : 'b.tone-critical';
  const told = element(tone, {}, stateWords[state]);
  return words === null ? told : [words, ' ', told];
}

const stateWords: Readonly<Record<Exclude<VerifiedTrail['state'], 'whole'>, string>> = {
  tampered: 'tampered with',
  missing: 'files missing',
  gap: 'gap',
  'nothing-found': 'nothing found',
  unread: 'not all read',
  'not-yet': 'nothing yet',
};

const notKnown = (): Element => element('span.tone-unknown', {}, 'not known');

function errorWords({ logging, errors, elsewhere }: TrailView): Written {
  const said = Object.entries(errors).map(([what, error]) => (what === 'log' ? error : `${what}: ${error}`));
  const others = Object.entries(elsewhere).flatMap(([region, { error }]) =>
    error === null ? [] : [`${region}: ${error}`],
  );
  const all = [...(logging === false ? ['not logging'] : []), ...said, ...others];
  if (all.length > 0) return element('b.mono.tone-critical', {}, all.join(', '));
  return logging === null ? notKnown() : element('span.mute', {}, 'none');
}

function rest(trails: readonly TrailView[], { told, now }: Shown): Written {
  const { expected } = told.snapshot;
  const ages = trails.flatMap(({ lastLog }) => (lastLog === null ? [] : [now - Date.parse(lastLog)]));
  const others = `The other ${counted(trails.length, 'trail')}`;
  const isGood = trails.every(
    trail => trail.logging === true && trail.lastLog !== null && badness(trail, expected, now) <= 1,
  );
  const words = isGood
    ? `${others}: within limits, newest log at most ${age(Math.max(0, ...ages))} old.`
    : `${others} are not shown.`;
  return [
    element('p.foot', {}, trails.every(({ logging }) => logging === null) ? `${others}: not known either.` : words),
    unfold('delivery', `Show all ${digits(trails.length + most)}`),
  ];
}
