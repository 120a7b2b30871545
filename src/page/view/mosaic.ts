/** One tile for each account, unit by unit. */
import type { AccountView } from '../../core/daemon/snapshot.ts';
import { counted } from '../../render/words.ts';
import { element } from './element.ts';
import type { Element, Written } from './element.ts';
import { icon } from './icons.ts';
import { isWell, stateWords, worstFirst, worstOf } from './states.ts';

/** A unit with more accounts takes the whole width. */
const wide = 150;

export function mosaic(accounts: readonly AccountView[]): Written {
  if (accounts.length === 0) return null;
  const units = [...Map.groupBy(accounts, ({ unit }) => unit ?? 'No unit')];
  return element(
    'div.mosaic',
    { 'data-keys': 'tiles' },
    units.map(([name, members], index) => unitView(name, members, index === 0)),
  );
}

function unitView(name: string, members: readonly AccountView[], isFirst: boolean): Element {
  const bad = members.filter(account => !isWell(account)).toSorted(worstFirst);
  const [worst] = bad;
  return element(
    `div.unit${members.length > wide ? '.wide' : ''}`,
    { 'data-key': name },
    element(
      'h3',
      {},
      name,
      ' ',
      element('span', {}, counted(members.length, 'account')),
      worst ? [' ', element(`em.tone-${worstOf(worst)}`, {}, counted(bad.length, 'problem'))] : null,
    ),
    element(
      'div.tiles',
      { role: 'group', 'aria-label': name },
      members.map((account, index) => tile(account, isFirst && index === 0)),
    ),
  );
}

function tile(account: AccountView, entry: boolean): Element {
  const worst = worstOf(account);
  const well = isWell(account);
  return element(
    `button.tile.state-${well ? 'once' : worst}${well ? '' : '.bad'}`,
    {
      type: 'button',
      tabindex: entry ? 0 : -1,
      'data-account': account.id,
      'aria-label': `${account.key}: ${stateWords[worst]}`,
    },
    well ? null : icon(`cell-${worst}`),
  );
}
