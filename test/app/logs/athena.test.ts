import { describe, expect, it } from 'vitest';

import { askAthena } from '../../../src/app/logs/athena.ts';
import type { Athena, AthenaPage, AthenaState, Row } from '../../../src/logs/query/ports.ts';

const ended: AthenaState = { is: 'succeeded', reason: null, bytesScanned: 1_234, location: 's3://answers/1.csv' };
const running: AthenaState = { ...ended, is: 'running', bytesScanned: 10 };

const page: AthenaPage = {
  columns: [
    { name: 'n', type: 'bigint' },
    { name: 'n', type: 'decimal(20,2)' },
    { name: 'at', type: 'timestamp' },
    { name: 'who', type: 'varchar' },
    { name: 'ok', type: 'boolean' },
  ],
  rows: [
    ['n', 'n', 'at', 'who', 'ok'],
    ['12', '1.50', '2026-11-19 03:06:40.000', 'ada', 'true'],
    ['12345678901234567890', null, '2026-11-19 03:06:40.120 UTC', '', 'false'],
  ],
  next: null,
};

/** Athena as a test wants it: each look at a query takes the next of these states. */
function athena(states: readonly (AthenaState | Error)[], pages: readonly AthenaPage[] = [page]) {
  const told: string[] = [];
  let looks = 0;
  const port: Athena = {
    start: async sql => Promise.resolve(`id of ${sql}`),
    state: async () => {
      const state = states[Math.min(looks++, states.length - 1)];
      return state instanceof Error ? Promise.reject(state) : Promise.resolve(state ?? ended);
    },
    page: async (_, token) => Promise.resolve(pages[Number(token ?? 0)] ?? page),
    stop: async id => {
      told.push(`stopped ${id}`);
      return Promise.resolve();
    },
  };
  return { port, told };
}

function asking(port: Athena, waits: number[] = [], signal = new AbortController().signal) {
  const clock = {
    now: () => new Date(0),
    sleep: async (milliseconds: number) => {
      waits.push(milliseconds);
      return Promise.resolve();
    },
  };
  return { athena: port, clock, signal, step: () => undefined };
}

describe('a query at Athena', () => {
  it('is waited for, less and less often', async () => {
    const waits: number[] = [];
    const { port, told } = athena([...Array.from({ length: 12 }, () => running), ended]);
    expect(await askAthena('q', asking(port, waits))).toMatchObject({
      bytesScanned: 1_234,
      location: 's3://answers/1.csv',
    });
    expect(waits.slice(0, 3)).toEqual([250, 400, 640]);
    expect(waits.at(-1)).toBe(5_000);
    expect(told).toEqual([]);
  });

  it('has rows of every page, with the values of their types', async () => {
    const { port } = athena(
      [ended],
      [
        { ...page, next: '1' },
        { ...page, rows: [['7', '2', 'never', 'bob', null]] },
      ],
    );
    const found = await askAthena('q', asking(port));
    if (found === null || 'code' in found) throw new Error('no answer');
    const rows: Row[] = [];
    for await (const part of found.answer.rows) rows.push(...part);
    expect(found.answer.columns).toEqual([
      { name: 'n', type: 'number' },
      { name: 'n_2', type: 'number' },
      { name: 'at', type: 'time' },
      { name: 'who', type: 'text' },
      { name: 'ok', type: 'other' },
    ]);
    expect(rows).toEqual([
      [12, 1.5, '2026-11-19T03:06:40Z', 'ada', true],
      ['12345678901234567890', null, '2026-11-19T03:06:40.12Z', '', false],
      [7, 2, 'never', 'bob', null],
    ]);
  });

  it('that fails says why', async () => {
    const { port } = athena([{ ...ended, is: 'failed', reason: 'SYNTAX_ERROR: line 1:8' }]);
    expect(await askAthena('q', asking(port))).toEqual({
      code: 'query-failed',
      message: 'Athena ended the query: SYNTAX_ERROR: line 1:8',
    });
  });

  it('is cancelled by a signal, and where Athena answers no more', async () => {
    const aborted = AbortSignal.abort();
    const first = athena([running]);
    expect(await askAthena('q', asking(first.port, [], aborted))).toBeNull();
    expect(first.told).toEqual(['stopped id of q']);
    const second = athena([running, new Error('gone')]);
    await expect(askAthena('q', asking(second.port))).rejects.toThrow('gone');
    expect(second.told).toEqual(['stopped id of q']);
  });
});
