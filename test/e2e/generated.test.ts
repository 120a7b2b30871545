/** Specs that anybody may write: applied, nothing is left to do; tampered with and applied again, neither. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { reconcile } from '../../src/app/reconcile.ts';
import type { Run } from '../../src/app/run.ts';
import type { Report } from '../../src/core/report.ts';
import { noConsent } from '../../src/core/rules/settings.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import { changing, fleets, problemsOf } from '../arbitraries/fleet.ts';
import type { Fleet } from '../arbitraries/fleet.ts';
import { patience, tried } from '../arbitraries/runs.ts';
import { tamper, tamperings } from '../arbitraries/tampering.ts';
import type { Tampering } from '../arbitraries/tampering.ts';
import { leftOver, nothing, portsFor } from '../contract/estate.ts';
import { endpointAt } from './endpoint.ts';
import { makeLogs } from './log-groups.ts';

/** Everything is meant. */
const consent = { ...noConsent, weakening: true, overLimits: true, adopt: ['*/*@*/*'] };

interface Stage {
  readonly url: string;
  run(text: string, more?: Partial<Run>): Promise<Report>;
}

/** An AWS of its own for a fleet. */
async function inSandbox(fleet: Fleet, play: (stage: Stage) => Promise<void>): Promise<void> {
  const { organization, regions } = fleet;
  const sandbox = await startSandbox();
  try {
    if (organization) sandbox.organization.set(organization);
    sandbox.regions.set(regions);
    await makeLogs(sandbox.url, fleet);
    const endpoint = endpointAt(sandbox.url);
    await play({
      url: sandbox.url,
      async run(text, more = {}) {
        const load = async () => Promise.resolve({ files: [{ path: 'spec.yaml', text }], problems: [] });
        const result = await reconcile({ ...asked, ...more }, { ...portsFor(endpoint.cloud(), {}), load });
        if ('invalid' in result) throw new Error(JSON.stringify(result.invalid));
        return result.report;
      },
    });
  } finally {
    await sandbox.close();
  }
}

const asked: Run = {
  command: 'plan',
  paths: ['spec.yaml'],
  targets: [],
  consent: noConsent,
  skipRefused: false,
  approve: async () => Promise.resolve(true),
  signal: new AbortController().signal,
};

function failed({ outcomes, refused }: Report): unknown {
  const open = (outcomes ?? []).filter(({ status }) => status !== 'done');
  return [...refused, ...open.map(({ address, status, problem }) => ({ address, status, problem }))];
}

describe('any spec', () => {
  it('converges, and does so again after somebody tampered', { timeout: patience }, async () => {
    const converges = async (fleet: Fleet, deeds: readonly Tampering[]): Promise<void> => {
      const { text } = fleet;
      expect(problemsOf(text)).toEqual([]);
      await inSandbox(fleet, async ({ run, url }) => {
        const applied = await run(text, { command: 'apply' });
        expect(failed(applied)).toEqual([]);
        expect(leftOver(await run(text))).toEqual(nothing);
        const resources = applied.plan.changes.map(({ resource }) => resource);
        for (const deed of deeds) await tamper(deed, resources, url);
        expect(failed(await run(text, { command: 'apply', consent }))).toEqual([]);
        expect(leftOver(await run(text))).toEqual(nothing);
      });
    };
    await fc.assert(fc.asyncProperty(fleets, tamperings, converges), tried(4));
  });

  it('converges from any other of the same resources', { timeout: patience }, async () => {
    const converges = async ([before, after]: readonly [Fleet, Fleet]): Promise<void> => {
      expect(problemsOf(after.text)).toEqual([]);
      await inSandbox(before, async ({ run }) => {
        for (const { text } of [before, after, before]) {
          expect(failed(await run(text, { command: 'apply', consent }))).toEqual([]);
          expect(leftOver(await run(text))).toEqual(nothing);
        }
      });
    };
    await fc.assert(fc.asyncProperty(changing, converges), tried(2));
  });
});
