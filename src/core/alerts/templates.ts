/** Own words for the first line of messages: `{placeholders}` stand for what a notice is about. */

/** Every placeholder, with what stands in its place. */
export const placeholders = {
  gravity: 'CRITICAL, HIGH, MEDIUM, LOW, INFO or NOT KNOWN',
  happening: 'what happened: opened, resolved, reminder, …',
  account: 'the account as the spec calls it; of several: how many',
  accountId: 'its twelve digits; empty where several or none are meant',
  region: 'region of the gravest drift; empty where there is none',
  resource: 'address of the gravest drift; empty where there is none',
  what: 'what is so, such as: trail main is stopped',
  meaning: 'what that means, one sentence',
  who: 'who did it; empty where nobody is known',
  since: 'since when, such as: 03:07 UTC',
  duration: 'for how long, such as: 4 min 58 s',
  count: 'how many drifts it is about',
  owner: 'metadata.name of the spec',
  daemon: 'metadata.name of the daemon',
  mode: 'observe or enforce',
} as const;
export type Placeholder = keyof typeof placeholders;

const form = /\{([^{}]*)\}/gu;

/** Names in braces that stand for nothing, each once. */
export function unknownPlaceholders(template: string): readonly string[] {
  const named = [...template.matchAll(form)].map(([, name = '']) => name);
  return [...new Set(named.filter(name => !isPlaceholder(name)))];
}

/** The template with values. What stands for nothing stays as it is. */
export function filledTemplate(template: string, values: Readonly<Record<Placeholder, string>>): string {
  return template.replaceAll(form, (whole, name: string) => (isPlaceholder(name) ? values[name] : whole));
}

function isPlaceholder(name: string): name is Placeholder {
  return Object.hasOwn(placeholders, name);
}
