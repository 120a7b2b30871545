/** `logs cat`, end to end: what a trail delivered, a copy, files at hand, and stdin. */
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { parquetReadObjects } from 'hyparquet';
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';

import { sampleOf, samples } from '../logs/samples.ts';
import { environment, folderWith, lastLine, main, minimal, trailwarden } from './program.ts';
import { atTerminal } from './terminal.ts';
import { stage } from './sandboxed.ts';

const all = samples.map(({ text }) => text);
const packed = gzipSync(`{"Records":[${all.join(',')}]}`);
const lines = (text: string): readonly string[] => text.split('\n').slice(0, -1);

describe('logs cat', () => {
  it('prints what a trail delivered, as it was written', async () => {
    const here = await stage({ 'a.yaml': minimal });
    expect((await here.run(['apply', 'a.yaml', '--yes'])).code).toBe(0);
    await here.by
      .s3('eu-west-1')
      .send(new GetObjectCommand({ Bucket: 'no-such-bucket-here', Key: 'x' }))
      .catch(() => undefined);
    await here.run(['get', 'trails', 'a.yaml']);
    here.sandbox.clock.advance(3_600);
    const which = ['--source', 'cloudtrail', '--until', new Date(Date.now() + 3_600_000).toISOString()]; // whole seconds end a range
    const read = await here.run(['logs', 'cat', 'a.yaml', '--trail', 'main', ...which]);
    expect(read).toMatchObject({ code: 0, stderr: '' });
    const records = lines(read.stdout).map(line => JSON.parse(line) as Readonly<Record<string, unknown>>);
    expect(records.map(({ eventName }) => eventName)).toContain('DescribeTrails');
    expect(new Set(records.map(({ eventSource }) => eventSource))).toEqual(new Set(['cloudtrail.amazonaws.com']));

    const by = ['--bucket', 'acme-audit-logs', '--account', '111111111111'];
    const same = await here.run(['logs', 'cat', ...by, ...which]);
    expect(same.stdout).toBe(read.stdout);
    const none = await here.run(['logs', 'cat', ...by, '--since', '2020-01-01', '--until', '2020-01-02']);
    expect(none).toEqual({ code: 0, stdout: '', stderr: '0 records from 0 files.\n' });

    const key = `AWSLogs/111111111111/CloudTrail/eu-west-1/2026/01/02/111111111111_CloudTrail_eu-west-1_20260102T0005Z_AAAABBBBCCCCDDDD.json.gz`;
    await here.by
      .s3('eu-west-1')
      .send(new PutObjectCommand({ Bucket: 'acme-audit-logs', Key: key, Body: packed.subarray(0, -40) }));
    const old = ['--since', '2026-01-01', '--until', '2026-01-03'];
    const damaged = await here.run(['logs', 'cat', ...by, ...old, '--format', 'json']);
    expect(damaged).toMatchObject({
      code: 8,
      stdout: '{"Records":[]}\n',
      stderr: expect.stringContaining(`s3://acme-audit-logs/${key} ends early`) as unknown,
    });
  });

  it('reads files at hand, and folders of them', async () => {
    const folder = folderWith({
      'a.json.gz': packed,
      'b.json': `[${sampleOf('1.01')}]`,
      'notes.txt': 'x',
      '.hidden.json': '{',
      'x_CloudTrail-Digest_y.json.gz': 'digest',
    });
    mkdirSync(join(folder, 'below'));
    writeFileSync(join(folder, 'below', 'c.ndjson'), `${sampleOf('1.03').replaceAll('5f6e7d8c', '5f6e7d8d')}\n`);
    const run = async (args: readonly string[], input?: string) =>
      trailwarden(['logs', 'cat', ...args], { folder, ...(input !== undefined && { input }) });
    const read = await run(['--input', '.']);
    expect(read).toMatchObject({ code: 0, stderr: '' });
    expect(lines(read.stdout)).toEqual([...all, sampleOf('1.03').replaceAll('5f6e7d8c', '5f6e7d8d')]);

    expect(lines((await run(['-'], `${all.join('\n')}\n`)).stdout)).toEqual(all);
    const kept = await run([
      '--input',
      'a.json.gz',
      '--input',
      'b.json',
      '--keep-duplicates',
      '--where',
      'user_name = root',
    ]);
    expect(lines(kept.stdout)).toEqual([sampleOf('1.01'), sampleOf('1.01')]);
    const timed = await run(['--input', 'a.json.gz', '--since', '2026-01-01', '--format', 'csv']);
    expect(
      timed.stdout
        .split('\r\n')
        .slice(1, -1)
        .map(line => line.split(',')[0]),
    ).toEqual(['2026-09-13T17:14:12Z', '2026-09-13T17:00:00Z']);

    const human = await run(['--input', 'a.json.gz', '--format', 'human', '--error', '*']);
    await expect(human.stdout).toMatchFileSnapshot('golden/logs-cat.txt');

    const out = await run(['--input', '.', '--format', 'parquet', '--out', 'x.parquet']);
    expect(out).toEqual({ code: 0, stdout: '', stderr: '' });
    const bytes = readFileSync(join(folder, 'x.parquet'));
    expect(
      await parquetReadObjects({
        file: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length),
      }),
    ).toHaveLength(all.length + 1);
    expect(await run(['--input', '.', '--out', 'x.parquet'])).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('x.parquet exists') as unknown,
    });
    expect(await run(['--input', '.', '--out', 'no/x'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('file-not-written') as unknown,
    });
    expect(readdirSync(folder).filter(name => name.endsWith('.tmp'))).toEqual([]);
    expect(existsSync(join(folder, 'no'))).toBe(false);
  });

  it('is for people at a terminal, and refuses bytes there', async () => {
    const folder = folderWith({
      'a.json.gz': gzipSync(sampleOf('1.0').replaceAll('alice', String.raw`\u001b[31malice`)),
    });
    const seen = await atTerminal(['logs', 'cat', '--input', 'a.json.gz', '--color', 'never'], [], { folder });
    expect(seen.screen).toContain('ec2:StartInstances');
    expect(seen.screen).toContain('\u241b[31malice');
    expect(seen.screen).toContain('1 record from 1 file.');
    const cells = ['logs', 'cat', '--input', 'a.json.gz', '--format', 'csv', '--where', 'eventNam != x'];
    const csv = await atTerminal([...cells, '--color', 'never'], [], { folder });
    expect(csv.screen).toContain('\u241b[31malice');
    expect(csv.screen).toContain('Did you mean eventName?');
    const bytes = await atTerminal(['logs', 'cat', '--input', 'a.json.gz', '--format', 'arrow'], [], { folder });
    expect([bytes.code, bytes.screen]).toEqual([3, expect.stringContaining('which a terminal cannot')]);
  });

  it('ends quietly when nobody reads any more', async () => {
    const many = Array.from({ length: 60_000 }, (_, index) => sampleOf('1.0').replace('alice', `u${index}`));
    const folder = folderWith({ 'a.json': many.join('\n') });
    const command = `"${process.execPath}" "${main}" logs cat --input a.json | head -n 1; echo "\${PIPESTATUS[0]}"`;
    const { stdout, stderr } = await promisify(execFile)('bash', ['--norc', '-c', command], {
      cwd: folder,
      env: environment(),
    });
    expect([lines(stdout)[0], lines(stdout)[1], stderr]).toEqual([many[0], '0', '']);
  });

  it('says what is wrong with what was typed', async () => {
    const folder = folderWith({ 'a.json.gz': packed, 'cut.json.gz': packed.subarray(0, 300) });
    const run = async (...args: readonly string[]) => trailwarden(['logs', 'cat', ...args], { folder });
    const told = async (...args: readonly string[]) => {
      const { code, stdout, stderr } = await run(...args);
      return [code, stdout, stderr.replaceAll(/\s+/gu, ' ')];
    };
    const saying = (text: string): unknown => expect.stringContaining(text);
    expect(await told('--input', 'a.json.gz', '--where', 'eventName == x')).toEqual([
      3,
      '',
      saying('1 | eventName == x | ^'),
    ]);
    expect(await told('--input', 'a.json.gz', '--ip', '10.0.0.0/99')).toEqual([
      3,
      '',
      saying('--ip 10.0.0.0/99 is no address'),
    ]);
    expect(await told('--input', 'a.json.gz', '--bucket', 'b')).toEqual([3, '', saying('--input says what is read')]);
    expect(await told('--input', 'a.json.gz', '--since', '2026-01-02', '--until', '2026-01-01')).toEqual([
      3,
      '',
      saying('ends before it begins'),
    ]);
    expect(await told('--input', 'nowhere')).toEqual([8, '', saying('nowhere could not be read')]);
    expect(await told('--input', 'cut.json.gz', '--input', 'a.json.gz', '--strict')).toEqual([
      8,
      '',
      saying('cut.json.gz ends early'),
    ]);
    expect((await told('--input', 'cut.json.gz', '--input', 'a.json.gz'))[1]).toBe(`${all.join('\n')}\n`);
    const cut = gzipSync(gunzipSync(packed).subarray(0, -2));
    writeFileSync(join(folder, 'b.json.gz'), cut);
    expect(lastLine((await run('--input', 'b.json.gz', '--event-name', 'x')).stderr)).toBe(
      `0 of ${all.length} records from 1 file, 1 file not whole.`,
    );
  });
});
