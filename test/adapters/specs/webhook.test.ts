import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';

import { signedBy } from '../../../src/adapters/specs/signed.ts';
import { judgeHook, largestHook, type HookCall } from '../../../src/adapters/specs/webhook.ts';
import type { GitConfig } from '../../../src/core/daemon/config.ts';

const secret = 'canary-secret';
const body = Buffer.from('{"ref":"refs/heads/main"}');
const now = new Date('2027-01-01T00:00:00Z');
const time = String(now.getTime() / 1000);
const sign = (text: string | Buffer, key = secret) => `sha256=${createHmac('sha256', key).update(text).digest('hex')}`;
const stamped = (stamp: string) => ({
  'x-trailwarden-timestamp': stamp,
  'x-trailwarden-signature': sign(Buffer.concat([Buffer.from(`${stamp}.`), body])),
});

const judge = (provider: HookCall['provider'], headers: HookCall['headers'], more: Partial<HookCall> = {}) =>
  judgeHook({ provider, secret, headers, body, now, ...more })?.message ?? 'genuine';

type HookRow = readonly [
  provider: HookCall['provider'],
  headers: HookCall['headers'],
  verdict: string,
  more?: Partial<HookCall>,
];

describe('a call of a webhook', () => {
  const cases: readonly HookRow[] = [
    ['github', { 'x-hub-signature-256': sign(body) }, 'genuine'],
    ['github', { 'x-hub-signature-256': sign('{}') }, 'X-Hub-Signature-256 does not fit'],
    ['github', { 'x-hub-signature-256': sign(body, 'other') }, 'X-Hub-Signature-256 does not fit'],
    ['github', { 'x-hub-signature-256': sign(body).toUpperCase() }, 'X-Hub-Signature-256 does not fit'],
    ['github', { 'x-hub-signature-256': '' }, 'X-Hub-Signature-256 does not fit'],
    ['github', { 'x-hub-signature-256': [sign(body), sign(body)] }, 'X-Hub-Signature-256 is missing'],
    ['github', { 'x-gitlab-token': secret }, 'X-Hub-Signature-256 is missing'],
    ['github', { 'x-hub-signature-256': sign(body, '') }, 'the secret of the webhook is empty', { secret: '' }],
    ['github', {}, 'the body is larger than 1 MB', { body: Buffer.alloc(largestHook + 1) }],
    ['gitlab', { 'x-gitlab-token': secret }, 'genuine'],
    ['gitlab', { 'x-gitlab-token': `${secret} ` }, 'X-Gitlab-Token is wrong'],
    ['gitlab', {}, 'X-Gitlab-Token is missing'],
    ['generic', stamped(time), 'genuine'],
    ['generic', stamped(String(Number(time) - 300)), 'genuine'],
    ['generic', stamped(String(Number(time) - 301)), 'the call is older than five minutes'],
    ['generic', stamped(String(Number(time) + 301)), 'the call is older than five minutes'],
    [
      'generic',
      { ...stamped(time), 'x-trailwarden-timestamp': String(Number(time) + 1) },
      'X-Trailwarden-Signature does not fit',
    ],
    ['generic', { 'x-trailwarden-timestamp': time }, 'X-Trailwarden-Signature is missing'],
    [
      'generic',
      { 'x-trailwarden-timestamp': time, 'x-trailwarden-signature': sign(body) },
      'X-Trailwarden-Signature does not fit',
    ],
    ['generic', stamped('soon'), 'X-Trailwarden-Timestamp is missing'],
    ['generic', {}, 'X-Trailwarden-Timestamp is missing'],
  ];
  test.each(cases.map(row => ({ row })))(
    '$row.0 $row.1: $row.2',
    ({ row: [provider, headers, verdict, more = {}] }) => {
      expect(judge(provider, headers, more)).toBe(verdict);
    },
  );

  test('that does not know the secret is refused, and not told it', () => {
    const header = fc.constantFrom(
      'x-hub-signature-256',
      'x-gitlab-token',
      'x-trailwarden-signature',
      'x-trailwarden-timestamp',
    );
    fc.assert(
      fc.property(
        fc.constantFrom('github', 'gitlab', 'generic'),
        fc.dictionary(header, fc.string()),
        (provider, headers) => {
          const problem = judgeHook({ provider, secret, headers, body, now });
          expect(problem?.code).toBe('webhook-refused');
          expect(JSON.stringify(problem)).not.toContain(secret);
        },
      ),
    );
  });
});

describe('the webhook of a source', () => {
  const log = { debug: () => undefined, info: () => undefined };
  const clock = { now: () => now, sleep: () => Promise.resolve() };

  test('takes its secret from a file, anew for each call', async () => {
    const place = mkdtempSync(join(tmpdir(), 'tw-hook-'));
    onTestFinished(() => rmSync(place, { recursive: true, force: true }));
    const secretFile = join(place, 'secret');
    const said: unknown[] = [];
    const signed = signedBy(gitSource({ provider: 'github', secretFile }), {
      clock,
      log: { ...log, warn: (details, message) => void said.push([message, details]) },
    });
    const genuine = async () => await signed?.({ 'x-hub-signature-256': sign(body) }, body);
    expect(await genuine()).toBe(false);
    writeFileSync(secretFile, `${secret}\n`);
    expect(await genuine()).toBe(true);
    writeFileSync(secretFile, 'another');
    expect(await genuine()).toBe(false);
    expect(said.map(one => (one as readonly unknown[])[0])).toEqual([
      'the secret of the webhook could not be read: no call is taken',
      'a call of the webhook was refused',
      'a call of the webhook was refused',
    ]);
    expect(JSON.stringify(said)).not.toContain(secret);
  });

  test('is none where the config names none', () => {
    const outside = { clock, log: { ...log, warn: () => undefined } };
    expect(signedBy({ is: 'folder', paths: ['specs'] }, outside)).toBeNull();
    expect(signedBy(gitSource(null), outside)).toBeNull();
  });

  function gitSource(webhook: GitConfig['webhook']): GitConfig {
    const none = { usernameFile: null, passwordFile: null, sshKeyFile: null, knownHostsFile: null };
    const url = 'https://h.example/r';
    return {
      is: 'git',
      url,
      ref: { branch: 'main' },
      path: '',
      depth: 1,
      interval: 1,
      timeout: 1,
      credentials: none,
      verify: null,
      webhook,
    };
  }
});
