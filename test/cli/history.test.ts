/** What a daemon remembers over restarts, and how people read it. */
import { StopLoggingCommand } from '@aws-sdk/client-cloudtrail';
import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';

import { folderWith, lastLine, minimal, trailwarden } from './program.ts';
import { documentIn, stage } from './sandboxed.ts';
import type { Stage } from './sandboxed.ts';

const config = `apiVersion: trailwarden.dev/v1alpha1
kind: DaemonConfig
metadata: { name: test }
spec:
  mode: enforce
  source: { folder: { paths: [a.yaml] } }
  schedule: { cron: '*/10 * * * *' }
  history: { path: history.db }
  reports: { bucket: acme-reports, region: eu-west-1 }
`;

const address = 'trail/main@111111111111/eu-west-1';
const database = ['history', '--database', 'history.db'];

/** A daemon ran three times: it made all, it mended what somebody stopped, and there was nothing to do. */
async function remembered(): Promise<Stage> {
  const here = await stage({ 'a.yaml': minimal, 'daemon.yaml': config });
  await here.by.s3('eu-west-1').send(new CreateBucketCommand({ Bucket: 'acme-reports' }));
  const once = ['daemon', '--config', 'daemon.yaml', '--once'];
  const first = await here.run(once);
  expect(first.code, first.stderr).toBe(0);
  await here.by.cloudtrail('eu-west-1').send(new StopLoggingCommand({ Name: 'main' }));
  expect((await here.run(once)).code).toBe(0);
  expect((await here.run(once)).code).toBe(0);
  return here;
}

describe('history', () => {
  it('says that a database is damaged, whatever can still be opened of it', async () => {
    const here = await stage({ 'a.yaml': minimal, 'daemon.yaml': config });
    await here.run(['daemon', '--config', 'daemon.yaml', '--once']);
    const path = join(here.folder, 'history.db');
    const content = readFileSync(path);
    writeFileSync(path, content.fill(0xff, 4096)); // its first page stays
    for (const args of [database, [...database, '--journal']]) {
      const { code, stderr } = await here.run(args);
      expect([code, stderr]).toEqual([1, expect.stringMatching(/no-history.*cannot be read as a history/su)]);
    }
  });

  it('tells what drifted, how it ended, and what was sent', async () => {
    const here = await remembered();
    const told = await here.run(database);
    expect(told).toMatchObject({ code: 0, stderr: '' });
    expect(told.stdout).toContain(`${address}: logging: true -> false`);
    expect(told.stdout).toMatch(/Not recorded, .*\n {2}trail\/main@111111111111\/eu-west-1 {2}[·█]{40} {2}[\d.]+ s/u);
    expect(lastLine(told.stdout)).toMatch(
      /^History: 3 drifts\. Not recorded for [\d.]+ s, not delivered for [\d.]+ s\.$/u,
    );

    const document = documentIn(await here.run([...database, '--format', 'json']), 'history.schema.json');
    expect(document).toMatchObject({
      drifts: expect.arrayContaining([
        expect.objectContaining({ address, kind: 'changed', field: 'logging', status: 'closed', ending: 'healed' }),
        expect.objectContaining({ address, kind: 'missing', status: 'closed', ending: 'healed' }),
      ]) as unknown,
      not_kept: null,
    });

    const sent = await here.run([...database, '--journal', '--target', 'trail/main', '--format', 'json']);
    const { calls } = documentIn(sent, 'journal.schema.json') as { readonly calls: readonly object[] };
    expect(calls[0]).toMatchObject({ address, call: 'cloudtrail:StartLogging', outcome: 'done' });
    expect(calls[0]).toMatchObject({ fields: [{ field: 'logging', before: false, after: true }] });
    const journal = await here.run([...database, '--journal']);
    expect(lastLine(journal.stdout)).toMatch(/^Journal: \d+ calls, \d+ done\.$/u);

    const open = await here.run([...database, '--status', 'open', '--since', '7d']);
    expect(lastLine(open.stdout)).toBe('History: no such drift.');
    const both = await here.run([...database, '--status', 'both']);
    expect(lastLine(both.stdout)).toMatch(/^History: 3 drifts\. Not recorded for/u);
    const closed = await here.run([...database, '--status', 'closed', '--target', 'bucket/*']);
    expect(closed.stderr).toBe('');
    expect(lastLine(closed.stdout)).toMatch(
      /^History: 1 drift\. Of these drifts: not recorded: never, not delivered for [\d.]+ s\.$/u,
    );
    const reports = here.by.s3('eu-west-1');
    const { Contents = [] } = await reports.send(new ListObjectsV2Command({ Bucket: 'acme-reports' }));
    const keys = Contents.map(({ Key = '' }) => Key);
    expect(keys).toHaveLength(3);
    expect(keys[0]).toMatch(/^trailwarden\/\d{4}\/\d\d\/\d\d\/\d{8}T\d{6}Z-[-0-9a-f]{36}\.json$/u);
    const { Body } = await reports.send(new GetObjectCommand({ Bucket: 'acme-reports', Key: keys[0] }));
    expect(JSON.parse((await Body?.transformToString()) ?? '')).toMatchObject({ kind: 'report', command: 'apply' });

    const others = await here.run([...database, '--target', '@payments', '--since', '2026-01-01']);
    expect(lastLine(others.stdout)).toBe('History: no such drift.');
    expect(others.stderr.replaceAll(/\s+/gu, ' ')).toContain(
      'warning[matches-nothing]: "@payments" of --target means no resource that this history knows',
    );
  });

  it('asks a daemon that runs elsewhere', async () => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(`${request.url} ${request.headers.authorization ?? ''}`);
      const isKnown = request.headers.authorization === 'Bearer secret';
      response.writeHead(isKnown ? 200 : 401, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ kind: 'history', since: '', not_kept: null, drifts: [], more: false }));
    });
    await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening));
    onTestFinished(() => void server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const folder = folderWith({ token: 'secret\n' });
    const args = ['history', '--url', url, '--since', '2026-11-19', '--target', 'trail/main', '--status', 'open'];
    const told = await trailwarden([...args, '--token-file', 'token'], { folder });
    expect(told).toMatchObject({ code: 0 });
    expect(asked[0]).toContain(
      '/api/v1/history?since=2026-11-19T00%3A00%3A00.000Z&limit=1000&status=open&target=trail%2Fmain',
    );
    const refused = await trailwarden(['history', '--url', url], { folder });
    expect(refused.code).toBe(1);
    expect(refused.stderr.replaceAll(/\s+/gu, ' ')).toContain('it answers 401 Unauthorized');
  });

  it.each([
    [['history'], 3, '--database FILE, or --url URL'],
    [['history', '--database', 'a', '--url', 'http://b'], 3, 'read from one place'],
    [['history', '--url', 'http://b', '--journal'], 3, 'the API has no journal'],
    [['history', '--url', 'http://127.0.0.1:9', '--token-file', 'no'], 3, 'the token could not be read'],
    [['history', '--url', 'http://127.0.0.1:9'], 1, 'error[no-history]'],
    [['history', '--url', 'ftp://a'], 3, 'begins with http'],
    [['history', '--database', 'no.db'], 1, 'there is no such file'],
    [['history', '--database', 'no.db', '--journal'], 1, 'there is no such file'],
    [['history', '--database', 'a', '--since', 'yesterday'], 3, 'A span such as 7d'],
    [['history', '--database', 'a', '--since', '2026-13-19'], 3, 'A span such as 7d'],
    [['history', '--database', 'a', '--since', '2999-01-01'], 3, 'a moment that is still to come'],
  ])('%s ends with %i', async (args, code, text) => {
    const ran = await trailwarden(args, { folder: folderWith({}) });
    expect(ran.code).toBe(code);
    expect(ran.stderr.replaceAll(/\s+/gu, ' ')).toContain(text);
  });
});
