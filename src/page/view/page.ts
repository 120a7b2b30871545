/** The whole page, from top to bottom. */
import { asPresent } from '../../core/daemon/present.ts';
import { bar, nowLine } from './bar.ts';
import { deliveryView } from './delivery.ts';
import { driftsView } from './drifts.ts';
import type { Element } from './element.ts';
import { estateView } from './estate.ts';
import { footer } from './footer.ts';
import { historyView } from './history.ts';
import { notices } from './notices.ts';
import { planView } from './plan.ts';
import { runsView } from './runs.ts';
import type { Shown } from './shown.ts';
import { verdictView } from './verdict.ts';
import { findingsView, waiversView } from './waivers.ts';

/** One piece of the page, and where it stands. Pieces are drawn apart: a change of one leaves the others alone. */
export type PieceName = keyof typeof pieces;

const pieces = {
  bar,
  now: nowLine,
  notices,
  verdict: verdictView,
  estate: estateView,
  drifts: driftsView,
  plan: planView,
  findings: findingsView,
  delivery: deliveryView,
  history: historyView,
  runs: runsView,
  waivers: waiversView,
  footer,
} as const satisfies Readonly<Record<string, (shown: Shown) => Element | null>>;

/** In the order of the page. */
export const pieceNames = Object.keys(pieces).filter(isPiece);

function isPiece(name: string): name is PieceName {
  return Object.hasOwn(pieces, name);
}

/** What was seen last is never shown as the present once it is the past. */
export function pieceOf(name: PieceName, shown: Shown): Element | null {
  const { told, now } = shown;
  const snapshot = asPresent(told.snapshot, new Date(now));
  return pieces[name]({ ...shown, told: { ...told, snapshot } });
}
