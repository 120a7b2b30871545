/** Load by wrk, a process of its own: the time of who asks does not count. */
import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';

import type { Row } from './rows.ts';

const execute = promisify(execFile);
const program = 'wrk';
/** Connections at once, and seconds of load. */
const load = { connections: 50, seconds: 5 };

/** Whether it is there; Debian's is installed where apt-get may. */
export function hasWrk(): boolean {
  if (works()) return true;
  try {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    execFileSync('apt-get', ['update', '-qq'], { stdio: 'ignore', env });
    execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', program], { stdio: 'ignore', env });
  } catch {
    return false;
  }
  return works();
}

function works(): boolean {
  try {
    execFileSync(program, ['-v'], { stdio: 'ignore' });
    return true;
  } catch (error) {
    return Reflect.get(Object(error), 'code') !== 'ENOENT'; // it ends with 1 after it has told its version
  }
}

/** One address under load. @throws where an answer was none, or not 200 */
export async function stormed(url: string, path: string): Promise<Row> {
  const { connections, seconds } = load;
  const args = [
    '-t1',
    `-c${connections}`,
    `-d${seconds}s`,
    '--latency',
    '-H',
    'accept-encoding: gzip',
    `${url}${path}`,
  ];
  const { stdout } = await execute(program, args);
  if (/Non-2xx|Socket errors/u.test(stdout)) throw new Error(`${path}: not every answer was good: ${stdout}`);
  return {
    name: `${path}, 1,000 accounts, ${connections} at once, by wrk`,
    values: {
      'ms, median': milliseconds(stdout, 50),
      'ms, 99 of 100': milliseconds(stdout, 99),
      'answers a second': Number(/Requests\/sec:\s+([\d.]+)/u.exec(stdout)?.[1]),
    },
  };
}

const units: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1_000, m: 60_000 };

function milliseconds(told: string, part: number): number {
  const [, number, unit = ''] = new RegExp(`^\\s*${part}%\\s+([\\d.]+)([a-z]+)$`, 'mu').exec(told) ?? [];
  return Number(number) * (units[unit] ?? Number.NaN);
}
