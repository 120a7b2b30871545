/** Reports that are drawn: the estates of the page's scenes, as one run would have found them. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { verdictOf } from '../../src/core/report.ts';
import type { Report } from '../../src/core/report.ts';
import type { Assets } from '../../src/page/file/file.ts';
import type { Reporting } from '../../src/render/report/facts.ts';
import { sceneOf } from './scenes.ts';
import type { SceneName } from './scenes.ts';
import { noon } from './told.ts';

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

const built = (name: string): string => readFileSync(join(import.meta.dirname, '../../dist/page', name), 'utf8');
export const assets: Assets = { style: built('style.css'), script: built('report.js') };

/** The scene of the page as the report of a look at it. */
export function drawn(name: SceneName): Reporting {
  const { snapshot } = sceneOf(name, noon);
  const { plan, estate, owner } = snapshot;
  if (plan === null || estate === null) throw new Error(`${name} has no plan`);
  const report: Report = {
    command: 'drift',
    owner: owner ?? 'acme',
    revision: 'main@4f2a91c',
    startedAt: noon.toISOString(),
    finishedAt: noon.toISOString(),
    spec: {
      paths: ['specs/'],
      files: 3,
      resources: estate.trails.length,
      selected: estate.trails.length,
      accounts: estate.accounts.map(({ id }) => id),
    },
    resources: estate.trails.map(({ address }, index) => ({
      address,
      written: { '': { file: 'specs/trails.yaml', line: (index % 40) + 3, column: 5 } },
      managed: true,
    })),
    plan,
    outcomes: null,
    remaining: null,
    refused: [],
    interrupted: false,
    attributions: snapshot.drifts.flatMap(({ address, field, attribution }) =>
      attribution === null ? [] : [{ address, field, attribution }],
    ),
    estate,
    calls: { 'cloudtrail:DescribeTrails': 61 },
  };
  return { report, verdict: verdictOf(report, true), version: '1.4.0', digest };
}
