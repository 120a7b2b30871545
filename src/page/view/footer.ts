/** The end of the page: what it is made of, which keys there are, and its colours. */
import { element } from './element.ts';
import type { Element, Written } from './element.ts';
import { icon } from './icons.ts';
import type { Shown } from './shown.ts';

const themes = {
  auto: ['half', 'as the system has them'],
  light: ['sun', 'light'],
  dark: ['moon', 'dark'],
} as const;

const keys: readonly Written[] = ['←', '↑', '↓', '→', 'Home', 'End', 'Enter'].map(name => [
  element('kbd', {}, name),
  ' ',
]);

export function footer({ told: { snapshot, session }, choices: { theme } }: Shown): Element {
  const { revision } = snapshot.source;
  const [picture, words] = themes[theme];
  const ends = session.expires_at !== null;
  return element(
    'footer',
    {},
    element(
      'div.wrap',
      {},
      element('span', {}, `trailwarden ${snapshot.program}`),
      revision === null ? null : element('span', {}, 'spec ', element('span.mono', {}, revision)),
      element('a', { href: '/api/v1/status' }, '/api/v1/status'),
      element('a', { href: '/metrics' }, '/metrics'),
      element('span.keys', {}, 'keys, inside the estate: ', keys),
      element('button.link.theme', { type: 'button', 'data-do': 'theme' }, icon(picture), `colours: ${words}`),
      ends ? element('button.link', { type: 'button', 'data-do': 'logout' }, 'end the session') : null,
      element('span', {}, 'All times UTC. Point at one for the full date.'),
    ),
  );
}
