/** A repository as the source of a daemon. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Looked, Source } from '../../../app/daemon/ports.ts';
import type { GitConfig } from '../../../core/daemon/config.ts';
import { judgeUrl, type Transport } from '../../../core/daemon/repository-url.ts';
import { systemClock } from '../../clock.ts';
import type { FolderReading } from '../folder.ts';
import { handOver, UnreadableFile } from './credentials.ts';
import { git, GitFailure, type GitPlace } from './git.ts';
import { unsigned } from './signatures.ts';
import { readTree } from './tree.ts';
import { unavailable } from './trouble.ts';

export interface GitSource extends Source {
  /** Removes what was fetched. */
  close(): Promise<void>;
}

/** What was fetched stands in a folder for temporary files, and begins anew after so many changes: nothing is tidied there. */
const mostChanges = 500;

const head = 'refs/source/head';

/**
 * A repository, looked at by the git that is installed.
 *
 * @param within the folder in which a copy of it stands, until it is closed
 * @throws for a url that the config does not take: configs are judged before
 */
export function gitSource(config: GitConfig, within: string = tmpdir()): GitSource {
  const judged = judgeUrl(config.url);
  if ('wrong' in judged) throw new Error('the url of a source was not judged');
  const cache = new Cache(config, { transport: judged.transport, within });
  let busy: Promise<unknown> = Promise.resolve();
  const alone = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const mine = busy.then(work);
    busy = mine.catch(() => undefined);
    return mine;
  };
  const { name: ref } = nameOf(config.ref);
  return {
    name: `${config.url} (${config.path === '' ? ref : `${ref}, ${config.path}`})`,
    look: signal => alone(() => cache.look(signal)),
    watch: (changed, signal) => void keepAsking(changed, config.interval, signal),
    close: () => alone(() => cache.remove()),
  };
}

async function keepAsking(changed: () => void, interval: number, signal: AbortSignal): Promise<void> {
  for (;;) {
    await systemClock.sleep(interval, signal);
    if (signal.aborted) return;
    changed();
  }
}

function nameOf(ref: GitConfig['ref']): { readonly name: string; readonly words: string; readonly wanted: string } {
  if ('branch' in ref) return { name: ref.branch, words: `branch ${ref.branch}`, wanted: `refs/heads/${ref.branch}` };
  if ('tag' in ref) return { name: ref.tag, words: `tag ${ref.tag}`, wanted: `refs/tags/${ref.tag}` };
  return { name: ref.commit.slice(0, 7), words: `commit ${ref.commit.slice(0, 7)}`, wanted: ref.commit };
}

interface Means {
  readonly transport: Transport;
  readonly within: string;
}

/** What was fetched of a repository, and what was read of it last. */
class Cache {
  readonly #config: GitConfig;
  readonly #means: Means;
  #home: string | null = null;
  #changes = 0;
  #last: { readonly commit: string; readonly reading: FolderReading } | null = null;

  constructor(config: GitConfig, means: Means) {
    this.#config = config;
    this.#means = means;
  }

  async look(signal: AbortSignal): Promise<Looked> {
    const { timeout, ref } = this.#config;
    const either = AbortSignal.any([signal, AbortSignal.timeout(timeout)]);
    const secrets: string[] = [];
    try {
      return await this.#lookNow(either, secrets);
    } catch (error) {
      if (error instanceof UnreadableFile) return { unavailable: [error.problem] };
      const about = { ref: nameOf(ref).words, timeout, interrupted: signal.aborted, secrets };
      const problem = unavailable(error, about);
      if (error instanceof GitFailure && error.why !== 'missing') await this.remove(); // a fetch that was stopped leaves halves
      return { unavailable: [problem] };
    }
  }

  async remove(): Promise<void> {
    const home = this.#home;
    this.#home = null;
    this.#changes = 0;
    this.#last = null;
    if (home !== null) await rm(home, { recursive: true, force: true, maxRetries: 3 });
  }

  async #lookNow(signal: AbortSignal, secrets: string[]): Promise<Looked> {
    const { path, verify, ref } = this.#config;
    const place = await this.#place(signal, secrets);
    const { commit, object } = await this.#fetch(place);
    const tag = 'tag' in ref ? ref.tag : null;
    const wrong = verify === null ? null : await unsigned(place, { commit, object, tag }, verify);
    if (wrong) return { unavailable: [wrong] };
    const reading = this.#last?.commit === commit ? this.#last.reading : await readTree(place, commit, path);
    if (this.#last?.commit !== commit) this.#changes += 1;
    this.#last = { commit, reading };
    const short = commit.slice(0, 7);
    const revision = 'commit' in ref ? short : `${nameOf(ref).name}@${short}`;
    if (this.#changes > mostChanges) await this.remove();
    if (reading.files.length === 0) return { unavailable: reading.problems };
    return { revision, paths: [path === '' ? '.' : path], ...reading };
  }

  async #place(signal: AbortSignal, secrets: string[]): Promise<GitPlace> {
    const fresh = this.#home === null;
    this.#home ??= await mkdtemp(join(this.#means.within, 'trailwarden-source-'));
    const home = this.#home;
    const handed = await handOver(this.#config, home);
    secrets.push(...handed.secrets);
    const { environment } = handed;
    const place = { home, gitDir: join(home, 'repository'), transport: this.#means.transport, environment, signal };
    if (fresh) await git(place, { args: ['init', '--quiet', '--bare', '--template='] });
    return place;
  }

  async #fetch(place: GitPlace): Promise<{ readonly commit: string; readonly object: string }> {
    const { url, ref, depth } = this.#config;
    const deep = depth === 0 ? [] : [`--depth=${depth}`];
    const quiet = ['--quiet', '--no-tags', '--no-write-fetch-head', '--no-recurse-submodules', '--no-auto-maintenance'];
    await git(place, { args: ['fetch', ...quiet, ...deep, '--', url, `+${nameOf(ref).wanted}:${head}`] });
    const [commit, object] = await Promise.all([this.#resolve(place, `${head}^{commit}`), this.#resolve(place, head)]);
    return { commit, object };
  }

  async #resolve(place: GitPlace, name: string): Promise<string> {
    const { out } = await git(place, { args: ['rev-parse', '--verify', '--end-of-options', name] });
    return out.toString().trim();
  }
}
