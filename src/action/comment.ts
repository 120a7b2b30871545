/** The one comment of a pull request that is kept up to date, found by its hidden first line. */
import { GithubFailure } from './github.ts';
import type { Github } from './github.ts';

export interface Place {
  /** `OWNER/NAME`. */
  readonly repository: string;
  /** Of the pull request. */
  readonly number: number;
}

interface Comment {
  readonly id: number;
  readonly body: string;
  readonly author: string;
  readonly url: string;
}

/** What stands in a pull request, and how the next state of it is found. */
export interface Sticky {
  readonly body: string;
  /** Whose comments are ours. Others may write our first line too, and could change such a comment afterwards. */
  readonly author: string;
}

/** Characters that GitHub takes. */
export const longestComment = 65_536;

/** `<!-- trailwarden:COMMAND:OWNER -->`; without an owner where the spec could not even be read that far. */
const firstLine = /^<!-- trailwarden:(?<command>[a-z]+)(?::(?<owner>[^\n]*?))? -->/;

/**
 * Writes the comment, or changes the one that is there.
 *
 * @returns its address
 * @throws GithubFailure
 */
export async function putComment(github: Github, place: Place, sticky: Sticky): Promise<string> {
  const found = await ours(github, place, sticky);
  const { body } = sticky;
  if (found)
    return urlOf(await github.send('PATCH', `/repos/${place.repository}/issues/comments/${found.id}`, { body }));
  try {
    return urlOf(await github.send('POST', `/repos/${place.repository}/issues/${place.number}/comments`, { body }));
  } catch (error) {
    const lost = error instanceof GithubFailure && (error.status === null || error.status >= 500);
    const written = lost ? await ours(github, place, sticky) : undefined;
    if (written?.body === body) return written.url;
    throw error;
  }
}

async function ours(github: Github, place: Place, { body, author }: Sticky): Promise<Comment | undefined> {
  const comments = await commentsOf(github, place);
  return comments.find(comment => comment.author === author && sameSubject(comment.body, body));
}

/** A run that does not know whose spec it was may replace, and be replaced by, one that does. */
function sameSubject(one: string, other: string): boolean {
  const [a, b] = [one, other].map(body => firstLine.exec(body)?.groups);
  if (!a || !b || a['command'] !== b['command']) return false;
  return !a['owner'] || !b['owner'] || a['owner'] === b['owner'];
}

async function commentsOf(github: Github, { repository, number }: Place): Promise<readonly Comment[]> {
  const items = await github.list(`/repos/${repository}/issues/${number}/comments?per_page=100`);
  return items.map(commentIn);
}

/** As much of a comment as GitHub sent of it. */
function commentIn(item: unknown): Comment {
  const { id, body, user, html_url } = item as {
    readonly id: number;
    readonly body?: string | null;
    readonly user?: { readonly login?: string } | null;
    readonly html_url?: string;
  };
  return { id, body: body?.replaceAll('\r\n', '\n') ?? '', author: user?.login ?? '', url: html_url ?? '' };
}

const urlOf = (item: unknown): string => commentIn(item).url;

/** The second line, hidden too: by which the plan is found again once it is to be applied. */
export function withDigest(body: string, digest: string | null): string {
  const marker = firstLine.exec(body)?.[0];
  if (marker === undefined || digest === null) return body;
  return `${marker}\n<!-- trailwarden-digest:${digest} -->${body.slice(marker.length)}`;
}

/** What was pushed, and whose comments are ours. */
export interface Pushed {
  /** `OWNER/NAME`. */
  readonly repository: string;
  /** Without `refs/heads/`; null where no branch was pushed. */
  readonly branch: string | null;
  readonly commit: string;
  readonly author: string;
}

/** As much of a pull request as says whether its merge is this push. */
interface Pull {
  readonly number: number;
  readonly merged_at?: string | null;
  readonly merge_commit_sha?: string | null;
  readonly base?: { readonly ref?: string; readonly repo?: { readonly full_name?: string } | null };
}

/** A commit may have been merged elsewhere before, by whoever may merge there: only the merge that is this push approves. */
function isMergeOf(pull: Pull, { repository, branch, commit }: Pushed): boolean {
  const { merged_at, merge_commit_sha, base } = pull;
  const here = base?.ref === branch && base.repo?.full_name === repository;
  return typeof merged_at === 'string' && merge_commit_sha === commit && here;
}

/**
 * The digest of the plan in the comment of the pull request whose merge into this branch is this commit.
 *
 * @returns the digest, or why there is none
 * @throws GithubFailure
 */
export async function digestApproved(
  github: Github,
  pushed: Pushed,
): Promise<{ readonly digest: string } | { readonly missing: string }> {
  const { repository, branch, commit, author } = pushed;
  const pulls = (await github.list(`/repos/${repository}/commits/${commit}/pulls`)) as readonly Pull[];
  const merged = pulls.filter(pull => isMergeOf(pull, pushed));
  const [pull] = merged;
  if (!pull) return { missing: `${commit.slice(0, 7)} is no merge of a pull request into ${branch ?? 'a branch'}` };
  if (merged.length > 1) return { missing: `${commit.slice(0, 7)} came from several pull requests` };
  const comments = await commentsOf(github, { repository, number: pull.number });
  const plans = comments.filter(comment => comment.author === author && planLine.test(comment.body));
  const [plan] = plans;
  const name = `pull request ${pull.number}`;
  if (plans.length > 1) return { missing: `${name} has the plans of several specs; give plan-digest itself` };
  const digest = /^[^\n]*\n<!-- trailwarden-digest:([0-9a-f]{64}) -->/.exec(plan?.body ?? '')?.[1];
  return digest === undefined ? { missing: `${name} has no comment of ${author} with a plan` } : { digest };
}

const planLine = /^<!-- trailwarden:plan(:[^\n]*?)? -->/;

/** What stands in a pull request if the run left no report. A plan of an earlier commit must not go on standing there. */
export function failedBody(command: string, code: number): string {
  const heading = `### trailwarden: ${command} failed`;
  return `<!-- trailwarden:${command} -->\n${heading}\n\nIt ended with exit code ${code}. The log of the run says why.\n`;
}
