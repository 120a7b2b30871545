/** The files of the chart that are made of the code. */
import { permissionsForAll, policyOf } from '../../src/core/iam.ts';
import type { Purpose } from '../../src/core/iam.ts';
import { unknownAccount } from '../../src/core/spec/stand-ins.ts';
import { policyText } from '../../src/render/iam.ts';
import { kinds } from '../../src/resources/index.ts';
import { dashboard } from './dashboard.ts';
import { chartSchema } from './schema.ts';
import { namesFile, valuesFile, valuesPage } from './values.ts';

/** Each by its path, with what must stand in it. */
export function chartFiles(): readonly (readonly [path: string, text: string])[] {
  return [
    ['helm/trailwarden/values.schema.json', `${JSON.stringify(chartSchema(), null, 2)}\n`],
    ['helm/trailwarden/values.yaml', valuesFile()],
    ['helm/trailwarden/files/names.yaml', namesFile()],
    ['helm/trailwarden/files/iam/observe.json', iamPolicy('plan')],
    ['helm/trailwarden/files/iam/enforce.json', iamPolicy('apply')],
    ['helm/trailwarden/files/dashboard.json', `${JSON.stringify(dashboard(), null, 2)}\n`],
    ['docs/helm-values.md', valuesPage()],
  ];
}

/** For every spec, in any account: `trailwarden policy iam` prints less for the spec at hand. */
function iamPolicy(purpose: Purpose): string {
  const permissions = permissionsForAll(kinds, { partition: 'aws', account: unknownAccount }, purpose);
  return `${policyText(policyOf(permissions))}\n`;
}
