/**
 * Builds images with buildah in a chroot, over bases made on this machine: Debian's own packages, and the Node that the
 * project develops on. Neither a registry nor a daemon is asked.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
const suite = 'bookworm';

/** Debian as small as apt-get allows, made once and kept: it takes a minute and a half. */
function debian(): string {
  const kept = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'trailwarden', `debian-${suite}.tar`);
  if (existsSync(kept)) return kept;
  mkdirSync(dirname(kept), { recursive: true });
  const begun = `${kept}.${process.pid}`;
  execFileSync('mmdebstrap', ['--quiet', '--variant=apt', suite, begun, 'http://deb.debian.org/debian'], {
    stdio: 'inherit',
  });
  renameSync(begun, kept);
  return kept;
}

export interface Built {
  /** Digests of what each layer holds: the base's, and ours. */
  readonly layers: readonly string[];
  readonly config: {
    readonly User: string;
    readonly Labels: Readonly<Record<string, string>>;
    readonly Env: readonly string[];
    readonly Entrypoint: readonly string[];
    readonly Healthcheck: { readonly Test: readonly string[] };
  };
  readonly created: string;
}

export class Engine {
  readonly #home = mkdtempSync(join(tmpdir(), 'trailwarden-image-'));
  readonly #driver = canOverlay(this.#home) ? 'overlay' : 'vfs';

  buildah(args: readonly string[]): string {
    const store = [
      `--storage-driver=${this.#driver}`,
      '--root',
      join(this.#home, 'store'),
      '--runroot',
      join(this.#home, 'run'),
    ];
    try {
      return execFileSync('buildah', [...store, ...args], {
        encoding: 'utf8',
        maxBuffer: 64 << 20,
        stdio: ['ignore', 'pipe', 'pipe'],
      }).trim();
    } catch (error) {
      const { stdout = '', stderr = '' } = error as { readonly stdout?: string; readonly stderr?: string };
      throw new Error(`buildah ${args.join(' ')}\n${stdout.slice(-3000)}\n${stderr.slice(-3000)}`, { cause: error });
    }
  }

  /** `localhost/base`, and `localhost/node` with Node and npm where Node's own images have them. */
  makeBases(): void {
    const empty = this.buildah(['from', 'scratch']);
    this.buildah(['add', '--quiet', empty, debian(), '/']);
    this.buildah(['commit', '--quiet', '--rm', empty, 'localhost/base']);
    const base = this.buildah(['from', '--pull-never', 'localhost/base']);
    addNode(this.buildah(['mount', base]));
    this.buildah(['umount', base]);
    this.buildah(['commit', '--quiet', '--rm', base, 'localhost/node']);
  }

  /** Builds the Dockerfile anew from the work tree. */
  build(name: string, epoch: number): Built {
    const args = ['NODE_IMAGE=localhost/node', 'BASE_IMAGE=localhost/base', 'VERSION=1.2.3', 'REVISION=c0ffee'];
    this.buildah([
      'bud',
      '--isolation=chroot',
      '--pull-never',
      '--no-cache',
      '--format=docker',
      `--timestamp=${epoch}`,
      `--volume=${npmCache()}:/root/.npm`,
      `--tag=${name}`,
      ...args.flatMap(arg => ['--build-arg', arg]),
      root,
    ]);
    const { OCIv1, Docker } = JSON.parse(this.buildah(['inspect', '--type=image', name])) as {
      readonly OCIv1: { readonly created: string; readonly rootfs: { readonly diff_ids: readonly string[] } };
      readonly Docker: { readonly config: Built['config'] };
    };
    return { layers: OCIv1.rootfs.diff_ids, config: Docker.config, created: OCIv1.created };
  }

  /** The image's files, as a folder. */
  mount(name: string): string {
    return this.buildah(['mount', this.buildah(['from', '--pull-never', name])]);
  }

  close(): void {
    this.buildah(['rm', '--all']);
    this.buildah(['rmi', '--all', '--force']);
    rmSync(this.#home, { recursive: true, force: true });
  }
}

/** Whether folders can be laid over each other here. Otherwise each step is a copy of all before it, which takes minutes. */
function canOverlay(home: string): boolean {
  const at = (name: string): string => join(home, 'probe', name);
  for (const name of ['lower', 'upper', 'work', 'all']) mkdirSync(at(name), { recursive: true });
  const options = `lowerdir=${at('lower')},upperdir=${at('upper')},workdir=${at('work')}`;
  const mount = ['mount', '-t', 'overlay', 'overlay', '-o', options, at('all')];
  return spawnSync('unshare', ['--mount', ...mount], { stdio: 'ignore' }).status === 0;
}

/** The npm that runs this suite, or else the one that would. */
function npmFolder(): string {
  const { npm_execpath: running } = process.env;
  return dirname(dirname(realpathSync(running ?? execFileSync('which', ['npm'], { encoding: 'utf8' }).trim())));
}

/** What npm has downloaded on this machine: the lockfile says what it must be. */
function npmCache(): string {
  const folder = execFileSync('npm', ['config', 'get', 'cache'], { encoding: 'utf8' }).trim();
  mkdirSync(folder, { recursive: true });
  return folder;
}

function addNode(folder: string): void {
  const bin = join(folder, 'usr/local/bin');
  const modules = join(folder, 'usr/local/lib/node_modules');
  mkdirSync(modules, { recursive: true });
  cpSync(realpathSync(join(root, 'node_modules/node/bin/node')), join(bin, 'node'));
  cpSync(npmFolder(), join(modules, 'npm'), { recursive: true });
  symlinkSync('../lib/node_modules/npm/bin/npm-cli.js', join(bin, 'npm'));
  const authorities = '/etc/ssl/certs/ca-certificates.crt';
  if (!existsSync(authorities)) return;
  cpSync(authorities, join(folder, 'usr/local/etc/authorities.crt')); // a proxy of this network may have one of its own
  writeFileSync(join(folder, 'usr/local/etc/npmrc'), 'cafile=/usr/local/etc/authorities.crt\n');
}

export interface Running {
  readonly env?: Readonly<Record<string, string>>;
  /** Folders of this machine, by where they are seen; read only. */
  readonly folders?: Readonly<Record<string, string>>;
}

/**
 * Mounts as a container has them: the image read only, two folders in memory. In a mount namespace of its own, which
 * ends with the program.
 */
const contain = `set -eu
root=$1; shift
test -x "$root/usr/local/bin/node"
mount --bind "$root" "$root"
while [ "$1" != -- ]; do mount --bind "$1" "$root$2"; mount -o remount,bind,ro "$root$2"; shift 2; done; shift
mount -o remount,bind,ro "$root"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount -t tmpfs tmpfs "$root/tmp"
mount -t tmpfs -o uid=65532,gid=65532,mode=0750 tmpfs "$root/var/lib/trailwarden"
exec chroot "$root" setpriv --reuid=65532 --regid=65532 --clear-groups --no-new-privs --bounding-set=-all "$@"`;

/** Starts a program of the image as its user, without any right of root, on a root that nobody can write. */
export function start(image: string, command: readonly string[], { env = {}, folders = {} }: Running = {}) {
  const mounts = Object.entries(folders).flatMap(([inside, outside]) => {
    mkdirSync(join(image, inside), { recursive: true });
    return [outside, inside];
  });
  const variables = {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    HOME: '/var/lib/trailwarden',
    NODE_ENV: 'production',
    ...env,
  };
  const inside = ['/usr/bin/env', '-C', '/var/lib/trailwarden', ...command];
  return spawn('unshare', ['--mount', 'bash', '-c', contain, 'contain', image, ...mounts, '--', ...inside], {
    env: { ...variables, PATH: `${variables.PATH}:/usr/sbin:/sbin` },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export async function run(image: string, command: readonly string[], running?: Running): Promise<Ended> {
  const child = start(image, command, running);
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => {
      texts[name] += text;
    });
  const code = await new Promise<number | null>(done => child.once('close', done));
  return { code, ...texts };
}
