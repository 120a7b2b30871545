/** `npm run bench`: prints what the built program takes, and writes it as JSON to `.cache/bench.json` or `--out`; `--large` adds fleets, which take minutes; `--daemon`: what the daemon takes alone; `--logs`: reading log files alone, `--megabytes` of records. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { eventToRepair, months } from './daemon.ts';
import { coldStarts, fleet, grid, largeFleet, leastCalls, manyTrails, waiting } from './cases.ts';
import { reading } from './logs-cat.ts';
import { table } from './rows.ts';
import { answering } from './server.ts';
import { verifying } from './verify.ts';
import type { Row } from './rows.ts';

const { values } = parseArgs({
  options: {
    out: { type: 'string' },
    runs: { type: 'string', default: '11' },
    fleet: { type: 'string', default: '100' },
    reconciles: { type: 'string', default: '2000' },
    large: { type: 'boolean', default: false },
    daemon: { type: 'boolean', default: false },
    logs: { type: 'boolean', default: false },
    megabytes: { type: 'string', default: '1000' },
  },
});
const cold = Number(values.runs);
if (!Number.isInteger(cold) || cold < 1) throw new Error('--runs is a number from 1');
const accounts = Number(values.fleet);
if (!Number.isInteger(accounts) || accounts < 1) throw new Error('--fleet is a number of accounts, from 1');
const reconciles = Number(values.reconciles);
if (!Number.isInteger(reconciles) || reconciles < 1) throw new Error('--reconciles is a number of runs, from 1');
const runs = { cold, long: Math.ceil(cold / 3), fleet: accounts, reconciles };
const out = values.out ?? resolve(import.meta.dirname, '../../.cache/bench.json');

const [cpu] = cpus();
const machine = `Node ${process.versions.node}, ${cpus().length} x ${cpu?.model ?? 'unknown processor'}`;
console.log(`${machine}; medians of ${runs.cold} runs, of ${runs.long} where they are long\n`);

const rows: Row[] = [];
const ofDaemon = [answering, months, eventToRepair];
const all = [
  coldStarts,
  leastCalls,
  waiting,
  manyTrails,
  grid,
  verifying,
  ...ofDaemon,
  ...(values.large ? [fleet, largeFleet] : []),
];
const ofLogs = [async () => reading(Number(values.megabytes))];
const asked = values.logs ? ofLogs : all;
for (const play of values.daemon ? ofDaemon : asked) {
  const measured = await play(runs);
  rows.push(...measured);
  console.log(table(measured));
}

mkdirSync(dirname(resolve(out)), { recursive: true });
writeFileSync(out, `${JSON.stringify({ at: new Date().toISOString(), machine, runs, rows }, null, 2)}\n`);
console.log(`Written: ${out}`);
