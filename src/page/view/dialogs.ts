/** What is asked of the reader before something is asked of the daemon. */
import { element } from './element.ts';
import type { Element, Written } from './element.ts';

/** How long a suspension lasts, in hours; '': until somebody resumes. */
const lasts = [
  ['1', '1 hour'],
  ['4', '4 hours'],
  ['24', '1 day'],
  ['', 'until somebody resumes'],
] as const;

export function tokenDialog(): Element {
  return dialog(
    { name: 'token', title: 'This needs a token', send: 'Continue' },
    element(
      'p',
      {},
      'The daemon acts only for who has its token. It is sent once; the browser then holds a session of 12 hours.',
    ),
    element(
      'label',
      {},
      element('span', {}, 'token'),
      element('input', { type: 'password', name: 'token', required: true, autocomplete: 'off', spellcheck: 'false' }),
    ),
  );
}

export function suspendDialog(): Element {
  return dialog(
    { name: 'suspend', title: 'Suspend enforcing', send: 'Suspend' },
    element(
      'p',
      {},
      'The daemon goes on looking and telling. Nothing is put back until it is resumed: also no trail that somebody stops.',
    ),
    element(
      'label',
      {},
      element('span', {}, 'for'),
      element(
        'select',
        { name: 'hours' },
        lasts.map(([value, words]) => element('option', { value }, words)),
      ),
    ),
    element(
      'label',
      {},
      element('span', {}, 'reason'),
      element('input', { type: 'text', name: 'reason', maxlength: 500, autocomplete: 'off' }),
    ),
  );
}

interface DialogParts {
  readonly name: string;
  readonly title: string;
  /** What the button says that goes on. */
  readonly send: string;
}

function dialog({ name, title, send }: DialogParts, ...content: readonly Written[]): Element {
  return element(
    `dialog#${name}`,
    { 'aria-labelledby': `${name}-title` },
    element(
      'form',
      { method: 'dialog', 'data-do': name },
      element(`h2#${name}-title`, {}, title),
      content,
      element('p.wrong', { role: 'alert', 'data-wrong': true }),
      element(
        'div.dialog-ends',
        {},
        element('button.button', { type: 'button', 'data-do': 'close' }, 'Cancel'),
        element('button.button.main', { type: 'submit' }, send),
      ),
    ),
  );
}
