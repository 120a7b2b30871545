/** The sandbox as a process of its own, so that what it does is not counted as the program's. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

import { environment, main } from './child.ts';

export interface Sandbox {
  readonly url: string;
  /** Calls since its start, by `service:Operation`. */
  calls(): Promise<ReadonlyMap<string, number>>;
  /** Every call takes so many milliseconds longer from now on. */
  delay(milliseconds: number): Promise<void>;
  stop(): Promise<void>;
}

export async function startSandbox(): Promise<Sandbox> {
  const child = spawn(process.execPath, [main, 'sandbox', '--port', '0', '--format', 'json'], {
    env: environment(),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const { url } = JSON.parse(line) as { readonly url: string };
  const control = async (path: string, body?: object): Promise<unknown> => {
    const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    const answer = await fetch(`${url}/_sandbox/${path}`, init);
    if (!answer.ok) throw new Error(`the sandbox answered ${answer.status}: ${await answer.text()}`);
    return answer.json();
  };
  return {
    url,
    async calls() {
      const { operations } = (await control('counts')) as { readonly operations: Readonly<Record<string, number>> };
      return new Map(Object.entries(operations));
    },
    async delay(latency) {
      await control('trouble', { rules: latency === 0 ? [] : [{ effect: { latency } }] });
    },
    async stop() {
      child.kill();
      await once(child, 'exit');
    },
  };
}
