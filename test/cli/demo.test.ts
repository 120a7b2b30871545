import { describe, expect, it } from 'vitest';

import { chapters } from '../../src/cli/demo/story.ts';
import { tamperings } from '../../src/cli/demo/tampering.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import { trailwarden } from './program.ts';

describe('demo', () => {
  it("plays the whole story with the real commands, without the user's own AWS, and ends", async () => {
    const { code, stdout } = await trailwarden(['demo'], {
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

  it('says when the port is taken', async () => {
    const { port, close } = await startSandbox();
    const { code, stdout, stderr } = await trailwarden(['sandbox', '--port', `${port}`]);
    await close();
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('error[port-taken]');
  });
});
