/** Whatever stands, the spec that an import writes of it has nothing to do: nothing but to adopt, where tags are missing. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { importSpec } from '../../src/app/import/import.ts';
import type { Imported } from '../../src/app/import/import.ts';
import { reconcile } from '../../src/app/reconcile.ts';
import type { Run } from '../../src/app/run.ts';
import { specText } from '../../src/core/import/document.ts';
import type { Report } from '../../src/core/report.ts';
import { noConsent } from '../../src/core/rules/settings.ts';
import type { SourceFile } from '../../src/core/spec/source.ts';
import { kinds } from '../../src/resources/index.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import { fleets } from '../arbitraries/fleet.ts';
import type { Fleet } from '../arbitraries/fleet.ts';
import { patience, tried } from '../arbitraries/runs.ts';
import { tamper, tamperings } from '../arbitraries/tampering.ts';
import type { Tampering } from '../arbitraries/tampering.ts';
import { document, portsFor } from '../contract/estate.ts';
import { endpointAt } from './endpoint.ts';
import { makeLogs } from './log-groups.ts';

const asked: Run = {
  command: 'plan',
  paths: ['spec.yaml'],
  targets: [],
  consent: { ...noConsent, overLimits: true },
  skipRefused: false,
  approve: async () => Promise.resolve(true),
  signal: new AbortController().signal,
};

/** The accounts of a fleet, and nothing that stands in them. */
function accountsIn({ body }: Fleet): readonly SourceFile[] {
  const { accounts, organization, defaults } = body;
  if (accounts === undefined) return [];
  const { account } = (defaults ?? {}) as { readonly account?: object };
  const text = document({
    accounts,
    ...(organization === undefined ? {} : { organization }),
    ...(account === undefined ? {} : { defaults: { account } }),
  });
  return [{ path: 'accounts.json', text }];
}

/** `ADDRESS FIELD` of all that a plan would do, the owner tag apart. */
function toDo({ plan }: Report): readonly string[] {
  return plan.changes.flatMap(({ address, action, fields, resource }) => {
    const kind = kinds.find(({ name }) => name === resource.kind);
    if (action === 'create' || action === 'delete') return [`${address} ${action}`];
    return fields
      .filter(({ withheld }) => withheld === undefined || withheld.by === 'refused')
      .filter(({ field }) => field !== 'owner' && kind?.fields[field]?.derived !== true)
      .map(({ field, before, after }) => `${address} ${field} ${JSON.stringify([before, after])}`);
  });
}

async function inSandbox(fleet: Fleet, deeds: readonly Tampering[]): Promise<readonly [Imported, Report]> {
  const sandbox = await startSandbox();
  try {
    if (fleet.organization) sandbox.organization.set(fleet.organization);
    sandbox.regions.set(fleet.regions);
    await makeLogs(sandbox.url, fleet);
    const endpoint = endpointAt(sandbox.url);
    const ports = (files: readonly SourceFile[]) => ({
      ...portsFor(endpoint.cloud(), {}),
      load: async () => Promise.resolve({ files, problems: [] }),
    });
    const run = async (files: readonly SourceFile[], command: Run['command']): Promise<Report> => {
      const result = await reconcile({ ...asked, command }, ports(files));
      if ('invalid' in result) throw new Error(JSON.stringify(result.invalid));
      return result.report;
    };
    const applied = await run([{ path: 'spec.yaml', text: fleet.text }], 'apply');
    const resources = applied.plan.changes.map(({ resource }) => resource);
    for (const deed of deeds) await tamper(deed, resources, sandbox.url);
    const accounts = accountsIn(fleet);
    const found = await importSpec({ paths: accounts.map(({ path }) => path), owner: 'acme' }, ports(accounts));
    if ('invalid' in found) throw new Error(JSON.stringify(found.invalid));
    const text = specText(found.imported.draft, 'yaml');
    return [found.imported, await run([...accounts, { path: 'import.yaml', text }], 'plan')];
  } finally {
    await sandbox.close();
  }
}

describe('what an import writes', () => {
  it('of what trailwarden made, leaves a plan nothing to do', { timeout: patience }, async () => {
    await fc.assert(
      fc.asyncProperty(fleets, async fleet => {
        const [imported, report] = await inSandbox(fleet, []);
        expect({
          toDo: toDo(report),
          differs: imported.differs,
          unread: imported.unread,
          adopts: imported.adopts,
        }).toEqual({ toDo: [], differs: [], unread: [], adopts: 0 });
      }),
      tried(4),
    );
  });

  it(
    'of what somebody tampered with, leaves a plan to adopt, and to mend permissions',
    { timeout: patience },
    async () => {
      await fc.assert(
        fc.asyncProperty(fleets, tamperings, async (fleet, deeds) => {
          const [, report] = await inSandbox(fleet, deeds);
          expect(toDo(report)).toEqual([]);
        }),
        tried(4),
      );
    },
  );
});
