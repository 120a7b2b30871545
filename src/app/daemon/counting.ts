import type { Cloud } from '../ports.ts';

/** The same cloud, counting from now on. */
export function countedFromNow(cloud: Cloud): Cloud {
  const before = cloud.counts();
  return {
    ...cloud,
    counts() {
      const since = Object.entries(cloud.counts()).map(([call, count]) => [call, count - (before[call] ?? 0)] as const);
      return Object.fromEntries(since.filter(([, count]) => count > 0));
    },
  };
}
