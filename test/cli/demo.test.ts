import { describe, expect, it } from 'vitest';

import { chapters } from '../../src/cli/demo/story.ts';
import { tamperings } from '../../src/cli/demo/tampering.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import { folderWith, trailwarden } from './program.ts';

describe('demo', () => {
  it("plays the whole story with the real commands, without the user's own AWS, and ends", async () => {
    const { code, stdout } = await trailwarden(['demo'], {
      alone: true,
      endpoint: 'http://127.0.0.1:9',
      env: { AWS_PROFILE: 'production', AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:9', AWS_CONFIG_FILE: '/nowhere' },
    });
    expect(code).toBe(0);
    const typed = chapters.flatMap(({ steps }) => steps.map(step => `$ trailwarden ${step.typed.join(' ')}`));
    const lines = stdout.split('\n');
    expect(lines.filter(line => line.startsWith('$ trailwarden'))).toEqual(typed);
    expect(lines.filter(line => line.startsWith('$ aws'))).toEqual(tamperings.map(({ shown }) => `$ ${shown}`));
    expect(lines).toContain('Drift: 3 (2 critical, 1 medium).');
    expect(stdout).toContain('# That took ');
  });
});

describe('sandbox', () => {
  it('says how to use it, and ends in order at a signal', async () => {
    const { code, stdout, stderr } = await trailwarden(['sandbox', '--port', '0'], {
      watch: (text, child) => {
        if (text.includes('export AWS_ENDPOINT_URL=http://127.0.0.1:')) child.kill('SIGINT');
      },
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('trailwarden plan');
  });

  it('has the organization that a file describes', async () => {
    const folder = folderWith({ 'organization.json': '{"id":"o-exampleorgid","management":"111111111111"}' });
    const told: Promise<unknown>[] = [];
    const { code } = await trailwarden(['sandbox', '--port', '0', '--organization', 'organization.json'], {
      folder,
      watch: (text, child) => {
        const url = /export AWS_ENDPOINT_URL=(\S+)/.exec(text)?.[1];
        if (url === undefined) return;
        const asked = fetch(`${url}/_sandbox/organization`).then(async answer => answer.json());
        told.push(asked.finally(() => child.kill('SIGINT')));
      },
    });
    expect(code).toBe(0);
    expect(await Promise.all(told)).toEqual([{ id: 'o-exampleorgid', management: '111111111111' }]);
  });

  const mistakes: readonly [name: string, text: string, message: string][] = [
    ['none.json', '', 'ENOENT'],
    ['organization.json', '{', 'JSON'],
    ['organization.json', '{"id":"o-exampleorgid"}', 'organization.management is missing'],
    ['organization.json', '{"id":"x","management":"111111111111"}', 'x is not the id of an organization'],
  ];
  it.each(mistakes)('says what is wrong with an organization: %s %s', async (name, text, message) => {
    const folder = folderWith({ 'organization.json': text });
    const { code, stdout, stderr } = await trailwarden(['sandbox', '--organization', name], { folder });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('error[organization-not-described]');
    expect(stderr).toContain(message);
  });

  it('says when the port is taken', async () => {
    const { port, close } = await startSandbox();
    const { code, stdout, stderr } = await trailwarden(['sandbox', '--port', `${port}`]);
    await close();
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('error[port-taken]');
  });
});
