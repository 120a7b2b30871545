/** A process that serves an archive: `node archive.ts HOURS FILES LATENCY` prints its address. */
import { putHours, shelf, signer } from '../logs/archive.ts';
import type { Archive } from '../logs/archive.ts';
import { serveArchive } from '../logs/served.ts';

const [hours = 1, files = 1, latency = 0] = process.argv.slice(2).map(Number);
const archive: Archive = new Map();
const someone = signer();
putHours(archive, shelf, { signer: someone, from: '2026-01-05T00:00:00Z', hours, filesIn: () => files });
const served = await serveArchive(() => archive, [someone], latency);
console.log(served.url);
