/** What other programs and pull requests are given, whole, as files to look at. */
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

import { renderGithub } from '../../../src/render/report/github.ts';
import { renderJunit } from '../../../src/render/report/junit.ts';
import { renderMarkdown } from '../../../src/render/report/markdown.ts';
import { renderSarif } from '../../../src/render/report/sarif.ts';
import type { Reporting } from '../../../src/render/report/facts.ts';
import { reportingOf, sceneNames, scenes } from './scenes.ts';

const views: readonly [ending: string, render: (reporting: Reporting) => string][] = [
  ['md', renderMarkdown],
  ['sarif', renderSarif],
  ['junit.xml', renderJunit],
  ['github.txt', renderGithub],
];

describe.each(sceneNames)('%s', name => {
  it.each(views)('as %s', async (ending, render) => {
    const text = render(reportingOf(await scenes[name]())).replaceAll(/[0-9a-f]{64}/gu, '<64 hexadecimal digits>');
    await expect(text).toMatchFileSnapshot(resolve(import.meta.dirname, `golden/${name}.${ending}`));
  });
});
