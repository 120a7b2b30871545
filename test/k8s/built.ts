/** A real API server of Kubernetes: built from its source once, and kept in the user's cache. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

/** Its staging modules have the same numbers behind `v0.`. */
const version = '1.35.4';

const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'trailwarden');

/** Path of the program. The first time takes some ten minutes and 4 GB, and the Go module proxy. */
export function builtApiServer(): string {
  const program = join(cache, `kube-apiserver-${version}`);
  if (existsSync(program)) return program;
  const folder = mkdtempSync(join(tmpdir(), 'kube-apiserver-'));
  try {
    writeFileSync(join(folder, 'go.mod'), moduleFile(folder));
    writeFileSync(
      join(folder, 'tools.go'),
      '//go:build tools\n\npackage scratch\n\nimport _ "k8s.io/kubernetes/cmd/kube-apiserver"\n',
    );
    run('go', ['mod', 'tidy'], folder);
    run(
      'go',
      ['build', '-trimpath', '-ldflags', '-s -w', '-o', 'built', 'k8s.io/kubernetes/cmd/kube-apiserver'],
      folder,
    );
    mkdirSync(cache, { recursive: true });
    renameSync(join(folder, 'built'), program);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return program;
}

/** Kubernetes' own module replaces its staging modules by folders that only its repository has: here they are the published ones. */
function moduleFile(folder: string): string {
  writeFileSync(join(folder, 'go.mod'), 'module scratch\n');
  const told = run('go', ['mod', 'download', '-json', `k8s.io/kubernetes@v${version}`], folder);
  const { GoMod } = JSON.parse(told) as { readonly GoMod: string };
  const staging = [...readFileSync(GoMod, 'utf8').matchAll(/^\s*(k8s\.io\/\S+) => \.\/staging\//gmu)];
  if (staging.length === 0) throw new Error(`${GoMod} names no staging modules: it is made otherwise than it was`);
  const published = version.replace(/^1\./u, 'v0.');
  const replaced = staging.map(([, name]) => `  ${name} => ${name} ${published}`).join('\n');
  return `module scratch\ngo 1.25.0\nrequire k8s.io/kubernetes v${version}\nreplace (\n${replaced}\n)\n`;
}

/** Path of etcd: on the machine already, or of Debian's package. */
export function installedEtcd(): string {
  const path = found('etcd');
  if (path !== null) return path;
  run('apt-get', ['install', '-y', '--no-install-recommends', 'etcd-server'], tmpdir());
  const installed = found('etcd');
  if (installed === null) throw new Error('etcd is missing: install it (Debian: apt-get install etcd-server)');
  return installed;
}

function found(program: string): string | null {
  const { stdout } = spawnSync('sh', ['-c', `command -v ${program}`], { encoding: 'utf8' });
  return stdout.trim() === '' ? null : stdout.trim();
}

function run(program: string, args: readonly string[], folder: string): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (error) throw new Error(`${program} is missing, which this suite needs: ${error.message}`);
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} failed:\n${stderr.slice(-2_000)}`);
  return stdout;
}
