/** What the buttons and forms of the page do. */
import { gravities } from '../../core/plan.ts';
import { spans } from '../view/shown.ts';
import type { Choices, Theme } from '../view/shown.ts';
import { Refused, command, login, logout } from './daemon.ts';
import type { Store } from './state.ts';

type Act = () => Promise<void>;

const themes: Readonly<Record<Theme, Theme>> = { auto: 'light', light: 'dark', dark: 'auto' };
const hour = 60 * 60_000;

export interface Acts {
  click(button: HTMLElement): void;
  submit(form: HTMLFormElement): void;
  openDrift(fingerprint: string): void;
}

export function acts(store: Store): Acts {
  const asking = askingOf(store);
  const pressed = buttons(store, asking);
  const sent = forms(store, asking);
  return {
    click: button => pressed[button.dataset['do'] ?? '']?.(button),
    submit(form) {
      wrong(form, '');
      sent[form.dataset['do'] ?? '']?.(form).catch((error: unknown) => wrong(form, wordsOf(error)));
    },
    openDrift: fingerprint => openDrift(store, fingerprint),
  };
}

interface Asking {
  /** Does it at once where this browser may, and otherwise after a token was given. */
  ask(act: Act): Promise<void>;
  /** Asks for a token. */
  openToken(): void;
  /** Does what waited for a token. */
  goOn(): Promise<void>;
}

function askingOf(store: Store): Asking {
  let waiting: Act | null = null;
  const openToken = (act: Act | null): void => {
    waiting = act;
    open('token');
  };
  const ask = async (act: Act): Promise<void> => {
    const session = store.get().told?.session;
    if (session && !session.writing_possible)
      return toast('The daemon has no write token, so nobody may ask it for anything.');
    if (session && !session.write) return openToken(act);
    try {
      await act();
    } catch (error) {
      if (error instanceof Refused && error.needsToken) return openToken(act);
      toast(wordsOf(error));
    }
  };
  return {
    ask,
    openToken: () => openToken(null),
    async goOn() {
      const act = waiting;
      waiting = null;
      if (act) await ask(act);
    },
  };
}

/** What is sent, said, and then looked at. */
function commanding(
  { refresh }: Store,
  name: 'reconcile' | 'suspend' | 'resume',
  words: string,
): (body: object | null) => Promise<void> {
  return async body => {
    await command(name, body);
    toast(words);
    await refresh();
  };
}

type Buttons = Readonly<Record<string, (button: HTMLElement) => void>>;

function buttons(store: Store, { ask, openToken }: Asking): Buttons {
  const reconcile = commanding(store, 'reconcile', 'A run was asked for.');
  const resume = commanding(store, 'resume', 'Resumed.');
  return {
    reconcile: () => void ask(() => reconcile({})),
    resume: () => void ask(() => resume(null)),
    suspend: () => open('suspend'),
    login: openToken,
    logout: () => void logout().then(store.refresh, (error: unknown) => toast(wordsOf(error))),
    close: button => button.closest('dialog')?.close(),
    copy: button => void copy(button.dataset['text'] ?? ''),
    theme: () => setTheme(store, themes[store.get().choices.theme]),
    gravity: button => store.choose({ gravity: gravityOf(button.dataset['value']) }, ['drifts']),
    span: button => store.choose({ span: spanOf(button.dataset['value']) }, ['history']),
    whole: button => unfold(store, button.dataset['value'] ?? ''),
  };
}

type Forms = Readonly<Record<string, (form: HTMLFormElement) => Promise<void>>>;

function forms(store: Store, { ask, goOn }: Asking): Forms {
  const suspend = commanding(store, 'suspend', 'Suspended.');
  return {
    async token(form) {
      await login(fieldOf(form, 'token'));
      form.closest('dialog')?.close();
      form.reset();
      await store.refresh();
      await goOn();
    },
    async suspend(form) {
      const hours = fieldOf(form, 'hours');
      const until = hours === '' ? null : new Date(Date.now() + store.get().ahead + Number(hours) * hour).toISOString();
      const reason = fieldOf(form, 'reason').trim();
      form.closest('dialog')?.close();
      await ask(() => suspend({ until, reason: reason === '' ? null : reason }));
    },
  };
}

function spanOf(value: string | undefined): Choices['span'] {
  return spans.find(span => String(span) === value) ?? 30;
}

function gravityOf(value: string | undefined): Choices['gravity'] {
  return gravities.find(gravity => gravity === value) ?? 'all';
}

function unfold(store: Store, name: string): void {
  const { whole } = store.get().choices;
  store.set({ choices: { ...store.get().choices, whole: new Set([...whole, name]) } });
}

/** Shows a drift whatever is chosen or folded, and goes there. */
function openDrift(store: Store, fingerprint: string): void {
  const { whole } = store.get().choices;
  const standing = document.getElementById(fingerprint);
  if (!standing) store.choose({ gravity: 'all', whole: new Set([...whole, 'drifts']) }, ['drifts']);
  const found = document.getElementById(fingerprint) ?? document.getElementById('drifts');
  found?.closest('details')?.setAttribute('open', '');
  location.hash = found?.id ?? '';
  found?.focus();
}

const themeKey = 'trailwarden-theme';

/** Remembered by the browser, where it may. */
export function setTheme(store: Store, theme: Theme): void {
  if (theme === 'auto') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
  try {
    localStorage.setItem(themeKey, theme);
  } catch {
    // it is chosen again next time
  }
  store.choose({ theme }, ['footer']);
}

export function rememberedTheme(): Theme {
  try {
    const theme = localStorage.getItem(themeKey);
    return theme === 'light' || theme === 'dark' ? theme : 'auto';
  } catch {
    return 'auto';
  }
}

function open(name: string): void {
  const dialog = document.getElementById(name);
  if (!(dialog instanceof HTMLDialogElement)) return;
  const form = dialog.querySelector('form');
  if (form) wrong(form, '');
  dialog.showModal();
  dialog.querySelector<HTMLElement>('input, select')?.focus();
}

function fieldOf(form: HTMLFormElement, name: string): string {
  const value = new FormData(form).get(name);
  return typeof value === 'string' ? value : '';
}

function wrong(form: HTMLFormElement, words: string): void {
  const place = form.querySelector('[data-wrong]');
  if (place) place.textContent = words;
}

function wordsOf(error: unknown): string {
  return error instanceof Refused ? error.message : 'The daemon does not answer.';
}

async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toast('Copied.');
  } catch {
    toast('The browser did not let it be copied.');
  }
}

let fading: ReturnType<typeof setTimeout> | undefined;

/** A few words that go by themselves. */
function toast(words: string): void {
  const place = document.getElementById('toast');
  if (!place) return;
  place.textContent = words;
  place.classList.add('on');
  clearTimeout(fading);
  fading = setTimeout(() => place.classList.remove('on'), 4_000);
}
