/** The line below the picture: what the cell at which one points says, in words. */
import type { AccountView } from '../../core/daemon/snapshot.ts';
import type { Drift } from '../../core/drift/drift.ts';
import { accountOf, anchorOf, regionOf, titleOf } from '../../render/drift-words.ts';
import { element } from './element.ts';
import type { Element, Written } from './element.ts';
import type { Place, Shown } from './shown.ts';
import { stateWords, worstOf } from './states.ts';
import { ageOf, moment, when } from './time.ts';

export function inspection(shown: Shown): Element {
  const { place } = shown.choices;
  const account = shown.told.snapshot.estate?.accounts.find(({ id }) => id === place?.account);
  const words =
    place === null || account === undefined
      ? element('span.mute', {}, 'Point at a cell, or move with the arrow keys. Enter opens its drift.')
      : about(account, place, shown);
  return element(
    `div#inspection.inspection${account === undefined ? '' : '.active'}`,
    { 'aria-live': 'polite' },
    words,
  );
}

function about(account: AccountView, { region }: Place, shown: Shown): Written {
  const { key, id, unit, cells, keeper } = account;
  const state = region === null ? worstOf(account) : (cells[region] ?? 'off');
  const drift = state === 'once' || state === 'off' ? null : driftAt(shown, { account: id, region });
  return [
    element('b', {}, key),
    key === id ? null : element('span.mono.mute', {}, id),
    element('span', { class: region === null ? 'mute' : null }, region ?? unit ?? ''),
    element(`b.tone-${state}`, {}, stateWords[state]),
    drift === null ? null : why(drift, shown.now),
    region !== null && keeper?.region === region
      ? element('span.mute', {}, 'home of the keeper: it records IAM, STS and CloudFront events')
      : null,
  ];
}

function why(drift: Drift, now: number): Written {
  return [
    element('span', {}, 'since ', moment(drift.openedAt, when(drift.openedAt, now)), `, ${ageOf(drift.openedAt, now)}`),
    element('a', { href: `#${anchorOf(drift)}` }, titleOf(drift)),
  ];
}

/** The gravest drift that may be behind what a place shows: one of its region before any other of the account. */
export function driftAt({ told: { snapshot } }: Pick<Shown, 'told'>, { account, region }: Place): Drift | null {
  const key = snapshot.estate?.accounts.find(({ id }) => id === account)?.key;
  const own = snapshot.drifts.filter(
    drift => drift.resource?.target.account === account || (key !== undefined && accountOf(drift) === key),
  );
  return own.find(drift => regionOf(drift) === region) ?? own[0] ?? null;
}
