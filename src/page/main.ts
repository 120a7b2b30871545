/** The page of the daemon: hears of changes, and draws the pieces that they touch. */
import { acts, rememberedTheme, setTheme } from './browser/acts.ts';
import { draw } from './browser/draw.ts';
import { follow } from './browser/follow.ts';
import { neighbour, oneStopEach, stopAt, stopOf } from './browser/keys.ts';
import { firstChoices, shownOf, store } from './browser/state.ts';
import type { Store } from './browser/state.ts';
import { suspendDialog, tokenDialog } from './view/dialogs.ts';
import { element } from './view/element.ts';
import { iconSheet } from './view/icons.ts';
import { driftAt } from './view/inspection.ts';
import { pieceNames, pieceOf } from './view/page.ts';
import type { PieceName } from './view/page.ts';
import type { Place } from './view/shown.ts';
import { windowTitle } from './view/verdict.ts';
import { waitingView } from './view/waiting.ts';

/** Pieces in which seconds pass, and how often the others are drawn because minutes do. */
const ticking: readonly PieceName[] = ['now', 'notices'];
const second = 1_000;
const seldom = 20;

const page = store({ told: null, choices: firstChoices, contact: null, ahead: 0, width: roomFor() }, show);
const act = acts(page);
const wanted = new Set<PieceName>();

/** Draws once for all that changes before the screen is painted. */
function show(pieces: readonly PieceName[]): void {
  if (wanted.size === 0) queueMicrotask(showWanted);
  for (const piece of pieces) wanted.add(piece);
}

function showWanted(): void {
  const shown = shownOf(page.get());
  const pieces = pieceNames.filter(name => wanted.has(name));
  wanted.clear();
  draw(placeOf('waiting'), shown === null ? waitingView(page.get().contact?.by ?? null) : null);
  if (shown === null) return;
  for (const name of pieces) draw(placeOf(name), pieceOf(name, shown));
  if (pieces.includes('estate')) oneStopEach();
  document.title = windowTitle(shown);
}

function placeOf(name: string): Element {
  const place = document.querySelector(`[data-piece="${name}"]`);
  if (!place) throw new Error(`the page has no place for ${name}`);
  return place;
}

function roomFor(): number {
  const main = document.querySelector('main');
  if (!main) return 1_100;
  const { paddingLeft, paddingRight } = getComputedStyle(main);
  return main.clientWidth - Number.parseFloat(paddingLeft) - Number.parseFloat(paddingRight);
}

function placeAt(stop: HTMLElement): Place | null {
  const { account, region } = stop.dataset;
  return account === undefined ? null : { account, region: region ?? null };
}

/** Only the picture tells what is pointed at. */
function inspect(place: Place | null, { choose, get }: Store): void {
  const { place: standing } = get().choices;
  if (standing?.account !== place?.account || standing?.region !== place?.region) choose({ place }, ['estate']);
}

function openDriftAt(stop: HTMLElement): boolean {
  const { told } = page.get();
  const place = placeAt(stop);
  const well = stop.querySelector('.state-once, .state-off') !== null;
  const drift = told === null || place === null || well ? null : driftAt({ told }, place);
  if (drift) act.openDrift(drift.fingerprint);
  return drift !== null;
}

document.addEventListener('click', event => {
  if (!(event.target instanceof Element)) return;
  const button = event.target.closest<HTMLElement>('button[data-do]');
  if (button) return act.click(button);
  const drift = event.target.closest('a')?.getAttribute('href');
  if (drift?.startsWith('#d-')) {
    event.preventDefault();
    return act.openDrift(drift.slice(1));
  }
  const stop = stopOf(event);
  if (!stop) return;
  stopAt(stop);
  inspect(placeAt(stop), page);
});
document.addEventListener('submit', event => {
  event.preventDefault();
  if (event.target instanceof HTMLFormElement) act.submit(event.target);
});
document.addEventListener('input', event => {
  if (event.target instanceof HTMLInputElement && event.target.name === 'search')
    page.choose({ search: event.target.value }, ['estate']);
  if (event.target instanceof HTMLSelectElement && event.target.name === 'unit')
    page.choose({ unit: event.target.value === '' ? null : event.target.value }, ['estate']);
});
for (const pointed of ['pointerover', 'focusin'])
  document.addEventListener(pointed, event => {
    const stop = stopOf(event);
    if (stop) inspect(placeAt(stop), page);
  });
document.addEventListener('keydown', event => {
  const stop = stopOf(event);
  if (!stop || event.altKey || event.ctrlKey || event.metaKey) return;
  if ((event.key === 'Enter' || event.key === ' ') && openDriftAt(stop)) return event.preventDefault();
  const next = neighbour(stop, event.key);
  if (!next) return;
  event.preventDefault();
  stopAt(next);
  next.focus();
});

draw(placeOf('icons'), iconSheet());
draw(placeOf('dialogs'), element('div', {}, tokenDialog(), suspendDialog()));
setTheme(page, rememberedTheme());
new ResizeObserver(() => {
  const width = roomFor();
  if (width !== page.get().width) page.set({ width }, ['delivery', 'history', 'runs']);
}).observe(document.documentElement);

let ticks = 0;
setInterval(() => {
  ticks += 1;
  if (!document.hidden) show(ticks % seldom === 0 ? pieceNames : ticking);
}, second);
document.addEventListener('visibilitychange', () => {
  if (!document.hidden) show(pieceNames);
});

follow({ changed: () => void page.refresh(), streams: page.streams });
void page.refresh();
