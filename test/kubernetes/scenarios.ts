/** What two replicas must do over any API server: the one that is played, and a real one. */
import { describe, expect, it } from 'vitest';

import { startReplicas } from './replicas.ts';
import type { Replica, Replicas } from './replicas.ts';

/** @param kubeconfigs of two replicas, by their names, over a namespace without a lease */
export function replicasScenarios(kubeconfigs: () => Promise<Readonly<Record<string, string>>>): void {
  describe('two daemons', () => {
    it('never both write; a killed leader is replaced, and a leader that ends gives way', async () => {
      const replicas = await startReplicas(await kubeconfigs());
      const first = leaderOf(await replicas.tamper(), replicas);
      for (let times = 0; times < 3; times += 1) expect(await replicas.tamper()).toBe(first.name);
      expect(replicas.writers()).toEqual([first.name]);

      first.process.kill('SIGKILL');
      const second = leaderOf(await replicas.tamper(), replicas);
      expect(second.name).not.toBe(first.name);
      expect(await replicas.tamper()).toBe(second.name);
      expect(replicas.writers()).toEqual([first.name, second.name]);

      second.process.kill('SIGTERM');
      expect(await second.ended).toBe(0);
      expect(second.log()).not.toContain('cannot be reached');
    });
  });
}

function leaderOf(name: string, { all }: Replicas): Replica {
  const leader = all.find(one => one.name === name);
  if (!leader) throw new Error(`${name} is no replica`);
  return leader;
}
