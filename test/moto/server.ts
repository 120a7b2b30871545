/** Installs moto, and runs it while the suite runs. */
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import type { TestProject } from 'vitest/node';

import { installed } from '../venv.ts';

/** Pinned: what differs from AWS is written down for this version. */
const requirement = 'moto[server]==5.2.1';

declare module 'vitest' {
  interface ProvidedContext {
    moto: string;
  }
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
  const program = installed(requirement, 'moto_server');
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
