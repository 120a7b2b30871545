/** The page in a browser, served by the real server. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import axe from 'axe-core';
import { chromium as browserType } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';

import { readAssets } from '../../src/adapters/http/assets.ts';
import { serve } from '../../src/adapters/http/server.ts';
import type { Server } from '../../src/adapters/http/server.ts';
import type { Snapshot } from '../../src/core/daemon/snapshot.ts';
import type { Drift } from '../../src/core/drift/drift.ts';
import { sceneOf } from '../page/scenes.ts';
import type { Scene, SceneName } from '../page/scenes.ts';
import { chromium } from './chromium.ts';

export const writeToken = 'write-token-0123456789';

/** Screenshots of a run of the suite, to be looked at. */
export const shots = mkdtempSync(join(tmpdir(), 'trailwarden-page-'));

/** A daemon in memory whose snapshot can be changed. */
export interface Staged {
  readonly server: Server;
  readonly asked: readonly string[];
  /** Changes what it tells, and says so to who follows. */
  set(change: Partial<Snapshot>, closed?: readonly Drift[]): void;
}

const dist = join(import.meta.dirname, '../../dist/page');

interface Staging {
  readonly port?: number;
  /** Reading needs a token, too. */
  readonly barred?: boolean;
}

export async function staged(scene: SceneName | Scene, { port = 0, barred = false }: Staging = {}): Promise<Staged> {
  const first = typeof scene === 'string' ? sceneOf(scene) : scene;
  let { snapshot, closed } = first;
  const asked: string[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'tokens-'));
  const writeTokenFile = join(folder, 'write');
  writeFileSync(writeTokenFile, `${writeToken}\n`);
  const server = await serve({
    config: {
      host: '127.0.0.1',
      port,
      readTokenFile: barred ? writeTokenFile : null,
      writeTokenFile,
      externalUrl: null,
      allowedHosts: [],
    },
    commands: {
      snapshot: () => snapshot,
      reconcile: async targets => (asked.push(`reconcile ${targets.join(' ')}`.trim()), { run: 'r-2000' }),
      suspend: async ({ until, reason }) =>
        void asked.push(`suspend ${until === null ? 'for ever' : 'for a time'}: ${reason}`),
      resume: async () => void asked.push('resume'),
      sourceChanged() {},
    },
    history: {
      kept: true,
      runs: async ({ limit }) => first.runs.slice(0, limit),
      run: async () => null,
      drifts: async ({ limit }) => closed.slice(0, limit),
    },
    log: { debug() {}, info() {}, warn() {} },
    clock: { now: () => new Date(), sleep: async () => {} },
    assets: await readAssets(dist),
    signed: null,
  });
  if ('problem' in server) throw new Error(server.problem.message);
  onTestFinished(() => server.close());
  return {
    server,
    asked,
    set(change, nowClosed = closed) {
      closed = nowClosed;
      snapshot = { ...snapshot, ...change, version: snapshot.version + 1 };
      server.follower.changed(snapshot);
    },
  };
}

let browser: Promise<Browser> | undefined;

/** One for the whole file. */
function theBrowser(): Promise<Browser> {
  browser ??= browserType.launch({ executablePath: chromium(), args: ['--no-sandbox', '--disable-dev-shm-usage'] });
  return browser;
}

export async function closeBrowser(): Promise<void> {
  await (await browser)?.close();
  browser = undefined;
}

export interface Looks {
  readonly width?: number;
  readonly scheme?: 'light' | 'dark';
  readonly still?: boolean;
  /** What to wait for. */
  readonly waits?: string;
}

export interface Opened {
  readonly page: Page;
  /** What the console said that it should not: errors, warnings, violations of the policy. */
  readonly complaints: readonly string[];
}

/** Opens the page, and waits until it says something. */
export async function opened(
  url: string,
  { width = 1_280, scheme = 'light', still = false, waits = '#verdict' }: Looks = {},
): Promise<Opened> {
  const context = await (
    await theBrowser()
  ).newContext({
    viewport: { width, height: 900 },
    colorScheme: scheme,
    reducedMotion: still ? 'reduce' : 'no-preference',
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', message => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', error => complaints.push(String(error)));
  page.on('dialog', dialog => {
    complaints.push(`a dialog of the browser: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.goto(url);
  await page.waitForSelector(waits);
  return { page, complaints };
}

interface Violation {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly target: readonly unknown[]; readonly failureSummary?: string }[];
}

/** What axe finds against WCAG 2.2 AA and its good practices, in words. */
export async function barriers(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source); // by the debugger: the page's policy lets no script in
  const violations = await page.evaluate(
    `axe.run(document, { resultTypes: ['violations'], rules: { 'target-size': { enabled: false } } }).then(found => found.violations)`,
  );
  return (violations as readonly Violation[]).flatMap(({ id, impact, nodes }) =>
    nodes
      .slice(0, 5)
      .map(({ target, failureSummary }) => `${impact} ${id}: ${target.join(' ')} ${failureSummary ?? ''}`),
  );
}

/** Waits until somebody answers there. */
export async function theBrowserMayReach(url: string): Promise<void> {
  const answers = () =>
    fetch(`${url}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    );
  await expect.poll(answers, { timeout: 45_000 }).toBe(true);
}

/** Waits until an expression holds in the page. Asked by the debugger: the page's policy lets nothing else evaluate text. */
export async function until(page: Page, expression: string): Promise<void> {
  await expect.poll(() => page.evaluate(expression), { timeout: 45_000 }).toBe(true);
}

/** Pixels by which the page is wider than the window. */
export function overflow(page: Page): Promise<unknown> {
  return page.evaluate('document.documentElement.scrollWidth - innerWidth');
}

export async function shoot(page: Page, name: string): Promise<void> {
  const path = join(shots, `${name}.png`);
  await page.screenshot({ path, fullPage: true });
  expect(readFileSync(path).length).toBeGreaterThan(10_000);
}
