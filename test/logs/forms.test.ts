/** Records read from files, and written in every form: nothing is lost, and nothing is made up. */
import { gzipSync } from 'node:zlib';

import { tableFromIPC } from 'apache-arrow';
import fc from 'fast-check';
import { parquetReadObjects } from 'hyparquet';
import { describe, expect, it } from 'vitest';

import { emptyTally, recordsOf } from '../../src/logs/cat.ts';
import type { LogFile, Tally } from '../../src/logs/cat.ts';
import { filterOf } from '../../src/logs/filter/filter.ts';
import type { Wanted } from '../../src/logs/filter/filter.ts';
import { columns } from '../../src/logs/flatten.ts';
import { arrow } from '../../src/logs/forms/arrow.ts';
import { csv } from '../../src/logs/forms/csv.ts';
import type { Form } from '../../src/logs/forms/form.ts';
import { groupsOf } from '../../src/logs/forms/groups.ts';
import { logFile, ndjson } from '../../src/logs/forms/json.ts';
import { parquet } from '../../src/logs/forms/parquet.ts';
import { sampleOf, samples } from './samples.ts';

const all = samples.map(({ text }) => text);

function stored(name: string, texts: readonly string[], between = ','): LogFile {
  const bytes = gzipSync(`{"Records":[${texts.join(between)}]}`);
  return { name, content: { is: 'present', body: { bytes, metadata: {} } } };
}

async function* each<Item>(items: readonly Item[]): AsyncGenerator<Item> {
  yield* items;
}

interface Reading {
  readonly wanted?: Wanted;
  readonly keepDuplicates?: boolean;
  readonly until?: number;
  readonly form?: Form;
}

/** What comes of files, and what is told. */
async function cat(
  files: readonly LogFile[],
  { wanted = {}, keepDuplicates = false, until = Infinity, form = ndjson }: Reading = {},
) {
  const made = filterOf(wanted);
  if ('problems' in made) throw new Error('no filter');
  const told: string[] = [];
  const tally: Tally = emptyTally();
  const tell = ({ code, message }: { readonly code: string; readonly message: string }): boolean =>
    told.push(`${code}: ${message}`) < until;
  const chunks: Buffer[] = [];
  for await (const chunk of form(recordsOf(each(files), { filter: made.filter, keepDuplicates, tell, tally })))
    chunks.push(Buffer.from(chunk));
  return { out: Buffer.concat(chunks), told, tally };
}

const lines = ({ out }: { readonly out: Buffer }) => out.toString().split('\n').slice(0, -1);

describe('records of files', () => {
  it('come as they were written, byte for byte', async () => {
    const read = await cat([stored('a', all)]);
    expect(lines(read)).toEqual(all);
    expect(read).toMatchObject({
      told: [],
      tally: {
        files: 1,
        damaged: 0,
        records: all.length,
        given: all.length,
        duplicates: 0,
        bytes: Buffer.byteLength(all.join('')),
      },
    });
  });

  it('of any values come as they were written', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue())), async values => {
        const texts = values.map(value => JSON.stringify({ eventTime: '2026-01-01T00:00:00Z', ...value }));
        expect(lines(await cat([stored('a', texts, ' ,\n')]))).toEqual(texts);
      }),
    );
  });

  it('stand on one line each, however they were written', async () => {
    const spaced = all.map(text => JSON.stringify(JSON.parse(text), null, '\t').replaceAll('\n', '\r\n'));
    const read = lines(await cat([stored('a', spaced, '\n,\n')]));
    expect(read).toEqual(all.map(text => JSON.stringify(JSON.parse(text))));
    const kept = String.raw`{"eventTime":"2026-01-01T00:00:00Z","n":1.10,"t":"a  \"  b"}`;
    expect(lines(await cat([stored('a', [`\n${kept.replace(',', ' ,\n ')}`])]))).toEqual([kept]);
  });

  it('come once, by id and account', async () => {
    const another = sampleOf('1.03').replaceAll('111122223333', '444455556666');
    const files = [
      stored('a', [sampleOf('1.03'), sampleOf('1.03')]),
      stored('b', [another, sampleOf('1.03')]),
      stored('c', [sampleOf('1.0'), sampleOf('1.0')]),
    ];
    expect(lines(await cat(files))).toEqual([sampleOf('1.03'), another, sampleOf('1.0'), sampleOf('1.0')]);
    const kept = await cat(files, { keepDuplicates: true });
    expect(kept.tally).toMatchObject({ files: 3, given: 6, duplicates: 0 });
  });

  it('are only those that are wanted', async () => {
    const read = await cat([stored('a', all)], { wanted: { eventName: ['GetObject'], where: 'user_name ~ Deploy/*' } });
    expect(lines(read)).toEqual([sampleOf('1.04')]);
    expect(read.tally).toMatchObject({ records: all.length, given: 1 });
  });

  it('come with what is wrong, and all that can be read', async () => {
    const cut = stored('cut', all);
    const files: readonly LogFile[] = [
      { name: 'gone', content: { is: 'absent' } },
      { name: 'denied', content: { is: 'unread', problem: { code: 'access-denied', message: 'no' } } },
      stored('odd', ['{"eventTime":}', sampleOf('1.0'), `{"a":"${'x'.repeat(80)}"}`]),
      { name: 'page', content: { is: 'present', body: { bytes: Buffer.from('<html>'), metadata: {} } } },
      {
        name: 'twice',
        content: { is: 'present', body: { bytes: Buffer.concat([gzipSync('[]'), gzipSync('[]')]), metadata: {} } },
      },
      cut,
    ];
    const read = await cat(files);
    expect(read.told).toEqual([
      'access-denied: no',
      'log-damaged: odd has something that is no record: {"eventTime":}',
      expect.stringMatching(/^log-damaged: odd has something that is no record: \{"a":"x{54}…$/u),
      'log-foreign: page is neither gzip nor JSON, so it is no log file',
      'log-unusual: twice has 2 members of gzip, and CloudTrail writes one',
    ]);
    expect(read.tally).toMatchObject({ files: 5, damaged: 3 });
    expect(lines(read)).toEqual([all[0], ...all]); // that of 2013 has no id to know it by
    const stopped = await cat(files, { until: 1 });
    expect([stopped.told.length, stopped.out.length]).toEqual([1, 0]);
  });

  it('of a stream come as well', async () => {
    const bytes = each([Buffer.from(`${all.join('\n')}\n`)]);
    expect(lines(await cat([{ name: 'stdin', content: { is: 'stream', bytes } }]))).toEqual(all);
  });
});

describe('written', () => {
  const files = [stored('s3://b/k', all)];

  it('as a log file, which can be read again', async () => {
    const { out } = await cat(files, { form: logFile });
    expect(out.toString()).toBe(`{"Records":[${all.join(',')}]}\n`);
    expect((await cat([], { form: logFile })).out.toString()).toBe('{"Records":[]}\n');
    const two = await cat([stored('a', all.slice(0, 1)), stored('b', all.slice(1))], { form: logFile });
    expect(two.out.equals(out)).toBe(true);
  });

  it('as CSV', async () => {
    const evil =
      '{"eventTime":"2026-01-01T00:00:00Z","eventName":"=1+1","userAgent":"＋cmd\\r\\n\\"x\\",y","errorCode":"-1","eventID":"@a"}';
    const read = async (raw: boolean) =>
      (await cat([stored('k', [evil, sampleOf('1.04')])], { form: csv({ raw, shown: text => text }) })).out
        .toString()
        .split('\r\n2');
    const [head = '', first = '', second = ''] = await read(false);
    expect(head).toBe(columns.map(({ name }) => name).join(','));
    expect(`2${first}`).toMatch(/^2026-01-01T00:00:00Z,,,,'=1\+1,'@a,,,,,,'-1,,,"'＋cmd\r\n""x"",y",/u);
    expect(second).toContain(`,true,`);
    expect(second).toContain(`,"[""arn:aws:s3:::acme-data/k"",""arn:aws:s3:::acme-data""]",`);
    expect(`2${(await read(true))[1]}`).toMatch(/^2026-01-01T00:00:00Z,,,,=1\+1,@a,,,,,,-1,,,"＋cmd/u);
  });

  it('as Parquet', async () => {
    const { out } = await cat(files, { form: parquet });
    const bytes = out.buffer.slice(out.byteOffset, out.byteOffset + out.length);
    const rows = await parquetReadObjects({ file: bytes });
    expect(rows).toHaveLength(all.length);
    expect(rows[4]).toMatchObject({
      event_time: new Date('2017-09-19T10:39:27Z'),
      event_name: 'GetObject',
      read_only: true,
      management_event: null,
      resource_arns: ['arn:aws:s3:::acme-data/k', 'arn:aws:s3:::acme-data'],
      additional_event_data: expect.stringContaining('9007199254740993') as unknown,
      log_file: 's3://b/k',
    });
    const none = (await cat([], { form: parquet })).out;
    expect(
      await parquetReadObjects({
        file: none.buffer.slice(none.byteOffset, none.byteOffset + none.length),
      }),
    ).toEqual([]);
  });

  it('as Arrow', async () => {
    const table = tableFromIPC((await cat(files, { form: arrow })).out);
    expect(table.schema.fields.map(({ name }) => name)).toEqual(columns.map(({ name }) => name));
    expect(table.numRows).toBe(all.length);
    const row = table.get(4)?.toJSON();
    expect(row).toMatchObject({
      event_time: Date.parse('2017-09-19T10:39:27Z'),
      event_name: 'GetObject',
      read_only: true,
      management_event: null,
      error_code: null,
    });
    expect(Array.from((row?.['resource_arns'] ?? []) as Iterable<string>)).toEqual([
      'arn:aws:s3:::acme-data/k',
      'arn:aws:s3:::acme-data',
    ]);
    expect(tableFromIPC((await cat([], { form: arrow })).out).schema.fields).toHaveLength(columns.length);
  });

  it('in groups of one size', async () => {
    const found: (readonly number[])[] = [];
    for await (const group of groupsOf(each([[1, 2, 3], [], [4, 5]]), 2)) found.push(group);
    expect(found).toEqual([[1, 2], [3, 4], [5]]);
  });
});
