/** Small parts that several places of the page have. */
import type { Gravity } from '../../core/kind.ts';
import { element } from './element.ts';
import type { Element, Written } from './element.ts';
import { icon } from './icons.ts';

/** The shape and the word, in capitals. */
export function gravityMark(gravity: Gravity | 'unknown'): Element {
  const word = gravity === 'unknown' ? 'NOT KNOWN' : gravity.toUpperCase();
  return element(`span.gravity.tone-${gravity}`, {}, icon(`gravity-${gravity}`), word);
}

/** The shape alone, with the word for who does not see it. */
export function gravityShape(gravity: Gravity): Element {
  return element(
    `span.gravity.tone-${gravity}`,
    { title: gravity },
    icon(`gravity-${gravity}`),
    element('span.unseen', {}, `${gravity}: `),
  );
}

/** A command to be copied. It may break at its spaces only. */
export function command(text: string): Element {
  const words = text.split(' ').flatMap((word, index) => [index === 0 ? '' : ' ', element('span', {}, word)]);
  return element(
    'div.command',
    {},
    element('code', {}, words),
    element('button', { type: 'button', 'data-do': 'copy', 'data-text': text, 'aria-label': `Copy ${text}` }, 'Copy'),
  );
}

export interface SectionParts {
  readonly id: string;
  readonly title: string;
  /** A few words beside the title. */
  readonly beside?: Written;
  /** Buttons at its end. */
  readonly choices?: Written;
}

/** A part of the page with its title. */
export function section(
  { id, title, beside = null, choices = null }: SectionParts,
  ...content: readonly Written[]
): Element {
  return element(
    'section',
    { id, 'aria-labelledby': `${id}-title`, tabindex: -1 },
    element('div.section-head', {}, element(`h2#${id}-title`, {}, title), element('span.tiny', {}, beside), choices),
    content,
  );
}

export interface ChoiceButton {
  readonly value: string;
  readonly words: string;
}

/** Buttons of which one is pressed. */
export function choice(
  label: string,
  name: string,
  { chosen, buttons }: { readonly chosen: string; readonly buttons: readonly ChoiceButton[] },
): Element {
  return element(
    'span.choice',
    { role: 'group', 'aria-label': label },
    buttons.map(({ value, words }) =>
      element(
        'button',
        { type: 'button', 'data-do': name, 'data-value': value, 'aria-pressed': String(value === chosen) },
        words,
      ),
    ),
  );
}

/** Said in place of a list that is empty. */
export function nothing(state: 'ok' | 'unknown', ...content: readonly Written[]): Element {
  return element('div.empty', {}, icon(`verdict-${state}`, `tone-${state}`), element('p', {}, content));
}

/** Shows a list whole that is folded. */
export function unfold(name: string, words: string): Element {
  return element(
    'p.foot',
    {},
    element('button.link', { type: 'button', 'data-do': 'whole', 'data-value': name }, words),
  );
}

/** In place of when something came last. @param isYoung it may just not have come yet */
export function never(isYoung: boolean): Element {
  return isYoung ? element('span.mute', {}, 'none yet') : element('b.tone-none', {}, 'never');
}
