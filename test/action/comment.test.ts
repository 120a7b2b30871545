/** The one comment of a pull request, over HTTP, with a host that has bad days. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { digestApproved, failedBody, putComment, withDigest } from '../../src/action/comment.ts';
import { Github } from '../../src/action/github.ts';
import { bot, mergedBy, playGithub, token } from './github-server.ts';
import type { PlayedGithub, Trouble } from './github-server.ts';

const place = { repository: 'acme/audit', number: 7 };
const body = '<!-- trailwarden:plan:acme -->\n### 1 to add\n';
const digest = 'ab'.repeat(32);

let played: PlayedGithub;
let pauses: number[];
let github: Github;
beforeEach(async () => {
  played = await playGithub();
  pauses = [];
  const wait = (duration: number) => {
    pauses.push(duration);
    return Promise.resolve();
  };
  github = new Github({ api: played.url, token, wait, now: () => 1_000_000 });
});
afterEach(() => played.close());

const put = (text = body) => putComment(github, place, { body: text, author: bot });
const writtenBy = (login: string, ...texts: readonly string[]) => {
  for (const text of texts) {
    const id = played.comments.length + 1;
    played.comments.push({ id, body: text, user: { login }, html_url: `${played.url}/c/${id}` });
  }
};

describe('the comment', () => {
  it('is written once, then changed', async () => {
    expect(await put()).toBe(`${played.url}/c/1`);
    expect(await put(body.replace('1', '2'))).toBe(`${played.url}/c/1`);
    expect(played.comments.map(comment => comment.body)).toEqual([body.replace('1', '2')]);
  });

  it('is found on the last of many pages', async () => {
    writtenBy('jane', 'one', 'two', 'three', 'four');
    writtenBy(bot, body);
    expect(await put()).toBe(`${played.url}/c/5`);
    expect(played.comments).toHaveLength(5);
    expect(played.requests.filter(request => request.startsWith('GET'))).toHaveLength(3);
  });

  it('is not taken from somebody who wrote the same first line', async () => {
    writtenBy('mallory', body);
    expect(await put()).toBe(`${played.url}/c/2`);
  });

  it('is found though GitHub ends lines otherwise', async () => {
    writtenBy(bot, body.replaceAll('\n', '\r\n'));
    expect(await put()).toBe(`${played.url}/c/1`);
  });

  it.each<readonly [before: string, after: string, same: boolean]>([
    [body, body.replace('acme', 'other'), false],
    [body, body.replace('plan', 'drift'), false],
    [body, 'no first line', false],
    [body, failedBody('plan', 3), true],
    [failedBody('plan', 3), body, true],
    [failedBody('drift', 3), body, false],
  ])('of %j and then %j', async (before, after, same) => {
    writtenBy(bot, before);
    await put(after);
    expect(played.comments).toHaveLength(same ? 1 : 2);
  });
});

describe('a host that does not take it at once', () => {
  const limited = (headers: Readonly<Record<string, string>>, status = 403): Trouble => ({
    status,
    headers,
    body: JSON.stringify({ message: 'You have exceeded a secondary rate limit. Please wait.' }),
  });

  it.each<readonly [what: string, troubles: readonly Trouble[], pauses: readonly number[]]>([
    ['says when', [limited({ 'retry-after': '7' }, 429)], [7000]],
    ['says when, with 403', [limited({ 'retry-after': '2' })], [2000]],
    ['says when the hour begins', [limited({ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1031' })], [31_000]],
    ['does not say when', [limited({})], [60_000]],
    ['has errors', [{ status: 502, body: '<html>' }, { status: 500 }], [1000, 1000]],
    ['hangs up', [{ dies: 'at once' }], [1000]],
  ])('%s', async (_, troubles, expected) => {
    played.troubles.push(...troubles);
    await put();
    expect(pauses).toEqual(expected);
    expect(played.comments).toHaveLength(1);
  });

  it.each<readonly [what: string, trouble: Trouble, times: number, message: string]>([
    [
      'has no right to write',
      { status: 403, body: '{"message":"Resource not accessible by integration"}', method: 'POST' },
      1,
      'GitHub answered 403: Resource not accessible by integration',
    ],
    ['wants to wait an hour', { status: 429, headers: { 'retry-after': '3600' } }, 1, 'GitHub answered 429'],
    ['goes on having errors', { status: 503, body: 'down' }, 4, 'GitHub answered 503'],
    ['sends half an answer', { body: '[{', dies: 'half way' }, 1, 'GitHub answered with something that is no JSON'],
    ['sends no list', { body: '{}' }, 1, 'GitHub answered with something that is no list'],
  ])('%s, and that is told', async (_, trouble, times, message) => {
    for (let time = 0; time < times; time++) played.troubles.push(trouble);
    await expect(put()).rejects.toThrow(message);
    expect(played.comments).toHaveLength(0);
  });

  it('shows no token, whatever went wrong', async () => {
    const other = new Github({ api: played.url, token: 'ghs_wrong', wait: () => Promise.resolve(), now: () => 0 });
    const failure = await putComment(other, place, { body, author: bot }).catch((error: unknown) => error);
    expect(String(failure)).toBe('Error: GitHub answered 401: Bad credentials');
    expect(JSON.stringify(failure)).not.toContain('ghs_');
  });

  it('writes no second comment when the answer to the first got lost', async () => {
    played.troubles.push({ dies: 'at once', after: true, method: 'POST' });
    expect(await put()).toBe(`${played.url}/c/1`);
    expect(played.comments).toHaveLength(1);
    expect(played.requests.filter(request => request.startsWith('POST'))).toHaveLength(1);
  });

  it('follows no page to another host', async () => {
    const elsewhere = await playGithub();
    played.troubles.push({ body: '[]', headers: { link: `<${elsewhere.url}/comments>; rel="next"` } });
    await put();
    expect(elsewhere.requests).toEqual([]);
    await elsewhere.close();
  });
});

describe('the approved plan', () => {
  const commit = 'c0ffee'.padEnd(40, '0');
  const approved = () => digestApproved(github, { repository: place.repository, branch: 'main', commit, author: bot });
  const merged = mergedBy(commit);
  const nothing = 'c0ffee0 is no merge of a pull request into main';

  it('is that of the comment in the pull request of the commit', async () => {
    played.pulls.set(commit, [{ ...merged, number: 6, merged_at: null }, merged]);
    writtenBy('jane', 'looks good');
    await put(withDigest(body, digest));
    expect(await approved()).toEqual({ digest });
    expect(played.comments.at(-1)?.body).toBe(
      `<!-- trailwarden:plan:acme -->\n<!-- trailwarden-digest:${digest} -->\n### 1 to add\n`,
    );
  });

  it.each<
    readonly [why: string, pulls: readonly (typeof merged)[], login: string, bodies: readonly string[], missing: string]
  >([
    ['no pull request', [], bot, [], nothing],
    ['not merged', [{ ...merged, merged_at: null }], bot, [withDigest(body, digest)], nothing],
    ['merged elsewhere', [{ ...merged, base: { ...merged.base, ref: 'x' } }], bot, [withDigest(body, digest)], nothing],
    [
      'merged in a fork',
      [{ ...merged, base: { ref: 'main', repo: { full_name: 'evil/audit' } } }],
      bot,
      [withDigest(body, digest)],
      nothing,
    ],
    ['merged as another', [{ ...merged, merge_commit_sha: 'b'.repeat(40) }], bot, [withDigest(body, digest)], nothing],
    ['two', [merged, { ...merged, number: 8 }], bot, [], 'c0ffee0 came from several pull requests'],
    ['no comment', [merged], bot, ['hello'], 'pull request 7 has no comment of github-actions[bot] with a plan'],
    [
      'forged',
      [merged],
      'mallory',
      [withDigest(body, digest)],
      'pull request 7 has no comment of github-actions[bot] with a plan',
    ],
    [
      'in the text',
      [merged],
      bot,
      [`${body}<!-- trailwarden-digest:${digest} -->`],
      'pull request 7 has no comment of github-actions[bot] with a plan',
    ],
    [
      'two specs',
      [merged],
      bot,
      [withDigest(body, digest), withDigest(body.replace('acme', 'b'), digest)],
      'pull request 7 has the plans of several specs; give plan-digest itself',
    ],
  ])('is missing: %s', async (_, pulls, login, bodies, missing) => {
    played.pulls.set(commit, pulls);
    writtenBy(login, ...bodies);
    expect(await approved()).toEqual({ missing });
  });
});
