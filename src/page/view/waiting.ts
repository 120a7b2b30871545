/** What stands in place of everything until the daemon was heard once. */
import { element } from './element.ts';
import type { Element } from './element.ts';
import { icon } from './icons.ts';
import type { Contact } from './shown.ts';

/** @param by null: it was asked, and nothing has come yet */
export function waitingView(by: Contact['by'] | null): Element {
  return element(
    'div.waiting',
    { 'aria-live': 'polite' },
    icon('verdict-unknown', 'tone-unknown'),
    element('div', {}, element('h1', {}, headline(by)), explanation(by)),
  );
}

function headline(by: Contact['by'] | null): string {
  if (by === 'lost') return 'The daemon does not answer.';
  return by === 'barred' ? 'The daemon wants a token.' : 'Asking the daemon …';
}

function explanation(by: Contact['by'] | null): Element {
  if (by === 'lost') return element('p', {}, 'Nothing is known here of what is recorded. The page goes on trying.');
  if (by !== 'barred') return element('p', {}, 'Nothing is known yet.');
  return element(
    'p',
    {},
    'It tells what it knows only to who has one. ',
    element('button.link', { type: 'button', 'data-do': 'login' }, 'Give it'),
  );
}
