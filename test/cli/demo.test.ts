import { describe, expect, it } from 'vitest';

import { chapters } from '../../src/cli/demo/story.ts';
import { tamperings } from '../../src/cli/demo/tampering.ts';
import { trailwarden } from './program.ts';

describe('demo', () => {
  it('plays the whole story with the real commands, and ends', async () => {
    const { code, stdout } = await trailwarden(['demo']);
    expect(code).toBe(0);
    const typed = chapters.flatMap(({ steps }) => steps.map(step => `$ trailwarden ${step.typed.join(' ')}`));
    const lines = stdout.split('\n');
    expect(lines.filter(line => line.startsWith('$ trailwarden'))).toEqual(typed);
    expect(lines.filter(line => line.startsWith('$ aws'))).toEqual(tamperings.map(({ shown }) => `$ ${shown}`));
    expect(stdout).toContain('Drift: 3 (2 critical, 1 medium).');
    expect(stdout).toContain('# That took ');
  });

  it("never uses the user's own AWS", async () => {
    const { code } = await trailwarden(['demo'], {
      endpoint: 'http://127.0.0.1:9',
      env: { AWS_PROFILE: 'production', AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:9', AWS_CONFIG_FILE: '/nowhere' },
    });
    expect(code).toBe(0);
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
    let url = '';
    await trailwarden(['sandbox', '--port', '0', '--format', 'json'], {
      watch: (text, child) => {
        ({ url } = JSON.parse(text) as { url: string });
        const { port } = new URL(url);
        void trailwarden(['sandbox', '--port', port]).then(({ code, stderr }) => {
          second = { code, stderr };
          child.kill('SIGTERM');
        });
      },
    });
    expect(second?.code).toBe(1);
    expect(second?.stderr).toContain('error[port-taken]');
  });
  let second: { readonly code: number | null; readonly stderr: string } | undefined;
});
