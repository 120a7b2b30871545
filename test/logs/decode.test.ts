/** From stored bytes to records: whatever the file, every record that is there, and a word on what is wrong. */
import { constants, deflateRawSync, gzipSync } from 'node:zlib';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { decoded, decodedPlain } from '../../src/logs/decode/decode.ts';
import { unpacked } from '../../src/logs/decode/gzip.ts';
import type { GzipEnd } from '../../src/logs/decode/gzip.ts';
import { RecordSplitter } from '../../src/logs/decode/split.ts';
import { sampleOf, samples } from './samples.ts';

async function unpack(stored: Uint8Array): Promise<{ readonly text: string; readonly end: GzipEnd }> {
  const pieces: Uint8Array[] = [];
  const reading = unpacked(stored);
  for (;;) {
    const step = await reading.next();
    if (step.done) return { text: Buffer.concat(pieces).toString(), end: step.value };
    pieces.push(step.value);
  }
}

const whole = { members: 1, trailing: 0, fault: null };

/** RFC 1952, with everything that may stand in a header. */
function withLongHeader(text: string): Buffer {
  const packed = gzipSync(text);
  const header = Buffer.from([0x1f, 0x8b, 8, 2 | 4 | 8 | 16, 0, 0, 0, 0, 0, 3]);
  const extra = Buffer.from([3, 0, 1, 2, 3]);
  return Buffer.concat([header, extra, Buffer.from('name\0comment\0'), Buffer.from([0, 0]), packed.subarray(10)]);
}

describe('gzip', () => {
  const packed = gzipSync('{"Records":[]}');

  it.each([
    ['as CloudTrail writes it', packed, whole],
    ['with a long header', withLongHeader('{"Records":[]}'), whole],
    ['nothing', Buffer.alloc(0), { ...whole, members: 0 }],
    ['with bytes after its end', Buffer.concat([packed, Buffer.from('more')]), { ...whole, trailing: 4 }],
    ['with zeros after its end', Buffer.concat([packed, Buffer.alloc(7)]), { ...whole, trailing: 7 }],
  ])('%s', async (_, stored, end) => {
    expect(await unpack(stored)).toEqual({ text: stored.length === 0 ? '' : '{"Records":[]}', end });
  });

  it('of several members', async () => {
    const two = Buffer.concat([gzipSync('a'), gzipSync('b')]);
    expect(await unpack(two)).toEqual({ text: 'ab', end: { ...whole, members: 2 } });
    const cut = two.subarray(0, -3);
    expect(await unpack(cut)).toEqual({ text: 'ab', end: { members: 1, trailing: 0, fault: 'truncated' } });
  });

  it.each([
    ['is none', Buffer.from('<Error/>'), 'not-gzip'],
    ['is of a method that nobody uses', Buffer.from([0x1f, 0x8b, 7, 0]), 'not-gzip'],
    ['has another checksum', Buffer.concat([packed.subarray(0, -8), Buffer.alloc(4), packed.subarray(-4)]), 'corrupt'],
    ['has another length', Buffer.concat([packed.subarray(0, -4), Buffer.alloc(4)]), 'corrupt'],
    ['is a header alone', packed.subarray(0, 10), 'truncated'],
    ['is less than a header', packed.subarray(0, 4), 'truncated'],
    ['has a name without end', Buffer.from([0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 3, 65]), 'truncated'],
  ])('%s', async (_, stored, fault) => {
    expect((await unpack(stored)).end.fault).toBe(fault);
  });

  it('gives what stands before the damage', async () => {
    const text = Array.from({ length: 20_000 }, (_, index) => `${index * 7919}`).join(',');
    const stored = gzipSync(text);
    for (const part of [0.3, 0.9]) {
      const cut = await unpack(stored.subarray(0, Math.floor(stored.length * part)));
      expect(cut.end.fault).toBe('truncated');
      expect(text.startsWith(cut.text)).toBe(true);
      expect(cut.text.length).toBeGreaterThan(text.length * part * 0.5);
    }
    const flushed = deflateRawSync(text, { finishFlush: constants.Z_SYNC_FLUSH });
    const spoilt = Buffer.concat([stored.subarray(0, 10), flushed, Buffer.from([7])]); // a block of a kind there is none of
    const { text: found, end } = await unpack(spoilt);
    expect(end.fault).toBe('corrupt');
    expect(found).toBe(text);
  });

  it('of more than fits goes in pieces, and is judged as well', async () => {
    const long = Buffer.alloc(33 * 1024 * 1024, '{"eventTime":"2026-01-01T00:00:00Z"}\n');
    const stored = gzipSync(long, { level: 1 });
    const size = async (bytes: Uint8Array) => {
      let [total, largest] = [0, 0];
      const reading = unpacked(bytes);
      for (;;) {
        const step = await reading.next();
        if (step.done) return { total, largest, ...step.value };
        total += step.value.length;
        largest = Math.max(largest, step.value.length);
      }
    };
    expect(await size(Buffer.concat([stored, Buffer.from('x')]))).toEqual({
      total: long.length,
      largest: 256 * 1024,
      members: 1,
      trailing: 1,
      fault: null,
    });
    const deep = Buffer.concat([stored.subarray(0, 10), deflateRawSync(long, { level: 1 }).subarray(0, -9)]);
    expect((await size(deep)).fault).toBe('truncated');
  });
});

/** All of it in pieces of this size. */
function split(text: string | Buffer, size = Infinity) {
  const bytes = Buffer.from(text);
  const splitter = new RecordSplitter();
  const records: string[] = [];
  for (let at = 0; at < bytes.length; at += size)
    records.push(...splitter.push(bytes.subarray(at, at + size)).map(String));
  return { records, fault: splitter.end(), documents: splitter.documents };
}

describe('finding records', () => {
  const all = samples.map(({ text }) => text);

  it.each([
    ['a log file', `{"Records":[${all.join(',')}]}`, 1],
    ['a log file for people', `{\n  "Records" : [\n ${all.join(',\n\t ')}\r\n ]\n}\n`, 1],
    ['a list', `[${all.join(', ')}]`, 1],
    ['lines', `\ufeff${all.join('\n')}\n`, all.length],
    ['nothing between', all.join(''), all.length],
    ['log files one after the other', all.map(text => `{"Records":[${text}],"more":{"x":["}"]}}`).join(''), all.length],
  ])('in %s, however it comes', (_, text, documents) => {
    for (const size of [Infinity, 1, 2, 7, 4096])
      expect(split(text, size)).toEqual({ records: all, fault: null, documents });
  });

  it.each([
    ['{"Records":[]}', [], 1],
    ['[]', [], 1],
    [' \n', [], 0],
    ['{}', ['{}'], 1],
    ['{"Records":{}}', ['{"Records":{}}'], 1],
    ['{"Record":[{}]}', ['{"Record":[{}]}'], 1],
    [String.raw`{"\"":"\\","{":"}"}`, [String.raw`{"\"":"\\","{":"}"}`], 1],
  ])('of %s', (text, records, documents) => {
    for (const size of [Infinity, 1]) expect(split(text, size)).toEqual({ records, fault: null, documents });
  });

  it.each([
    ['<html>', [], { what: 'not-json', at: 0 }],
    ['{"Records":[{"a":1}{"b":2}]}', ['{"a":1}'], { what: 'not-json', at: 19 }],
    ['{"Records":[{"a":1},]}', ['{"a":1}'], { what: 'not-json', at: 20 }],
    ['{"Records":[{"a":1},7]}', ['{"a":1}'], { what: 'not-a-record', at: 20 }],
    ['[null]', [], { what: 'not-a-record', at: 1 }],
    ['{"Records":[{"a":1},{"b":"', ['{"a":1}'], { what: 'truncated', at: 26 }],
    ['{"Records":[{"a":1}', ['{"a":1}'], { what: 'truncated', at: 19 }],
    ['{"Records":[{"a":1}]', ['{"a":1}'], { what: 'truncated', at: 20 }],
    ['{"Rec', [], { what: 'truncated', at: 5 }],
    ['{"Records" ', [], { what: 'truncated', at: 11 }],
    [`[{"a":"${'x'.repeat(17 * 1024 * 1024)}`, [], { what: 'too-long', at: 1 }],
  ])('says where it ends: %.40s', (text, records, fault) => {
    for (const size of text.length > 1000 ? [1 << 20] : [Infinity, 1, 3])
      expect(split(text, size)).toMatchObject({ records, fault });
    expect(new RecordSplitter().push(Buffer.from('x'))).toEqual([]);
  });

  it('of any kind, in any pieces', () => {
    const value = fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue());
    const file = fc.tuple(
      fc.array(value),
      fc.constantFrom(undefined, 1, '\t'),
      fc.constantFrom('file', 'list', 'lines'),
    );
    fc.assert(
      fc.property(file, fc.integer({ min: 1, max: 40 }), ([values, space, form], size) => {
        const texts = values
          .filter(one => Object.keys(one)[0] !== 'Records')
          .map(one => JSON.stringify(one, null, space));
        const joined = texts.join(form === 'lines' ? '\n' : ',');
        const text = form === 'file' ? `{"Records":[${joined}]}` : form === 'list' ? `[${joined}]` : joined;
        expect(split(text, size)).toMatchObject({ records: texts, fault: null });
      }),
    );
  });

  it('never loops or throws, whatever the bytes', () => {
    const piece = fc.constantFrom('{', '}', '[', ']', '"', '\\', ',', ':', ' ', '"Records"', 'x', '\ufeff');
    fc.assert(
      fc.property(fc.array(piece), fc.integer({ min: 1, max: 5 }), (pieces, size) => {
        const text = pieces.join('');
        expect(split(text, size)).toEqual(split(text));
      }),
    );
  });

  it('gives a damaged file as far as it goes', () => {
    expect(split(`{"Records":[${sampleOf('1.0')},${sampleOf('1.01').slice(0, 200)}`).records).toEqual([
      sampleOf('1.0'),
    ]);
  });
});

describe('a file', () => {
  const text = `{"Records":[${sampleOf('1.0')},${sampleOf('1.01')}]}`;
  const packed = gzipSync(text);
  const both = [sampleOf('1.0'), sampleOf('1.01')];

  async function pieces(stored: Uint8Array) {
    const records: string[] = [];
    const problems: string[] = [];
    for await (const piece of decoded(stored, 's3://b/k'))
      if ('records' in piece) records.push(...piece.records.map(String));
      else problems.push(`${piece.problem.code}: ${piece.problem.message}`);
    return { records, problems };
  }

  it.each([
    ['as it is delivered', packed, both, []],
    ['that is not packed', Buffer.from(` ${text}`), both, []],
    ['that is a marker', Buffer.alloc(0), [], []],
    [
      'that was appended to',
      Buffer.concat([packed, Buffer.from('x')]),
      both,
      [/^log-unusual: s3:\/\/b\/k has 1 byte after/u],
    ],
    [
      'of two members',
      Buffer.concat([packed, packed]),
      [...both, ...both],
      [/^log-unusual: .* has 2 members of gzip/u],
    ],
    ['that was cut off', packed.subarray(0, -12), both.slice(0, 1), [/^log-damaged: .* ends early: its gzip/u]],
    [
      'with another checksum',
      Buffer.concat([packed.subarray(0, -8), Buffer.alloc(8)]),
      both,
      [/^log-damaged: .* checksum/u],
    ],
    ['whose second member is damaged', Buffer.concat([packed, Buffer.from([0x1f, 0x8b, 7])]), both, [/^log-damaged/u]],
    ['of a page', Buffer.from('<html>'), [], [/^log-foreign: .* neither gzip nor JSON/u]],
    ['of a packed page', gzipSync('<html>'), [], [/^log-foreign: .* neither gzip nor JSON/u]],
    ['of packed nothing', gzipSync(' '), [], [/^log-foreign: .* no JSON/u]],
    [
      'of broken JSON',
      gzipSync(text.slice(0, -1).replace('},{', '}{')),
      both.slice(0, 1),
      [/^log-damaged: .* no JSON from byte \d+ on/u],
    ],
    ['of JSON that ends', gzipSync(text.slice(0, -2)), both, [/^log-damaged: .* ends early: its JSON .* at byte \d+/u]],
    ['of other things', gzipSync('[1]'), [], [/^log-damaged: .* at byte 1 something that is no record/u]],
    [
      'of a huge thing',
      Buffer.from(`[{"a":"${'x'.repeat(17 << 20)}`),
      [],
      [/^log-damaged: .* at byte 1 a record of more/u],
    ],
  ])('%s', async (_, stored, records, problems) => {
    const found = await pieces(stored);
    expect(found.problems).toEqual(problems.map(problem => expect.stringMatching(problem) as unknown));
    if (problems.length === 0 || !String(problems[0]).includes('ends early: its gzip'))
      expect(found.records).toEqual(records);
    else expect(both.join(',').startsWith(found.records.join(','))).toBe(true);
  });

  it('that comes in pieces', async () => {
    async function* slowly(bytes: Buffer) {
      for (let at = 0; at < bytes.length; at += 100) yield bytes.subarray(at, at + 100);
    }
    const told = async (bytes: Buffer) => {
      const found: (string | readonly string[])[] = [];
      for await (const piece of decodedPlain(slowly(bytes), 'stdin'))
        found.push('records' in piece ? piece.records.map(String) : piece.problem.message);
      return found;
    };
    expect((await told(Buffer.from(text))).flat()).toEqual(both);
    expect(await told(Buffer.alloc(0))).toEqual([]);
    expect(await told(Buffer.from('no JSON '.repeat(40)))).toEqual([
      'stdin is neither gzip nor JSON, so it is no log file',
    ]);
    expect((await told(Buffer.from(text.slice(0, -1)))).at(-1)).toMatch(/^stdin ends early: its JSON/u);
  });
});
