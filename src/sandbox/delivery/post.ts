import type { Trail } from '../cloudtrail/trail.ts';
import type { Estate } from '../estate.ts';
import { closeChain, openChain } from './chain.ts';
import type { Course } from './course.ts';
import { runCourse, nextOf } from './run.ts';

/** Delivers what was due until now, in its order, and tries again what could not be delivered before. */
export function settle(estate: Estate, now: Date): void {
  const { post } = estate;
  if (now.getTime() < post.next) return;
  post.next = Number.POSITIVE_INFINITY;
  for (const trail of post.busy) {
    if (nextOf(trail.course) <= now.getTime()) runCourse(trail, estate, now.getTime());
    const next = nextOf(trail.course);
    if (next === Number.POSITIVE_INFINITY) post.busy.delete(trail);
    else post.next = Math.min(post.next, next);
  }
}

/** Something is on its way for a trail. */
export function noteDue(trail: Trail, { post }: Pick<Estate, 'post'>): void {
  post.busy.add(trail);
  post.next = Math.min(post.next, nextOf(trail.course));
}

/** Takes note of what a call did to a trail: whether it logs and validates, or is gone. */
export function follow(trail: Trail, estate: Estate, at: Date): void {
  const { logging } = estate.post;
  const there = estate.trails.get(trail.arn) === trail;
  const own = logging.get(trail.account) ?? new Set();
  if (there && trail.logging) logging.set(trail.account, own.add(trail));
  else own.delete(trail);
  if (!there) abandon(trail.course);
  if (there && trail.logging && trail.settings.validation) openChain(trail, estate, at.getTime());
  else closeChain(trail.course, at.getTime());
  noteDue(trail, estate);
}

/** For a trail that is deleted nothing is tried again. */
function abandon(course: Course): void {
  course.lateLots = [];
  course.lateDigests = [];
}
