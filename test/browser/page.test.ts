/** The page as people have it: pictures to be looked at, barriers, keys, live changes, tokens. */
import { afterAll, describe, expect, it } from 'vitest';

import { hostile, sceneOf } from '../page/scenes.ts';
import { barriers, closeBrowser, opened, overflow, shoot, shots, staged, until, writeToken } from './opened.ts';

afterAll(async () => {
  await closeBrowser();
  console.log(`screenshots: ${shots}`);
});

describe('as it looks', () => {
  it.each([
    ['1', 1_280, 'light'],
    ['1', 360, 'dark'],
    ['12', 1_280, 'light'],
    ['12', 1_280, 'dark'],
    ['12', 820, 'light'],
    ['12', 360, 'light'],
    ['1000', 1_280, 'light'],
    ['1000', 360, 'dark'],
    ['blind', 1_280, 'light'],
    ['blind', 360, 'dark'],
    ['hostile', 1_280, 'light'],
  ] as const)('%s at %d pixels, %s', async (name, width, scheme) => {
    const { server } = await staged(name);
    const { page, complaints } = await opened(server.url, { width, scheme });
    await shoot(page, `${name}-${width}-${scheme}`);
    expect(await overflow(page)).toBe(0);
    expect(await barriers(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('on paper', async () => {
    const { server } = await staged('12');
    const { page } = await opened(server.url);
    await page.emulateMedia({ media: 'print' });
    await shoot(page, '12-print');
    expect(await page.isVisible('.places')).toBe(false);
    expect(await page.isVisible('.command button')).toBe(false);
    expect((await page.pdf({ format: 'A4', printBackground: true })).length).toBeGreaterThan(20_000);
  });

  it('still where motion is not wanted', async () => {
    const { server, set } = await staged('12');
    const { page } = await opened(server.url, { still: true });
    const { snapshot } = sceneOf('12');
    set({ runs: { ...snapshot.runs, current: snapshot.runs.last, doing: 'observe' } });
    await page.waitForSelector('.live.busy');
    expect(await page.evaluate(`getComputedStyle(document.querySelector('.live.busy i')).animationName`)).toBe('none');
  });

  it('in the colours that were chosen, also next time', async () => {
    const { server } = await staged('1');
    const { page } = await opened(server.url, { scheme: 'light' });
    const ground = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
    const light = await ground();
    await page.click('button.theme');
    await page.click('button.theme');
    expect(await ground()).not.toBe(light);
    await page.reload();
    await page.waitForSelector('#verdict');
    expect(await ground()).not.toBe(light);
  });
});

describe('live', () => {
  it('shows that a drift appears and is healed, without a reload', async () => {
    const { snapshot, closed } = sceneOf('12');
    const { server, set } = await staged({ ...sceneOf('1'), closed: [] });
    const { page, complaints } = await opened(server.url);
    await page.evaluate('window.same = true');
    expect(await page.textContent('#verdict')).toBe('Everything is recorded, delivered and provable.');
    set({ estate: snapshot.estate, drifts: snapshot.drifts });
    await page.waitForSelector('#d-7f3a91');
    expect(await page.textContent('#verdict')).toBe('payments is not being recorded.');
    expect(await page.title()).toContain('✖ payments is not being recorded.');
    const [first] = snapshot.drifts;
    const healed = first && {
      ...first,
      status: 'closed' as const,
      closedAt: new Date().toISOString(),
      ending: 'healed' as const,
    };
    set({ estate: sceneOf('1').snapshot.estate, drifts: [] }, healed ? [healed, ...closed] : closed);
    await page.waitForSelector('#d-7f3a91', { state: 'detached' });
    expect(await page.textContent('#verdict')).toBe('Everything is recorded, delivered and provable.');
    expect(await page.textContent('#history tbody tr')).toContain('healed by trailwarden');
    expect(await page.evaluate('window.same')).toBe(true);
    expect(complaints).toEqual([]);
  });

  it('keeps the focus, and draws again only what changed', async () => {
    const { snapshot } = sceneOf('12');
    const { server, set } = await staged('12');
    const { page } = await opened(server.url);
    await page.focus('[data-account="222222222222"][data-region="eu-west-1"]');
    await page.evaluate(
      `window.changes = 0; new MutationObserver(found => (window.changes += found.length)).observe(document.querySelector('#estate'), { subtree: true, childList: true, attributes: true })`,
    );
    set({ drifts: snapshot.drifts.slice(1) });
    await until(page, `document.querySelectorAll('.drift').length === 6`);
    expect(await page.evaluate('document.activeElement.dataset.account')).toBe('222222222222');
    expect(await page.evaluate('window.changes')).toBeLessThan(20);
  });

  it('becomes blind when the last good run is the past, without being told', async () => {
    const { snapshot, ...scene } = sceneOf('12');
    const staleAt = new Date(Date.now() + 4_000).toISOString();
    const { server } = await staged({ ...scene, snapshot: { ...snapshot, runs: { ...snapshot.runs, staleAt } } });
    const { page } = await opened(server.url);
    await until(page, `document.querySelector('#verdict').textContent.startsWith('Nothing is known since')`);
    expect(await page.locator('.cell .state-none').count()).toBe(0);
  });

  it('says when it lost touch, and catches up afterwards', async () => {
    const first = await staged('12');
    const { page } = await opened(first.server.url);
    const port = Number(new URL(first.server.url).port);
    await first.server.close();
    await until(page, `document.body.textContent.includes('This page is out of touch with the daemon.')`);
    await staged('1', { port });
    await until(
      page,
      `document.querySelector('#verdict').textContent === 'Everything is recorded, delivered and provable.'`,
    );
    expect(await page.textContent('main')).not.toContain('out of touch');
  });
});

describe('by keyboard', () => {
  it('reaches open drifts first, and walks the grid with the arrow keys', async () => {
    const { server } = await staged('12');
    const { page } = await opened(server.url);
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to open drifts');
    const at = () => page.evaluate('document.activeElement.getAttribute("aria-label")');
    await page.focus('.cell[tabindex="0"]');
    expect(await at()).toBe('analytics, us-east-1: recorded once');
    for (const key of ['ArrowDown', 'ArrowRight', 'ArrowRight', 'ArrowLeft']) await page.keyboard.press(key);
    expect(await at()).toBe('data, us-east-2: recorded, not provable');
    await page.keyboard.press('End');
    expect(await at()).toBe('data, af-south-1: region not enabled');
    await page.keyboard.press('Home');
    expect(await page.locator('.matrix [tabindex="0"]').count()).toBe(1);
    expect(await page.textContent('#inspection')).toContain('recorded, not provable');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('d-19e0d2');
  });

  it('walks the tiles of a thousand accounts, and finds one', async () => {
    const { server } = await staged('1000');
    const { page } = await opened(server.url);
    await page.focus('.tile[tabindex="0"]');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('End');
    expect(await page.evaluate('document.activeElement.className')).toContain('tile');
    await page.fill('input[name="search"]', 'sandbox-0412');
    await until(page, `document.querySelectorAll('.tile').length === 1`);
    expect(await page.locator('.matrix tbody tr').count()).toBe(1);
    await page.fill('input[name="search"]', '');
    await page.selectOption('select[name="unit"]', 'Retail');
    await until(page, `document.querySelectorAll('.tile').length === 143`);
  });
});

describe('what it asks of the daemon', () => {
  it('needs the write token, and asks for it in a dialog', async () => {
    const { server, asked } = await staged('12');
    const { page, complaints } = await opened(server.url);
    await page.click('button:text-is("Run now")');
    await page.waitForSelector('dialog#token[open]');
    await page.fill('input[name="token"]', 'wrong-token-0123456789');
    await page.click('dialog#token button[type="submit"]');
    await until(page, `document.querySelector('#token [data-wrong]').textContent !== ''`);
    expect(asked).toEqual([]);
    await page.fill('input[name="token"]', writeToken);
    await page.click('dialog#token button[type="submit"]');
    await page.waitForSelector('dialog#token', { state: 'hidden' });
    await expect.poll(() => asked).toEqual(['reconcile']);
    expect(complaints.filter(text => !text.includes('401'))).toEqual([]);
    const kept = await page.evaluate('JSON.stringify([localStorage, sessionStorage, document.cookie])');
    expect(kept).not.toContain(writeToken);
  });

  it('suspends for a time and a reason, and resumes', async () => {
    const { server, asked, set } = await staged('12');
    const { page } = await opened(server.url);
    await page.click('button:text-is("Suspend")');
    await page.fill('input[name="reason"]', 'we move house');
    await page.selectOption('select[name="hours"]', '4');
    await page.click('dialog#suspend button[type="submit"]');
    await page.fill('input[name="token"]', writeToken);
    await page.click('dialog#token button[type="submit"]');
    await expect.poll(() => asked).toEqual(['suspend for a time: we move house']);
    set({ suspended: { since: new Date().toISOString(), until: null, reason: 'we move house', by: 'request' } });
    await page.click('button:text-is("Resume")');
    await expect.poll(() => asked.at(-1)).toBe('resume');
    expect(await page.textContent('.notices')).toContain('“we move house”');
  });

  it('tells nothing to who has no token, where reading needs one', async () => {
    const { server } = await staged('12', { barred: true });
    const { page, complaints } = await opened(server.url, { waits: 'button:text-is("Give it")' });
    expect(await page.textContent('body')).not.toContain('payments');
    expect(await barriers(page)).toEqual([]);
    await shoot(page, 'barred');
    await page.click('button:text-is("Give it")');
    await page.fill('input[name="token"]', writeToken);
    await page.click('dialog#token button[type="submit"]');
    await page.waitForSelector('#verdict');
    expect(await page.textContent('#verdict')).toBe('payments is not being recorded.');
    await page.click('button:text-is("end the session")');
    await page.waitForSelector('.notices');
    expect(complaints.filter(text => !text.includes('401'))).toEqual([]);
  });

  it('copies commands', async () => {
    const { server } = await staged('12');
    const { page } = await opened(server.url);
    await page.click('#d-7f3a91 .command button');
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(
      'trailwarden apply --target trail/main@payments/eu-west-1',
    );
  });
});

describe('with a thousand accounts', () => {
  it('draws again only what one points at and what is new', async () => {
    const { snapshot } = sceneOf('1000');
    const { server, set } = await staged('1000');
    const { page } = await opened(server.url);
    await page.evaluate(
      `window.changes = 0; new MutationObserver(found => (window.changes += found.length)).observe(document.querySelector('#estate'), { subtree: true, childList: true, attributes: true, characterData: true })`,
    );
    await page.hover('.tile.state-none');
    await until(page, `document.querySelector('#inspection').textContent.includes('not recorded')`);
    expect(await page.evaluate('window.changes')).toBeLessThan(60);
    const accounts = snapshot.estate?.accounts ?? [];
    const healed = accounts.map(account =>
      account.key === 'data' ? { ...account, cells: { ...account.cells, 'us-east-1': 'once' as const } } : account,
    );
    await page.evaluate('window.changes = 0');
    set({ estate: snapshot.estate && { ...snapshot.estate, accounts: healed } });
    await until(
      page,
      `document.querySelector('#estate').textContent.includes('17 regions not provable') || document.querySelector('#estate').textContent.includes('16 regions not provable')`,
    );
    expect(await page.evaluate('window.changes')).toBeLessThan(40);
  });
});

describe('words of others', () => {
  it('are text, and never do anything', async () => {
    const { server } = await staged('hostile');
    const { page, complaints } = await opened(server.url);
    for (const chosen of ['.cell', '.choice button', '.command button']) await page.locator(chosen).first().click();
    expect(await page.locator('main img, main script, main iframe').count()).toBe(0);
    expect(await page.textContent('.drifts')).toContain(hostile.replace('\u202E', '\uFFFD'));
    expect(complaints).toEqual([]);
  });
});
