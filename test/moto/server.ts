/**
 * Installs moto into a virtual environment of this suite's own and runs it while the suite runs. What is missing on the
 * machine is a failure that says so, never a skip.
 */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import type { TestProject } from 'vitest/node';

/** Pinned: what differs from AWS is written down for this version. */
const requirement = 'moto[server]==5.2.1';
const folder = resolve(import.meta.dirname, '../../.cache', requirement.replaceAll(/[^\w.]+/gu, '-'));
const program = resolve(folder, 'bin/moto_server');

declare module 'vitest' {
  interface ProvidedContext {
    moto: string;
  }
}

function install(): void {
  if (existsSync(program)) return;
  try {
    execFileSync('python3', ['-m', 'venv', '--clear', folder], { stdio: 'inherit' });
  } catch (error) {
    throw new Error('test:moto needs python3 with venv (Debian: apt-get install python3-venv)', { cause: error });
  }
  execFileSync(resolve(folder, 'bin/pip'), ['install', '--quiet', '--disable-pip-version-check', requirement], {
    stdio: 'inherit',
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  await new Promise(closed => server.close(closed));
  return port;
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/moto-api/data.json`)).ok;
  } catch {
    return false;
  }
}

export async function setup(project: TestProject): Promise<() => void> {
  install();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const moto = spawn(program, ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
  for (let tries = 0; tries < 300 && !(await answers(url)); tries += 1) {
    if (moto.exitCode !== null) throw new Error(`moto_server ended with ${moto.exitCode}`);
    await sleep(100);
  }
  project.provide('moto', url);
  return () => {
    moto.kill();
  };
}
