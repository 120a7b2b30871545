/** What the page knows and what its reader chose, in one place; whoever changes it says which pieces are drawn again. */
import { toldOf } from '../documents.ts';
import { pieceNames } from '../view/page.ts';
import type { PieceName } from '../view/page.ts';
import type { Choices, Contact, Shown, Told } from '../view/shown.ts';
import { Refused, ask } from './daemon.ts';

export interface State {
  readonly told: Told | null;
  readonly choices: Choices;
  readonly contact: Contact | null;
  /** Milliseconds by which the daemon's clock is ahead. */
  readonly ahead: number;
  /** Pixels that there are for a picture. */
  readonly width: number;
}

export interface Store {
  readonly get: () => State;
  /** Pieces that depend on no change are left alone. */
  set(change: Partial<State>, pieces?: readonly PieceName[]): void;
  choose(change: Partial<Choices>, pieces: readonly PieceName[]): void;
  /** Asks the daemon; a question that comes meanwhile is asked afterwards, once. */
  refresh(): Promise<void>;
  streams(open: boolean): void;
}

export const firstChoices: Choices = {
  gravity: 'all',
  span: 30,
  search: '',
  unit: null,
  whole: new Set(),
  place: null,
  theme: 'auto',
};

/** @param draw what shows the given pieces anew */
export function store(first: State, draw: (pieces: readonly PieceName[]) => void): Store {
  let state = first;
  let streaming = false;
  let asking: Promise<void> | null = null;
  let again = false;
  const set: Store['set'] = (change, pieces = pieceNames) => {
    state = { ...state, ...change };
    draw(pieces);
  };
  const refreshOnce = async (): Promise<void> => {
    try {
      const { documents, ahead } = await ask();
      set({
        told: toldOf(documents),
        ahead,
        contact: { by: streaming ? 'stream' : 'asking', heardAt: Date.now() + ahead },
      });
    } catch (error) {
      const by = error instanceof Refused && error.needsToken ? 'barred' : 'lost';
      set({ contact: { by, heardAt: state.contact?.heardAt ?? Date.now() } });
    }
  };
  const refresh = async (): Promise<void> => {
    await refreshOnce();
    while (again) {
      again = false;
      await refreshOnce();
    }
  };
  return {
    get: () => state,
    set,
    choose: (change, pieces) => set({ choices: { ...state.choices, ...change } }, pieces),
    async refresh() {
      if (asking) {
        again = true;
        return asking;
      }
      asking = refresh().finally(() => (asking = null));
      return asking;
    },
    streams(open) {
      streaming = open;
      const { contact } = state;
      if (contact === null || (contact.by !== 'stream' && contact.by !== 'asking')) return;
      const by = open ? 'stream' : 'asking';
      if (by !== contact.by) set({ contact: { ...contact, by } }, ['now']);
    },
  };
}

/** What the views are given; null: nothing was told yet. */
export function shownOf({ told, choices, contact, ahead, width }: State): Shown | null {
  if (told === null || contact === null) return null;
  return { told, choices, contact, width, now: Date.now() + ahead };
}
