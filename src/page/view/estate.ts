/** The picture of the estate: accounts by regions, each cell with what is recorded there. */
import type { AccountView, CellState } from '../../core/daemon/snapshot.ts';
import { cellStates } from '../../core/daemon/snapshot.ts';
import { counted, digits } from '../../render/words.ts';
import { element } from './element.ts';
import type { Element, Written } from './element.ts';
import { inspection } from './inspection.ts';
import { matrix } from './matrix.ts';
import { mosaic } from './mosaic.ts';
import { nothing, section } from './parts.ts';
import type { Choices, Shown } from './shown.ts';
import { areasOf, isWell, square, stateWords, worstFirst } from './states.ts';

/** More accounts than these are not each given a row. */
const mostRows = 40;

export function estateView(shown: Shown): Element {
  const accounts = shown.told.snapshot.estate?.accounts ?? [];
  if (accounts.length === 0)
    return section(
      { id: 'estate', title: 'Estate' },
      element('div.card', {}, nothing('unknown', 'No run has looked at AWS yet, so nothing is known of any account.')),
    );
  const many = accounts.length > mostRows;
  const found = searched(accounts, shown.choices);
  const areas = areasOf(accounts);
  const regions = areas.reduce((total, { regions: names }) => total + names.length, 0);
  const rows = many ? found.filter(account => !isWell(account)).toSorted(worstFirst) : found.toSorted(byKey);
  const whole = shown.choices.whole.has('estate') || rows.length <= mostRows;
  const about = many
    ? 'Problems in full, everything else as one tile per account.'
    : 'Each cell says whether management events are recorded there.';
  return section(
    {
      id: 'estate',
      title: 'Estate',
      beside: `${counted(accounts.length, 'account')}, ${counted(regions, 'region')}. ${about}`,
    },
    element(
      'div.card.estate',
      { '--columns': regions },
      many ? search(accounts, shown.choices) : null,
      matrix({ rows: whole ? rows : rows.slice(0, mostRows), areas, shown, others: many ? found.filter(isWell) : [] }),
      whole
        ? null
        : element(
            'p',
            {},
            element(
              'button.link',
              { type: 'button', 'data-do': 'whole', 'data-value': 'estate' },
              `Show all ${digits(rows.length)} accounts with problems`,
            ),
          ),
      many ? mosaic(found) : null,
      found.length === 0 ? element('p.mute', {}, 'No account is found by this name, id or unit.') : null,
      inspection(shown),
      legend(accounts),
    ),
  );
}

const byKey = (a: AccountView, b: AccountView): number => (a.key < b.key ? -1 : 1);

/** Those whose name, id or unit has the words, within the chosen unit. */
function searched(accounts: readonly AccountView[], { search: words, unit }: Choices): readonly AccountView[] {
  const wanted = words.trim().toLowerCase();
  return accounts.filter(
    account =>
      (unit === null || account.unit === unit) &&
      (wanted === '' ||
        [account.key, account.id, account.unit ?? ''].some(text => text.toLowerCase().includes(wanted))),
  );
}

function search(accounts: readonly AccountView[], { search: words, unit }: Choices): Element {
  const units = [...new Set(accounts.flatMap(account => account.unit ?? []))].toSorted();
  return element(
    'form.search',
    { role: 'search', 'data-do': 'search' },
    element(
      'label',
      {},
      element('span', {}, 'find'),
      element('input', {
        type: 'search',
        name: 'search',
        value: words,
        placeholder: 'name, id or unit',
        autocomplete: 'off',
        spellcheck: 'false',
      }),
    ),
    units.length < 2
      ? null
      : element(
          'label',
          {},
          element('span', {}, 'unit'),
          element(
            'select',
            { name: 'unit' },
            element('option', { value: '', selected: unit === null }, 'all units'),
            units.map(name => element('option', { value: name, selected: unit === name }, name)),
          ),
        ),
  );
}

/** The states from the good to the bad, with how many cells have each. */
function legend(accounts: readonly AccountView[]): Element {
  const counts = new Map<CellState, number>();
  for (const { cells } of accounts)
    for (const state of Object.values(cells)) counts.set(state, (counts.get(state) ?? 0) + 1);
  const order = cellStates.toReversed().filter(state => state !== 'off');
  const item = (state: CellState): Written => {
    const count = counts.get(state) ?? 0;
    if (count === 0) return null;
    return element(
      'li',
      {},
      square(state),
      element('span', {}, `${stateWords[state]} `, element('b', {}, digits(count))),
    );
  };
  const keeps = accounts.some(({ keeper }) => keeper !== null);
  return element(
    'ul.legend',
    { 'aria-label': 'Legend' },
    [...order, 'off' as const].map(item),
    keeps
      ? element(
          'li',
          {},
          square('once', true),
          element('span', {}, 'keeper: the one trail that records IAM, STS, CloudFront'),
        )
      : null,
  );
}
